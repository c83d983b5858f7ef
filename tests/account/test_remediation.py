"""The AWS CLI's commands: every word in quotes that needs them, what is empty left out."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.account.identities import PolicyState, RoleState
from influmojo_cfn.account.remediation import MOST_VERSIONS, RemediationCommands

COMMANDS = RemediationCommands(options=" --profile prod")
DOCUMENT = {"Version": "2012-10-17", "Statement": []}
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}
ARN = "arn:aws:iam::111122223333:policy/read"
ROLE = RoleState(name="web", trust=TRUST, inline={"own": DOCUMENT}, boundary=ARN)
POLICY = PolicyState(arn=ARN, name="read", document=DOCUMENT)


def options(command: str) -> dict[str, str]:
    """Return a command's options by name, as a shell and the AWS CLI read them."""
    words = shlex.split(command)
    named = {f"{words[2]}": ""}
    for index, word in enumerate(words):
        if word.startswith("--"):
            values = []
            for value in words[index + 1 :]:
                if value.startswith("--"):
                    break
                values.append(value)
            named[word] = " ".join(values)
    return named


SIMPLE: dict[str, tuple[str, dict[str, str]]] = {
    "update-role": (
        COMMANDS.update_role(replace(ROLE, description="it's mine", max_session_seconds=7200)),
        {
            "--role-name": "web",
            "--max-session-duration": "7200",
            "--description": "it's mine",
        },
    ),
    "update-assume-role-policy": (
        COMMANDS.trust(ROLE),
        {"--role-name": "web", "--policy-document": json.dumps(TRUST)},
    ),
    "attach-role-policy": (
        COMMANDS.attach(ROLE, ARN),
        {"--role-name": "web", "--policy-arn": ARN},
    ),
    "detach-role-policy": (
        COMMANDS.detach(ROLE, ARN),
        {"--role-name": "web", "--policy-arn": ARN},
    ),
    "put-role-policy": (
        COMMANDS.put_inline(ROLE, "own"),
        {"--role-name": "web", "--policy-name": "own", "--policy-document": json.dumps(DOCUMENT)},
    ),
    "delete-role-policy": (
        COMMANDS.delete_inline(ROLE, "quick fix"),
        {"--role-name": "web", "--policy-name": "quick fix"},
    ),
    "put-role-permissions-boundary": (
        COMMANDS.boundary(ROLE),
        {"--role-name": "web", "--permissions-boundary": ARN},
    ),
    "delete-role-permissions-boundary": (
        COMMANDS.boundary(replace(ROLE, boundary=None)),
        {"--role-name": "web"},
    ),
    "create-policy": (
        COMMANDS.create_policy(POLICY),
        {"--policy-name": "read", "--policy-document": json.dumps(DOCUMENT)},
    ),
    "tag-role": (
        COMMANDS.tag(ROLE, "Team", "a b"),
        {"--role-name": "web", "--tags": "Key=Team,Value=a b"},
    ),
    "untag-role": (
        COMMANDS.tag(ROLE, "Team", None),
        {"--role-name": "web", "--tag-keys": "Team"},
    ),
    "tag-policy": (
        COMMANDS.tag(POLICY, "Team", ""),
        {"--policy-arn": ARN, "--tags": "Key=Team,Value="},
    ),
    "untag-policy": (
        COMMANDS.tag(POLICY, "Team", None),
        {"--policy-arn": ARN, "--tag-keys": "Team"},
    ),
}


@pytest.mark.parametrize(("name", "case"), SIMPLE.items())
def test_a_command_is_one_call_of_iam(name: str, case: tuple[str, dict[str, str]]) -> None:
    command, expected = case
    assert options(command) == {name: "", "--profile": "prod", **expected}


def test_a_document_comes_last() -> None:
    assert COMMANDS.put_inline(ROLE, "own").endswith(shlex.quote(json.dumps(DOCUMENT)))


def test_a_role_is_created_with_everything_that_it_has() -> None:
    role = replace(
        ROLE, path="/team/", description="runs the web", tags={"Team": "a"}, attached=(ARN,)
    )
    create, attach, put = COMMANDS.create_role(role).split(" && ")
    assert options(create) == {
        "create-role": "",
        "--profile": "prod",
        "--role-name": "web",
        "--path": "/team/",
        "--description": "runs the web",
        "--max-session-duration": "3600",
        "--permissions-boundary": ARN,
        "--tags": "Key=Team,Value=a",
        "--assume-role-policy-document": json.dumps(TRUST),
    }
    assert (attach, put) == (COMMANDS.attach(role, ARN), COMMANDS.put_inline(role, "own"))


def test_a_role_is_created_without_what_it_has_not() -> None:
    found = options(COMMANDS.create_role(RoleState(name="web", trust=TRUST)))
    assert set(found) == {
        "create-role",
        "--profile",
        "--role-name",
        "--max-session-duration",
        "--assume-role-policy-document",
    }


def test_a_policy_is_created_with_everything_that_it_has() -> None:
    policy = replace(POLICY, path="/team/", description="reads", tags={"Team": "a"})
    found = options(COMMANDS.create_policy(policy))
    assert (found["--path"], found["--description"], found["--tags"]) == (
        "/team/",
        "reads",
        "Key=Team,Value=a",
    )


@pytest.mark.parametrize(("others", "deleted"), [(0, ""), (3, ""), (4, "v1")])
def test_room_is_made_where_there_are_as_many_versions_as_iam_keeps(
    others: int, deleted: str
) -> None:
    versions = tuple(f"v{number + 1}" for number in range(others))
    found = replace(POLICY, other_versions=versions)
    *before, create = COMMANDS.new_version(POLICY, found).split(" && ")
    assert [options(each)["--version-id"] for each in before] == ([deleted] if deleted else [])
    assert "--set-as-default" in create


def test_iam_keeps_five_versions() -> None:
    assert MOST_VERSIONS == 5


def test_the_version_is_of_the_policy_that_is_there() -> None:
    moved = replace(POLICY, arn="arn:aws:iam::111122223333:policy/team/read")
    assert options(COMMANDS.new_version(POLICY, moved))["--policy-arn"] == moved.arn


def tags(command: str) -> Any:
    """Return tags as the AWS CLI reads them: shorthand, or JSON where it begins with a bracket."""
    words = shlex.split(command.partition("--tags ")[2])
    if words[0].startswith("["):
        return {row["Key"]: row["Value"] for row in json.loads(words[0])}
    pairs = (word.partition(",Value=") for word in words)
    return {key.removeprefix("Key="): value for key, _, value in pairs}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_a_tag_has_the_value_that_is_declared(value: str) -> None:
    assert tags(COMMANDS.tag(ROLE, "Team", value)) == {"Team": value}


@pytest.mark.parametrize("value", ["a,b", "a=b", "[a]", "{a}", "'a'"])
def test_what_the_cli_would_read_otherwise_is_written_as_json(value: str) -> None:
    assert "--tags '[{" in COMMANDS.tag(ROLE, "Team", value)
