"""Which grants an app applies, and which role each of them lands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

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


class AppliedGrant(NamedTuple):
    """A grant that an app applies, with its key path.

    ``owner`` is the service or job whose own role it lands on, nothing for a shared role.
    ``list_role`` is the role whose list it is in. What ``is_needed`` follows from a service, and is
    not written in the app.
    """

    path: str
    use: model.GrantUse
    owner: str = ""
    list_role: model.RoleName | None = None
    is_needed: bool = False

    @property
    def row(self) -> Grant | None:
        """Return the catalog's row of it; None where there is none."""
        return row_of(self.use)

    @property
    def role(self) -> model.RoleName:
        """Return the role that it lands on: by its list, its use, or its first use."""
        return self.list_role or role_of(self.use)


def uses_of(app: model.AppFields) -> Iterator[AppliedGrant]:
    """Yield each grant that an app applies."""
    needed = _needed_by_services(app)
    yield from _listed("services.grants", needed, list_role="execution", is_needed=True)
    yield from _listed("grants", app.grants)
    for role, name in (("execution", "execution_role"), ("task", "task_role")):
        of_role = getattr(app, name)
        yield from _listed(f"{name}.grants", of_role.grants if of_role else (), list_role=role)
    for path, service in workloads_of(app):
        yield from _of_service(app, path, service)


def _listed(path: str, uses: Iterable[model.GrantUse], **more: Any) -> Iterator[AppliedGrant]:
    for index, use in enumerate(uses):
        yield AppliedGrant(f"{path}[{index}]", use, **more)


def _of_service(app: model.AppFields, path: str, service: model.Workload) -> Iterator[AppliedGrant]:
    owner = service.name if has_own_roles(app, service) else ""
    if owner:
        own, log_group = _on_execution_role(service.grants), log_group_of(app.project, service)
        needed = grants_of([service], own, groups=(log_group,))
        more: dict[str, Any] = {"owner": owner, "list_role": "execution", "is_needed": True}
        yield from _listed(f"{path}.needed_grants", needed, **more)
    yield from _listed(f"{path}.grants", service.grants, owner=owner)
    shell = _of_shell(app, service)
    yield from _listed(f"{path}.execute_command", shell, owner=owner, is_needed=True)
    for place, container in containers_of(service):
        yield from _listed(f"{path}{place}.volumes", map(_mount, container.volumes), owner=owner)


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


def _on_execution_role(grants: Iterable[model.GrantUse]) -> tuple[model.GrantUse, ...]:
    return tuple(use for use in grants if row_of(use) and role_of(use) == "execution")


def role_of(use: model.GrantUse) -> model.RoleName:
    """Return the role that a grant in no role's own list lands on: by its use, or its first use."""
    row = row_of(use)
    assert row is not None
    return next((known.role for known in row.uses if known.name == use.use), row.uses[0].role)


def row_of(use: model.GrantUse) -> Grant | None:
    """Return the catalog's row of a grant that is applied; None where there is none."""
    return grant_row(use.grant) if use.grant in grant_names() else None
