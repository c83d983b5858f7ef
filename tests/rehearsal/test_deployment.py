"""A rehearsal's deployment: who makes it, what beside it is tried, and who is handed the roles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from influmojo_cfn.errors import AccountError, EmulatorError
from influmojo_cfn.rehearsal import deployment
from influmojo_cfn.rehearsal.deployment import DEPLOYER, GROUP, STACK, RehearsedTemplate, deploy
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.rehearsal.session import CallOutcome, RehearsalSession

ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {"RoleName": "web", "AssumeRolePolicyDocument": {"Statement": []}},
}
ROLES: dict[str, Any] = {"Resources": {"Web": ROLE}}
MORE: dict[str, Any] = {"Resources": {"Web": ROLE, "Logs": {"Type": "AWS::Logs::LogGroup"}}}


class Emulator:
    """An emulator that is not there."""

    account, region = "111122223333", "eu-west-1"

    def client(self, service: str, **credentials: str) -> Any:
        return SimpleNamespace(
            service=service,
            create_change_set=lambda **arguments: None,
            create_role=lambda **arguments: None,
        )

    def passed(self, template: str) -> str:
        return template

    @contextmanager
    def errors(self, doing: str) -> Iterator[None]:
        yield


class Stack:
    """A stack that is created, or denied, as the test says."""

    denied = ""
    created: list[tuple[str, str, Any]]

    def __init__(self, *, name: str, client: Any, say: Any) -> None:
        self.name = name

    def prepare(self, kind: str, text: str, parameters: Any) -> Any:
        Stack.created.append((kind, text, parameters))
        return "change set"

    def execute(self, change_set: object) -> str:
        assert change_set == "change set"
        if Stack.denied:
            raise AccountError(Stack.denied)
        return "CREATE_COMPLETE"


class Session(RehearsalSession):
    """A session that refuses whatever is tried, and has callers without credentials."""

    def add_caller(self, name: str, policy: Any) -> None:
        self.credentials[name] = {}
        self.policy = policy

    def outcome(self, call: Any) -> CallOutcome:
        call()
        return CallOutcome(seen="denied")


@pytest.fixture(autouse=True)
def stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "StackClient", Stack)
    monkeypatch.setattr(Stack, "denied", "")
    monkeypatch.setattr(Stack, "created", [], raising=False)


def session() -> Session:
    emulator: Any = Emulator()
    return Session(emulator=emulator)


def of_text(template: dict[str, Any], **parameters: str) -> RehearsedTemplate:
    return RehearsedTemplate(template=template, parameters=parameters, text="text")


def deployed(template: dict[str, Any], said: list[str] | None = None) -> list[Result]:
    lines: list[str] = [] if said is None else said
    return deploy(session(), of_text(template), lines.append)


def test_roles_are_deployed_by_who_has_the_deployer_policy_alone() -> None:
    made = session()
    first, *_ = deploy(made, of_text(ROLES), lambda line: None)
    assert first == Result(
        group=GROUP,
        tried=f"the deployer creates stack {STACK} by a change set",
        expected="CREATE_COMPLETE",
        seen="CREATE_COMPLETE",
    )
    assert set(made.credentials) == {DEPLOYER}
    assert "iam:CreateRole" in json.dumps(made.policy)


def test_what_is_deployed_is_the_text_with_its_parameters() -> None:
    template = {**ROLES, "Parameters": {"A": {"Type": "String"}}}
    deploy(session(), of_text(template, A="b"), lambda line: None)
    assert Stack.created == [("CREATE", "text", {"A": "b"})]


def test_a_template_with_more_than_roles_is_deployed_as_root() -> None:
    said: list[str] = []
    (result,) = deployed(MORE, said)
    assert result.tried == f"root creates stack {STACK} by a change set"
    assert said[0].startswith("deploying as root: Resources.Logs")


def test_a_deployment_that_is_refused_is_an_error_with_the_reason() -> None:
    Stack.denied = "no such luck"
    with pytest.raises(EmulatorError, match="failed deploying the template: no such luck"):
        deployed(ROLES)


def test_another_stack_and_another_role_are_tried() -> None:
    results = {each.tried: each for each in deployed(ROLES)}
    for tried in (
        f"cloudformation:CreateChangeSet stack/{STACK}-2",
        "iam:CreateRole role/web-2",
    ):
        assert (results[tried].expected, results[tried].seen) == ("denied", "denied")


PASSED = {
    "iam:PassRole role/web (iam:PassedToService=ecs-tasks.amazonaws.com)": "allowed",
    "iam:PassRole role/web (iam:PassedToService=lambda.amazonaws.com)": "denied",
    "iam:PassRole role/web-2 (iam:PassedToService=ecs-tasks.amazonaws.com)": "denied",
}


@pytest.mark.parametrize(("tried", "expected"), PASSED.items())
def test_the_roles_are_handed_to_ecs_tasks_alone(tried: str, expected: str) -> None:
    (result,) = [each for each in deployed(ROLES) if each.tried == tried]
    assert (result.expected, result.seen) == (expected, expected)
    assert result.judge == "emulator's evaluator"
    assert result.why_not_emulator
