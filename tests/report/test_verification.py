"""What a verification found, as lines, JSON and test cases."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from influmojo_cfn.account.drift import Check
from influmojo_cfn.account.identities import Identities, PolicyState, RoleState
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.report.verification import as_json, as_junit, fix_of, pretty, summary


def check(**values: Any) -> Check:
    return Check(**{"subject": "role web", "point": "exists", "state": "as declared", **values})


def verification(*checks: Check, fixed: tuple[str, ...] = ()) -> Verification:
    return Verification(
        account="111122223333",
        region="eu-west-1",
        checks=checks,
        expected=Identities(),
        found=Identities(),
        fixed=fixed,
    )


DIFFERS = check(point="description", state="different", expected="a", seen="b", fix="aws iam x")
PATH = check(point="path", state="different", expected="/a/", seen="/", cannot_change=True)
LINES: dict[str, tuple[Check, list[str]]] = {
    "as declared": (check(seen="web"), ["  ok         exists: web"]),
    "as declared and seen in the point": (
        check(point="attached policy read", seen="read"),
        ["  ok         attached policy read"],
    ),
    "as declared and nothing to show": (check(), ["  ok         exists"]),
    "different": (
        DIFFERS,
        [
            "  different  description",
            "             declared: a",
            "             there is: b",
            "             fix: aws iam x",
        ],
    ),
    "missing": (
        check(state="missing", expected="role web", fix="deploy"),
        ["  missing    exists", "             declared: role web", "             fix: deploy"],
    ),
    "extra": (
        check(point="tag a", state="extra", seen="b", fix="untag"),
        ["  extra      tag a", "             there is: b", "             fix: untag"],
    ),
}


@pytest.mark.parametrize(("of", "lines"), LINES.values(), ids=LINES)
def test_a_point_in_lines(of: Check, lines: list[str]) -> None:
    assert pretty(verification(of)).splitlines() == ["role web", *lines]


def test_a_subject_is_named_once_above_its_points() -> None:
    found = pretty(verification(check(), check(point="path"), check(subject="policy read")))
    assert [line for line in found.splitlines() if line[0] != " "] == ["role web", "policy read"]


@pytest.mark.parametrize(
    ("of", "fix"),
    [
        (DIFFERS, "aws iam x"),
        (PATH, "a path cannot be changed: keep it, or create the role again"),
        (
            check(
                subject="policy read", point="description", state="different", cannot_change=True
            ),
            "a policy's description cannot be changed: keep it, or create the policy again",
        ),
        (
            replace(PATH, fails=True),
            "a deployment would replace the role, and fail on its name: state path: / in the app "
            "file, or give it another name",
        ),
        (
            check(subject="policy read", point="description", state="missing", fails=True),
            "a deployment would replace the policy, and fail on its name: state "
            "policy_description: '' in the app file, or give it another name",
        ),
        (
            check(subject="instance profile web", point="path", state="different", fails=True),
            "a deployment would replace the instance profile, and fail on its name: state "
            "instance_profile_path: '' in the app file, or give it another name",
        ),
        (check(), ""),
    ],
)
def test_what_no_command_changes_is_told_what_to_do(of: Check, fix: str) -> None:
    assert fix_of(of) == fix


def test_json_has_every_point() -> None:
    data = json.loads(as_json(verification(DIFFERS, fixed=("read",))))
    assert data == {
        "account": "111122223333",
        "region": "eu-west-1",
        "differs": True,
        "fixed": ["read"],
        "checks": [
            {
                "subject": "role web",
                "point": "description",
                "state": "different",
                "expected": "a",
                "seen": "b",
                "fix": "aws iam x",
            }
        ],
    }


def test_json_of_an_account_as_declared_says_so() -> None:
    assert json.loads(as_json(verification(check())))["differs"] is False


def test_each_subject_is_a_suite_of_test_cases() -> None:
    root = ET.fromstring(as_junit(verification(check(), DIFFERS, check(subject="policy read"))))
    assert [(each.get("name"), each.get("tests"), each.get("failures")) for each in root] == [
        ("role web", "2", "1"),
        ("policy read", "1", "0"),
    ]


def test_a_difference_is_a_failure_with_what_fixes_it() -> None:
    root = ET.fromstring(as_junit(verification(DIFFERS, PATH)))
    first, second = root.iter("failure")
    assert (first.get("type"), first.get("message"), first.text) == (
        "different",
        "declared a, there is b",
        "aws iam x",
    )
    assert second.text == fix_of(PATH)


def test_what_is_nothing_on_one_side_is_called_so() -> None:
    root = ET.fromstring(as_junit(verification(check(state="missing", expected="web"))))
    assert next(root.iter("failure")).get("message") == "declared web, there is nothing"


def test_a_character_that_xml_does_not_have_is_shown_escaped() -> None:
    strange = check(point="description", state="extra", seen="a\x07b")
    root = ET.fromstring(as_junit(verification(strange)))
    assert next(root.iter("failure")).get("message") == r"declared nothing, there is a\x07b"


@pytest.mark.parametrize(
    ("of", "sentence"),
    [
        (
            verification(check(), DIFFERS),
            "account 111122223333, Region eu-west-1: 2 points, 1 differ",
        ),
        (
            verification(fixed=("read", "write")),
            "account 111122223333, Region eu-west-1: 0 points, 0 differ; tags set on read, write",
        ),
    ],
)
def test_the_sum_is_one_sentence(of: Verification, sentence: str) -> None:
    assert summary(of) == sentence


@pytest.mark.parametrize(
    ("found", "stack", "told"),
    [
        (Identities(roles={"web": RoleState(name="web")}), "", True),
        (Identities(policies={"web": PolicyState(arn="web", name="web")}), "", True),
        (Identities(roles={"web": RoleState(name="web")}), "acme", False),
        (Identities(), "", False),
    ],
    ids=["a role", "a policy", "a role of a stack", "nothing"],
)
def test_what_no_stack_owns_is_compared_at_the_values_of_the_app(
    found: Identities, stack: str, told: bool
) -> None:
    of = replace(verification(), found=found, stack=stack)
    assert ("; no stack is known to own them" in summary(of)) == told
