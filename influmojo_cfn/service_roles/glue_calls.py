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
from influmojo_cfn.service_roles.template_fields import arn_of, below, properties_of, values_at

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
    for logical_id in resolver.resources_of(JOB):
        properties = properties_of(resolver, logical_id)
        for role in below(resolver, properties, ("Role",)):
            for field, action, purpose in OBJECTS:
                for value in values_at(resolver, properties, field):
                    bucket, _, key = value.text.removeprefix(_SCHEME).partition("/")
                    if value.text.startswith(_SCHEME) and bucket:
                        key = key if action == "s3:GetObject" and key else f"{key}{t.ANY}"
                        arn = f"arn:{t.PARTITION}:s3:::{bucket}/{key}"
                        yield ServiceCall(
                            logical_id, role, (action,), (arn,), purpose, value.path, _PAGE
                        )
            for value in values_at(resolver, properties, CONNECTIONS):
                arn = arn_of("glue", f"connection/{value.text}")
                purpose = "open the connection of the job"
                yield ServiceCall(
                    logical_id, role, ("glue:GetConnection",), (arn,), purpose, value.path, _PAGE
                )
            group = arn_of("logs", f"{LOGS}{t.ANY}")
            for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
                yield ServiceCall(
                    logical_id,
                    role,
                    (action,),
                    (group,),
                    "write the log of the job",
                    role[1],
                    _PAGE,
                    certain=False,
                )
