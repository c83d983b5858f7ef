"""What trails and access logs store in the buckets of a template, and with which key."""

from __future__ import annotations

from influmojo_cfn.service_roles.bucket_deliveries import bucket_deliveries
from tests.service_roles.templates import resolver_of

TEMPLATE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Records: {Type: AWS::S3::Bucket}
  Uploads:
    Type: AWS::S3::Bucket
    Properties: {LoggingConfiguration: {DestinationBucketName: !Ref Records}}
  Trail:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: !Ref Records, S3KeyPrefix: audit, KMSKeyId: !Ref Key}
  Elsewhere:
    Type: AWS::CloudTrail::Trail
    Properties: {S3BucketName: records-of-another-stack}
"""


def test_trails_and_access_logs_ask_their_bucket() -> None:
    found = [
        (each.sender, each.service, each.actions, each.receiver)
        for each in bucket_deliveries(resolver_of(TEMPLATE))
    ]
    trail = "cloudtrail.amazonaws.com"
    assert found == [
        ("Trail", trail, ("s3:GetBucketAcl",), "Records"),
        ("Trail", trail, ("s3:PutObject",), "Records"),
        ("Uploads", "logging.s3.amazonaws.com", ("s3:PutObject",), "Records"),
    ]


def test_a_trail_writes_below_its_prefix() -> None:
    resolver = resolver_of(TEMPLATE)
    acl, put, _ = bucket_deliveries(resolver)
    assert acl.resource == resolver.named("Records.Arn")
    assert put.resource.startswith(f"{acl.resource}/audit/AWSLogs/")
    assert ("s3:x-amz-acl", "bucket-owner-full-control") in put.context


def test_a_bucket_with_an_acl_is_written_to_by_its_acl() -> None:
    acl = "{Type: AWS::S3::Bucket, Properties: {AccessControl: LogDeliveryWrite}}"
    text = TEMPLATE.replace("Records: {Type: AWS::S3::Bucket}", f"Records: {acl}")
    assert {each.sender for each in bucket_deliveries(resolver_of(text))} == {"Trail"}
