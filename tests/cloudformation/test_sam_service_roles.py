"""What AWS SAM's own translator makes of deployments, capacity providers and GraphQL APIs."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_service_roles import (
    are_sources_read,
    is_deployment_read,
    service_roles,
)

FUNCTION = "AWS::Serverless::Function"


def made(kind: str, **properties: Any) -> dict[str, Any]:
    return dict(service_roles("X", {"Type": kind, "Condition": "IsProd"}, properties))


def attached(row: dict[str, Any]) -> list[str]:
    given = row["Properties"].get("ManagedPolicyArns", [])
    return [each["Fn::Sub"].rpartition("/")[2] for each in given]


def trusted(row: dict[str, Any]) -> str:
    principal = row["Properties"]["AssumeRolePolicyDocument"]["Statement"]["Principal"]
    return str(principal["Service"])


@pytest.mark.parametrize(
    ("preference", "names"),
    [
        ({"Type": "AllAtOnce"}, {"CodeDeployServiceRole", "XDeploymentGroup"}),
        ({"Type": "AllAtOnce", "Role": "arn"}, {"XDeploymentGroup"}),
        ({"Type": "AllAtOnce", "Enabled": "false"}, set()),
        ({"Type": "AllAtOnce", "Enabled": {"Ref": "X"}}, set()),
        (None, set()),
    ],
)
def test_a_function_is_deployed_with_a_role(preference: Any, names: set[str]) -> None:
    found = made(FUNCTION, DeploymentPreference=preference)
    assert {*found} == names
    if "CodeDeployServiceRole" in names:
        role = found["CodeDeployServiceRole"]
        assert attached(role) == ["AWSCodeDeployRoleForLambda"]
        assert (trusted(role), "Condition" in role) == ("codedeploy.amazonaws.com", False)


def test_a_deployment_takes_the_condition_only_where_it_says_so() -> None:
    preference = {"Type": "AllAtOnce", "PassthroughCondition": True}
    found = made(FUNCTION, DeploymentPreference=preference)
    assert {row["Condition"] for row in found.values()} == {"IsProd"}


@pytest.mark.parametrize(
    ("preference", "is_read"),
    [
        ({"Type": "AllAtOnce"}, True),
        ({"Enabled": False}, True),
        ({"Enabled": {"Ref": "X"}}, False),
        ({"PassthroughCondition": {"Ref": "X"}}, False),
        ({"Fn::If": ["X", {}, {}]}, False),
        (None, False),
    ],
)
def test_which_preferences_are_read(preference: Any, is_read: bool) -> None:
    assert is_deployment_read(preference) is is_read


def test_a_capacity_provider_has_an_operator_unless_it_is_given_one() -> None:
    kind = "AWS::Serverless::CapacityProvider"
    (role,) = made(kind).values()
    assert (trusted(role), role["Condition"]) == ("lambda.amazonaws.com", "IsProd")
    assert attached(role) == ["AWSLambdaManagedEC2ResourceOperator"]
    assert made(kind, OperatorRole="arn") == {}


@pytest.mark.parametrize(
    ("logging", "names"),
    [
        (None, {"XCloudWatchRole"}),
        (True, {"XCloudWatchRole"}),
        ({"FieldLogLevel": "ALL"}, {"XCloudWatchRole"}),
        ({"CloudWatchLogsRoleArn": "arn"}, set()),
        (False, set()),
    ],
)
def test_a_graphql_api_logs_with_a_role(logging: Any, names: set[str]) -> None:
    found = made("AWS::Serverless::GraphQLApi", Logging=logging)
    assert {*found} == names
    for role in found.values():
        assert attached(role) == ["AWSAppSyncPushToCloudWatchLogs"]


@pytest.mark.parametrize(
    ("source", "given", "title", "permissions", "arn"),
    [
        ("Lambda", {"FunctionArn": "arn"}, "LambdaDataSourceToLambdaConnector", ["Write"], "arn"),
        (
            "DynamoDb",
            {"TableArn": "arn"},
            "DynamoDBDataSourceToTableConnector",
            ["Read", "Write"],
            "arn",
        ),
        (
            "DynamoDb",
            {"TableName": "t", "Permissions": ["Read"]},
            "DynamoDBDataSourceToTableConnector",
            ["Read"],
            {
                "Fn::Sub": [
                    "arn:${AWS::Partition}:dynamodb:${Region}:${AWS::AccountId}:table/${Table}",
                    {"Region": {"Ref": "AWS::Region"}, "Table": "t"},
                ]
            },
        ),
    ],
)
def test_a_data_source_is_connected_with_a_role(
    source: str, given: Any, title: str, permissions: list[str], arn: Any
) -> None:
    sources = {source: {"D": given, "Own": {"ServiceRoleArn": "arn"}}, "None": {"D": {}}}
    found = made("AWS::Serverless::GraphQLApi", DataSources=sources, Logging=False)
    role, connector = found
    assert connector == f"XD{title}"
    assert found[role]["Properties"].keys() == {"AssumeRolePolicyDocument"}
    properties = found[connector]["Properties"]
    assert properties["Source"]["RoleName"] == {"Ref": role}
    assert (properties["Permissions"], properties["Destination"]["Arn"]) == (permissions, arn)


def test_a_graphql_api_calls_the_functions_that_authorize_its_callers() -> None:
    first, second = ({"Type": "AWS_LAMBDA", "LambdaAuthorizer": {"AuthorizerUri": a}} for a in "fg")
    auth = {**first, "Additional": [{"Type": "API_KEY"}, second]}
    found = made("AWS::Serverless::GraphQLApi", Auth=auth, Logging=False)
    called = {key: row["Properties"]["Destination"]["Arn"] for key, row in found.items()}
    assert called == {"XToLambdaAuthConnector1": "f", "XToLambdaAuthConnector2": "g"}


@pytest.mark.parametrize(
    ("sources", "is_read"),
    [
        pytest.param(
            {"DynamoDb": {"D": {"TableArn": "a", "Permissions": ["Read"]}}}, True, id="all"
        ),
        pytest.param({"Lambda": {"D": {"FunctionArn": "a"}}}, True, id="a function"),
        pytest.param({"DynamoDb": {"D": {"ServiceRoleArn": "a"}}}, False, id="a role"),
        pytest.param({"DynamoDb": {"D": {"UseCallerCredentials": True}}}, False, id="the caller's"),
        pytest.param({"DynamoDb": {"D": {"Permissions": {"Ref": "P"}}}}, False, id="permissions"),
        pytest.param({"DynamoDb": {"D": {"Fn::If": []}}}, False, id="a source"),
        pytest.param({"DynamoDb": {"Fn::If": []}}, False, id="sources"),
        pytest.param({"Other": {}}, False, id="another kind"),
        pytest.param(None, False, id="none"),
    ],
)
def test_which_data_sources_are_read(sources: Any, is_read: bool) -> None:
    assert are_sources_read(sources) is is_read
