"""The parameters that an app asks for: those of its grants, and those of its services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from influmojo_cfn.app import model
from influmojo_cfn.app.environments import (
    ATTACH,
    CREATE_PROVIDER,
    INFRASTRUCTURE_BOUNDARY,
    OF_ROLES,
    OF_SERVICES,
    SCALING,
)
from influmojo_cfn.app.granted import placed_values
from influmojo_cfn.app.roles import image_tag_of
from influmojo_cfn.app.secrets import kind_of
from influmojo_cfn.app.uses import AppliedGrant, attaches, uses_of, workloads_of
from influmojo_cfn.app.workloads import ContainerFields, containers_of
from influmojo_cfn.grants import grant as grant_row

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Argument

PLAIN_NAME = "resource_name"
"""The type of a name whose kind an argument of another grant can tell."""

_SOUNDS_SECRET = re.compile(
    "secret|password|passphrase|(?:token|credentials?|api_?key|pwd|passwd|pass)$", re.IGNORECASE
)
_SAYS_NAME = re.compile(r"(?:Name|Prefix|Arn|Path)\d*$")


def sounds_secret(name: str) -> bool:
    """Return whether a parameter of this name sounds as if it took a secret itself."""
    return bool(_SOUNDS_SECRET.search(name))


def names_a_secret(name: str) -> bool:
    """Return whether a parameter says that it takes the name of a secret: SecretNamePrefix."""
    return sounds_secret(name) and bool(_SAYS_NAME.search(name))


class AppParameter(NamedTuple):
    """A parameter of an app: its key path, what it represents, and the grant that it is of."""

    path: str
    value: model.Parameter
    argument: Argument
    of: AppliedGrant | None = None


def parameters_of(app: model.AppFields) -> Iterator[AppParameter]:
    """Yield each parameter of the grants of an app."""
    for each in uses_of(app):
        for argument in each.row.arguments if each.row else ():
            given = each.use.arguments.get(argument.name)
            for path, item in placed_values(f"{each.path}.{argument.name}", given):
                if isinstance(item, model.Parameter):
                    yield AppParameter(path, item, argument, each)


def parameter_names(app: model.AppFields) -> list[str]:
    """Return the name of every parameter of the templates of an app."""
    found = [name for name in OF_ROLES if name != ATTACH or attaches(app)]
    if app.deployment and app.deployment.creates_provider:
        found.append(CREATE_PROVIDER)
    if app.infrastructure:
        found.append(INFRASTRUCTURE_BOUNDARY)
    found += [each.value.name for each in parameters_of(app)]
    if app.services or app.jobs:
        found += [each.value.name for each in parameters_of_services(app)]
        found += image_tags(app)
        found += [name for name in OF_SERVICES if name != SCALING or app.services]
    return list(dict.fromkeys(found))


def image_tags(app: model.AppFields) -> dict[str, str]:
    """Return the parameters of image tags, each with the key path of what is deployed with it."""
    found: dict[str, str] = {}
    for where, workload in workloads_of(app):
        for place, container in containers_of(workload):
            if container.repository:
                found.setdefault(image_tag_of(workload, container), f"{where}{place}")
    return found


def parameters_of_services(app: model.AppFields) -> Iterator[AppParameter]:
    """Yield each parameter of a service or job."""
    for path, value, argument in values_of_services(app):
        if isinstance(value, model.Parameter):
            yield AppParameter(path, value, argument)


def values_of_services(app: model.AppFields) -> Iterator[tuple[str, model.ScalarValue, Argument]]:
    """Yield each value of a service or job that an argument of the catalog judges.

    The namespace, secrets and volumes are there where they are parameters: their strings are judged
    elsewhere.
    """
    if not (app.services or app.jobs):
        return
    if app.cluster is not None:
        yield "cluster", app.cluster, _argument("ecs.run_task", "cluster")
    if isinstance(app.namespace, model.Parameter):
        yield "namespace", app.namespace, _of_namespace()
    for where, workload in workloads_of(app):
        for place, container in containers_of(workload):
            for key, value, argument in _of_container(container):
                yield f"{where}{place}.{key}", value, argument


_SECRETS = {
    "parameter_name": ("ssm.read_parameters", "names"),
    "parameter_arn": ("ssm.read_parameters", "arns"),
    "secret_arn": ("secretsmanager.read_secrets", "arns"),
}


def _of_container(container: ContainerFields) -> Iterator[tuple[str, model.ScalarValue, Argument]]:
    if container.repository is not None:
        yield "repository", container.repository, _argument("ecr.pull_images", "repositories")
    for index, volume in enumerate(container.volumes):
        for name in ("file_system", "access_point"):
            value = getattr(volume, name)
            if isinstance(value, model.Parameter):
                argument = _argument("elasticfilesystem.mount", name)
                yield f"volumes[{index}].{name}", value, argument
    for name, secret in container.secrets.items():
        if isinstance(secret, model.Parameter):
            yield f"secrets.{name}", secret, _argument(*_SECRETS[kind_of(secret)])
    for index, file in enumerate(container.environment_files):
        where = f"environment_files[{index}]"
        yield f"{where}.bucket", file.bucket, _argument("s3.read_env_files", "bucket")
        yield f"{where}.key", file.object_key, _argument("s3.read_env_files", "objects")


def _of_namespace() -> Argument:
    """Return what represents a namespace; no grant of the catalog takes its name or ARN."""
    from influmojo_cfn.grants.model import Argument

    description = "The Cloud Map namespace of Service Connect."
    return Argument(name="namespace", kind="namespace", description=description)


def _argument(grant: str, name: str) -> Argument:
    found = grant_row(grant).argument(name)
    assert found is not None
    return found
