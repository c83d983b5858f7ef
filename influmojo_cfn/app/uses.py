"""Which grants an app applies, and which role each of them lands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from influmojo_cfn.app import model
from influmojo_cfn.app.services import exec_log_group_of, grants_of, log_group_of, log_groups_of
from influmojo_cfn.app.workloads import containers_of
from influmojo_cfn.grants import grant as grant_row
from influmojo_cfn.grants import grant_names

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant

SHARED_ROLES = ("shared", "per_service")
SERVICE_ROLES = ("shared", "own")


def workloads_of(app: model.AppFields) -> Iterator[tuple[str, model.Workload]]:
    """Yield each service and job of an app, with its key path."""
    for index, service in enumerate(app.services):
        yield f"services[{index}]", service
    for index, job in enumerate(app.jobs):
        yield f"jobs[{index}]", job


def has_own_roles(app: model.AppFields, service: model.Workload) -> bool:
    """Return whether a service runs with roles of its own, as every job does."""
    if isinstance(service, model.Job):
        return True
    return service.roles == "own" or (service.roles is None and app.roles == "per_service")


def has_shared_roles(app: model.AppFields) -> bool:
    """Return whether something runs with the app's two roles, or can."""
    if (app.jobs or app.infrastructure) and not app.services:
        return bool(app.grants or app.execution_role or app.task_role)
    return not app.services or not all(has_own_roles(app, each) for each in app.services)


def attaches(app: model.AppFields) -> bool:
    """Return whether the app has an execution role, which an AWS managed policy can go with."""
    own = any(has_own_roles(app, each) for _, each in workloads_of(app))
    return own or has_shared_roles(app)


def uses_of(app: model.AppFields) -> Iterator[tuple[str, model.GrantUse]]:
    """Yield each grant that an app applies, with its key path."""
    for prefix, grants in (
        ("services.grants", _needed_by_services(app)),
        ("grants", app.grants),
        ("execution_role.grants", app.execution_role.grants if app.execution_role else ()),
        ("task_role.grants", app.task_role.grants if app.task_role else ()),
        *_of_services(app),
    ):
        for index, use in enumerate(grants):
            yield f"{prefix}[{index}]", use


def _of_services(app: model.AppFields) -> Iterator[tuple[str, tuple[model.GrantUse, ...]]]:
    for path, service in workloads_of(app):
        if has_own_roles(app, service):
            log_group = log_group_of(app.project, service)
            needed = grants_of(
                [service], _on_execution_role(tuple(service.grants)), groups=(log_group,)
            )
            yield f"{path}.{_NEEDED}", tuple(needed)
        yield f"{path}.grants", tuple(service.grants)
        yield f"{path}.{_SHELL}", _of_shell(app, service)
        for place, container in containers_of(service):
            yield f"{path}{place}.volumes", tuple(map(_mount, container.volumes))


def _mount(volume: model.FileSystemMount) -> model.GrantUse:
    where = {"file_system": volume.file_system, "access_point": volume.access_point}
    return model.GrantUse(
        grant="elasticfilesystem.mount", arguments={**where, "write": not volume.read_only}
    )


def _of_shell(app: model.AppFields, service: model.Workload) -> tuple[model.GrantUse, ...]:
    """Return the grant that ECS Exec needs, for a service that asks for it.

    The app's own cluster records the sessions in a log group; another's is not known.
    """
    if not (isinstance(service, model.Service) and service.execute_command):
        return ()
    recorded = {} if app.cluster else {"log_group": exec_log_group_of(app.project)}
    return (model.GrantUse(grant="ssmmessages.execute_command", arguments=recorded),)


def _needed_by_services(app: model.AppFields) -> tuple[model.GrantUse, ...]:
    sharing = [service for service in app.services if not has_own_roles(app, service)]
    if not sharing:
        return ()
    shared = _on_execution_role((*app.grants, *(use for each in sharing for use in each.grants)))
    own = app.execution_role.grants if app.execution_role else ()
    return tuple(grants_of(sharing, (*shared, *own), prefix=log_groups_of(app.project)))


def _on_execution_role(grants: tuple[model.GrantUse, ...]) -> tuple[model.GrantUse, ...]:
    return tuple(use for use in grants if row_of(use) and role_of("grants", use) == "execution")


_NEEDED = "needed_grants"
"""In the path of a grant that follows from a service with roles of its own."""

_SHELL = "execute_command"
"""In the path of the grant of ECS Exec."""


def is_needed(path: str) -> bool:
    """Return whether a grant follows from a service, and is not written in the app."""
    return _starts_a_service(path) or f".{_SHELL}[" in path


def _starts_a_service(path: str) -> bool:
    return path.startswith("services.") or f".{_NEEDED}[" in path


def role_of(path: str, use: model.GrantUse) -> model.RoleName:
    """Return the role that a grant of an app lands on: by its list, its use, or its first use."""
    if path.startswith("execution_role.") or _starts_a_service(path):
        return "execution"
    if path.startswith("task_role."):
        return "task"
    row = row_of(use)
    assert row is not None
    return next((known.role for known in row.uses if known.name == use.use), row.uses[0].role)


def owner_of(app: model.AppFields, path: str) -> str:
    """Return the service or job whose own role a grant lands on; nothing for a shared role."""
    found = re.match(r"(services|jobs)\[(\d+)\]", path)
    if found is None:
        return ""
    service = getattr(app, found[1])[int(found[2])]
    return str(service.name) if has_own_roles(app, service) else ""


def row_of(use: model.GrantUse) -> Grant | None:
    """Return the catalog's row of a grant that is applied; None where there is none."""
    return grant_row(use.grant) if use.grant in grant_names() else None
