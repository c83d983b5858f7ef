"""The parameters of the services' template, and their place in the console form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from influmojo_cfn.app import App
from influmojo_cfn.app.environments import SCALING
from influmojo_cfn.app.parameters import image_tags, parameters_of_services
from influmojo_cfn.app.roles import image_tag_of
from influmojo_cfn.app.uses import workloads_of
from influmojo_cfn.app.workloads import containers_of
from influmojo_cfn.errors import AppError, Problem
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.template.parameters import (
    ParameterRow,
    environment_name,
    label_of,
    pattern_of,
    rows_of,
)
from influmojo_cfn.template.role_rows import roles_of
from influmojo_cfn.template.taken_names import owner_of_parameter

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Argument

LISTENER, BALANCER_GROUP = "ListenerArn", "LoadBalancerSecurityGroupId"
_OF_BALANCER = (LISTENER, BALANCER_GROUP)

_NETWORK = (
    ParameterRow(
        name="VpcId",
        group="network",
        label="VPC",
        description="The VPC of the load balancer and the tasks.",
        default=None,
        type="AWS::EC2::VPC::Id",
    ),
    ParameterRow(
        name="SubnetIds",
        group="network",
        label="Subnets",
        description=(
            "At least two subnets for the tasks, with a route to ECR, Systems Manager and "
            "CloudWatch Logs."
        ),
        default=None,
        type="List<AWS::EC2::Subnet::Id>",
    ),
    ParameterRow(
        name=LISTENER,
        group="network",
        label="Listener",
        description=(
            "ARN of the load balancer's listener that the rules are added to. If empty, the "
            "services have no load balancer."
        ),
        default="",
        allowed_pattern=(
            r"^$|^arn:aws(-[a-z]{1,4}){0,3}:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:"
            r"listener/app/[A-Za-z0-9/-]+$"
        ),
        constraint_description=(
            "must be the ARN of an application load balancer's listener, or empty"
        ),
    ),
    ParameterRow(
        name=BALANCER_GROUP,
        group="network",
        label="Load balancer security group",
        description=(
            "ID of the load balancer's security group, which can reach the containers' ports. If "
            "empty, nothing can reach them."
        ),
        default="",
        allowed_pattern=r"^$|^sg-[0-9a-f]{8,17}$",
        constraint_description=(
            "must be the ID of a security group, such as sg-0123456789abcdef0, or empty"
        ),
    ),
    ParameterRow(
        name="AssignPublicIp",
        group="network",
        label="Public IP addresses",
        description=("ENABLED if the subnets are public and have no NAT gateway or VPC endpoints."),
        default="DISABLED",
        allowed_values=("DISABLED", "ENABLED"),
    ),
)


def role_arns(app: App) -> dict[str, str]:
    """Return the parameters that take the roles' ARNs, with their labels."""
    return {
        f"{row.logical_id}Arn": _label(row.owner, f"{row.role} role")
        for row in roles_of(app)
        if row.role in ("execution", "task", "schedule", "rule")
    }


def _label(owner: str, words: str) -> str:
    """Return a label that begins with whom it is about, such as ``Web image tag``."""
    found = f"{owner} {words}".lstrip()
    return f"{found[0].upper()}{found[1:]}"


def service_rows(app: App) -> list[ParameterRow]:
    """Return the parameters of the services' template, in the order of the form.

    Raises:
        AppError: a parameter of the app has the name of one of the template's own.
    """
    network = [row for row in _NETWORK if is_balanced(app) or row.name not in _OF_BALANCER]
    before = [*_role_rows(app), *network]
    scales = [_scaling_row()] if app.services else []
    after = [*_tag_rows(app), *scales]
    of_app = {row.name: row for row in _value_rows(app)}
    given = of_app.keys() | {row.name for row in rows_of(app)}
    if taken := [row.name for row in (*before, *after) if row.name in given]:
        words = "is the name of a parameter of the services' template itself; rename the one of"
        raise AppError(
            [
                Problem(f"parameter {each}", f"{words} {owner_of_parameter(app, each)}")
                for each in taken
            ]
        )
    return [environment_name(app), *before, *of_app.values(), *after]


