"""What a policy of a resource is attached to, by ARN."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.attached_arns import attached_arns
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import covered

OTHERS: dict[str, Any] = {
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}},
    "Topic": {"Type": "AWS::SNS::Topic"},
    "Made": {"Type": "Custom::Bucket"},
    "Named": {
        "Type": "AWS::S3::Bucket",
        "Properties": {"BucketName": {"Fn::GetAtt": ["Made", "Name"]}},
    },
    "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "s"}},
}
HERE = "us-east-1:111122223333"
URL = "https://sqs.eu-west-1.amazonaws.com/444455556666/far"


@pytest.mark.parametrize(
    ("kind", "properties", "arns"),
    [
        ("S3::BucketPolicy", {"Bucket": "b"}, ["arn:aws:s3:::b"]),
        ("S3::BucketPolicy", {"Bucket": {"Ref": "Bucket"}}, ["arn:aws:s3:::*"]),
        ("S3::BucketPolicy", {"Bucket": {"Ref": "Named"}}, ["arn:aws:s3:::*"]),
        ("S3::BucketPolicy", {"Bucket": {"Ref": "Made"}}, ["arn:aws:s3:::*"]),
        ("S3::BucketPolicy", {"Bucket": {"Fn::GetAtt": ["Made", "Name"]}}, ["arn:aws:s3:::*"]),
        ("Lambda::Permission", {"FunctionName": {"Ref": "Made"}}, ["*"]),
        ("S3::Bucket", {"BucketName": "b"}, ["arn:aws:s3:::b"]),
        (
            "SQS::QueuePolicy",
            {"Queues": [{"Ref": "Queue"}, URL]},
            [f"arn:aws:sqs:{HERE}:q", "arn:aws:sqs:eu-west-1:444455556666:far"],
        ),
        ("SNS::TopicPolicy", {"Topics": [{"Ref": "Topic"}]}, [f"arn:aws:sns:{HERE}:*"]),
        (
            "SecretsManager::ResourcePolicy",
            {"SecretId": {"Ref": "Secret"}},
            [f"arn:aws:secretsmanager:{HERE}:secret:s-??????"],
        ),
        (
            "SecretsManager::ResourcePolicy",
            {"SecretId": "s"},
            [f"arn:aws:secretsmanager:{HERE}:secret:s-??????"],
        ),
        ("Lambda::Permission", {"FunctionName": "f"}, [f"arn:aws:lambda:{HERE}:function:f"]),
        (
            "Lambda::Permission",
            {"FunctionName": "444455556666:function:f:live"},
            ["arn:aws:lambda:us-east-1:444455556666:function:f:live"],
        ),
        ("Lambda::Permission", {"FunctionName": "a b"}, [f"arn:aws:lambda:{HERE}:function:a b"]),
        ("S3::AccessPoint", {"Name": "a", "Bucket": "b"}, [f"arn:aws:s3:{HERE}:accesspoint/a"]),
        ("MSK::ClusterPolicy", {"ClusterArn": "arn:aws:kafka:x"}, ["arn:aws:kafka:x"]),
        ("MSK::ClusterPolicy", {"ClusterArn": "c"}, ["*"]),
        ("MSK::ClusterPolicy", {"ClusterArn": 7}, ["*"]),
        ("ECR::RegistryPolicy", {}, []),
    ],
)
def test_what_a_policy_is_attached_to(
    kind: str, properties: dict[str, Any], arns: list[str]
) -> None:
    row = {"Type": f"AWS::{kind}", "Properties": properties}
    resolved = ResolvedTemplate({"Resources": {"P": row, **OTHERS}})
    assert [covered(arn) for arn in attached_arns(resolved, "P", f"AWS::{kind}")] == arns
