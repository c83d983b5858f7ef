"""What is wrong with the roles that an app asks for: whose they are, and what they are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from influmojo_cfn.app import model
from influmojo_cfn.app.deployment import problems_of_deployment
from influmojo_cfn.app.infrastructure import infrastructure_roles, problems_of_infrastructure
from influmojo_cfn.app.limits import (
    ENVIRONMENT_NAME_LEAST,
    LONGEST_OWN_ROLE_SUFFIX,
    ROLE_NAME_MAX,
    environment_name_max,
)
from influmojo_cfn.app.uses import (
    SERVICE_ROLES,
    SHARED_ROLES,
    has_own_roles,
    has_shared_roles,
    workloads_of,
)
from influmojo_cfn.app.workloads import ContainerFields
from influmojo_cfn.errors import Problem, did_you_mean

_OF_SHARED = ("grants", "execution_role", "task_role")
"""The keys of an app that are about its shared roles."""


def own_role_names(app: model.AppFields) -> tuple[str, ...]:
    """Return the names of the services and jobs that have roles of their own."""
    return tuple(each.name for _, each in workloads_of(app) if has_own_roles(app, each))


def problems_of_roles(app: model.AppFields) -> Iterator[Problem]:
    """Yield what is wrong with the roles that an app asks for."""
    yield from _choice("roles", app.roles, SHARED_ROLES)
    for index, service in enumerate(app.services):
        yield from _choice(f"services[{index}].roles", service.roles, SERVICE_ROLES)
    if app.roles == "per_service" and not app.services:
        yield Problem(
            "roles", "is per_service, and the app has no services; add them, or remove it"
        )
    if not has_shared_roles(app):
        for name in _OF_SHARED:
            if getattr(app, name):
                yield Problem(
                    name,
                    "is for the shared roles, which no service has; give each service its own: "
                    "services[0].grants",
                )
    if app.deployment and not (app.services or app.jobs):
        yield Problem("deployment", "deploys nothing: the app has no services or jobs; add them")
    yield from problems_of_deployment(app.deployment)
    yield from problems_of_infrastructure(app.infrastructure)
    if "codedeploy" in app.infrastructure and not app.services:
        where = f"infrastructure[{list(app.infrastructure).index('codedeploy')}]"
        yield Problem(where, "deploys nothing: the app has no services; add them")
    yield from _names(app)


def _choice(path: str, value: str | None, known: Sequence[str]) -> Iterator[Problem]:
    if value is not None and value not in known:
        yield Problem(path, f"unknown {value!r}{did_you_mean(value, known, 'known are')}")


def _names(app: model.AppFields) -> Iterator[Problem]:
    names = own_role_names(app)
    for path, service in workloads_of(app):
        if service.name not in names:
            continue
        if service.name == "ecs":
            yield Problem(
                f"{path}.name", "makes the names of the shared roles; name the service otherwise"
            )
        room = environment_name_max(app.project, [service.name])
        if room < ENVIRONMENT_NAME_LEAST:
            yield Problem(
                f"{path}.name",
                f"makes the role name {app.project}-<EnvironmentName>-{service.name}"
                f"{LONGEST_OWN_ROLE_SUFFIX}, which leaves {max(room, 0)} of the {ROLE_NAME_MAX} "
                f"characters that IAM allows for EnvironmentName; {ENVIRONMENT_NAME_LEAST} are "
                f"needed: shorten it, or the project, by {ENVIRONMENT_NAME_LEAST - room}",
            )


def is_of_own_role(app: model.AppFields, name: str) -> bool:
    """Return whether a name is a logical ID of a role of one purpose, or of its policies."""
    if app.deployment and re.fullmatch("Deployment(Role|Policy[0-9]*)", name):
        return True
    prefixes = map(logical_prefix, own_role_names(app))
    found = re.fullmatch("(.*)(Task|TaskExecution|Schedule|Rule)(Role|Policy[0-9]*)", name)
    infrastructure = (each.prefix for each in infrastructure_roles(app.infrastructure))
    made = re.fullmatch("(.*?)(Role|RoleProfile|Policy)", name)
    return bool(found and found[1] in prefixes) or bool(made and made[1] in infrastructure)


def image_tag_of(workload: model.Workload, container: ContainerFields) -> str:
    """Return the name of the parameter that holds the image tag of a container.

    Containers of one task that have the image of its first one have its tag.
    """
    prefix = logical_prefix(workload.name)
    if container.repository != workload.repository:
        prefix += logical_prefix(container.name)
    return f"{prefix}ImageTag"


def logical_prefix(service: str) -> str:
    """Return how the logical IDs of a service's resources begin: ``NightlyReport``."""
    return "".join(word[:1].upper() + word[1:] for word in service.split("-"))
