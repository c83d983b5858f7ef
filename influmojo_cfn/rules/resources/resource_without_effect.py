"""E9202: an ARN that none of the statement's actions can be for."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.reach import all_known, is_beside_its_parts, meets, resource_sets
from influmojo_cfn.rules.resources.shape import problem
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9202",
    shortdesc="The ARN is of no resource type that the statement's actions take",
    description="Each ARN must name a resource that at least one action of the statement takes.",
    why="The ARN has no effect; often it is of the wrong service or a resource's wrong part.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#resources_table",
)
def resource_without_effect(statement: PolicyStatement) -> Findings:
    sets = resource_sets(statement)
    if not sets or not all_known(statement):
        return
    actions = statement.known_actions.values()
    if all(not action.resource_types for action in actions):
        return
    judged = {value.text for _, values in sets for value in values}
    for value in statement.resources:
        if value.text not in judged or problem(value.text):
            continue
        if is_beside_its_parts(statement, value.text):
            continue
        if not any(meets(action, value.text) for action in actions):
            given = statement.policy.show(value.text)
            yield value.path, f"{given!r} is of no resource type that the statement's actions take"
