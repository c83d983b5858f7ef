"""Classes of actions: what no clause tells apart is one class, and every action is in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.patterns import action_matches
from influmojo_cfn.proof.actions import NEW, ActionClass, action_classes
from influmojo_cfn.proof.clauses import Clause, clauses_of
from influmojo_cfn.proof.letters import Letters


def clauses(*rows: list[str], not_action: bool = False) -> list[Clause]:
    key = "NotAction" if not_action else "Action"
    statements = [{"Effect": "Allow", key: row, "Resource": "*"} for row in rows]
    policy = parse_policy({"Version": "2012-10-17", "Statement": statements})
    return clauses_of([policy], Letters())


def classes(*rows: list[str], not_action: bool = False) -> list[ActionClass]:
    return action_classes(clauses(*rows, not_action=not_action), Budget())


def named(*rows: list[str], not_action: bool = False) -> list[str]:
    return [each.action for each in classes(*rows, not_action=not_action)]


@pytest.mark.parametrize(
    ("rows", "actions"),
    [
        ([["s3:GetObject"]], ["s3:GetObject"]),
        ([["S3:getobject"]], ["s3:GetObject"]),
        ([["s3:GetObject", "s3:PutObject"]], ["s3:GetObject", "s3:PutObject"]),
        ([["s3:NoSuchAction"]], ["s3:NoSuchAction"]),
        ([["sts:GetCallerIdentity"]], []),
        ([["s3:GetObject"], ["S3:GETOBJECT"]], ["s3:GetObject"]),
        ([["nosuchservice:*"]], ["nosuchservice:x"]),
        ([["*"]], ["s3:GetObject"]),
    ],
)
def test_the_classes_of_actions(rows: list[list[str]], actions: list[str]) -> None:
    assert named(*rows) == actions


def test_a_name_that_is_written_is_not_in_the_class_of_a_wildcard() -> None:
    exact, family = classes(["sqs:SendMessage"], ["sqs:S*"])
    assert (exact.members, "sqs:SendMessage" in family.members) == (("sqs:SendMessage",), False)
    assert "sqs:SetQueueAttributes" in family.members


def test_wildcards_of_the_same_clauses_are_one_class() -> None:
    assert len(classes(["sqs:Send*", "sqs:Set*"])) == 1
    assert len(classes(["sqs:Send*"], ["sqs:Set*"])) == 2


def test_wildcards_that_overlap_are_three_classes() -> None:
    found = classes(["sqs:S*"], ["sqs:*Message"])
    assert sorted(tuple(each.members)[:1] for each in found) == [
        ("sqs:DeleteMessage",),
        ("sqs:SendMessage",),
        ("sqs:SetQueueAttributes",),
    ]


def test_not_action_has_all_other_services() -> None:
    found = classes(["s3:*"], not_action=True)
    assert [each.action for each in found if not each.action.startswith("s3:")] == [
        "ec2:RunInstances"
    ]


def test_a_wildcard_in_the_service_is_of_every_service() -> None:
    found = classes(["s*:Get*"], ["s3:Put*"])
    assert any(action_matches("s*:Get*", each.sample) for each in found)
    assert any(not action_matches("s*:Get*", each.sample) for each in found)


def test_a_class_of_a_wildcard_is_open_and_of_a_name_is_not() -> None:
    assert [each.open for each in classes(["sqs:SendMessage"], ["sqs:S*"])] == [False, True]


@pytest.mark.parametrize(
    ("pattern", "more"),
    [("sqs:S*", True), ("sqs:SendMessage*", True), ("sqs:T*", False), ("s3:S*", False)],
)
def test_a_class_has_names_that_no_service_has_yet(pattern: str, more: bool) -> None:
    (found,) = classes(["sqs:S*"])
    assert found.holds_more_of(pattern) is more


def test_a_name_alone_has_no_more_names() -> None:
    (found,) = classes(["sqs:SendMessage"])
    assert (bool(found.members), found.holds_more_of("sqs:*")) == (True, False)


def test_a_class_without_a_real_action_says_so() -> None:
    (found,) = classes(["sqs:NothingLikeThis*"])
    assert (bool(found.members), found.action) == (False, f"sqs:nothinglikethis{NEW}")


def test_classes_are_made_within_a_budget() -> None:
    with pytest.raises(Exceeded):
        action_classes(clauses(["sqs:S*"], ["sqs:*e"]), Budget(cells=3))


PATTERNS = st.lists(
    st.text("*?as", min_size=1, max_size=4).map(lambda text: f"sqs:{text}"), min_size=1, max_size=2
)
ROWS = st.lists(PATTERNS, min_size=1, max_size=3)
NAMES = st.text("as", min_size=1, max_size=4).map(lambda text: f"sqs:{text}")


@given(ROWS, NAMES)
def test_every_action_is_as_one_of_the_classes_to_all_clauses(
    rows: list[list[str]], name: str
) -> None:
    def seen(action: str) -> list[bool]:
        return [any(action_matches(text, action) for text in row) for row in rows]

    found = [seen(each.sample) for each in classes(*rows)]
    assert any(seen(name)) <= (seen(name) in found)
