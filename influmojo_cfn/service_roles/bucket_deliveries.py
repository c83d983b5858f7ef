"""What services store in the buckets of a template as themselves: trails, logs and reports.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
(read 2026-11-27),
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
and https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html (read 2026-11-28)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value
from influmojo_cfn.service_roles.service_call import Delivery
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources

TRAIL = "AWS::CloudTrail::Trail"
BUCKET = "AWS::S3::Bucket"
_BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_CLASSIC = "AWS::ElasticLoadBalancing::LoadBalancer"
_TRAILS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
_BALANCERS = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"
)
_OWNED = ("s3:x-amz-acl", "bucket-owner-full-control")
_OWN_ACCOUNT = ("aws:sourceaccount", t.ACCOUNT)
_LOGS_OF_BALANCERS = ("access_logs", "connection_logs", "health_check_logs")
_REPORTS = (
    ("InventoryConfigurations", "*", "Destination"),
    ("AnalyticsConfigurations", "*", "StorageClassAnalysis", "DataExport", "Destination"),
)


def bucket_deliveries(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what trails, logs of access and reports store in buckets of the template."""
    for trail in resources(resolver, TRAIL):
        yield from _of_trail(trail)
    for bucket in resources(resolver, BUCKET):
        yield from _of_access_logs(bucket)
        yield from _of_reports(bucket)
    for balancer in resources(resolver, _BALANCER):
        yield from _of_balancer(balancer)
    for balancer in resources(resolver, _CLASSIC):
        yield from _of_classic_balancer(balancer)


class _Sender(NamedTuple):
    """Who stores something, and what each request of it carries."""

    properties: Property
    service: str
    page: str
    context: tuple[tuple[str, str], ...]
    is_account_too: bool = False

    def call(self, action: str, place: Value, key: str = "") -> Iterator[Delivery]:
        """Yield a call on the bucket of the template that a value names, or on objects in it."""
        bucket = self.properties.resource(place.text, BUCKET)
        if bucket:
            yield Delivery(
                sender=self.properties.logical_id,
                service=self.service,
                actions=(action,),
                receiver=bucket.logical_id,
                resource=bucket.attribute("Arn") + (f"/{key}" if key else ""),
                context=self.context,
                path=place.path,
                page=self.page,
                is_account_too=self.is_account_too,
            )


def _of_trail(trail: Property) -> Iterator[Delivery]:
    arn = arn_of("cloudtrail", f"trail/{trail.name('TrailName')}")
    sender = _Sender(trail, "cloudtrail.amazonaws.com", _TRAILS, (("aws:sourcearn", arn),))
    for value in trail.values("S3BucketName"):
        yield from sender.call("s3:GetBucketAcl", value)
        key = _logs_below(trail.text("S3KeyPrefix"))
        yield from sender._replace(context=(*sender.context, _OWNED)).call(
            "s3:PutObject", value, key
        )


def _logs_below(prefix: str) -> str:
    """Return the keys of the logs of the account, below a prefix."""
    return f"{prefix}{'/' if prefix else ''}AWSLogs/{t.ACCOUNT}/{t.ANY}"


def _of_access_logs(logged: Property) -> Iterator[Delivery]:
    """Yield what Amazon S3 stores of the requests to a bucket, where no ACL lets it in."""
    prefix = logged.text("LoggingConfiguration", "LogFilePrefix")
    page = f"{_S3}enable-server-access-logging.html"
    context = (("aws:sourcearn", logged.attribute("Arn")), _OWN_ACCOUNT)
    sender = _Sender(logged, "logging.s3.amazonaws.com", page, context)
    for value in logged.values("LoggingConfiguration", "DestinationBucketName"):
        bucket = logged.resource(value.text, BUCKET)
        if bucket and not bucket.is_given("AccessControl"):
            yield from sender.call("s3:PutObject", value, f"{prefix}{t.ANY}")


def _of_reports(bucket: Property) -> Iterator[Delivery]:
    """Yield the reports on the objects of a bucket: its inventory, and the analysis of storage."""
    context = (("aws:sourcearn", bucket.attribute("Arn")), _OWN_ACCOUNT, _OWNED)
    sender = _Sender(bucket, "s3.amazonaws.com", f"{_S3}configure-inventory.html", context)
    for place in _REPORTS:
        for destination in bucket.below(*place):
            for value in destination.values("BucketArn"):
                key = f"{destination.text('Prefix')}{t.ANY}"
                yield from sender.call("s3:PutObject", value, key)


def _of_balancer(balancer: Property) -> Iterator[Delivery]:
    """Yield the logs of an Application Load Balancer; another service delivers those of others."""
    if balancer.text("Type", default="application") != "application":
        return
    attributes = {each.text("Key"): each for each in balancer.below("LoadBalancerAttributes", "*")}
    sender = _balancer_of(balancer, balancer.attribute("LoadBalancerArn"))
    for log in _LOGS_OF_BALANCERS:
        enabled, named, prefix = (
            attributes.get(f"{log}.s3.{each}") for each in ("enabled", "bucket", "prefix")
        )
        if enabled and named and enabled.text("Value").lower() == "true":
            key = _logs_below(prefix.text("Value") if prefix else "")
            for value in named.values("Value"):
                yield from sender.call("s3:PutObject", value, key)


def _of_classic_balancer(balancer: Property) -> Iterator[Delivery]:
    arn = arn_of("elasticloadbalancing", f"loadbalancer/{balancer.name('LoadBalancerName')}")
    for policy in balancer.below("AccessLoggingPolicy"):
        if policy.text("Enabled").lower() == "true":
            for value in policy.values("S3BucketName"):
                key = _logs_below(policy.text("S3BucketPrefix"))
                yield from _balancer_of(balancer, arn).call("s3:PutObject", value, key)


def _balancer_of(balancer: Property, arn: str) -> _Sender:
    """Return a load balancer, which stores as an account of AWS in older Regions."""
    service = "logdelivery.elasticloadbalancing.amazonaws.com"
    context = (("aws:sourcearn", arn), _OWN_ACCOUNT)
    return _Sender(balancer, service, _BALANCERS, context, is_account_too=True)
