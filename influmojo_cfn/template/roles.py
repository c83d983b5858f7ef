"""The two roles: names, trust, boundary, attachments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from awacs import aws, sts
from troposphere import GetAtt, If, NoValue, Ref, Select, Split, Sub, Tags, iam

from influmojo_cfn.app import App, RoleName
from influmojo_cfn.app.deployment import Identity, identity_of
from influmojo_cfn.app.environments import ATTACH, BOUNDARY, ENVIRONMENT
from influmojo_cfn.app.roles import logical_prefix, own_role_names
from influmojo_cfn.app.uses import has_shared_roles
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.policies import document, filled
from influmojo_cfn.template.schedules import schedule_group_arn
from influmojo_cfn.template.statements import Text

CONTEXT = "com.aws.cloudformation.Context"


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """What sets one role apart from the others; ``owner`` is the service whose own role it is."""

    role: RoleName | Literal["schedule", "deployment"]
    owner: str = ""
    logical_id: str
    policy_id: str
    name: str
    policy_name: str
    description: str
    purpose: str
    why: str
    strict_trust: bool


ROLES: tuple[RoleRow, ...] = (
    RoleRow(
        role="execution",
        logical_id="TaskExecutionRole",
        policy_id="TaskExecutionPolicy",
        name="ecs-task-execution-role",
        policy_name="ecs-execution-policy",
        description="ECS task execution role for {title} services",
        purpose="ECS Task Execution",
        why=(
            "Amazon ECS itself uses this role, before and beside the containers: it pulls images, "
            "reads configuration and writes logs. Kept apart from the task role, so that the "
            "application cannot use what only starting it needs."
        ),
        strict_trust=False,
    ),
    RoleRow(
        role="task",
        logical_id="TaskRole",
        policy_id="TaskPolicy",
        name="ecs-task-role",
        policy_name="ecs-task-policy",
        description="ECS task role for {title} application permissions",
        purpose="ECS Task Application",
        why=(
            "The application's code uses this role through the credentials endpoint of its "
            "container; nothing else should."
        ),
        strict_trust=True,
    ),
)


def roles_of(app: App) -> tuple[RoleRow, ...]:
    """Return the roles of an app: the shared two, and two for each service that has its own."""
    shared = ROLES if has_shared_roles(app) else ()
    jobs = {job.name for job in app.jobs}
    own = [
        _own(row, name)
        for name in own_role_names(app)
        for row in (*ROLES, *([SCHEDULE_ROLE] if name in jobs else []))
    ]
    return (*shared, *own, *([DEPLOYMENT_ROLE] if app.deployment else []))


def task_roles_of(app: App) -> tuple[str, ...]:
    """Return the names, without the project, of the roles that the app's tasks run with."""
    return tuple(row.name for row in roles_of(app) if row.role in ("execution", "task"))


def _own(row: RoleRow, service: str) -> RoleRow:
    prefix = logical_prefix(service)
    return replace(
        row,
        owner=service,
        logical_id=prefix + row.logical_id,
        policy_id=prefix + row.policy_id,
        name=row.name.replace("ecs", service, 1),
        policy_name=row.policy_name.replace("ecs", service, 1),
        description=f"{row.description.partition(' for ')[0]} for the {service} of {{title}}",
    )


SCHEDULE_ROLE = RoleRow(
    role="schedule",
    logical_id="ScheduleRole",
    policy_id="SchedulePolicy",
    name="ecs-schedule-role",
    policy_name="ecs-schedule-policy",
    description="EventBridge Scheduler role for {title}",
    purpose="EventBridge Scheduler",
    why=(
        "EventBridge Scheduler uses this role to run the job's task: it can run this task "
        "definition in this cluster and pass its two roles, and do nothing else."
    ),
    strict_trust=True,
)
"""The role with which EventBridge Scheduler runs a job. Source (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html
"""

DEPLOYMENT_ROLE = RoleRow(
    role="deployment",
    logical_id="DeploymentRole",
    policy_id="DeploymentPolicy",
    name="deployment-role",
    policy_name="deployment-policy",
    description="Deployment role for {title}",
    purpose="Deployment",
    why=(
        "The pipeline uses this role to push images, register task definitions and update "
        "services. It can pass the roles of the tasks and can change none of them."
    ),
    strict_trust=True,
)
"""The role with which a pipeline deploys."""

DEPLOYMENT_MUST = (
    "The trust conditions name audience and subject: without the subject, every repository of the "
    "provider could assume this role."
)

SCHEDULE_MUST = (
    "The trust conditions name the schedule group, not the schedule: EventBridge Scheduler sends "
    "the group's ARN as aws:SourceArn."
)

TRUST_MUST = {
    True: (
        "The trust conditions stay strict: ECS sends aws:SourceAccount and aws:SourceArn for task "
        "roles, and without them another account could have ECS assume this role."
    ),
    False: (
        "The trust conditions stay in their IfExists form: no AWS page says that ECS sends these "
        "keys for execution roles, and a strict condition on a key that is not sent stops every "
        "task from starting."
    ),
}
ATTACHMENT_MUST = (
    "Policies are attached here, in ManagedPolicyArns, so that whatever refers to the role waits "
    "until its permissions are there."
)


def name_of(app: App, rest: str, conditions: Conditions) -> Any:
    """Return a name with EnvironmentName between the project and the rest."""
    return If(
        conditions.given(ENVIRONMENT),
        Sub(f"{app.project}-${{{ENVIRONMENT}}}-{rest}"),
        f"{app.project}-{rest}",
    )


