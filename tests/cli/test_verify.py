"""``verify`` as a user runs it, of an account that answers as the test says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.account import verification
from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.drift import Check
from influmojo_cfn.account.identities import Identities
from influmojo_cfn.account.verification import DesiredState, Verification
from influmojo_cfn.cli.verify import command
from influmojo_cfn.errors import Error

SAME = Check(subject="role web", point="exists", state="as declared")
DIFFERS = Check(subject="role web", point="path", state="different", expected="a", seen="b")


class Account:
    """Keeps what was asked of it, and answers with checks."""

    def __init__(self) -> None:
        self.asked: list[tuple[DesiredState, Connection, dict[str, Any]]] = []
        self.checks: tuple[Check, ...] = (SAME,)

    def verify(self, desired: DesiredState, connection: Connection, **more: Any) -> Verification:
        self.asked.append((desired, connection, more))
        return Verification(
            account="111122223333",
            region="eu-west-1",
            checks=self.checks,
            expected=Identities(),
            found=Identities(),
        )


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    found = Account()
    monkeypatch.setattr(verification, "verify", found.verify)
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def test_an_account_as_declared_ends_well(account: Account) -> None:
    ended = run()
    assert ended.return_value == 0
    assert ended.stdout.splitlines()[-1].endswith("1 points, 0 differ")


def test_a_difference_ends_with_code_2(account: Account) -> None:
    account.checks = (SAME, DIFFERS)
    assert run().return_value == 2


def test_json_is_alone_on_standard_output(account: Account) -> None:
    ended = run("--format", "json")
    assert json.loads(ended.stdout)["differs"] is False
    assert "1 points, 0 differ" in ended.stderr


def test_junit_is_written_where_it_is_asked_for(account: Account) -> None:
    assert run("--format", "junit").stdout.startswith("<?xml ")


def test_what_is_given_is_asked(account: Account) -> None:
    run(
        *("--stack-name", "roles", "--account", "111122223333", "--parameter", "EnvironmentName=a"),
        *("--profile", "prod", "--region", "eu-west-1", "--endpoint-url", "http://localhost"),
        "--fix-tags",
    )
    ((desired, connection, more),) = account.asked
    assert (desired.stack_name, desired.account) == ("roles", "111122223333")
    assert desired.parameters == {"EnvironmentName": "a"}
    assert (connection.profile, connection.region) == ("prod", "eu-west-1")
    assert connection.endpoint_url == "http://localhost"
    assert more == {"fix_tags": True}


def test_the_environment_is_the_value_of_environment_name(account: Account) -> None:
    run("--environment", "staging")
    ((desired, _, more),) = account.asked
    assert desired.parameters == {"EnvironmentName": "staging"}
    assert more == {"fix_tags": False}


def policy(*arguments: str) -> dict[str, Any]:
    place = ("--account", "111122223333", "--region", "eu-west-1")
    ended = run("--policy", *place, *arguments)
    assert ended.return_value == 0, ended.exception
    return {each["Sid"]: each["Action"] for each in json.loads(ended.stdout)["Statement"]}


def test_the_minimal_policy_is_printed_without_asking_the_account(account: Account) -> None:
    # Without --stack-name it reads the stack that owns the roles: by default PROJECT-ecs-iam.
    assert set(policy()) == {"ReadRoles", "ReadPolicies", "FindPolicies", "ReadStack"}
    assert account.asked == []


def test_the_minimal_policy_is_for_what_is_done(account: Account) -> None:
    found = policy("--fix-tags", "--stack-name", "roles")
    assert {"TagPolicies", "ReadStack"} <= set(found)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--account", "1"), "account: "), (("--parameter", "A"), "--parameter")],
)
def test_what_is_wrong_is_told_before_the_account_is_asked(
    account: Account, arguments: tuple[str, ...], words: str
) -> None:
    ended = run(*arguments)
    assert isinstance(ended.exception, Error)
    assert words in str(ended.exception)
    assert account.asked == []
