"""E9311: kms:ViaService values that no request carries."""

from __future__ import annotations

from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.conditions.via_service import problem
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9311",
    shortdesc="No request carries the kms:ViaService value",
    description="The value is SERVICE.REGION.amazonaws.com, of a service that uses KMS keys for its callers; it is not the caller.",
    why="The condition is never true: the key cannot be used.",
    source_url="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    needs="conditions",
)
def via_service_endpoint(statement: PolicyStatement) -> Findings:
    callers = statement.principals
    for condition in statement.on("kms:viaservice"):
        for value in condition.values if condition.family == "String" else ():
            message = problem(value.text)
            service = value.text.partition(".")[0]
            if condition.needs_key and callers and all(_is(caller, service) for caller in callers):
                message = "is the caller itself, which uses the key through no service"
            if message:
                yield value.path, f"{statement.policy.show(value.text)!r} {message}"


def _is(principal: WrittenPrincipal, service: str) -> bool:
    """Return whether a principal is a service, by what its endpoints begin with."""
    return principal.kind == "Service" and principal.value.text.partition(".")[0] == service
