"""Whether a value of a policy can match a resource whose name CloudFormation generates."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.generated_names import (
    can_match,
    generated_beginning,
    generated_name,
    may_name,
)
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resolver import Resolver

RESOURCES: dict[str, Any] = {
    "One": {"Type": "AWS::S3::Bucket"},
    "Other": {"Type": "AWS::S3::Bucket"},
    "Named": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "uploads"}},
    "Given": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Name"}}},
    "Joined": {
        "Type": "AWS::S3::Bucket",
        "Properties": {"BucketName": {"Fn::Sub": "${Name}-${AWS::Region}"}},
    },
    "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Name"}}},
    "Group": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Ref": "Name"}}},
    "Key": {"Type": "AWS::KMS::Key"},
    "OtherKey": {"Type": "AWS::KMS::Key"},
    "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "db"}},
    "Rule": {"Type": "AWS::ElasticLoadBalancingV2::ListenerRule"},
}


SECRETS = "arn:aws:secretsmanager:us-east-1:111122223333:secret"
RULES = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app"
ARNS = {"Topic": "TopicArn", "Rule": "RuleArn", "Secret": "Id"}


def arn(logical_id: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [logical_id, ARNS.get(logical_id, "Arn")]}


@pytest.mark.parametrize(
    ("value", "resource", "expected"),
    [
        pytest.param(arn("One"), "One", True, id="the resource itself"),
        pytest.param(arn("Other"), "One", False, id="another generated name"),
        pytest.param("arn:aws:s3:::uploads", "One", False, id="a generated name, written out"),
        pytest.param("arn:aws:s3:::*", "One", True, id="a wildcard"),
        pytest.param("arn:aws:s3:::uploads", "Named", True, id="a name of the template"),
        pytest.param("arn:aws:s3:::uploads", "Given", True, id="a parameter can be that name"),
        pytest.param(arn("Key"), "Key", True, id="the key itself"),
        pytest.param(arn("Key"), "OtherKey", False, id="a generated ID"),
        pytest.param(f"{SECRETS}:db-AbCdEf", "Secret", True, id="a secret's ARN, written out"),
        pytest.param(f"{SECRETS}:ab-AbCdEf", "Secret", False, id="another secret's ARN"),
        pytest.param(f"{RULES}/lb/1/2/3", "Rule", False, id="an ID that is wholly chosen"),
        pytest.param("arn:aws:sqs:us-east-1:111122223333:q", "One", False, id="another service"),
        *(
            pytest.param(value, name, False, id=f"another service: {value} on {name}")
            for name in ("One", "Named", "Given", "Joined", "Key", "Topic", "Group")
            for value in (
                "arn:aws:sqs:*:*:*",
                "arn:*:sqs:*:*:*",
                "arn:aws:sqs*",
                "arn:aws:lambda:*:*:function:*",
                {"Fn::Sub": "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:*"},
                {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:*:*:table/${Name}*"},
            )
        ),
        *(
            pytest.param(value, name, True, id=f"any service: {value} on {name}")
            for name in ("One", "Named", "Given", "Joined", "Key", "Topic", "Group")
            for value in ("*", "arn:*", "arn:aws:*", "arn:*:*:*:*:*")
        ),
        pytest.param("arn:aws:s3*", "Given", True, id="the service's ARNs, cut short"),
        pytest.param("arn:aws:s3:us-east-1:*:*", "Given", False, id="a Region, which it has not"),
        pytest.param("arn:aws:?3:::*", "Given", True, id="a wildcard in the service"),
        pytest.param("arn:aws:logs:*:log-group:*", "Group", True, id="past the account"),
        pytest.param("arn:aws:sns:eu-*:*:*", "Topic", True, id="some Region"),
    ],
)
def test_what_a_value_can_match(value: Any, resource: str, expected: bool) -> None:
    template = {"Resources": RESOURCES, "Parameters": {"Name": {"Type": "String"}}}
    resolver = Resolver(template)
    assert can_match(resolver, resolver.text(value), resolver.text(arn(resource))) is expected


def test_a_name_that_is_written_before_a_wildcard_is_not_a_generated_one() -> None:
    resolver = Resolver({"Parameters": {"Name": {"Type": "String"}}, "Resources": RESOURCES})
    bucket = resolver.named("One.Arn")
    assert can_match(resolver, f"{bucket}/*", f"{bucket}/key")
    assert can_match(resolver, "arn:aws:s3:::*/key", f"{bucket}/key")
    assert not can_match(resolver, "arn:aws:s3:::uploads/*", f"{bucket}/key")


@pytest.mark.parametrize(
    ("stack", "service", "pattern"),
    [
        ("Shop", "iam", "Shop-*"),
        ("Shop", "s3", "shop-*"),
        ("Orders-of-the-whole-company", "iam", "Orders-of-the-whole-comp*"),
        ("orders-of-the-whole-comp", "lambda", "orders-of-the-whole-comp*"),
    ],
)
def test_a_generated_name_begins_with_the_first_characters_of_the_stacks(
    stack: str, service: str, pattern: str
) -> None:
    assert generated_beginning(stack, service) == pattern


@pytest.mark.parametrize(
    ("value", "resource", "expected"),
    [
        pytest.param(arn("One"), "One", True, id="the resource itself"),
        pytest.param({"Fn::Sub": "${One.Arn}*"}, "One", True, id="the resource and more"),
        pytest.param(arn("Other"), "One", False, id="another generated name"),
        pytest.param("arn:aws:s3:::stack-one-abc", "One", True, id="what can be generated"),
        pytest.param("arn:aws:s3:::*", "One", True, id="a wildcard"),
        pytest.param("arn:aws:sqs:*:*:*", "One", False, id="another service"),
        pytest.param(arn("OtherKey"), "Key", False, id="another key"),
        pytest.param({"Fn::Sub": "${Named.Arn}"}, "One", True, id="a name of another resource"),
        pytest.param({"Fn::ImportValue": "shared"}, "One", True, id="a value of another stack"),
    ],
)
def test_resolved_values_match_resources_of_the_template(
    value: Any, resource: str, expected: bool
) -> None:
    resolved = ResolvedTemplate({"Resources": RESOURCES}, Environment(), missing_is_unknown=True)
    text = resolved.value(value)
    assert may_name(text, resolved.identifier(resource, "Arn")) is expected


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        pytest.param(("name", "Bucket", "AWS::S3::Bucket"), "Bucket", id="a name"),
        pytest.param(("chosen", "Key", "AWS::KMS::Key", "Ref", "0"), "Key", id="an ID"),
        pytest.param(("chosen", "Api", "AWS::X::Api", "RootId", "0"), "Api.RootId", id="another"),
        pytest.param(("export", "shared"), "", id="an export"),
    ],
)
def test_a_generated_name_is_called_as_an_intrinsic_function_names_it(
    identity: tuple[str, ...], expected: str
) -> None:
    assert generated_name(identity) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("arn:aws:s3:::codedeploy-*", False, id="it begins no stack's name"),
        pytest.param("arn:aws:s3:::*-deploy-*", True, id="it can be within the name"),
        pytest.param("*", True, id="every resource"),
    ],
)
def test_a_policy_of_aws_means_no_stack(value: str, expected: bool) -> None:
    resolver = Resolver({"Resources": RESOURCES})
    found = resolver.get_att("One", "Arn")
    assert can_match(resolver, value, found, of_aws=True) is expected
