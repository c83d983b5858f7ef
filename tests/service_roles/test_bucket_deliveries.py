"""What trails and access logs store in the buckets of a template, and with which key."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
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


STORED = """
Resources:
  Records: {Type: AWS::S3::Bucket}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      InventoryConfigurations:
        - Destination: {BucketArn: !GetAtt Records.Arn, Prefix: lists/, Format: CSV}
      AnalyticsConfigurations:
        - StorageClassAnalysis:
            DataExport: {Destination: {BucketArn: !GetAtt Records.Arn, Format: CSV}}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - {Key: idle_timeout.timeout_seconds, Value: '30'}
        - {Key: access_logs.s3.enabled, Value: true}
        - {Key: access_logs.s3.bucket, Value: !Ref Records}
        - {Key: access_logs.s3.prefix, Value: web}
        - {Key: connection_logs.s3.enabled, Value: 'false'}
        - {Key: connection_logs.s3.bucket, Value: !Ref Records}
  Network:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Type: network
      LoadBalancerAttributes:
        - {Key: access_logs.s3.enabled, Value: 'true'}
        - {Key: access_logs.s3.bucket, Value: !Ref Records}
  Classic:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties: {AccessLoggingPolicy: {Enabled: true, S3BucketName: !Ref Records}}
  Quiet:
    Type: AWS::ElasticLoadBalancing::LoadBalancer
    Properties: {AccessLoggingPolicy: {Enabled: false, S3BucketName: !Ref Records}}
"""


def test_load_balancers_and_reports_store_in_their_bucket() -> None:
    resolver = resolver_of(STORED)
    bucket = resolver.named("Records.Arn")
    found = {
        (each.sender, each.resource.removeprefix(bucket), each.is_account_too)
        for each in bucket_deliveries(resolver)
    }
    assert found == {
        ("Uploads", f"/lists/{t.ANY}", False),
        ("Uploads", f"/{t.ANY}", False),
        ("Balancer", f"/web/AWSLogs/{t.ACCOUNT}/{t.ANY}", True),
        ("Classic", f"/AWSLogs/{t.ACCOUNT}/{t.ANY}", True),
    }
