"""The roles of an app as rows: the shared two, those of one service or job, and AWS's own."""

from __future__ import annotations

from typing import Literal, NamedTuple

from influmojo_cfn.app import App, RoleName
from influmojo_cfn.app.infrastructure import InfrastructureRole, infrastructure_roles
from influmojo_cfn.app.roles import logical_prefix, own_role_names
from influmojo_cfn.app.uses import has_shared_roles


class RoleRow(NamedTuple):
    """What sets one role apart from the others; ``owner`` is the service whose own role it is.

    ``begins`` is how the name begins in place of the project. ``infrastructure`` is what an
    infrastructure role is for.
    """

    role: RoleName | Literal["schedule", "rule", "deployment", "infrastructure"]
    logical_id: str
    policy_id: str
    name: str
    policy_name: str
    description: str
    purpose: str
    why: str
    strict_trust: bool
    owner: str = ""
    begins: str = ""
    infrastructure: InfrastructureRole | None = None

    @property
    def managed(self) -> tuple[str, ...]:
        """Return the AWS managed policies that are always attached, by path and name."""
        return self.infrastructure.managed if self.infrastructure else ()


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
            "Amazon ECS uses this role, before the containers start and while they run: it pulls "
            "images, reads configuration and writes logs. It is separate from the task role, so "
            "that the application does not get permissions that only its start needs."
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
    starts = {job.name: RULE_ROLE if job.event_pattern else SCHEDULE_ROLE for job in app.jobs}
    own = [
        _of_service(row, name)
        for name in own_role_names(app)
        for row in (*ROLES, *([starts[name]] if name in starts else []))
    ]
    infrastructure = map(_infrastructure_row, infrastructure_roles(app.infrastructure))
    return (*shared, *own, *([DEPLOYMENT_ROLE] if app.deployment else []), *infrastructure)


def task_roles_of(app: App, owner: str | None = None) -> tuple[RoleRow, ...]:
    """Return the roles that the app's tasks run with: all of them, or those of one owner."""
    return tuple(
        row
        for row in roles_of(app)
        if row.role in ("execution", "task") and owner in (None, row.owner)
    )


def _of_service(row: RoleRow, service: str) -> RoleRow:
    prefix = logical_prefix(service)
    return row._replace(
        owner=service,
        logical_id=prefix + row.logical_id,
        policy_id=prefix + row.policy_id,
        name=row.name.replace("ecs", service, 1),
        policy_name=row.policy_name.replace("ecs", service, 1),
        description=f"{row.description.partition(' for ')[0]} for the {service} of {{title}}",
    )


def _infrastructure_row(found: InfrastructureRole) -> RoleRow:
    return RoleRow(
        role="infrastructure",
        logical_id=f"{found.prefix}Role",
        policy_id=f"{found.prefix}Policy",
        name=found.name,
        policy_name=f"{found.name.removesuffix('-role')}-policy",
        description=f"{found.title[:1].upper()}{found.title[1:]} for {{title}}",
        purpose=f"ECS {found.title[:1].upper()}{found.title[1:]}".removesuffix(" role"),
        why=found.why,
        strict_trust=found.strict,
        begins=found.begins,
        infrastructure=found,
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
        "EventBridge Scheduler uses this role to run the job's task. It can run this task "
        "definition in this cluster and pass its two roles, and nothing else."
    ),
    strict_trust=True,
)
"""The role with which EventBridge Scheduler runs a job. Source (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html
"""

RULE_ROLE = SCHEDULE_ROLE._replace(
    role="rule",
    logical_id="RuleRole",
    policy_id="RulePolicy",
    name="ecs-rule-role",
    policy_name="ecs-rule-policy",
    description="EventBridge rule role for {title}",
    purpose="EventBridge Rule",
    why=(
        "EventBridge uses this role to run the job's task when an event matches. It can run this "
        "task definition in this cluster and pass its two roles, and nothing else."
    ),
)
"""The role with which an EventBridge rule runs a job. Source (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html
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

ATTACHMENT_MUST = (
    "Policies are attached here, in ManagedPolicyArns, so that whatever refers to the role waits "
    "until its permissions are there."
)
