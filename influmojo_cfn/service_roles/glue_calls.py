"""What AWS Glue calls with the role of a job, which AWSGlueServiceRole allows.

https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html and
https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import ServiceCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources

JOB = "AWS::Glue::Job"
OBJECTS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("Command", "ScriptLocation"), "s3:GetObject", "read the script of the job"),
    (("DefaultArguments", "--TempDir"), "s3:PutObject", "write temporary files"),
)
"""Where a job names objects of Amazon S3, and what it does with them."""

CONNECTIONS = ("Connections", "Connections", "*")
"""The names of the connections that a job opens."""

LOGS = "log-group:/aws-glue/"
"""Where jobs write what they print."""

_PAGE = "https://docs.aws.amazon.com/glue/latest/dg/create-an-iam-role.html"
_SCHEME = "s3://"


def glue_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every job."""
    for job in resources(resolver, JOB):
        for role in job.below("Role"):
            yield from _objects(job, role)
            for value in job.values(*CONNECTIONS):
                arn = arn_of("glue", f"connection/{value.text}")
                purpose = "open the connection of the job"
                yield ServiceCall.one(role, "glue:GetConnection", arn, purpose, _PAGE, value.path)
            group = arn_of("logs", f"{LOGS}{t.ANY}")
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                call = ServiceCall.one(role, action, group, "write the log of the job", _PAGE)
                yield call._replace(certain=False)


def _objects(job: Property, role: Property) -> Iterator[ServiceCall]:
    """Yield the calls on the objects of Amazon S3 that a job names."""
    for field, action, purpose in OBJECTS:
        for value in job.values(*field):
            bucket, _, key = value.text.removeprefix(_SCHEME).partition("/")
            if value.text.startswith(_SCHEME) and bucket:
                key = key if action == "s3:GetObject" and key else f"{key}{t.ANY}"
                arn = f"arn:{t.PARTITION}:s3:::{bucket}/{key}"
                yield ServiceCall.one(role, action, arn, purpose, _PAGE, value.path)
