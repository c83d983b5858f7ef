"""Callers: of each class that principals tell apart there is one."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.callers import callers
from influmojo_cfn.proof.clauses import clauses_of
from influmojo_cfn.proof.letters import Letters

ACCOUNT = "arn:aws:iam::111122223333"
FRESH = "arn:aws:iam::999999999999"
STRANGERS = [
    ("Service", "another-service.amazonaws.com"),
    ("Federated", "another-provider.example.com"),
    ("CanonicalUser", "0" * 64),
]


def found(*principals: Any) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the callers of a trust policy, each with its other identities."""
    rows = [{"Effect": "Allow", "Principal": p, "Action": "sts:AssumeRole"} for p in principals]
    policy = parse_policy({"Version": "2012-10-17", "Statement": rows}, kind="trust")
    callers_found = [each.principal for each in callers(clauses_of([policy], Letters()))]
    return {(c.kind, c.identifier): c.also for c in callers_found if c is not None}


def of_account(account: str) -> list[tuple[str, str]]:
    return [("AWS", f"{account}:root"), ("AWS", f"{account}:user/anyone")]


def session(account: str, role: str, name: str = "session") -> str:
    return f"{account.replace(':iam:', ':sts:')}:assumed-role/{role}/{name}"


def test_without_principals_there_is_no_caller() -> None:
    row = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [row]})
    assert [each.principal for each in callers(clauses_of([policy], Letters()))] == [None]


def test_anybody_is_a_caller_that_nobody_names() -> None:
    expected = [*of_account(FRESH), ("AWS", session(FRESH, "AnyRole")), *STRANGERS]
    assert list(found("*")) == expected


@pytest.mark.parametrize(
    ("principal", "callers_of_it"),
    [
        pytest.param(
            {"Service": "ecs-tasks.amazonaws.com"},
            [("Service", "ecs-tasks.amazonaws.com")],
            id="a service",
        ),
        pytest.param({"Federated": "idp"}, [("Federated", "idp")], id="a provider"),
        pytest.param(
            {"AWS": "111122223333"},
            [*of_account(ACCOUNT), ("AWS", session(ACCOUNT, "AnyRole"))],
            id="an account",
        ),
        pytest.param({"AWS": f"{ACCOUNT}:root"}, of_account(ACCOUNT), id="an account's ARN"),
        pytest.param(
            {"AWS": f"{ACCOUNT}:user/me"},
            [("AWS", f"{ACCOUNT}:user/me"), *of_account(ACCOUNT)],
            id="a user",
        ),
        pytest.param(
            {"AWS": f"{ACCOUNT}:role/path/own"},
            [("AWS", session(ACCOUNT, "own")), ("AWS", session(ACCOUNT, "AnyRole"))],
            id="a role",
        ),
        pytest.param(
            {"AWS": session(ACCOUNT, "own", "mine")},
            [("AWS", session(ACCOUNT, "own", "mine")), ("AWS", session(ACCOUNT, "own"))],
            id="a session",
        ),
        pytest.param({"AWS": "AIDAEXAMPLE"}, [("AWS", "AIDAEXAMPLE")], id="an ID"),
    ],
)
def test_a_principal_has_its_callers(principal: Any, callers_of_it: list[tuple[str, str]]) -> None:
    assert [each for each in callers_of_it if each not in found(principal)] == []


@pytest.mark.parametrize(
    ("principal", "caller", "also"),
    [
        (f"{ACCOUNT}:user/me", f"{ACCOUNT}:user/me", (f"{ACCOUNT}:root",)),
        ("111122223333", f"{ACCOUNT}:root", ()),
        ("111122223333", f"{ACCOUNT}:user/anyone", (f"{ACCOUNT}:root",)),
        (
            f"{ACCOUNT}:role/path/own",
            session(ACCOUNT, "own"),
            (f"{ACCOUNT}:role/path/own", f"{ACCOUNT}:root"),
        ),
        (
            session(ACCOUNT, "own", "mine"),
            session(ACCOUNT, "own", "mine"),
            (f"{ACCOUNT}:role/own", f"{ACCOUNT}:root"),
        ),
    ],
)
def test_a_caller_has_its_other_identities(
    principal: str, caller: str, also: tuple[str, ...]
) -> None:
    assert found({"AWS": principal})["AWS", caller] == also


def test_a_session_that_is_named_is_of_its_own_role_alone() -> None:
    both = [f"{ACCOUNT}:role/own", session(ACCOUNT, "other", "mine")]
    assert ("AWS", session(ACCOUNT, "own", "mine")) not in found({"AWS": both})


def test_an_account_of_another_partition_has_its_callers_there() -> None:
    assert ("AWS", "arn:aws-cn:iam::111122223333:user/anyone") in found(
        {"AWS": "arn:aws-cn:iam::111122223333:root"}
    )


def test_each_caller_is_there_once() -> None:
    names = {"AWS": ["111122223333", f"{ACCOUNT}:root", f"{ACCOUNT}:user/me"]}
    assert len(list(found(names, names))) == len(set(found(names)))
