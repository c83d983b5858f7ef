"""The resources that a call names become ARNs, or parameters where they are not known."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evidence.call_resources import CallResources, elsewhere
from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    SdkCall,
    UnknownExpression,
)
from influmojo_cfn.evidence.resource_values import ParameterNames

HERE = "${AWS::Region}:${AWS::AccountId}"
FLOW = "arn:aws:states:eu-west-1:111122223333:stateMachine:flow"


def resources(action: str, **arguments: CodeValue) -> list[dict[str, Any]]:
    given = {name: (value,) for name, value in arguments.items()}
    service, _, operation = action.partition(":")
    call = SdkCall(service=service, operation=operation, arguments=given, file="a.py", line=1)
    return list(CallResources(ParameterNames({"QUEUE": "jobs"})).resources(action, call))


KNOWN = {
    "a name": (
        *("sqs:PurgeQueue", {"queueurl": Literal("https://sqs/1/jobs")}),
        f"arn:${{AWS::Partition}}:sqs:{HERE}:jobs",
    ),
    "an ARN": ("states:StopExecution", {"executionarn": Literal(FLOW)}, FLOW),
    "the name of what is created": (
        *("states:CreateStateMachine", {"name": Literal("flow")}),
        f"arn:${{AWS::Partition}}:states:{HERE}:stateMachine:flow",
    ),
    "a name that has a path": (
        *("iam:GetRole", {"rolename": Literal("work")}),
        "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/work",
    ),
    "an action that takes everything": ("s3:ListAllMyBuckets", {}, "*"),
    "no resource that it can be on": ("polly:SynthesizeSpeech", {"text": Literal("a")}, "*"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_is_an_arn(name: str) -> None:
    action, arguments, expected = KNOWN[name]
    assert resources(action, **arguments) == [{"resources": [expected]}]


def test_a_variable_is_a_parameter_in_the_arn() -> None:
    (found,) = resources("sqs:PurgeQueue", queueurl=EnvironmentVariable("QUEUE"))
    assert found["resources"] == [f"arn:${{AWS::Partition}}:sqs:{HERE}:{{name}}"]
    assert (found["name"]["parameter"], found["name"]["default"]) == ("Queue", "jobs")


def test_what_is_not_known_is_a_parameter_without_a_default() -> None:
    (found,) = resources("states:StopExecution", executionarn=UnknownExpression("given"))
    (parameter,) = found["resources"]
    assert parameter["default"] == ""


def test_a_call_whose_arguments_are_not_known_can_be_on_any_resource() -> None:
    (found,) = resources("polly:SynthesizeSpeech")
    assert [each["parameter"] for each in found["resources"]] == ["LexiconArn"]


def test_a_url_and_an_arn_tell_their_place() -> None:
    place = {"account": "111122223333", "region": "eu-west-1"}
    assert elsewhere("https://sqs.eu-west-1.amazonaws.com/111122223333/jobs") == place
    assert elsewhere(FLOW) == place
    assert elsewhere("jobs") == {}
