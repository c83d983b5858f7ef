"""Which actions and resources of a statement can meet."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from influmojo_cfn.data import table
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import ALWAYS, Branch, compatible
from influmojo_cfn.iam.service_authorization import Action, service
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.arns import may_name, read_arn, takes
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement, matching


@cache
def unlisted() -> dict[str, str]:
    """Return the ARNs that the reference does not list, by action or service prefix (lower case)."""
    return {row["action"]: row["arn"] for row in table("unlisted_resources")["resources"]}


_MOST_BRANCHES = 500
"""Each is put together with each other: the resources of a tower of Fn::If are judged as one set."""


@remembered
def resource_sets(statement: PolicyStatement) -> tuple[tuple[Branch, tuple[Value, ...]], ...]:
    """Return the resources that can be given together, for each branch, if they can be judged.

    A set with ``*``, or with an ARN of which too little is known, cannot be judged. The rules ask
    for one statement after the other: so few answers are kept.
    """
    if statement.policy.is_trust:
        return ()
    branches = dict.fromkeys(value.branch for value in statement.resources)
    if len(branches) > _MOST_BRANCHES:
        branches = {ALWAYS: None}
    sets = (
        (b, tuple(v for v in statement.resources if len(branches) == 1 or compatible(v.branch, b)))
        for b in branches
    )
    return tuple((b, values) for b, values in sets if all(read_arn(v.text) for v in values))


def _sets_with(statement: PolicyStatement, action: Value) -> Iterator[tuple[str, ...]]:
    """Yield the resources that a value of Action can be together with, for each branch."""
    for branch, values in resource_sets(statement):
        if compatible(branch, action.branch):
            yield tuple(v.text for v in values if compatible(v.branch, action.branch))


@remembered
def meets(action: Action, text: str) -> bool:
    """Return whether an action can act on what an ARN names."""
    also = (
        unlisted().get(action.service)
        or unlisted().get(action.qualified_name.lower())
        or _created_by(action)
    )
    return (also is not None and may_name(text, also)) or takes(action, text)


@cache
def _created_by(action: Action) -> str | None:
    """Return the ARN of what an action creates, where the reference lists only what it can use.

    AWS allows bedrock:CreateGuardrail on guardrail/*, of which the reference lists the profile.
    https://docs.aws.amazon.com/bedrock/latest/userguide/guardrail-profiles-permissions.html
    (read 2026-11-28)
    """
    known = service(action.service)
    if known is None or any(used.required for used in action.resource_types):
        return None
    created = action.name.removeprefix("Create").lower() if action.resource_types else ""
    kinds = {key.replace("-", ""): kind.arn for key, kind in known.resource_types.items()}
    return kinds.get(created) if action.name.startswith("Create") else None


def takes_only_star(statement: PolicyStatement) -> Iterator[Value]:
    """Yield each value of Action none of whose actions can have a resource of the statement."""
    for value in statement.actions if resource_sets(statement) else ():
        found = matching(value)
        if found and not any(action.resource_types for action in found):
            for texts in _sets_with(statement, value):
                if not any(meets(action, text) for action in found for text in texts):
                    yield value
                    break


def names_all_of_service(statement: PolicyStatement, action: Value) -> bool:
    """Return whether an ARN is `*` in longer words, for the action's own service: stack/*, for one.

    AWS documents `*` for such actions; some services compare an ARN of all their resources.
    """
    prefix = action.text.partition(":")[0].lower()
    for value in statement.resources:
        arn = read_arn(value.text)
        if arn and arn.service == prefix and _ALL.fullmatch(arn.resource):
            return True
    return False


_ALL = re.compile(r"/?(?:[\w-]+[/:])?[*?/:]*\*[*?/:]*|/[\w-]+\*")


def actions_without_effect(
    statement: PolicyStatement,
) -> Iterator[tuple[Value, Action, tuple[str, ...]]]:
    """Yield each value of Action whose every action takes resources, but none of those given."""
    for value in statement.actions if resource_sets(statement) else ():
        found = matching(value)
        if not found or not all(action.resource_types for action in found):
            continue
        for texts in _sets_with(statement, value):
            if not any(meets(action, text) for action in found for text in texts):
                if not _is_granted_by_the_cdk(statement, value.text):
                    yield value, found[0], texts
                break


def _is_granted_by_the_cdk(statement: PolicyStatement, action: str) -> bool:
    """Return whether the AWS CDK grants an action of streams with those of a table, on the table.

    https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-dynamodb/lib/perms.ts
    (read 2026-11-28)
    """
    others = {"dynamodb:batchgetitem", "dynamodb:query", "dynamodb:scan"}
    of_streams = ("dynamodb:getrecords", "dynamodb:getsharditerator")
    return action.lower() in of_streams and others <= statement.exact_actions.keys()


def all_known(statement: PolicyStatement) -> bool:
    """Return whether every value of Action is known and names actions."""
    return bool(statement.actions) and all(
        not t.has_unknown(value.text) and matching(value) for value in statement.actions
    )


@remembered
def _ordered(statement: PolicyStatement) -> tuple[str, ...]:
    """Return the resources in order; each of thousands is looked for among all the others."""
    return tuple(sorted(value.text for value in statement.resources))


def is_beside_its_parts(statement: PolicyStatement, text: str) -> bool:
    """Return whether an ARN stands next to the one of what it holds, or holds it: bucket, bucket/*.

    Many write the pair for every statement; where the actions take one of them, the other does
    nothing and misleads no one.
    """
    ordered = _ordered(statement)
    for part in (f"{text}{mark}" for mark in "/:-"):
        place = bisect_left(ordered, part)
        if place < len(ordered) and ordered[place].startswith(part):
            return True
    whole = text[:-2]
    place = bisect_left(ordered, whole)
    return text.endswith(("/*", ":*")) and ordered[place : place + 1] == (whole,)
