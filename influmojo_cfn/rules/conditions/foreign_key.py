"""E9302: condition keys of a service that the statement does not use."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import condition_key, service
from influmojo_cfn.rules.conditions.keys import carries, is_cross_service
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.reach import all_known
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9302",
    shortdesc="The condition key belongs to another service",
    description="A service's condition keys come with requests to that service alone.",
    why="Requests for these actions never carry the key: the condition decides nothing, or everything.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    needs="conditions",
)
def foreign_key(statement: PolicyStatement) -> Findings:
    if not all_known(statement):
        return
    for condition in statement.conditions:
        prefix = condition.key.partition(":")[0].lower()
        if (
            is_cross_service(condition.key)
            or not condition_key(condition.key)
            or service(prefix) is None
        ):
            continue
        if prefix not in statement.services and not any(
            carries(action, condition.key) for action in statement.known_actions.values()
        ):
            others = ", ".join(sorted(statement.services))
            yield (
                condition.path,
                f"{condition.key!r} comes with requests to {prefix}, not to {others}",
            )
