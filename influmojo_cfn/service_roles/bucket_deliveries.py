"""What services store in the buckets of a template as themselves: trails, and logs of access.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import Delivery
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources

TRAIL = "AWS::CloudTrail::Trail"
BUCKET = "AWS::S3::Bucket"
_TRAILS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html"
_ACCESS_LOGS = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html"
)


def bucket_deliveries(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what trails and the logs of access store in buckets of the template."""
    for trail in resources(resolver, TRAIL):
        yield from _of_trail(trail)
    for bucket in resources(resolver, BUCKET):
        yield from _of_access_logs(bucket)


def _of_trail(trail: Property) -> Iterator[Delivery]:
    source = (("aws:sourcearn", arn_of("cloudtrail", f"trail/{trail.name('TrailName')}")),)
    prefix = trail.text("S3KeyPrefix")
    folder = f"{prefix}/AWSLogs" if prefix else "AWSLogs"
    owned = ("s3:x-amz-acl", "bucket-owner-full-control")
    for value in trail.values("S3BucketName"):
        bucket = trail.resource(value.text, BUCKET)
        arn = bucket.attribute("Arn") if bucket else ""
        for action, resource, context in (
            ("s3:GetBucketAcl", arn, source),
            ("s3:PutObject", f"{arn}/{folder}/{t.ACCOUNT}/{t.ANY}", (*source, owned)),
        ):
            if bucket:
                yield Delivery(
                    sender=trail.logical_id,
                    service="cloudtrail.amazonaws.com",
                    actions=(action,),
                    receiver=bucket.logical_id,
                    resource=resource,
                    context=context,
                    path=value.path,
                    page=_TRAILS,
                )


def _of_access_logs(logged: Property) -> Iterator[Delivery]:
    """Yield what Amazon S3 stores of the requests to a bucket, where no ACL lets it in."""
    prefix = logged.text("LoggingConfiguration", "LogFilePrefix")
    for value in logged.values("LoggingConfiguration", "DestinationBucketName"):
        bucket = logged.resource(value.text, BUCKET)
        if bucket and not bucket.is_given("AccessControl"):
            yield Delivery(
                sender=logged.logical_id,
                service="logging.s3.amazonaws.com",
                actions=("s3:PutObject",),
                receiver=bucket.logical_id,
                resource=f"{bucket.attribute('Arn')}/{prefix}{t.ANY}",
                context=(
                    ("aws:sourcearn", logged.attribute("Arn")),
                    ("aws:sourceaccount", t.ACCOUNT),
                ),
                path=value.path,
                page=_ACCESS_LOGS,
            )
