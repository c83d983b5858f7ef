"""Calls on an emulator told apart: allowed, denied, an error; and what it can judge at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from influmojo_cfn.iam.document import Condition
from influmojo_cfn.rehearsal.plan import Attempt, Control
from influmojo_cfn.rehearsal.probes import Probe, ProbeCall
from influmojo_cfn.rehearsal.session import (
    CALLER,
    RehearsalSession,
    allow,
    ask_evaluator,
    evaluated,
)

QUEUE = "arn:aws:sqs:eu-west-1:111122223333"


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "Anything")


class Client:
    """Writes down what it is asked, and answers as the test says."""

    def __init__(self, emulator: Emulator, service: str, credentials: dict[str, str]) -> None:
        self.emulator, self.service, self.credentials = emulator, service, credentials

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        def call(**arguments: Any) -> Any:
            self.emulator.calls.append((self.service, operation, arguments))
            answer = self.emulator.answers.get(operation)
            if callable(answer):
                answer = answer(**arguments)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


class Emulator:
    """An emulator that is not there."""

    account, region, url = "111122223333", "eu-west-1", "http://127.0.0.1:4566"

    def __init__(self, **answers: Any) -> None:
        self.calls: list[tuple[str, str, dict[str, Any]]] = []
        self.answers: dict[str, Any] = {
            "create_access_key": {"AccessKey": {"AccessKeyId": "id", "SecretAccessKey": "key"}},
            **answers,
        }

    def client(self, service: str, **credentials: str) -> Client:
        return Client(self, service, credentials)

    def called(self, operation: str) -> list[dict[str, Any]]:
        return [arguments for _, name, arguments in self.calls if name == operation]


def session(**answers: Any) -> tuple[RehearsalSession, Any]:
    emulator: Any = Emulator(**answers)
    return RehearsalSession(emulator=emulator), emulator


SEND = ProbeCall(service="sqs", operation="send_message", arguments={"QueueUrl": "{queue}"})
CREATE = ProbeCall(service="sqs", operation="create_queue", arguments={"QueueName": "{queue}"})
PROBE = Probe(
    actions={"sqs:SendMessage": SEND},
    arn=QUEUE + ":{queue}",
    elsewhere={"queue": "other"},
    prepare=(CREATE,),
    passed=("QueueDoesNotExist",),
)


def control(**values: Any) -> Control:
    given: dict[str, Any] = {
        "action": "sqs:SendMessage",
        "resource": f"{QUEUE}:jobs",
        "elsewhere": f"{QUEUE}:other",
        "conditions": (),
        "probe": PROBE,
        "values": {"queue": "jobs"},
    }
    return Control(**{**given, **values})


OUTCOMES = {
    "AccessDenied": "denied",
    "AccessDeniedException": "denied",
    "UnauthorizedOperation": "denied",
    "AuthorizationError": "denied",
    "QueueDoesNotExist": "allowed",
    "Throttling": "error Throttling",
    "": "error ",
}


@pytest.mark.parametrize(("code", "expected"), OUTCOMES.items())
def test_an_error_of_a_call_is_told_apart(code: str, expected: str) -> None:
    made, _ = session(send_message=error(code))
    found = made.make(SEND, {"queue": "jobs"}, passed=PROBE.passed)
    assert (found.seen, found.allowed) == (expected, expected == "allowed")


def test_a_call_that_is_answered_is_allowed() -> None:
    made, _ = session()
    assert made.outcome(lambda: None).allowed


def test_an_error_that_is_none_of_aws_is_not_taken_for_an_answer() -> None:
    made, _ = session(send_message=ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        made.make(SEND, {"queue": "jobs"})


def test_the_texts_of_a_call_are_filled_wherever_they_are() -> None:
    made, emulator = session()
    arguments = {"A": ["{queue}", {"{queue}": "{endpoint}"}], "B": 5}
    made.make(ProbeCall(service="sqs", operation="send", arguments=arguments), {"queue": "jobs"})
    assert emulator.called("send") == [{"A": ["jobs", {"jobs": emulator.url}], "B": 5}]


def test_a_caller_is_created_once_and_has_its_newest_policy() -> None:
    made, emulator = session()
    made.add_caller("ada", allow("a:B", "*"))
    made.add_caller("ada", allow("a:C", "*"))
    assert emulator.called("create_user") == [{"UserName": "ada"}]
    documents = [each["PolicyDocument"] for each in emulator.called("put_user_policy")]
    assert [json.loads(each)["Statement"][0]["Action"] for each in documents] == ["a:B", "a:C"]


def test_a_caller_has_credentials_and_the_root_user_has_none() -> None:
    made, _ = session()
    made.add_caller("ada", allow("a:B", "*"))
    assert made.client("sqs", "ada").credentials == {
        "aws_access_key_id": "id",
        "aws_secret_access_key": "key",
    }
    assert made.client("sqs").credentials == {}


def test_a_client_is_made_once() -> None:
    made, _ = session()
    assert made.client("sqs") is made.client("sqs")
    assert made.client("sqs") is not made.client("sns")


ROLE_KEYS = {"AccessKeyId": "a", "SecretAccessKey": "b", "SessionToken": "c"}


def test_the_credentials_of_an_assumed_role_are_kept_under_its_name() -> None:
    made, emulator = session(assume_role={"Credentials": ROLE_KEYS})
    assert made.assume("web", "arn:role", CALLER).allowed
    assert emulator.called("assume_role")[0]["RoleArn"] == "arn:role"
    assert made.client("sqs", "web").credentials == {
        "aws_access_key_id": "a",
        "aws_secret_access_key": "b",
        "aws_session_token": "c",
    }


def test_a_role_that_cannot_be_assumed_has_no_credentials() -> None:
    made, _ = session(assume_role=error("AccessDenied"))
    assert made.assume("web", "arn:role", CALLER).seen == "denied"
    assert made.credentials == {}


def test_what_a_probe_needs_is_created_once_for_each_resource() -> None:
    made, emulator = session()
    for queue in ("jobs", "jobs", "mails"):
        made.prepare(control(), {"queue": queue})
    assert emulator.called("create_queue") == [{"QueueName": "jobs"}, {"QueueName": "mails"}]


def judging(right: Any, wrong: Any) -> tuple[RehearsalSession, Any]:
    """Return an emulator that answers to a caller by what the caller's policy names."""

    def answer(**_: Any) -> Any:
        document = json.loads(emulator.called("put_user_policy")[-1]["PolicyDocument"])
        statement = document["Statement"][0]
        named = (statement["Action"], statement["Resource"])
        return right if named == ("sqs:SendMessage", f"{QUEUE}:jobs") else wrong

    made, emulator = session(send_message=answer)
    return made, emulator


