"""W9108: every action of a service."""

from __future__ import annotations

from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.danger.everyone_reaches_resource import OPEN_BY_NATURE
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9108",
    shortdesc="Every action of a service is allowed",
    description="`service:*` as an action in an Allow statement.",
    why="Reading, deleting and changing permissions come with it, and whatever is added later.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    needs="grants",
    width=5,
    once="resource",
)
def every_action_of_service(statement: PolicyStatement) -> Findings:
    """Find `service:*` in the Action of an Allow.

    A resource's policy can give the account itself everything: who has it the account decides.
    """
    if statement.not_actions or statement.policy.resource_type in OPEN_BY_NATURE:
        return
    if statement.policy.kind == "resource" and all(
        _is_own_account(principal, statement.policy.in_template)
        for principal in statement.principals
    ):
        return
    found: dict[str, tuple[Path, int, str]] = {}
    for value, prefix, name in statement.written:
        known = service(prefix)
        if not name.strip("*") and known and len(known.actions) > 1:
            found.setdefault(value.text, (value.path, len(known.actions), prefix))
    if found:
        (text, (path, count, prefix)), *others = found.items()
        more = f"; so do {', '.join(repr(other) for other, _ in others)}" if others else ""
        yield path, f"{text!r} allows all {count} actions of {prefix}{more}"


def _is_own_account(principal: WrittenPrincipal, in_template: bool) -> bool:
    """Return whether a principal is, or can be, the account that the resource is in.

    A bare document does not say in which account that is.
    """
    text = principal.value.text
    arn = parse_arn(text)
    if arn is None:
        return (
            text == t.ACCOUNT
            or t.UNKNOWN.match(text) is not None
            or (text.isdigit() and not in_template)
        )
    own = arn.account == t.ACCOUNT or t.has_unknown(arn.account) or not in_template
    return arn.resource == "root" and own
