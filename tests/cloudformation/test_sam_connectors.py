"""The policies that connectors make: which, of what, attached to what; and what is not read."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.sam import with_sam_roles

ROLE = {"Type": "AWS::IAM::Role", "Properties": {}}
ENDS: dict[str, Any] = {
    "Api": {"Type": "AWS::Serverless::HttpApi", "Properties": {}},
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Function": {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}},
    },
    "Key": {"Type": "AWS::KMS::Key"},
    "Machine": {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": {"Fn::GetAtt": "Role.Arn"}},
    },
    "Queue": {"Type": "AWS::SQS::Queue"},
    "Role": ROLE,
    "Rule": {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "Targets": [
                {"Arn": {"Ref": "Machine"}, "RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}},
                {
                    "Arn": "arn:aws:events:us-east-1:111122223333:event-bus/b",
                    "RoleArn": "elsewhere",
                },
            ]
        },
    },
    "Table": {"Type": "AWS::DynamoDB::Table"},
    "Topic": {"Type": "AWS::SNS::Topic"},
}


def processed(**resources: Any) -> dict[str, Any]:
    found: dict[str, Any] = with_sam_roles(Document({"Resources": resources})).data["Resources"]
    return found


def made(source: Any, destination: Any, *permissions: Any, **attributes: Any) -> dict[str, Any]:
    properties = {"Source": source, "Destination": destination, "Permissions": [*permissions]}
    row = {"Type": "AWS::Serverless::Connector", "Properties": properties, **attributes}
    return {key: row for key, row in processed(**ENDS, C=row).items() if key not in ENDS}


def between(source: str, destination: str, *permissions: str) -> dict[str, Any]:
    return made({"Id": source}, {"Id": destination}, *permissions)


def statements(found: dict[str, Any]) -> list[dict[str, Any]]:
    ((_, row),) = found.items()
    rows: list[dict[str, Any]] = row["Properties"]["PolicyDocument"]["Statement"]
    return rows


def test_a_policy_is_attached_to_the_role_of_the_source() -> None:
    assert between("Function", "Table", "Read")["CPolicy"]["Properties"]["Roles"] == [
        {"Ref": "Role"}
    ]


def test_a_policy_of_a_role_is_a_managed_one_of_todays_version() -> None:
    policy = between("Function", "Table", "Read")["CPolicy"]
    assert policy["Type"] == "AWS::IAM::ManagedPolicy"
    assert policy["Properties"]["PolicyDocument"]["Version"] == "2012-10-17"


def test_a_policy_of_an_event_source_is_attached_to_the_role_of_the_destination() -> None:
    assert between("Queue", "Function", "Read", "Write")["CPolicy"]["Properties"]["Roles"] == [
        {"Ref": "Role"}
    ]


@pytest.mark.parametrize(
    ("permissions", "actions"),
    [
        (("Read",), {"sqs:ReceiveMessage"}),
        (("Write",), {"sqs:SendMessage"}),
        (("Read", "Write"), {"sqs:ReceiveMessage", "sqs:SendMessage"}),
        (("Read", "Read"), {"sqs:ReceiveMessage"}),
    ],
    ids=["reads", "writes", "reads-and-writes", "the-same-twice"],
)
def test_each_permission_gives_its_actions(permissions: Any, actions: set[str]) -> None:
    rows = statements(between("Function", "Queue", *permissions))
    given = {action for row in rows for action in row["Action"]}
    assert given & {"sqs:ReceiveMessage", "sqs:SendMessage"} == actions


def test_a_part_of_a_destination_is_named_by_its_arn() -> None:
    (row,) = statements(between("Function", "Table", "Read"))
    arn = {"Fn::GetAtt": ["Table", "Arn"]}
    assert row["Resource"] == [
        arn,
        {"Fn::Sub": ["${DestinationArn}/index/*", {"DestinationArn": arn}]},
    ]


def test_a_queue_lets_in_the_service_for_its_source_alone() -> None:
    found = between("Topic", "Queue", "Write")
    assert found["CQueuePolicy"]["Properties"]["Queues"] == [{"Ref": "Queue"}]
    (row,) = statements(found)
    assert row["Principal"] == {"Service": "sns.amazonaws.com"}
    assert row["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Ref": "Topic"}}}


def test_a_topic_has_a_policy_of_its_own() -> None:
    assert between("Rule", "Topic", "Write")["CTopicPolicy"]["Properties"]["Topics"] == [
        {"Ref": "Topic"}
    ]


def test_a_function_lets_in_a_bucket_of_the_account() -> None:
    found = between("Bucket", "Function", "Write")["CWriteLambdaPermission"]["Properties"]
    assert found == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Fn::GetAtt": ["Function", "Arn"]},
        "Principal": "s3.amazonaws.com",
        "SourceAccount": {"Ref": "AWS::AccountId"},
        "SourceArn": {"Fn::GetAtt": ["Bucket", "Arn"]},
    }


@pytest.mark.parametrize(
    ("source", "calls"),
    [({"Id": "Api"}, "*"), ({"Id": "Api", "Qualifier": "prod/GET/x"}, "prod/GET/x")],
    ids=["the-whole-api", "one-of-its-routes"],
)
def test_an_api_calls_with_its_routes(source: Any, calls: str) -> None:
    found = made(source, {"Id": "Function"}, "Write")["CWriteLambdaPermission"]["Properties"]
    assert found["SourceArn"]["Fn::Sub"][1]["SourceQualifier"] == calls


def test_a_rule_calls_with_the_role_of_its_target() -> None:
    assert between("Rule", "Machine", "Write")["CPolicy"]["Properties"]["Roles"] == [
        {"Ref": "Role"}
    ]


def test_several_destinations_make_a_policy_each() -> None:
    found = made({"Id": "Function"}, [{"Id": "Table"}, {"Id": "Queue"}], "Read")
    assert [*found] == ["CPolicyDestination0", "CPolicyDestination1"]


def test_an_end_outside_of_the_template_is_named_by_its_properties() -> None:
    source = {"Type": "AWS::Serverless::Function", "RoleName": "app"}
    found = made(source, {"Type": "AWS::SQS::Queue", "Arn": "arn"}, "Read")
    assert found["CPolicy"]["Properties"]["Roles"] == ["app"]
    assert statements(found)[0]["Resource"] == ["arn"]


def test_what_a_connector_makes_is_under_its_condition() -> None:
    found = made({"Id": "Function"}, {"Id": "Table"}, "Read", Condition="Reads")
    assert found["CPolicy"]["Condition"] == "Reads"


def test_a_function_of_sam_has_the_role_that_is_made_for_it() -> None:
    connector = {
        "Type": "AWS::Serverless::Connector",
        "Properties": {
            "Source": {"Id": "F"},
            "Destination": {"Id": "Topic"},
            "Permissions": ["Write"],
        },
    }
    function = {"Type": "AWS::Serverless::Function", "Properties": {}}
    found = processed(F=function, Topic=ENDS["Topic"], C=connector)
    assert found["CPolicy"]["Properties"]["Roles"] == [{"Ref": "FRole"}]
    assert "C" not in found


def test_connectors_of_a_resource_have_it_as_their_source() -> None:
    properties = {"Destination": {"Id": "Table"}, "Permissions": ["Read"]}
    strange = {"Properties": {"Destination": {"Id": "Key"}, "Permissions": ["Read"]}}
    function = {**ENDS["Function"], "Connectors": {"X": {"Properties": properties}, "Y": strange}}
    found = processed(**{**ENDS, "Function": function})
    assert found["FunctionXPolicy"]["Properties"]["Roles"] == [{"Ref": "Role"}]
    assert found["Function"]["Connectors"] == {"Y": strange}


def test_a_source_of_a_resource_can_have_a_qualifier() -> None:
    properties = {
        "SourceReference": {"Qualifier": "live"},
        "Destination": {"Id": "Function"},
        "Permissions": ["Write"],
    }
    api = {**ENDS["Api"], "Connectors": {"X": {"Properties": properties}}}
    found = processed(**{**ENDS, "Api": api})["ApiXWriteLambdaPermission"]["Properties"]
    assert found["SourceArn"]["Fn::Sub"][1]["SourceQualifier"] == "live"


@pytest.mark.parametrize(
    ("source", "destination", "permissions"),
    [
        ({"Id": "Function"}, {"Id": "Key"}, ["Read"]),
        ({"Id": "Function"}, {"Id": "Table"}, ["Admin"]),
        ({"Id": "Function"}, {"Id": "Table"}, []),
        ({"Id": "Function"}, {"Id": "Table"}, [{"Ref": "P"}]),
        ({"Id": "Function"}, {"Id": "Nowhere"}, ["Read"]),
        ({"Id": "Function"}, {"Id": {"Ref": "Table"}}, ["Read"]),
        ({"Id": "Function", "Arn": "x"}, {"Id": "Table"}, ["Read"]),
        ({"Id": "Function"}, {"Type": "AWS::SQS::Queue"}, ["Read"]),
        ({"Type": "AWS::Lambda::Function", "Arn": "x"}, {"Id": "Table"}, ["Read"]),
        ({"Id": "Topic"}, {"Type": "AWS::SQS::Queue", "Arn": "x"}, ["Write"]),
        ({"Id": "Queue"}, {"Id": "Function"}, ["Write"]),
        ({"Id": "Machine"}, {"Id": "Machine"}, ["Write"]),
        ({"Id": "Rule"}, {"Id": "Bucket"}, ["Write"]),
        (
            {"Id": "Rule"},
            {
                "Type": "AWS::Events::EventBus",
                "Arn": "arn:aws:events:us-east-1:111122223333:event-bus/b",
            },
            ["Write"],
        ),
        ("Function", {"Id": "Table"}, ["Read"]),
        ({"Id": "Function"}, [], ["Read"]),
    ],
    ids=[
        "no-connection-of-aws",
        "no-permission-of-aws",
        "no-permission",
        "a-permission-by-parameter",
        "a-destination-that-is-missing",
        "a-destination-by-a-function",
        "both-an-id-and-an-arn",
        "a-destination-without-an-arn",
        "a-source-without-a-role",
        "a-queue-without-a-url",
        "one-of-two-permissions",
        "one-that-needs-the-other",
        "a-rule-and-a-bucket",
        "a-role-that-is-not-a-resource",
        "a-source-that-is-a-string",
        "no-destination",
    ],
)
def test_what_is_not_read_stays_a_connector(
    source: Any, destination: Any, permissions: Any
) -> None:
    assert [*made(source, destination, *permissions)] == ["C"]
