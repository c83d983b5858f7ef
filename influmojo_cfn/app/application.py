"""An app, which cannot be wrong: what is wrong with it is told when it is made."""

from __future__ import annotations

from dataclasses import dataclass

from influmojo_cfn.app.model import AppFields
from influmojo_cfn.app.validation import problems_of
from influmojo_cfn.errors import AppError


@dataclass(frozen=True, kw_only=True)
class App(AppFields):
    """An application on Amazon ECS, and what its two roles can do.

    >>> from influmojo_cfn import App, Role, build, grant
    >>> sends = Role(grants=[grant("sqs.send_messages", queue="orders")])
    >>> sorted(build(App(project="acme", task_role=sends))["Resources"])
    ['TaskExecutionRole', 'TaskPolicy', 'TaskRole']

    ``project`` begins every name, ``title`` is in descriptions and tags. ``grants`` are those
    that name no role: each lands on the role that it is meant for. ``attach_execution_policy`` is
    the default of the parameter that attaches AmazonECSTaskExecutionRolePolicy, false unless the
    app sets true, and ``permissions_boundary`` that of PermissionsBoundaryArn. A role that is None
    has the grants that land on it and no others. An app without any grants is taken for a mistake,
    unless ``attach_execution_policy`` is False: two roles that can do nothing yet. From
    ``services`` follow the grants that start them: images, secrets and log groups, as far as the
    execution role's own do not allow it.

    ``roles`` is ``shared`` unless given. With ``per_service`` each service has an execution role
    and a task role of its own, with what it names and its own ``grants``. The app's ``grants``,
    ``execution_role`` and ``task_role`` are of the shared roles, which some service must have.

    Each of the ``jobs`` has three roles of its own: two that its task runs with, and the one with
    which EventBridge starts it.

    ``deployment`` names the pipeline that pushes the images, registers the task definitions and
    updates the services. Its role can do that and pass the tasks' roles.

    ``role_properties`` has for other roles, by logical ID, what ``execution_role`` and
    ``task_role`` have for the shared ones besides their grants: see :class:`.RoleProperties`.

    ``infrastructure`` names what AWS itself manages for the app, such as ``volumes``: each has a
    role that AWS uses. ``environments`` maps the name of an environment to the values of
    parameters there.

    Raises:
        AppError: something is wrong; every problem is named with its key path.

    Source:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        if problems := problems_of(self):
            raise AppError(problems)
