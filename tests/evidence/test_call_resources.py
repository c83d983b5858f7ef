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
    "what the type of the resource is called by": (
        *("transcribe:GetTranscriptionJob", {"transcriptionjobname": Literal("talk")}),
        f"arn:${{AWS::Partition}}:transcribe:{HERE}:transcription-job/talk",
    ),
    "what an operation is about, by a plain name": (
        *("codepipeline:StartPipelineExecution", {"name": Literal("release")}),
        f"arn:${{AWS::Partition}}:codepipeline:{HERE}:release",
    ),
    "a service in a cluster": (
        "ecs:UpdateService",
        {"cluster": Literal("web"), "service": Literal("api")},
        f"arn:${{AWS::Partition}}:ecs:{HERE}:service/web/api",
    ),
    "a resource of any type": ("states:TagResource", {"resourcearn": Literal(FLOW)}, FLOW),
    "an action that takes everything": ("s3:ListAllMyBuckets", {}, "*"),
    "no resource that it can be on": ("polly:SynthesizeSpeech", {"text": Literal("a")}, "*"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_what_is_known_is_an_arn(name: str) -> None:
    action, arguments, expected = KNOWN[name]
    assert resources(action, **arguments) == [{"resources": [expected]}]


def test_each_type_that_an_action_requires_is_named() -> None:
    found = resources("glue:GetTable", databasename=Literal("shop"), name=Literal("orders"))
    glue = f"arn:${{AWS::Partition}}:glue:{HERE}"
    assert [each["resources"] for each in found] == [
        [f"{glue}:database/shop"],
        [f"{glue}:catalog"],
        [f"{glue}:table/shop/orders"],
    ]


def test_what_a_call_does_not_name_of_them_is_a_parameter() -> None:
    found = resources("ec2:AssociateNatGatewayAddress", natgatewayid=Literal("nat-1"))
    texts = [each["resources"][0] for each in found]
    parameters = [each["parameter"] for each in texts if not isinstance(each, str)]
    assert (len(found), parameters) == (2, ["ElasticIpArn"])


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
