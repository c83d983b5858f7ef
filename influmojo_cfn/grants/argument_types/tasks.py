"""Names of what runs and of what runs it: functions, clusters, tasks, roles, schedules."""

from __future__ import annotations

from influmojo_cfn.grants.argument_types.model import ArgumentType
from influmojo_cfn.grants.model import DOCS

_ROLE = "[A-Za-z0-9+=,.@_-]"
_IAM_QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"

ARGUMENT_TYPES = (
    ArgumentType(
        name="function_name",
        pattern=r"^[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_-]{1,128})?$",
        length=(1, 193),
        constraint=(
            "a Lambda function name (not its ARN), with :VERSION or :ALIAS behind it where it is "
            "invoked by one"
        ),
        example="influmojo-thumbnails",
        source="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html",
    ),
    ArgumentType(
        name="durable_function_name",
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        length=(1, 64),
        constraint=(
            "a Lambda function name (not its ARN), without a version: letters, digits, _ and -"
        ),
        example="influmojo-orders",
        source="https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
    ),
    ArgumentType(
        name="endpoint_name",
        pattern=r"^[a-z0-9]+(-+[a-z0-9]+)*$",
        length=(1, 63),
        constraint=(
            "a SageMaker AI endpoint name (not its ARN), in lowercase as its ARN has it: letters, "
            "digits and hyphens"
        ),
        example="influmojo-classifier",
        source="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html",
    ),
    ArgumentType(
        name="cluster_name",
        pattern=r"^[A-Za-z0-9_-]+$",
        length=(1, 255),
        constraint="an ECS cluster name (not its ARN): letters, digits, _ and -",
        example="influmojo-cluster",
        source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html",
    ),
    ArgumentType(
        name="task_family",
        pattern=r"^[A-Za-z0-9_-]+$",
        length=(1, 255),
        constraint="a task definition family, without a revision: letters, digits, _ and -",
        example="influmojo-import",
        source=f"{DOCS}AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    ),
    ArgumentType(
        name="role_name",
        pattern=rf"^({_ROLE}+/)*{_ROLE}{{1,64}}$",
        length=(1, 512),
        constraint=(
            "an IAM role name (not its ARN), behind its path if it has one: letters, digits and "
            "+ = , . @ _ -"
        ),
        example="influmojo-import-task-role",
        source=_IAM_QUOTAS,
    ),
    ArgumentType(
        name="role_arn",
        widest="arn:${AWS::Partition}:iam::*:role/*",
        pattern=rf"^arn:aws(-[a-z]{{1,4}}){{0,3}}:iam::[0-9]{{12}}:role/({_ROLE}+/)*{_ROLE}{{1,64}}$",
        length=(32, 600),
        constraint="the ARN of an IAM role, of any account (arn:...:role/...)",
        example="arn:aws:iam::111122223333:role/influmojo-reader",
        source=_IAM_QUOTAS,
    ),
    ArgumentType(
        name="schedule_group_name",
        pattern=r"^[A-Za-z0-9_.-]+$",
        length=(1, 64),
        constraint="a schedule group name (not its ARN): letters, digits and _ . -",
        example="influmojo-reminders",
        source=f"{DOCS}scheduler/latest/APIReference/API_CreateScheduleGroup.html",
    ),
    ArgumentType(
        name="schedule_prefix",
        pattern=r"^[A-Za-z0-9_.-]*$",
        length=(0, 64),
        constraint="a schedule name prefix: letters, digits and _ . -; may be empty",
        example="reminder-",
        source="https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html",
    ),
)
