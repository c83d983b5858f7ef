"""An encrypted resource has its key."""

from __future__ import annotations

from influmojo_cfn.service_roles.encrypted_calls import encrypted, key_of
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
