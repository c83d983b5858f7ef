"""Fields of resources cause calls, with the role beside them or with a function's."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.field_calls import field_calls, function_named, unread_fields
from tests.service_roles.templates import calls, resolver_of

FUNCTION = """
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/function
      TracingConfig: {Mode: %s}
      DeadLetterConfig: {TargetArn: "arn:aws:sqs:us-east-1:111122223333:failed"}
  Alias:
    Type: AWS::Lambda::Alias
    Properties: {FunctionName: !Ref Function, Name: live}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Alias
      EventSourceArn: arn:aws:sqs:us-east-1:111122223333:orders
"""


def test_a_mapping_reads_with_the_role_of_its_function() -> None:
    found = calls(field_calls, FUNCTION % "PassThrough")
    assert found == {
        "sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:failed",
        *(
            f"sqs:{name} arn:aws:sqs:us-east-1:111122223333:orders"
            for name in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
        ),
    }


def test_a_value_decides_where_the_table_says_so() -> None:
    found = calls(field_calls, FUNCTION % "Active")
    assert "xray:PutTraceSegments ${...}" in found


def test_a_function_is_found_by_its_version() -> None:
    resolver = resolver_of(FUNCTION % "Active")
    assert function_named(resolver, f"{resolver.named('Function.Arn')}:3") == "Function"
    assert function_named(resolver, "another") == ""


@pytest.mark.parametrize("before", ["", "111122223333:function:"])
@pytest.mark.parametrize("after", ["", ":live"])
def test_a_function_is_found_by_its_name(before: str, after: str) -> None:
    resolver = resolver_of(FUNCTION % "Active")
    assert function_named(resolver, f"{before}{resolver.named('Function')}{after}") == "Function"
    assert function_named(resolver, f"{before}another{after}") == ""


def test_a_namespace_and_a_resource_decide_what_scales() -> None:
    text = """
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {RoleARN: scaling, ServiceNamespace: %s, ResourceId: %s}
"""
    alarms = {"cloudwatch:DescribeAlarms ${...}", "cloudwatch:PutMetricAlarm ${...}"}
    service, table = "arn::ecs:::service/web/api", "arn::dynamodb:::table/orders"
    of_ecs = {f"ecs:DescribeServices {service}", f"ecs:UpdateService {service}"}
    of_tables = {f"dynamodb:DescribeTable {table}", f"dynamodb:UpdateTable {table}"}
    assert calls(field_calls, text % ("ecs", "service/web/api")) == of_ecs | alarms
    assert calls(field_calls, text % ("dynamodb", "table/orders")) == of_tables | alarms
    assert calls(field_calls, text % ("appstream", "fleet/desk")) == set()


HOOKS = """
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
      DeploymentConfiguration:
        LifecycleHooks:
          - {RoleArn: "arn:aws:iam::111122223333:role/a", HookTargetArn: "%sa"}
          - {RoleArn: "arn:aws:iam::111122223333:role/b", HookTargetArn: "%sb"}
"""


def test_each_item_of_a_list_is_asked_for_with_its_own_role() -> None:
    function = "arn:aws:lambda:us-east-1:111122223333:function:"
    resolver = resolver_of(HOOKS % (function, function))
    found = {
        (resolver.text(call.role.data)[-1], call.resources[0][-1]) for call in field_calls(resolver)
    }
    assert found == {("a", "a"), ("b", "b")}


MACHINE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Alias: {Type: AWS::KMS::Alias, Properties: {AliasName: alias/own, TargetKeyId: !Ref Key}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/machine
      EncryptionConfiguration: {Type: CUSTOMER_MANAGED_KMS_KEY, KmsKeyId: %s}
"""
ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
OWN = "arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:"


@pytest.mark.parametrize(
    "key",
    [
        "!Ref Key",
        "!GetAtt Key.Arn",
        "!Ref Alias",
        "alias/own",
        f"!Sub '{OWN}alias/own'",
    ],
)
def test_the_key_of_a_field_is_found_by_each_of_its_names(key: str) -> None:
    named = MACHINE % key
    arn = resolver_of(named).named("Key.Arn")
    actions = {(call.actions, call.resources) for call in field_calls(resolver_of(named))}
    assert {row[0] for row in actions} == {("kms:Decrypt",), ("kms:GenerateDataKey",)}
    assert {row[1] for row in actions} == {(arn,)}
    assert list(unread_fields(resolver_of(named))) == []


def test_a_key_of_a_field_is_one_of_the_account_where_its_id_is_given() -> None:
    found = calls(field_calls, MACHINE % ID)
    assert found == {f"kms:{name} arn::kms:::key/{ID}" for name in ("Decrypt", "GenerateDataKey")}


@pytest.mark.parametrize("key", ["alias/aws/states", f"!Sub '{OWN}alias/aws/states'"])
def test_a_key_that_aws_manages_takes_nothing_of_the_role(key: str) -> None:
    assert calls(field_calls, MACHINE % key) == set()
    assert list(unread_fields(resolver_of(MACHINE % key))) == []


@pytest.mark.parametrize("key", ["alias/another", f"!Sub '{OWN}alias/another'"])
def test_the_key_of_an_alias_elsewhere_is_not_read(key: str) -> None:
    assert calls(field_calls, MACHINE % key) == set()
    (found,) = unread_fields(resolver_of(MACHINE % key))
    assert found.reason == "the template does not tell what the field holds"
