"""What a role of the template can be shown not to be allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import covers, may_meet
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.rules.quotas.managed_policies import aws_statements, managed_path, managed_policy
from influmojo_cfn.service_roles.field_values import Home

if TYPE_CHECKING:
    from influmojo_cfn.service_roles.judge import Judge

HOME = Home(partition=t.PARTITION, account=t.ACCOUNT, region=t.REGION)
_TAKEN_TO_HOLD = "its conditions are taken to hold"
_IN_A_BRANCH = "conditions of the template decide whether it is there"


@remembered
def is_known(entity: Entity) -> bool:
    """Return whether every policy of the role can be read: those of the template and those of AWS."""
    return all(managed_policy(managed_path(value)) for value in entity.managed_arns) and all(
        not t.has_unknown(value.text)
        for statement in entity.statements
        for value in (*statement.actions, *statement.not_actions)
    )


def refused(entity: Entity, action: str, resource: str) -> bool:
    """Return whether no policy of the role can allow an action on a resource.

    False wherever an unknown might make it allowed; conditions are taken to hold.
    """
    return is_known(entity) and _judge(entity).cannot(action, resource)


def has(entity: Entity, actions: Iterable[str]) -> bool:
    """Return whether a policy of the role names one of the actions (lower case), on whatever."""
    wanted = tuple(actions)
    return any(may_act(s, action) for s in statements(entity) if s.allows for action in wanted)


def may_act(statement: PolicyStatement, action: str) -> bool:
    """Return whether a statement can be about an action (lower case), in one of its branches."""
    if statement.not_actions:
        omitted = (value for value in statement.not_actions if not value.branch)
        return not any(covers(value.text.lower(), action) for value in omitted)
    return any(may_meet(value.text.lower(), action) for value in statement.actions)


def statements(entity: Entity) -> Iterator[PolicyStatement]:
    """Yield every statement of a role's policies, those of AWS managed policies too."""
    yield from entity.statements
    for _, statement in aws_statements(entity):
        yield statement


@remembered
def _judge(entity: Entity) -> Judge:
    """Return the judge that preflight asks, of a role of which the template alone is known."""
    from influmojo_cfn.cloudformation.roles import TemplateRole
    from influmojo_cfn.service_roles.judge import Judge

    role = TemplateRole(
        logical_id=entity.logical_id,
        name=entity.resolver.named(entity.logical_id),
        arn=entity.resolver.named(f"{entity.logical_id}.Arn"),
        policies=(Policy(tuple(map(_said, statements(entity)))),),
        trust=Policy(()),
    )
    return Judge(role, HOME, partly_known=True)


def _said(written: PolicyStatement) -> Statement:
    """Return what a statement says; one that conditions can keep from applying is in doubt."""
    doubts = [_TAKEN_TO_HOLD] if written.conditions else []
    doubts += [_IN_A_BRANCH] if written.branch else []
    return Statement(
        effect="Deny" if written.denies else "Allow",
        actions=tuple(map(_text, written.not_actions or written.actions)),
        resources=tuple(map(_text, written.not_resources or written.resources)),
        not_action=bool(written.not_actions),
        not_resource=bool(written.not_resources),
        unknown=tuple(doubts),
        path=written.path,
    )


def _text(value: Value) -> Text:
    return Unknown(_IN_A_BRANCH, value.text) if value.branch else value.text
