"""The parameters of an integration say what it acts on; SDK calls have actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from influmojo_cfn.service_roles.call_tables.state_machines import INTEGRATIONS
from influmojo_cfn.service_roles.integration_resource import (
    resource_of,
    sdk_action,
    sdk_resource,
)
from influmojo_cfn.service_roles.service_call import ANYTHING
from tests.service_roles.templates import resolver_of

TEMPLATE = "Resources:\n  Orders:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: orders}\n"


def test_a_url_is_the_queues() -> None:
    resolver = resolver_of(TEMPLATE)
    given = {"QueueUrl": resolver.named("Orders")}
    found = resource_of(resolver, INTEGRATIONS["sqs:sendMessage"], given)
    assert found == resolver.named("Orders.Arn")


@pytest.mark.parametrize("text", ["$.table", "{% $table %}", "", 3])
def test_what_is_computed_is_anything(text: object) -> None:
    row = INTEGRATIONS["dynamodb:getItem"]
    assert resource_of(resolver_of(TEMPLATE), row, {"TableName": text}) == ANYTHING


def test_a_name_becomes_an_arn() -> None:
    row = INTEGRATIONS["dynamodb:getItem"]
    found = resource_of(resolver_of(TEMPLATE), row, {"TableName": "orders"})
    assert found.endswith(":table/orders")


@pytest.mark.parametrize(
    ("given", "arn"),
    [
        ({"Service": "web", "Cluster": "shop"}, ":service/shop/web"),
        ({"Service": "web"}, ":service/default/web"),
        ({"Service": "web", "Cluster": 3}, ""),
        ({"Service": "web", "Cluster": "$.cluster"}, ""),
        ({"Service": 3, "Cluster": "shop"}, ""),
    ],
)
def test_a_service_is_of_the_cluster_that_is_named(given: Mapping[str, Any], arn: str) -> None:
    resolver = resolver_of(TEMPLATE)
    found = sdk_resource(resolver, "ecs:updateService", given)
    assert resolver.show(found).endswith(arn) if arn else found == ANYTHING


@pytest.mark.parametrize(
    ("service", "call", "action"),
    [
        ("sfn", "startExecution", "states:StartExecution"),
        ("lambda", "invoke", "lambda:InvokeFunction"),
        ("s3", "headObject", "s3:GetObject"),
        ("ecs", "doesNotExist", ""),
        ("unheardof", "get", ""),
    ],
)
def test_sdk_calls_have_actions(service: str, call: str, action: str) -> None:
    assert sdk_action(service, call) == action
