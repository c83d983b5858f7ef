"""W9108: every action of a service."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="W9108",
    shortdesc="Every action of a service is allowed",
    description="`service:*` as an action in an Allow statement.",
    why="Reading, deleting and changing permissions come with it, and whatever is added later.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    tags=("iam", "actions"),
    needs="grants",
)
def every_action_of_service(statement: PolicyStatement) -> Iterator[Found]:
    """Find `service:*` in the Action of an Allow."""
    if not statement.allows or statement.policy.kind == "resource":
        return
    for value, prefix, name in statement.written:
        known = service(prefix)
        if not name.strip("*") and known and len(known.actions) > 1:
            yield value.path, f"{value.text!r} allows all {len(known.actions)} actions of {prefix}"