def _scaling_row() -> ParameterRow:
    return ParameterRow(
        name=SCALING,
        group="services",
        label="Scale with load",
        description=(
            "Whether the number of tasks follows CPU and memory use, within the service's limits. "
            "If false, the minimum number runs."
        ),
        default="true",
        allowed_values=("true", "false"),
    )


def is_balanced(app: App) -> bool:
    """Return whether a service of the app can be behind a load balancer."""
    return any(service.load_balanced_paths for service in app.services)


def _value_rows(app: App) -> list[ParameterRow]:
    """Return the rows of repositories and secrets: as for a grant, but a service needs a value."""
    rows: dict[str, ParameterRow] = {}
    for path, value, argument, _ in parameters_of_services(app):
        kind = ARGUMENT_TYPES[argument.kind]
        of_image = path.endswith(".repository")
        words = _words(app, path, argument)
        rows.setdefault(
            value.name,
            ParameterRow(
                name=value.name,
                group="execution" if of_image else "services",
                label=value.label or label_of(value.name),
                # A repository's own words can say what an empty one does to the permission.
                description=words if of_image else value.description or words,
                default=value.default or None,
                allowed_pattern=pattern_of(value, kind),
                constraint_description=value.constraint_description or f"must be {kind.constraint}",
                max_length=value.max_length or kind.parameter_max_length,
            ),
        )
    return list(rows.values())


_PLACE = re.compile(r"(services|jobs)\[(\d+)\](?:\.containers\[(\d+)\])?\.(.*)")


_OF_APP = {
    "cluster": "The ECS cluster that the services run in.",
    "namespace": "The Cloud Map namespace in which the services reach each other.",
}
"""What the parameters of the app's own keys are for."""


def _words(app: App, path: str, argument: Argument) -> str:
    """Return what a parameter at a key path is for, as a sentence."""
    found = _PLACE.fullmatch(path)
    if found is None:
        return _OF_APP[path]
    workload = getattr(app, found[1])[int(found[2])]
    name = workload.containers[int(found[3])].name if found[3] else workload.name
    where = found[4]
    if where == "repository":
        return f"The ECR repository that the {name} image is pulled from."
    if where.startswith("volumes["):
        return f"The {argument.name.replace('_', ' ')} that the {name} mounts."
    if where.startswith("environment_files["):
        what = "bucket" if where.endswith(".bucket") else "key"
        return f"The {what} of the {name} environment file."
    return f"What {where.rpartition('.')[2]} is read from."


def _role_rows(app: App) -> list[ParameterRow]:
    return [
        ParameterRow(
            name=name,
            group="roles",
            label=label,
            description=f"The output {name} of the roles' stack.",
            default=None,
            allowed_pattern=r"^arn:aws(-[a-z]{1,4}){0,3}:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$",
            constraint_description=(
                "must be the ARN of a role, such as arn:aws:iam::111122223333:role/name"
            ),
        )
        for name, label in role_arns(app).items()
    ]


def _tag_rows(app: App) -> Iterator[ParameterRow]:
    tags = image_tags(app)
    for _, workload in workloads_of(app):
        for _, container in containers_of(workload):
            name = image_tag_of(workload, container)
            if container.repository and tags.pop(name, None):
                yield _tag_row(name, container.name)


def _tag_row(name: str, container: str) -> ParameterRow:
    return ParameterRow(
        name=name,
        group="services",
        label=_label(container, "image tag"),
        description="The tag of the image that is deployed.",
        default="latest",
        allowed_pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$",
        constraint_description="must be an image tag: 1 to 128 letters, digits and _ . -",
        max_length=128,
    )
