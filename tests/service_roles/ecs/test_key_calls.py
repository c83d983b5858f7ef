"""The keys of a template's buckets and streams, asked with what is read and written there."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.service_roles.ecs.calls import calls_of
from influmojo_cfn.service_roles.ecs.key_calls import key_calls
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import Encrypted
from influmojo_cfn.task_definition.read import task_definitions_of

HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
KEY = f"arn:aws:kms:eu-west-1:111122223333:key/{'0' * 8}-0000-4000-8000-{'0' * 12}"
BUCKET = Encrypted("Files", "arn:aws:s3:::files", KEY)
TEMPLATE = f"""
Resources:
  Files:
    Type: AWS::S3::Bucket
    Properties:
      NAME
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {{SSEAlgorithm: "aws:kms", KMSMasterKeyID: "{KEY}"}}
  Stream:
    Type: AWS::Kinesis::Stream
    Properties: {{Name: routed, StreamEncryption: {{EncryptionType: KMS, KeyId: "{KEY}"}}}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: f
      ContainerDefinitions:
        - Name: router
          Image: public.ecr.aws/aws-observability/aws-for-fluent-bit:init-latest
          Environment:
            - {{Name: aws_fluent_bit_init_s3_1, Value: "arn:aws:s3:::files/router.conf"}}
          FirelensConfiguration: {{Type: fluentbit}}
        - Name: app
          Image: nginx
          EnvironmentFiles: [{{Type: s3, Value: FILE}}]
          LogConfiguration:
            LogDriver: awsfirelens
            Options: {{Name: kinesis_streams, region: eu-west-1, stream: routed}}
        - Name: other
          Image: nginx
          LogConfiguration:
            LogDriver: awsfirelens
            Options: {{Name: s3, region: eu-west-1, bucket: files}}
"""
ENCRYPTING = [
    ("execution", "kms:Decrypt", "s3"),
    ("task", "kms:Decrypt", "s3"),
    ("task", "kms:GenerateDataKey", "kinesis"),
    ("task", "kms:GenerateDataKey", "s3"),
]


def key_lines(template: str) -> list[tuple[str, str, str, str]]:
    (definition,) = task_definitions_of(
        parse(template, "t.yaml"), Environment(account=HOME.account, region=HOME.region)
    )
    return sorted(
        (call.role, call.action, covered(call.context["kms:ViaService"]), call.only_if)
        for call in calls_of(definition, HOME).calls
        if call.action.startswith("kms:")
    )


def test_what_is_read_and_written_takes_its_key() -> None:
    found = key_lines(
        TEMPLATE.replace("NAME", "BucketName: files").replace("FILE", '"arn:aws:s3:::files/env"')
    )
    assert found == [
        (role, action, f"{service}.eu-west-1.amazonaws.com", "")
        for role, action, service in ENCRYPTING
    ]


def test_a_bucket_whose_name_is_made_up_may_be_the_one() -> None:
    template = TEMPLATE.replace("NAME", "Tags: []").replace("FILE", '!Sub "${Files.Arn}/env"')
    assert ("execution", "kms:Decrypt", "s3.eu-west-1.amazonaws.com", "Files is where it is") in (
        key_lines(template)
    )


@pytest.mark.parametrize("key", ["alias/aws/s3", '""', "!Ref AWS::NoValue"])
def test_a_key_of_aws_needs_no_permission(key: str) -> None:
    template = TEMPLATE.replace(f'"{KEY}"', key).replace("NAME", "BucketName: files")
    assert key_lines(template.replace("FILE", '"arn:aws:s3:::files/env"')) == []


@pytest.mark.parametrize(
    ("resource", "sure"),
    [
        ("arn:aws:s3:::files/a/b", [True]),
        ("arn:aws:s3:::files2/a", []),
        (Unknown("to come", "arn:aws:s3:::*/a"), [False]),
        (Unknown("to come", "arn:aws:s3:::files/*"), [True]),
        ("arn:aws:s3:::other/files", []),
    ],
)
def test_the_key_is_that_of_the_objects_bucket(resource: Any, sure: list[bool]) -> None:
    found = [row for _, row in key_calls("execution", "s3:GetObject", resource, [BUCKET], HOME)]
    assert [not reading.only_if for reading in found] == sure


def test_the_encryption_context_is_below_the_bucket() -> None:
    ((_, reading),) = key_calls("execution", "s3:GetObject", f"{BUCKET.arn}/a", [BUCKET], HOME)
    assert covered(reading.names["encrypted"]) == "arn:aws:s3:::files*"


def test_where_a_bucket_is_takes_no_key() -> None:
    calls = key_calls("execution", "s3:GetBucketLocation", "arn:aws:s3:::files", [BUCKET], HOME)
    assert not list(calls)
