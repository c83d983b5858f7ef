"""What ECS itself calls with an execution role.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
(read 2026-11-23).
"""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import action as action_named

FOR_ECS = frozenset(
    (
        "s3:getobject",
        "s3:getobjectversion",
        "s3:getbucketlocation",
        "s3:listbucket",
        "kms:decrypt",
        "kms:describekey",
        "ssm:getparameters",
        "ssm:getparameter",
        "ssm:getparametersbypath",
        "secretsmanager:getsecretvalue",
        "secretsmanager:describesecret",
        "sts:getservicebearertoken",
        "acm:exportcertificate",
    )
)
FOR_ECS_SERVICES = ("ecr:", "ecr-public:", "logs:", "ds:", "fsx:")


def real_name(name: str) -> str:
    """Return an action's name as AWS writes it."""
    found = action_named(name)
    return found.qualified_name if found else name