JUDGES: dict[str, tuple[Any, Any, str | None]] = {
    "it judges": ({}, error("AccessDenied"), None),
    "it passes everybody": (
        {},
        {},
        "whose policy names another resource the emulator answers allowed",
    ),
    "it refuses everybody": (
        error("AccessDenied"),
        error("AccessDenied"),
        "denies even a caller whose policy names this very resource",
    ),
    "it fails": (error("Down"), error("Down"), "answers error Down to even a caller"),
    "it fails for another resource": ({}, error("Down"), "the emulator answers error Down"),
}


@pytest.mark.parametrize(("right", "wrong", "reason"), JUDGES.values(), ids=JUDGES)
def test_two_calls_show_whether_the_emulator_judges(
    right: Any, wrong: Any, reason: str | None
) -> None:
    made, _ = judging(right, wrong)
    found = made.cannot_judge(control())
    assert (found is None) if reason is None else reason in (found or "")


def test_where_there_is_no_neighbor_another_action_is_allowed_instead() -> None:
    made, emulator = judging({}, error("AccessDenied"))
    assert made.cannot_judge(control(elsewhere=f"{QUEUE}:jobs")) is None
    last = json.loads(emulator.called("put_user_policy")[-1]["PolicyDocument"])
    assert last["Statement"][0]["Action"] == "iam:GetUser"


def test_a_control_is_tried_once() -> None:
    made, emulator = judging({}, error("AccessDenied"))
    made.cannot_judge(control())
    made.cannot_judge(control())
    assert len(emulator.called("send_message")) == 2


def test_the_conditions_of_a_statement_are_those_of_its_control() -> None:
    made, emulator = judging({}, error("AccessDenied"))
    condition = Condition(operator="StringEquals", key="a", values=("b",))
    made.cannot_judge(control(conditions=(condition,)))
    first = json.loads(emulator.called("put_user_policy")[0]["PolicyDocument"])
    assert first["Statement"][0]["Condition"] == {"StringEquals": {"a": ["b"]}}


def test_a_policy_without_conditions_has_no_such_element() -> None:
    assert allow("a:B", "*") == {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "a:B", "Resource": "*"}],
    }


def asked(document: dict[str, Any], context: dict[str, str], caller: str = "user/ada") -> str:
    emulator: Any = Emulator()
    arn = f"arn:aws:iam::111122223333:{caller}"
    return evaluated(emulator, arn, "s3:GetObject", "arn:aws:s3:::a/b", context, [document])


@pytest.mark.parametrize(
    ("context", "expected"), [({"AWS:SecureTransport": "true"}, "allowed"), ({}, "allowed")]
)
def test_the_emulators_evaluator_takes_https_for_granted(
    context: dict[str, str], expected: str
) -> None:
    secure = allow("s3:GetObject", "*", {"Bool": {"aws:SecureTransport": "true"}})
    assert asked(secure, context) == expected


def test_the_emulators_evaluator_refuses_plain_http_where_it_is_told() -> None:
    secure = allow("s3:GetObject", "*", {"Bool": {"aws:SecureTransport": "true"}})
    assert asked(secure, {"aws:SecureTransport": "false"}) == "denied"


def test_the_emulators_evaluator_is_asked_in_the_emulators_region() -> None:
    there = allow("s3:GetObject", "*", {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})
    assert asked(there, {}) == "allowed"
    assert asked(there, {"aws:RequestedRegion": "eu-west-2"}) == "denied"


def test_an_attempt_is_asked_as_the_role_that_makes_it() -> None:
    attempt = Attempt(
        role="Web",
        role_name="web",
        action="s3:GetObject",
        resource="arn:aws:s3:::a/b",
        expected=True,
        reason="",
    )
    emulator: Any = Emulator()
    caller = "arn:aws:sts::111122223333:assumed-role/web/rehearsal"
    own = allow("s3:GetObject", "*", {"ArnEquals": {"aws:PrincipalArn": caller}})
    assert ask_evaluator(emulator, attempt, [allow("s3:GetObject", "*")]) == "allowed"
    assert ask_evaluator(emulator, attempt, [allow("s3:PutObject", "*")]) == "denied"
    assert ask_evaluator(emulator, attempt, [own]) in ("allowed", "denied")
