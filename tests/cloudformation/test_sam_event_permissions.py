"""What AWS SAM's own translator (1.115.0) makes of events in addition to roles."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_event_permissions import event_resources, unread_events

FUNCTION, MACHINE = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"
ACCOUNT = {"Ref": "AWS::AccountId"}
QUEUE = "arn:aws:sqs:us-east-1:111122223333:q"
PLACE = "${AWS::Region}:${AWS::AccountId}"


def made(
    source: str, kind: str = FUNCTION, under: str | None = None, **given: Any
) -> dict[str, Any]:
    row = {"Type": kind, **({"Condition": under} if under else {})}
    alias = (
        {"AutoPublishAlias": given.pop("AutoPublishAlias")} if "AutoPublishAlias" in given else {}
    )
    event = {"Type": source, "Properties": given}
    return dict(event_resources("F", row, {"Events": {"E": event}, **alias}))


def called(end: str, api: Any) -> dict[str, Any]:
    text = f"arn:${{AWS::Partition}}:execute-api:{PLACE}:${{Api}}/{end}"
    return {"SourceArn": {"Fn::Sub": [text, {"Api": api}]}}


REST, HTTP = {"Ref": "ServerlessRestApi"}, {"Ref": "ServerlessHttpApi"}
OF_RULE = {"SourceArn": {"Fn::GetAtt": ["FE", "Arn"]}}


@pytest.mark.parametrize(
    ("source", "given", "principal", "conditions"),
    [
        ("AlexaSkill", {}, "alexa-appkit.amazon.com", {}),
        (
            "AlexaSkill",
            {"SkillId": "amzn1.ask.skill.a"},
            "alexa-appkit.amazon.com",
            {"EventSourceToken": "amzn1.ask.skill.a"},
        ),
        (
            "Api",
            {"Path": "/a/{id}/", "Method": "get"},
            "apigateway.amazonaws.com",
            called("*/GET/a/*", REST),
        ),
        (
            "Api",
            {"Path": "/", "Method": "any", "RestApiId": {"Ref": "Own"}},
            "apigateway.amazonaws.com",
            called("*/*/", {"Ref": "Own"}),
        ),
        ("HttpApi", {}, "apigateway.amazonaws.com", called("*/*", HTTP)),
        (
            "HttpApi",
            {"Path": "/{proxy+}", "Method": "POST"},
            "apigateway.amazonaws.com",
            called("*/POST/*", HTTP),
        ),
        (
            "CloudWatchLogs",
            {"LogGroupName": "/a"},
            "logs.amazonaws.com",
            {
                "SourceArn": {
                    "Fn::Sub": [
                        f"arn:${{AWS::Partition}}:logs:{PLACE}:log-group:${{LogGroup}}:*",
                        {"LogGroup": "/a"},
                    ]
                }
            },
        ),
        (
            "Cognito",
            {"UserPool": {"Ref": "Pool"}},
            "cognito-idp.amazonaws.com",
            {"SourceArn": {"Fn::GetAtt": ["Pool", "Arn"]}},
        ),
        (
            "IoTRule",
            {"Sql": "SELECT 1"},
            "iot.amazonaws.com",
            {
                "SourceArn": {"Fn::Sub": f"arn:${{AWS::Partition}}:iot:{PLACE}:rule/${{FE}}"},
                "SourceAccount": ACCOUNT,
            },
        ),
        ("S3", {"Bucket": {"Ref": "B"}}, "s3.amazonaws.com", {"SourceAccount": ACCOUNT}),
        ("SNS", {"Topic": {"Ref": "T"}}, "sns.amazonaws.com", {"SourceArn": {"Ref": "T"}}),
        ("Schedule", {"Schedule": "rate(1 day)"}, "events.amazonaws.com", OF_RULE),
        ("EventBridgeRule", {"Pattern": {}}, "events.amazonaws.com", OF_RULE),
        ("CloudWatchEvent", {"Pattern": {}}, "events.amazonaws.com", OF_RULE),
    ],
)
def test_a_service_is_allowed_to_call_the_function(
    source: str, given: dict[str, Any], principal: str, conditions: dict[str, Any]
) -> None:
    row = made(source, under="IsProd", **given)["FEPermission"]
    assert (row["Type"], row["Condition"]) == ("AWS::Lambda::Permission", "IsProd")
    assert row["Properties"] == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": "F"},
        "Principal": principal,
        **conditions,
    }


def test_the_alias_is_called_where_one_is_published() -> None:
    row = made("SNS", Topic="arn", AutoPublishAlias="live")["FEPermission"]
    arn = {"Fn::Join": [":", [{"Fn::GetAtt": ["F", "Arn"]}, "live"]]}
    assert row["Properties"]["FunctionName"] == arn


@pytest.mark.parametrize("kind", [FUNCTION, MACHINE])
def test_a_rule_has_its_pattern_and_the_role_that_it_is_given(kind: str) -> None:
    given: dict[str, Any] = {
        "Pattern": {"source": ["a"]},
        "EventBusName": "b",
        "RuleName": "r",
        "Input": "x",
    }
    assert made("EventBridgeRule", kind, **given)["FE"]["Properties"] == {
        "EventPattern": {"source": ["a"]},
        "EventBusName": "b",
        "Name": "r",
    }
    row = made("Schedule", kind, RoleArn="arn", Name="n")["FE"]["Properties"]
    assert row == {"Name": "n", "Targets": [{"Arn": {"Ref": "F"}, "RoleArn": "arn"}]}


def test_a_schedule_of_the_scheduler_hands_over_the_role_that_it_is_given() -> None:
    assert made("ScheduleV2") == {}
    target = {"Arn": {"Ref": "F"}, "RoleArn": "arn"}
    (row,) = made("ScheduleV2", RoleArn="arn").values()
    assert row == {"Type": "AWS::Scheduler::Schedule", "Properties": {"Target": target}}


def test_a_queue_for_dead_letters_takes_them_of_the_rule() -> None:
    found = made("Schedule", MACHINE, DeadLetterConfig={"Type": "SQS"})
    assert found["FEQueue"] == {"Type": "AWS::SQS::Queue"}
    policy = found["FEQueuePolicy"]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (policy["Queues"], statement["Principal"]) == (
        [{"Ref": "FEQueue"}],
        {"Service": "events.amazonaws.com"},
    )
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["FE", "Arn"]}}}
    assert {*made("ScheduleV2", DeadLetterConfig={"Type": "SQS"})} == {"FEQueue"}
    assert "FEQueue" not in made("Schedule", DeadLetterConfig={"Arn": QUEUE})


@pytest.mark.parametrize(
    ("queued", "names", "queues"),
    [
        (True, {"FEQueue", "FEQueuePolicy"}, [{"Ref": "FEQueue"}]),
        ({"QueueArn": QUEUE, "QueueUrl": "https://q"}, {"FEQueuePolicy"}, ["https://q"]),
    ],
)
def test_a_topic_sends_to_the_queue_of_the_function(
    queued: Any, names: set[str], queues: list[Any]
) -> None:
    found = made("SNS", Topic={"Ref": "T"}, SqsSubscription=queued)
    assert {*found} == names
    policy = found["FEQueuePolicy"]["Properties"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert (policy["Queues"], statement["Principal"]) == (queues, "*")
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "T"}}}


READ, CALLERS = {"Type": "SQS", "Properties": {"Queue": QUEUE}}, {"Type": "S3", "Properties": {}}


@pytest.mark.parametrize(
    ("kind", "event", "is_read"),
    [
        (FUNCTION, READ, True),
        (FUNCTION, CALLERS, True),
        (FUNCTION, {"Type": "AlexaSkill"}, True),
        (FUNCTION, {"Type": "ScheduleV2", "Properties": {"RoleArn": "arn"}}, True),
        (FUNCTION, {"Type": "Api", "Properties": {"Path": "/", "Method": "get"}}, False),
        (FUNCTION, {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "P"}}}, True),
        (FUNCTION, {"Type": "SNS", "Properties": {"SqsSubscription": {"Ref": "X"}}}, False),
        (FUNCTION, {"Type": "Schedule", "Properties": {"DeadLetterConfig": {}}}, False),
        (FUNCTION, {"Type": "S3", "Properties": {"Fn::If": ["X", {}, {}]}}, False),
        (FUNCTION, {"Type": {"Ref": "X"}}, False),
        (FUNCTION, None, False),
        (MACHINE, {"Type": "Schedule"}, True),
        (MACHINE, {"Type": "Api", "Properties": {}}, False),
        (MACHINE, READ, False),
        (MACHINE, CALLERS, False),
    ],
)
def test_which_events_are_read(kind: str, event: Any, is_read: bool) -> None:
    assert unread_events(kind, {"A": event}) == (set() if is_read else {"A"})


@pytest.mark.parametrize("events", [{"Fn::If": ["X", {}, {}]}, None, []])
def test_none_of_unknown_events_is_read(events: Any) -> None:
    assert unread_events(FUNCTION, events) is None


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ("Api", {"Path": {"Ref": "X"}, "Method": "get"}),
        ("HttpApi", {"Method": {"Ref": "X"}}),
        ("Cognito", {"UserPool": "pool"}),
        ("CloudWatchLogs", {}),
        ("SNS", {}),
        ("WebSocket", {}),
    ],
)
def test_nothing_is_made_of_an_event_that_lacks_what_decides(source: str, given: Any) -> None:
    assert made(source, **given) == {}
