"""The template of the roles is read once, in parts."""

from __future__ import annotations

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.roles_template import RolesTemplate

TEMPLATE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: uploads
      Tags: [{Key: team, Value: shop}]
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {SSEAlgorithm: "aws:kms", KMSMasterKeyID: !Ref Key}
  Read:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
"""


def read() -> RolesTemplate:
    return RolesTemplate(parse(TEMPLATE), Environment())


def test_what_it_has_is_read() -> None:
    template = read()
    assert [*template.roles] == ["ReadRole"]
    assert template.tags["arn:aws:s3:::uploads"] == {"team": "shop"}
    assert [each.logical_id for each in template.encrypted] == ["Uploads"]
    assert template.omitted == ()
    assert {each.user for each in template.answers} == {"Read"}


def test_each_part_is_read_once() -> None:
    template = read()
    assert template.resolved is template.resolved
    assert template.answers is template.answers
