"""An explanation on a terminal: lines where it is narrow, else a table."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.report.explain.model import NeedShown, OmittedStatementShown, RoleShown
from influmojo_cfn.report.explain.text import TABLE_WIDTH, pretty
from tests.report.explain.shown import GET, PUT, WHEN, explained, policy, role, statement, trust

NARROW = TABLE_WIDTH - 1


def lines(*roles: RoleShown, width: int = NARROW, **values: Any) -> list[str]:
    text = pretty(explained(*roles, **values), width)
    return [line.rstrip() for line in text.splitlines() if line.strip()]


def test_the_facts_of_a_role_stand_below_its_name() -> None:
    found = role(
        policy(unknown=("a reason",)),
        description="runs the web",
        boundary=policy(name="limit"),
        trust=(trust(conditions=(WHEN,)), trust("everyone", effect="Deny", unknown=("why",))),
    )
    assert lines(found)[:7] == [
        "web",
        "  runs the web",
        "  Web, roles.yaml:3",
        "  assumed by Service ecs-tasks.amazonaws.com if aws:RequestedRegion StringEquals a or b",
        "  assumed by never everyone; not known: why",
        "  inline policy: own",
        "  permissions boundary: limit",
    ]


def test_what_is_not_known_of_a_policy_is_told() -> None:
    assert "  not known: a reason" in lines(role(policy(unknown=("a reason",))))


def test_a_role_without_access_says_so() -> None:
    assert lines(role())[-1] == "  It is allowed nothing."
    unknown = role(policy(unknown=("a reason",)))
    assert lines(unknown)[-1] == "  What it is allowed is not known."


def test_a_narrow_terminal_gets_lines() -> None:
    found = statement(GET, PUT, conditions=(WHEN,), reason="Because.", unknown=("a reason",))
    assert lines(role(policy(found)))[4:] == [
        "  Amazon S3",
        "  Read",
        "    GetObject",
        "    on arn:aws:s3:::a/*",
        "    only if aws:RequestedRegion StringEquals a or b",
        "    not known: a reason",
        "    why: Because.",
        "  Write",
        "    PutObject",
        "    on arn:aws:s3:::a/*",
        "    only if aws:RequestedRegion StringEquals a or b",
        "    not known: a reason",
        "    why: Because.",
    ]


def test_what_is_denied_and_what_is_excluded_is_told_in_lines() -> None:
    found = lines(role(policy(statement(GET, effect="Deny", not_resource=True))))
    assert "  Denied: Read" in found
    assert "    on every resource but arn:aws:s3:::a/*" in found


def cells(*statements: Any) -> list[str]:
    found = lines(role(policy(*statements)), width=200)
    (heading,) = [line for line in found if line.split()[:1] == ["Service"]]
    assert heading.split() == ["Service", "Access", "Actions", "Resources", "Only", "if", "Why"]
    return found[found.index(heading) + 2 :]


def test_a_wide_terminal_gets_a_table() -> None:
    first, second = cells(statement(GET, PUT, reason="Because."))
    assert first.split() == ["Amazon", "S3", "Read", "GetObject", "arn:aws:s3:::a/*", "Because."]
    assert second.split() == ["Write", "PutObject", "arn:aws:s3:::a/*", "Because."]


def test_what_is_denied_and_what_is_excluded_is_told_in_the_table() -> None:
    rows = cells(statement(GET, effect="Deny", not_resource=True, unknown=("a reason",)))
    assert "Denied: Read" in rows[0]
    assert "every resource but" in rows[0]
    assert "not known: a reason" in rows[0]


def test_actions_that_could_go_are_told_with_the_reason() -> None:
    needs = tuple(NeedShown(action=name, reason="why", redundant=True) for name in ("s3:A", "s3:B"))
    found = lines(
        role(policy(statement(GET, needs=needs), statement(GET, needs=needs[:1], sid="")))
    )
    assert found[-2:] == [
        "  redundant: s3:A, s3:B of Read, because why",
        "  redundant: s3:A of a statement without Sid, because why",
    ]


@pytest.mark.parametrize(("effect", "denied"), [("Allow", ""), ("Deny", "Deny ")])
def test_what_is_omitted_says_when_it_is_there(effect: str, denied: str) -> None:
    omitted = OmittedStatementShown(
        effect=effect,
        sid="Keep",
        actions=("s3:A", "s3:B"),
        resources=("a", "b"),
        where="where Bucket is given",
        place="roles.yaml:9",
    )
    assert lines(role(omitted=(omitted,)))[-1] == (
        f"  omitted at these parameter values: {denied}s3:A, s3:B on a, b; included "
        "where Bucket is given"
    )


def test_roles_stand_apart_by_an_empty_line() -> None:
    text = pretty(explained(role(), role(name="api")), NARROW)
    assert "\n\napi\n" in text


def test_a_long_text_is_not_broken() -> None:
    long = statement(GET, resources=(f"arn:aws:s3:::{'a' * 300}/*",))
    assert f"    on arn:aws:s3:::{'a' * 300}/*" in lines(role(policy(long)))


def test_what_is_not_read_stands_at_the_end() -> None:
    assert lines(unread=("A: a type",))[-1] == "unknown: A: a type"
