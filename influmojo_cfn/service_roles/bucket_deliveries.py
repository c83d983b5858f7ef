"""What services store in the buckets of a template as themselves: trails, and logs of access.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Node
from influmojo_cfn.service_roles.service_call import Delivery
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    is_given,
    properties_of,
    resource_named,
    text_at,
    values_at,
)

TRAIL = "AWS::CloudTrail::Trail"
BUCKET = "AWS::S3::Bucket"
_CLOUDTRAIL = "cloudtrail.amazonaws.com"
_LOGGING = "logging.s3.amazonaws.com"
_USER_GUIDE = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
_ACCESS_LOGS = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"
)


def bucket_deliveries(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what trails and the logs of access store in buckets of the template."""
    for logical_id in resolver.resources_of(TRAIL):
        yield from _of_trail(resolver, logical_id, properties_of(resolver, logical_id))
    for logical_id in resolver.resources_of(BUCKET):
        yield from _of_access_logs(resolver, logical_id, properties_of(resolver, logical_id))


def _of_trail(resolver: Resolver, logical_id: str, properties: Node) -> Iterator[Delivery]:
    source = (("aws:sourcearn", _trail_arn(resolver, logical_id, properties)),)
    prefix = text_at(resolver, properties, "S3KeyPrefix")
    folder = f"{prefix}/AWSLogs" if prefix else "AWSLogs"
    page = f"{_USER_GUIDE}create-s3-bucket-policy-for-cloudtrail.html"
    owned = ("s3:x-amz-acl", "bucket-owner-full-control")
    for value in values_at(resolver, properties, ("S3BucketName",)):
        bucket = resource_named(resolver, value.text, BUCKET)
        arn = resolver.get_att(bucket, "Arn") if bucket else ""
        for action, resource, context in (
            ("s3:GetBucketAcl", arn, source),
            ("s3:PutObject", f"{arn}/{folder}/{t.ACCOUNT}/{t.ANY}", (*source, owned)),
        ):
            if arn:
                yield Delivery(
                    logical_id, _CLOUDTRAIL, (action,), bucket, resource, context, value.path, page
                )


def _trail_arn(resolver: Resolver, logical_id: str, properties: Node) -> str:
    name = text_at(resolver, properties, "TrailName") or resolver.named(logical_id)
    return arn_of("cloudtrail", f"trail/{name}")


def _of_access_logs(resolver: Resolver, logical_id: str, properties: Node) -> Iterator[Delivery]:
    """Yield what Amazon S3 stores of the requests to a bucket, where no ACL lets it in."""
    logging = ("LoggingConfiguration", "LogFilePrefix")
    prefix = text_at(resolver, properties, *logging)
    context = (
        ("aws:sourcearn", resolver.get_att(logical_id, "Arn")),
        ("aws:sourceaccount", t.ACCOUNT),
    )
    place = ("LoggingConfiguration", "DestinationBucketName")
    for value in values_at(resolver, properties, place):
        bucket = resource_named(resolver, value.text, BUCKET)
        if not bucket or is_given(resolver, properties_of(resolver, bucket), "AccessControl"):
            continue
        resource = f"{resolver.get_att(bucket, 'Arn')}/{prefix}{t.ANY}"
        yield Delivery(
            logical_id,
            _LOGGING,
            ("s3:PutObject",),
            bucket,
            resource,
            context,
            value.path,
            _ACCESS_LOGS,
        )
