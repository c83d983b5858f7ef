"""W9729: actions of a role's policies that no statement of its boundary allows."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.logic.cover import covers_action
from influmojo_cfn.rules.managed_policies import managed_path, managed_policy
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9729",
    shortdesc="The permissions boundary forbids what the policy allows",
    description="A role can do what its policies and its boundary both allow.",
    why="The call is denied, although the role's own policy allows it.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
)
def outside_boundary(model: Model) -> Findings:
    for role in model.roles:
        boundary = _boundary(model, role)
        for statement in role.statements if boundary else ():
            for value in statement.actions if statement.allows else ():
                if any(_denies(each, value) for each in boundary) or not any(
                    _may_allow(each, value, statement) for each in boundary
                ):
                    yield value.path, f"the permissions boundary of {role.logical_id} forbids it"


def _boundary(model: Model, role: Entity) -> list[PolicyStatement]:
    """Return the statements of a role's boundary, where it is known; else none."""
    given = role.properties.get("PermissionsBoundary")
    if given is None:
        return []
    text = model.resolver.text(given)
    aws = managed_policy(managed_path(Value(text, ())))
    if aws is not None:
        return list(aws.statements)
    for policy in model.policies:
        if policy.kind == "managed" and model.resolver.named(policy.logical_id) == text:
            return list(policy.statements)
    return []


def _may_allow(boundary: PolicyStatement, action: Value, statement: PolicyStatement) -> bool:
    """Return whether a statement of a boundary can allow a part of what another one does."""
    within = not boundary.denies and boundary.may_name(action.text.lower())
    if not within or boundary.not_resources or statement.not_resources:
        return within
    return any(
        may_meet(one.text, other.text)
        for one in boundary.resources
        for other in statement.resources
    )


def _denies(boundary: PolicyStatement, action: Value) -> bool:
    """Return whether a statement of a boundary denies an action on everything, always."""
    return (
        boundary.denies
        and boundary.everywhere
        and not (boundary.conditions or boundary.branch)
        and covers_action(boundary, action)
    )
