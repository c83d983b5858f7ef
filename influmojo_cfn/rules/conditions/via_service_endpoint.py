"""E9311: kms:ViaService values that name no service endpoint."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.via_service import problem
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9311",
    shortdesc="The kms:ViaService value names no service endpoint",
    description="The value is SERVICE.REGION.amazonaws.com, of a service that uses KMS keys for its callers.",
    why="No request carries such a value: the key cannot be used.",
    source_url="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    needs="conditions",
)
def via_service_endpoint(statement: PolicyStatement) -> Findings:
    for condition in statement.on("kms:viaservice"):
        for value in condition.values if condition.family == "String" else ():
            message = problem(value.text)
            if message:
                yield value.path, f"{statement.policy.show(value.text)!r} {message}"
