"""What an application's roles are to be: plain values, written in Python or read from an app file.

Nothing here renders or judges. An app says which grants each role gets;
:mod:`influmojo_cfn.template` makes a CloudFormation template of it. Each field is declared here
once: the app file's reader, writer and JSON Schema follow from its type, default and metadata.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from influmojo_cfn.app.deployment import DeploymentPipeline
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.app.fields import key
from influmojo_cfn.app.granted import (
    ArgumentValue,
    GrantUse,
    ListsAsTuples,
    Parameter,
    PolicyProperties,
    Role,
    RoleProperties,
    ScalarValue,
    grant,
    parameter,
)
from influmojo_cfn.app.infrastructure import INFRASTRUCTURE
from influmojo_cfn.app.limits import BOUNDARY_MAX, BOUNDARY_PATTERN, PROJECT, PROJECT_MAX
from influmojo_cfn.app.workloads import (
    EnvironmentFile,
    FileSystemMount,
    Job,
    Service,
    SideContainer,
    Workload,
)
from influmojo_cfn.grants.model import RoleName

__all__ = [
    "AppFields",
    "ArgumentValue",
    "EnvironmentFile",
    "FileSystemMount",
    "GrantUse",
    "Job",
    "Parameter",
    "PolicyProperties",
    "Role",
    "RoleName",
    "RoleProperties",
    "ScalarValue",
    "Service",
    "SideContainer",
    "Workload",
    "grant",
    "parameter",
]


@dataclass(frozen=True, kw_only=True)
class AppFields(ListsAsTuples):
    """The fields of an :class:`.App`, which says what they are; nothing is checked."""

    project: str = field(
        metadata=key(
            "Begins every name: lowercase letters, digits and hyphens.",
            missing="the beginning of every name, such as orders",
            pattern=f"^{PROJECT.pattern}$",
            max_length=PROJECT_MAX,
        )
    )
    roles: str | None = field(
        default=None,
        metadata=key(
            "shared: one execution role and one task role; per_service: two for each service."
        ),
    )
    title: str | None = field(
        default=None,
        metadata=key(
            "How descriptions and tags call the application; made from project where omitted."
        ),
    )
    architecture: str | None = field(
        default=None, metadata=key("One sentence for the template's Context metadata.")
    )
    attach_execution_policy: bool | None = field(
        default=None,
        metadata=key(
            "Whether AmazonECSTaskExecutionRolePolicy is attached by default; false if omitted."
        ),
    )
    permissions_boundary: str | None = field(
        default=None,
        metadata=key(
            "The ARN of the managed policy that limits both roles by default.",
            pattern=BOUNDARY_PATTERN,
            max_length=BOUNDARY_MAX,
        ),
    )
    tags: Mapping[str, str] = field(
        default_factory=dict,
        metadata=key("Tags of both roles, in addition to Project and Purpose."),
    )
    grants: Sequence[GrantUse] = field(
        default=(), metadata=key("The grants; each applies to the role that it is meant for.")
    )
    execution_role: Role | None = field(
        default=None, metadata=key("The role that Amazon ECS uses to start containers.")
    )
    task_role: Role | None = field(
        default=None, metadata=key("The role that the application's code uses.")
    )
    role_properties: Mapping[str, RoleProperties] = field(
        default_factory=dict,
        metadata=key(
            "Properties of other roles in addition to their grants, by logical ID, such as "
            "DeploymentRole."
        ),
    )
    services: Sequence[Service] = field(
        default=(),
        metadata=key(
            "The Fargate services that run with the roles; their grants follow from them."
        ),
    )
    jobs: Sequence[Job] = field(
        default=(), metadata=key("The tasks that run on a schedule, each with its own roles.")
    )
    cluster: str | Parameter | None = field(
        default=None,
        metadata=key("The name of an existing cluster; if omitted, the services have their own."),
    )
    namespace: str | Parameter | None = field(
        default=None,
        metadata=key(
            "An existing Cloud Map namespace for Service Connect, by name or ARN; if omitted, "
            "the services have their own."
        ),
    )
    deployment: DeploymentPipeline | None = field(
        default=None, metadata=key("The pipeline that deploys the app; it gets its own role.")
    )
    infrastructure: Sequence[str] = field(
        default=(),
        metadata=key(
            f"The parts that AWS manages, with a role for each: {', '.join(INFRASTRUCTURE)}."
        ),
    )
    environments: Mapping[str, AppEnvironment] = field(
        default_factory=dict,
        metadata=key("The environments, each with the values that its parameters have there."),
    )
    split_roles: bool = field(
        default=True,
        metadata=key(
            "Whether a template of the roles of more than 51,200 bytes is split into nested "
            "stacks; false: it is one, deployed from a bucket."
        ),
    )

    @property
    def display_title(self) -> str:
        """Return the title, made from the project's name where none is given."""
        return self.title or self.project.replace("-", " ").title()

    @property
    def resource_tags(self) -> dict[str, str]:
        """Return the tags of every resource: the project, and what the app adds."""
        return {"Project": self.display_title, **self.tags}
