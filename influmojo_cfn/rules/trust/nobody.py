"""E9509: roles that no one can assume."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.intrinsics import is_function
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.conditions.clash import clashes
from influmojo_cfn.rules.logic.cover import covers_action
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import ASSUMING, trust_statements


@rule(
    id="E9509",
    shortdesc="No one can assume the role",
    description="No Allow of the trust policy has sts:AssumeRole, or one of its kin, with a principal.",
    why="The role can never be used.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
)
def nobody(entity: Entity) -> Findings:
    if (
        entity.kind != "Role"
        or entity.trust is None
        or not isinstance(entity.trust.document, Mapping)
    ):
        return
    statements = list(trust_statements(entity))
    raw = entity.trust.document.get("Statement")
    if not isinstance(raw, (list, Mapping)) or any(is_function(key) for key in raw):
        return
    opened = [s for s in statements if s.allows and any(map(s.may_name, ASSUMING)) and usable(s)]
    denies = [s for s in statements if s.denies and not s.conditions]
    if not opened or all(any(shuts(deny, allow) for deny in denies) for allow in opened):
        yield entity.trust.path, f"no one can assume {entity.logical_id}"


def usable(statement: PolicyStatement) -> bool:
    """Return whether some principal can use the statement's Allow."""
    if not statement.principals and "NotPrincipal" not in statement.raw:
        return "Principal" in statement.raw and not isinstance(
            statement.raw["Principal"], (str, list)
        )
    return not clashes(statement.conditions)


def shuts(deny: PolicyStatement, allow: PolicyStatement) -> bool:
    """Return whether a Deny takes back all that an Allow gives."""
    denied = {(p.kind, p.value.text) for p in deny.principals}
    everyone = any(text == "*" for _, text in denied)
    who = everyone or {(p.kind, p.value.text) for p in allow.principals} <= denied
    return bool(who) and all(
        covers_action(deny, Value(action, (), allow.branch))
        for action in filter(allow.may_name, ASSUMING)
    )
