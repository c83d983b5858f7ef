"""Operations of SDKs become the actions that they need."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from influmojo_cfn.data.sdk_operations import ACTIONS
from influmojo_cfn.iam.sdk_operations import (
    actions_of,
    operation_named,
    operation_of_waiter,
    prefix_of,
    sdk_service,
    services_of_prefix,
)
from influmojo_cfn.iam.service_authorization import action
from tests.nonempty import nonempty

SERVICES = json.loads(files("influmojo_cfn.data").joinpath("sdk_services.json").read_text())


@pytest.mark.parametrize(
    ("service", "method", "expected"),
    [
        ("s3", "list_objects_v2", ("s3:ListBucket",)),
        ("s3", "HeadObject", ("s3:GetObject",)),
        ("sesv2", "sendEmail", ("ses:SendEmail",)),
        ("sqs", "send_message_batch", ("sqs:SendMessage",)),
        ("lambda", "Invoke", ("lambda:InvokeFunction",)),
        ("stepfunctions", "start_execution", ("states:StartExecution",)),
        ("cloudwatch", "put_metric_data", ("cloudwatch:PutMetricData",)),
        ("cognito-idp", "initiate_auth", ()),
        ("budgets", "describe_budget", ("budgets:ViewBudget",)),
        ("s3", "list_bucket_inventory_configurations", ("s3:GetInventoryConfiguration",)),
        (
            "s3",
            "DeleteBucketIntelligentTieringConfiguration",
            ("s3:PutIntelligentTieringConfiguration",),
        ),
        ("verifiedpermissions", "batchIsAuthorized", ("verifiedpermissions:IsAuthorized",)),
        ("rds", "GenerateDbAuthToken", ("rds-db:connect",)),
    ],
)
def test_actions(service: str, method: str, expected: tuple[str, ...]) -> None:
    operation = operation_named(service, method)
    assert operation is not None
    assert actions_of(service, operation) == expected


def test_an_operation_whose_action_is_not_known() -> None:
    assert actions_of("glue", "GetAsset") is None
    assert operation_named("s3", "put_nothing") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("client-cognito-identity-provider", "cognito-idp"),
        ("SFN", "stepfunctions"),
        ("DynamoDB", "dynamodb"),
        ("cloudwatchlogs", "logs"),
        ("AmazonS3", "s3"),
        ("elastictranscoder", "elastictranscoder"),
        ("nothing", None),
    ],
)
def test_names_of_services(name: str, expected: str | None) -> None:
    assert sdk_service(name) == expected


def test_waiters() -> None:
    assert operation_of_waiter("s3", "object_exists") == "HeadObject"
    assert operation_of_waiter("s3", "ObjectExists") == "HeadObject"
    assert operation_of_waiter("s3", "nothing") is None


def test_every_exception_is_an_action_of_its_own_name_or_of_none() -> None:
    for service, operations in nonempty(ACTIONS.items()):
        for operation, actions in nonempty(operations.items()):
            for name in actions:
                found = action(name)
                assert found is not None, (service, operation)
                assert found.qualified_name == name


def test_every_operation_of_common_services_has_its_actions() -> None:
    left = {
        name: [each for each in row.get("without_action", ()) if each not in ACTIONS.get(name, {})]
        for name, row in SERVICES["services"].items()
        if prefix_of(name) in ("dynamodb", "kms", "lambda", "sns", "sqs", "sts", "ssm", "events")
    }
    assert {name: rows for name, rows in left.items() if rows} == {}


@pytest.mark.parametrize(
    ("prefix", "services"),
    [
        ("s3", ("s3", "s3control")),
        ("es", ("es", "opensearch")),
        ("elasticloadbalancing", ("elb", "elbv2")),
        ("nothing", ()),
    ],
)
def test_the_services_of_a_prefix(prefix: str, services: tuple[str, ...]) -> None:
    assert services_of_prefix(prefix) == services
    assert all(prefix_of(name) == prefix for name in services)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("CloudWatchEvents", "events"),
        ("client-s3", "s3"),
        ("AmazonS3", "s3"),
        ("elastictranscoder", "elastictranscoder"),
        ("ELBv2", "elbv2"),
        ("SES", "ses"),
        ("StepFunctions", "stepfunctions"),
        ("Cost Explorer", "ce"),
        ("ElasticLoadBalancing", "elb"),
        ("s3client", None),
        ("", None),
    ],
)
def test_names_that_sdks_give_a_service(name: str, expected: str | None) -> None:
    assert sdk_service(name) == expected


@pytest.mark.parametrize(
    ("service", "method", "operation"),
    [
        ("accessanalyzer", "get_finding_v2", "GetFindingV2"),
        ("s3", "selectObjectContent", "SelectObjectContent"),
        ("s3", "PUT_OBJECT", "PutObject"),
        ("iotthingsgraph", "put_object", None),
    ],
)
def test_an_operation_has_the_name_of_its_action_or_its_own(
    service: str, method: str, operation: str | None
) -> None:
    assert operation_named(service, method) == operation


def test_what_has_no_waiter_and_no_action() -> None:
    assert operation_of_waiter("accessanalyzer", "object_exists") is None
    assert actions_of("s3", "PutObject") == ("s3:PutObject",)
    assert actions_of("mediaconvert", "StartJobsQuery") is None
    assert actions_of("s3", "UploadFile") == ACTIONS["s3"]["UploadFile"]
