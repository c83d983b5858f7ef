"""What each role is tried at of the others': what it may not do, once for a role and service."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rehearsal.other_roles import CHANGE, attempts_at_others
from influmojo_cfn.rehearsal.plan import Attempt, PlannedRole

ACCOUNT = "111122223333"
ROLES = [PlannedRole(logical_id=each.title(), name=each, policies=()) for each in ("api", "night")]
ALLOWED = {
    ("api", "s3:GetObject", "a"),
    ("api", "s3:PutObject", "b"),
    ("api", "sqs:SendMessage", "q"),
    ("night", "sqs:SendMessage", "q"),
    ("night", "ecs:RunTask", "night:1"),
}


def expect(role: str, action: str, resource: str, context: Mapping[str, str]) -> tuple[bool, str]:
    return (role, action, resource) in ALLOWED, "by the test"


def attempt(role: str, action: str, resource: str, *, expected: bool = True) -> Attempt:
    return Attempt(
        role=role.title(),
        role_name=role,
        action=action,
        resource=resource,
        expected=expected,
        reason="own",
        neighbor=not expected,
    )


OWN = [attempt(*each) for each in sorted(ALLOWED)]


def tried(attempts: list[Attempt]) -> list[tuple[str, str, str]]:
    return [
        (each.role, each.action, each.resource)
        for each in attempts_at_others(ROLES, attempts, expect, ACCOUNT)
    ]


def test_one_call_of_each_service_of_the_others_is_denied_and_a_change_of_itself() -> None:
    assert tried(OWN) == [
        ("Api", "ecs:RunTask", "night:1"),
        ("Api", CHANGE, f"arn:aws:iam::{ACCOUNT}:role/api"),
        ("Night", "s3:GetObject", "a"),
        ("Night", CHANGE, f"arn:aws:iam::{ACCOUNT}:role/night"),
    ]


def test_what_a_role_may_do_or_tries_already_is_not_tried_again() -> None:
    again = [*OWN, attempt("night", "s3:GetObject", "a", expected=False)]
    assert ("Night", "s3:GetObject", "a") not in tried(again)
    assert not any(action == "sqs:SendMessage" for _, action, _ in tried(OWN))


def test_what_is_denied_says_so_and_why() -> None:
    found = list(attempts_at_others(ROLES, OWN, expect, ACCOUNT))
    assert all(not each.expected and each.neighbor for each in found)
    assert {each.reason for each in found} == {"by the test"}
    assert {each.role_name for each in found} == {"api", "night"}


def test_a_role_that_may_change_itself_is_expected_to() -> None:
    (found,) = attempts_at_others(ROLES[:1], [], lambda *of: (True, "all"), ACCOUNT)
    assert (found.action, found.expected) == (CHANGE, True)
    assert found.not_called == "it would change the role that is tried"


def test_a_change_that_is_denied_is_called_with_controls_on_another_role() -> None:
    change = list(attempts_at_others(ROLES[:1], OWN, expect, ACCOUNT))[-1]
    assert (change.not_called, change.values["role"]) == ("", "api")
    assert change.control is not None
    assert change.control.resource.endswith(":role/influmojo-cfn-rehearsal-control")
    assert change.call is not None
    assert change.call.operation == "attach_role_policy"
