"""An encrypted resource has its key."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.encrypted_calls import encrypted, key_arn_in, key_of
from tests.service_roles.templates import resolver_of

TEMPLATE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: !Ref Key}
  Plain:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: alias/aws/sqs}
"""


def test_the_key_of_the_template_is_known() -> None:
    resolver = resolver_of(TEMPLATE)
    key = resolver.named("Key.Arn")
    assert key_of(resolver, resolver.named("Queue.Arn")) == key
    assert key_of(resolver, resolver.named("Plain.Arn")) == ""
    assert list(encrypted(resolver)) == [("Queue", key)]


BUCKET = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {KMSMasterKeyID: !GetAtt Key.Arn}
  Open: {Type: AWS::S3::Bucket}
"""


def test_an_object_has_the_key_of_its_bucket() -> None:
    resolver = resolver_of(BUCKET)
    key, bucket = resolver.named("Key.Arn"), resolver.named("Bucket.Arn")
    for arn in (bucket, f"{bucket}/a", f"{bucket}/a/b"):
        assert key_of(resolver, arn) == key
    assert key_of(resolver, resolver.named("Open.Arn")) == ""
    assert key_of(resolver, "arn:aws:s3:::other/a") == ""
    assert key_of(resolver, "arn:aws:lambda:us-east-1:111122223333:function:f") == ""
    assert list(encrypted(resolver)) == [("Bucket", key)]


REPLICA = """
Resources:
  Key: {Type: AWS::KMS::ReplicaKey}
  Alias:
    Type: AWS::KMS::Alias
    Properties: {AliasName: alias/artifacts, TargetKeyId: !Ref Key}
"""


@pytest.mark.parametrize("template", [REPLICA, REPLICA.replace("ReplicaKey", "Key")])
def test_a_key_is_found_by_its_alias(template: str) -> None:
    resolver = resolver_of(template)
    assert key_arn_in(resolver, "alias/artifacts") == resolver.named("Key.Arn")
    assert key_arn_in(resolver, resolver.named("Key")) == resolver.named("Key.Arn")
    assert key_arn_in(resolver, "alias/others") == ""
