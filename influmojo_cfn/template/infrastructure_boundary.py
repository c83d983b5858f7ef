"""What a permissions boundary allows the infrastructure roles: what AWS's own policies allow them.

Source (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from awacs import aws

from influmojo_cfn.app import App
from influmojo_cfn.app.infrastructure import infrastructure_roles
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.iam.managed_policies import aws_managed_document
from influmojo_cfn.template.policies import substituted
from influmojo_cfn.template.statements import SubText, action_of


class _AllowedByAws(NamedTuple):
    """What AWS's policies allow a role, on everything but IAM's resources, and on these."""

    actions: list[str]
    about_iam: dict[str, Mapping[str, Any]]


def infrastructure_statements(app: App) -> Iterator[Any]:
    """Yield what the infrastructure roles can do: all their actions together, on everything.

    What they can do in IAM stays as narrow as AWS wrote it.
    """
    for found in _allowed_by_aws(app):
        yield from _about_iam(found)
    actions = sorted(infrastructure_actions(app))
    if actions:
        yield aws.Statement(
            Sid="Infrastructure",
            Effect=aws.Allow,
            Action=[action_of(action) for action in actions],
            Resource=["*"],
        )


def infrastructure_actions(app: App) -> set[str]:
    """Return the actions that the infrastructure roles can be allowed on everything."""
    named = {action for found in _allowed_by_aws(app) for action in found.actions}
    begins = tuple(action[:-1] for action in named if action.endswith("*"))
    return {each for each in named if each.endswith("*") or not each.startswith(begins)}


def _allowed_by_aws(app: App) -> Iterator[_AllowedByAws]:
    for found in infrastructure_roles(app.infrastructure):
        actions: list[str] = []
        about_iam: dict[str, Mapping[str, Any]] = {}
        for path in found.managed:
            policy = aws_managed_document(path)
            for number, statement in enumerate(policy["Statement"] if policy else []):
                named = [str(action) for action in items_of(statement["Action"])]
                if any(action.startswith("iam:") for action in named):
                    about_iam[f"{found.prefix}{number}"] = statement
                else:
                    actions += named
        yield _AllowedByAws(actions=actions, about_iam=about_iam)


def _about_iam(found: _AllowedByAws) -> Iterator[Any]:
    for sid, statement in found.about_iam.items():
        conditions = [
            getattr(aws, operator)(keys)
            for operator, keys in statement.get("Condition", {}).items()
        ]
        texts = [
            str(arn).replace("arn:aws:", "arn:${AWS::Partition}:")
            for arn in items_of(statement["Resource"])
        ]
        yield aws.Statement(
            Sid=sid,
            Effect=aws.Allow,
            Action=[action_of(action) for action in items_of(statement["Action"])],
            Resource=[substituted(SubText(text=text)) for text in texts],
            **({"Condition": aws.Condition(conditions)} if conditions else {}),
        )
