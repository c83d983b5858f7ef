"""What AWS SAM adds to a role for tracing, networks, messages and events."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_role_additions import (
    ABSENT,
    FUNCTION,
    added_policies,
    added_statements,
    is_queue_made,
    queue_of,
    unread_additions,
    wholly_read,
    with_own_destinations,
)

MACHINE = "AWS::Serverless::StateMachine"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:failed"
READS_QUEUE = {"Type": "SQS", "Properties": {"Queue": QUEUE}}
OF_API = {"Type": "Api", "Properties": {"Path": "/", "Method": "get"}}


@pytest.mark.parametrize(
    ("kind", "properties", "names"),
    [
        (FUNCTION, {}, []),
        (FUNCTION, {"Tracing": "PassThrough"}, ["AWSXRayDaemonWriteAccess"]),
        (FUNCTION, {"Tracing": "Disabled"}, []),
        (FUNCTION, {"VpcConfig": {"a": 1}}, ["AWSLambdaVPCAccessExecutionRole"]),
        (FUNCTION, {"Events": {"A": READS_QUEUE}}, ["AWSLambdaSQSQueueExecutionRole"]),
        (FUNCTION, {"Events": {"A": OF_API, "B": None, "C": {"Type": {"Ref": "X"}}}}, []),
        (FUNCTION, {"Events": {"Fn::If": ["A", {}, {}]}}, []),
        (MACHINE, {"Tracing": {"Enabled": True}}, ["AWSXRayDaemonWriteAccess"]),
        (MACHINE, {"Tracing": {"Enabled": {"Ref": "X"}}}, ["AWSXRayDaemonWriteAccess"]),
        (MACHINE, {"Tracing": {"Enabled": False}}, []),
        (MACHINE, {"Tracing": {}}, []),
        (MACHINE, {"Events": {"A": READS_QUEUE}, "VpcConfig": {"a": 1}}, []),
    ],
)
def test_the_managed_policies(kind: str, properties: dict[str, Any], names: list[str]) -> None:
    basic = ["AWSLambdaBasicExecutionRole"] if kind == FUNCTION else []
    found = [path.rpartition("/")[2] for path in added_policies(kind, properties)]
    assert found == [*basic, *names]


def test_a_durable_function_has_the_basic_policy_of_its_own() -> None:
    found = list(added_policies(FUNCTION, {"DurableConfig": {"ExecutionTimeout": 60}}))
    assert found == ["service-role/AWSLambdaBasicDurableExecutionRolePolicy"]


@pytest.mark.parametrize(
    "event",
    [
        {"Type": "MQ", "Properties": {}},
        {"Type": "SelfManagedKafka"},
        {"Type": "DocumentDB", "Properties": {}},
        {"Type": "MSK", "Properties": {"SourceAccessConfigurations": []}},
        {"Type": "MSK", "Properties": {"SchemaRegistryConfig": {}}},
    ],
)
def test_statements_that_are_not_read_have_a_reason(event: dict[str, Any]) -> None:
    (reason,) = unread_additions(FUNCTION, {"Events": {"A": READS_QUEUE, "Orders": event}})
    assert reason == {"Fn::Serverless (the event Orders)": event}


MADE = {"Fn::GetAtt": ["FEventInvokeConfigOnFailureQueue", "Arn"]}


@pytest.mark.parametrize(
    ("target", "destination", "made"),
    [
        pytest.param({"Type": "SQS"}, MADE, ["Queue"], id="a queue of its own"),
        pytest.param(
            {"Type": "SNS"},
            {"Ref": "FEventInvokeConfigOnFailureTopic"},
            ["Topic"],
            id="a topic of its own",
        ),
        pytest.param(
            {"Type": "SQS", "Destination": {"Fn::If": ["C", "q", ABSENT]}},
            {"Fn::If": ["C", "q", MADE]},
            ["Queue"],
            id="one where a condition leaves it out",
        ),
        pytest.param({"Type": "SQS", "Destination": "q"}, "q", [], id="one that is given"),
        pytest.param({"Type": "Lambda"}, None, [], id="a function, which is never made"),
    ],
)
def test_a_destination_is_made_where_none_is_given(
    target: dict[str, Any], destination: Any, made: list[str]
) -> None:
    config = {"EventInvokeConfig": {"DestinationConfig": {"OnFailure": target}}}
    properties, rows = with_own_destinations("F", config)
    assert [row["Type"].rpartition("::")[2] for row in rows.values()] == made
    found = properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]
    assert found.get("Destination") == destination


def test_a_bucket_takes_objects_and_is_listed() -> None:
    sent = {"OnFailure": {"Type": "S3", "Destination": "arn:aws:s3:::failed"}}
    stream = {"Type": "Kinesis", "Properties": {"DestinationConfig": sent}}
    found = list(added_statements(FUNCTION, {"Events": {"A": stream}}))
    objects = {"Fn::Join": ["/", ["arn:aws:s3:::failed", "*"]]}
    assert found == [
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": objects},
        {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::failed"},
    ]


@pytest.mark.parametrize(
    ("properties", "action"),
    [
        ({"DeadLetterQueue": {"Type": "SQS", "TargetArn": QUEUE}}, "sqs:SendMessage"),
        ({"DeadLetterQueue": {"Type": "SNS", "TargetArn": QUEUE}}, "sns:Publish"),
        (
            {"EventInvokeConfig": {"DestinationConfig": {"OnSuccess": {"Type": "EventBridge"}}}},
            "",
        ),
        (
            {
                "EventInvokeConfig": {
                    "DestinationConfig": {"OnFailure": {"Type": "Lambda", "Destination": QUEUE}}
                }
            },
            "lambda:InvokeFunction",
        ),
        ({"DeadLetterQueue": {"Fn::If": ["A", {}, {}]}}, ""),
    ],
)
def test_where_messages_go(properties: dict[str, Any], action: str) -> None:
    found = list(added_statements(FUNCTION, properties))
    expected = {"Effect": "Allow", "Action": action, "Resource": QUEUE}
    assert found == ([expected] if action else [])
    assert not list(added_statements(MACHINE, properties))


@pytest.mark.parametrize(
    ("properties", "names"),
    [
        ({"DeadLetterQueue": {"Type": "SQS", "TargetArn": QUEUE}}, {"DeadLetterQueue"}),
        ({"DeadLetterQueue": {"Fn::If": ["A", {}, {}]}}, set()),
        ({"EventInvokeConfig": {"MaximumRetryAttempts": 1}}, {"EventInvokeConfig"}),
        ({"EventInvokeConfig": {"DestinationConfig": {"OnFailure": {"Type": "SQS"}}}}, set()),
        ({"EventInvokeConfig": {"DestinationConfig": {"OnFailure": 7}}}, set()),
        (
            {
                "EventInvokeConfig": {
                    "DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": QUEUE}}
                }
            },
            {"EventInvokeConfig"},
        ),
    ],
)
def test_what_is_wholly_read(properties: dict[str, Any], names: set[str]) -> None:
    assert wholly_read(properties) == names


@pytest.mark.parametrize("kind", [{"a": 1}, ["SQS"], 7, None])
def test_an_event_or_target_of_no_type_adds_nothing(kind: Any) -> None:
    event = {"Type": kind, "Properties": {"Queue": QUEUE}}
    target = {"Type": kind, "Destination": QUEUE}
    invoked = {"DestinationConfig": {"OnFailure": target}}
    properties = {"Events": {"A": event}, "EventInvokeConfig": invoked}
    assert len(list(added_policies(FUNCTION, properties))) == 1
    assert list(added_statements(FUNCTION, properties)) == []
    assert not wholly_read(properties) >= {"EventInvokeConfig"}


@pytest.mark.parametrize(
    ("letters", "queue"),
    [
        ({"Type": "SQS"}, "FEQueue"),
        ({"Type": "SQS", "QueueLogicalId": "Failed"}, "Failed"),
        ({"Type": "SQS", "Arn": QUEUE}, None),
        ({"Type": "SNS"}, None),
        ({"Type": "SQS", "QueueLogicalId": {"Ref": "X"}}, None),
        (None, None),
    ],
)
def test_the_queue_that_is_made_for_dead_letters(letters: Any, queue: str | None) -> None:
    assert is_queue_made(letters) is (queue is not None)
    if queue:
        assert queue_of("FE", letters) == queue


def test_a_queue_between_a_topic_and_a_function_is_read_with_the_role() -> None:
    event = {"Type": "SNS", "Properties": {"Topic": "t", "SqsSubscription": True}}
    read = [*added_policies(FUNCTION, {"Events": {"A": event}})]
    assert read[-1] == "service-role/AWSLambdaSQSQueueExecutionRole"
    assert len([*added_policies(FUNCTION, {"Events": {"A": {**event, "Properties": {}}}})]) == 1
