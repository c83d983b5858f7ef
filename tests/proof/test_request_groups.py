"""Actions and callers that no clause tells apart are one group."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.verdict import YES
from influmojo_cfn.proof.actions import action_classes
from influmojo_cfn.proof.clauses import clauses_of
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.request_groups import RequestGroup, request_groups

ROOT = {"AWS": "arn:aws:iam::111122223333:root"}
SERVICE = {"Service": "ecs-tasks.amazonaws.com"}


def groups(*rows: dict[str, Any], budget: Budget | None = None) -> list[RequestGroup]:
    """Return the groups of requests of statements."""
    document = {"Version": "2012-10-17", "Statement": list(rows)}
    policy = parse_policy(document, kind="trust" if "Principal" in rows[0] else "identity")
    clauses = clauses_of([policy], Letters())
    allows = {number for number, clause in enumerate(clauses) if clause.allows}
    actions = action_classes(clauses, Budget())
    return list(request_groups(clauses, actions, allows, budget or Budget()))


def row(effect: str, action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": action, **more}


def test_actions_of_the_same_statements_are_together() -> None:
    found = groups(
        row("Allow", "sqs:SendMessage", Resource="*"),
        row("Allow", "s3:GetObject", Resource="*"),
        row("Deny", "sqs:SendMessage", Resource="arn:aws:sqs:*:*:orders"),
    )
    named = {tuple(each.action for each in group.actions): group.concerns for group in found}
    assert named == {("s3:GetObject",): {1: YES}, ("sqs:SendMessage",): {0: YES, 2: YES}}


def test_what_only_a_deny_concerns_is_in_no_group() -> None:
    assert groups(row("Deny", "sqs:SendMessage", Resource="*")) == []


def test_callers_of_the_same_statements_are_together() -> None:
    (both,) = groups(row("Allow", "sts:AssumeRole", Principal=ROOT | SERVICE))
    kinds = {each.kind for each in both.callers if each is not None}
    assert kinds == {"AWS", "Service"}
    assert both.principal is both.callers[0]
    apart = groups(
        row("Allow", "sts:AssumeRole", Principal=ROOT),
        row("Allow", "sts:TagSession", Principal=SERVICE),
    )
    assert all(len({each.kind for each in one.callers if each}) == 1 for one in apart)


def test_the_arns_of_a_group_are_told_by_their_colons_where_all_are_known() -> None:
    (known,) = groups(row("Allow", "sqs:SendMessage", Resource="*"))
    assert [pattern.text for pattern in known.by_colons] == ["*", ""]
    (made_up,) = groups(row("Allow", "nothing:AtAll", Resource="*"))
    assert made_up.by_colons == ()


def test_groups_are_made_within_a_budget() -> None:
    rows = [row("Allow", f"s3:Get{number}", Resource="*") for number in range(200)]
    with pytest.raises(Exceeded):
        groups(*rows, budget=Budget(seconds=0))