def trust(strict: bool) -> aws.PolicyDocument:
    """Return the trust policy for tasks of the own account.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    string_equals = aws.StringEquals if strict else aws.StringEqualsIfExists
    arn_like = aws.ArnLike if strict else aws.ArnLikeIfExists
    source = Sub("arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*")
    statement = aws.Statement(
        Sid="AssumeByEcsTasks",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", "ecs-tasks.amazonaws.com"),
        Action=[sts.AssumeRole],
        Condition=aws.Condition(
            [
                string_equals({"aws:SourceAccount": Ref("AWS::AccountId")}),
                arn_like({"aws:SourceArn": source}),
            ]
        ),
    )
    return document([statement])


def schedule_trust(source: Any) -> aws.PolicyDocument:
    """Return the trust policy for the schedules of a group, whose ARN is ``source``.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    statement = aws.Statement(
        Sid="AssumeByScheduler",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", "scheduler.amazonaws.com"),
        Action=[sts.AssumeRole],
        Condition=aws.Condition(
            [
                aws.StringEquals({"aws:SourceAccount": Ref("AWS::AccountId")}),
                aws.ArnEquals({"aws:SourceArn": source}),
            ]
        ),
    )
    return document([statement])


def provider_arn(identity: Identity) -> str:
    """Return the ARN of the account's OpenID Connect provider of a pipeline."""
    return f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{identity.host}"


def deployment_trust(app: App) -> aws.PolicyDocument:
    """Return the trust policy for the pipeline that deploys an app.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
    """
    assert app.deployment is not None
    (pipeline,) = app.deployment.pipelines
    identity = identity_of(pipeline)
    audience = {f"{identity.host}:aud": identity.audience}
    subject = {f"{identity.host}:sub": identity.subject}
    exactly = audience if identity.any_of else {**audience, **subject}
    conditions: list[aws.ConditionElement] = [aws.StringEquals(exactly)]
    if identity.any_of:
        conditions.append(aws.StringLike(subject))
    statement = aws.Statement(
        Sid="AssumeByPipeline",
        Effect=aws.Allow,
        Principal=aws.Principal("Federated", Sub(provider_arn(identity))),
        Action=[sts.AssumeRoleWithWebIdentity],
        Condition=aws.Condition(conditions),
    )
    return document([statement])


def _trust_of(app: App, row: RoleRow, conditions: Conditions) -> tuple[aws.PolicyDocument, str]:
    """Return the trust policy of a role, and why it must stay as it is."""
    if row.role == "deployment":
        return deployment_trust(app), DEPLOYMENT_MUST
    if row.role != "schedule":
        return trust(row.strict_trust), TRUST_MUST[row.strict_trust]
    group = Text(text=schedule_group_arn(app))
    return schedule_trust(filled(group, conditions)), SCHEDULE_MUST


def role_of_row(app: App, row: RoleRow, policies: list[Any], conditions: Conditions) -> iam.Role:
    """Return the role of a row, with the policies that it names."""
    declared = {"execution": app.execution_role, "task": app.task_role}.get(row.role)
    description = declared.description if declared and not row.owner else None
    attached = [*_aws_managed(row, conditions), *policies]
    trusted, must = _trust_of(app, row, conditions)
    return iam.Role(
        row.logical_id,
        Metadata={CONTEXT: {"why": row.why, "must": [must, ATTACHMENT_MUST]}},
        RoleName=name_of(app, row.name, conditions),
        Description=description or row.description.format(title=app.display_title),
        AssumeRolePolicyDocument=trusted,
        **({"ManagedPolicyArns": attached} if attached else {}),
        PermissionsBoundary=If(conditions.given(BOUNDARY), _boundary(), NoValue),
        Tags=Tags(**tags_of(app, row)),
    )


def _boundary() -> Sub:
    """Return the boundary's ARN, put together again behind this partition.

    A plain Ref has cloudformation-validate judge the parameter's empty default, which the condition
    keeps from being used.
    """
    return Sub(
        "arn:${AWS::Partition}:iam::${Account}:policy/${Name}",
        Account=Select(4, Split(":", Ref(BOUNDARY))),
        Name=Select(1, Split(":policy/", Ref(BOUNDARY))),
    )


def tags_of(app: App, row: RoleRow) -> dict[str, str]:
    """Return the tags of a role, which are those of its policies as well."""
    return {"Project": app.display_title, "Purpose": row.purpose, **app.tags}


def _aws_managed(row: RoleRow, conditions: Conditions) -> list[Any]:
    if row.role != "execution":
        return []
    arn = Sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy")
    condition = conditions.is_true(ATTACH, "AttachesTaskExecutionRolePolicy")
    return [If(condition, arn, NoValue)]


_OUTPUTS = {
    "execution": ("task execution role", "executionRoleArn of a task definition"),
    "task": ("task role", "taskRoleArn of a task definition"),
    "deployment": ("deployment role", "role-to-assume of the pipeline"),
    "schedule": ("schedule role", "RoleArn of the schedule's target"),
}


def outputs_of(row: RoleRow) -> dict[str, tuple[str, Any]]:
    """Return the outputs of a role: key to description and value."""
    words, use = _OUTPUTS[row.role]
    words += f" of the {row.owner}" if row.owner else ""
    return {
        f"{row.logical_id}Arn": (
            f"ARN of the {words}: {use}",
            GetAtt(row.logical_id, "Arn"),
        ),
        f"{row.logical_id}Name": (f"Name of the {words}", Ref(row.logical_id)),
    }
