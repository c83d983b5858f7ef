"""The task definitions of a template, and what their containers need of the roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.rules import text as t
from influmojo_cfn.rules.model import Entity, Model, role_named
from influmojo_cfn.yaml import Path

PULL = ("ecr:batchgetimage", "ecr:getdownloadurlforlayer", "ecr:batchchecklayeravailability")
TOKEN = "ecr:getauthorizationtoken"
LOGS = ("logs:createlogstream", "logs:putlogevents")
_ECR = re.compile(r"^([^./]+)\.dkr[.-]ecr\.([^./]+)\.(.+?)/(.+)$", re.DOTALL)
_SUFFIX = re.compile(r"-(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{6}$")


@dataclass(frozen=True)
class Need:
    """One action (lower case) that a container needs of the execution role on a resource."""

    kind: str
    actions: tuple[str, ...]
    resource: str
    path: Path
    what: str


@dataclass(eq=False)
class Task:
    """A task definition: its roles as far as the template holds them, and its needs."""

    logical_id: str
    properties: Mapping[str, Any]
    path: Path
    execution: Entity | None
    task: Entity | None
    needs: list[Need] = field(default_factory=list)


def tasks(model: Model) -> Iterator[Task]:
    """Give each task definition of a template."""
    for logical_id, properties in model.resources("AWS::ECS::TaskDefinition"):
        path: Path = ("Resources", logical_id, "Properties")
        roles = [
            role_named(model, properties[key]) if key in properties else None
            for key in ("ExecutionRoleArn", "TaskRoleArn")
        ]
        task = Task(logical_id, properties, path, roles[0], roles[1])
        containers = properties.get("ContainerDefinitions", [])
        for container, place, _ in model.resolver.items(
            containers, (*path, "ContainerDefinitions")
        ):
            if isinstance(container, Mapping):
                task.needs += _needs(model, container, place)
        yield task


def _needs(model: Model, container: Mapping[str, Any], path: Path) -> Iterator[Need]:
    yield from _image(model, container, path)
    yield from _secrets(model, container.get("Secrets"), (*path, "Secrets"))
    credentials = container.get("RepositoryCredentials")
    if isinstance(credentials, Mapping) and "CredentialsParameter" in credentials:
        place = (*path, "RepositoryCredentials", "CredentialsParameter")
        for value in model.resolver.values(credentials["CredentialsParameter"], place):
            yield from _secret(value.text, place)
    for item, place, _ in model.resolver.items(
        container.get("EnvironmentFiles", []), (*path, "EnvironmentFiles")
    ):
        if isinstance(item, Mapping) and "Value" in item:
            yield from _environment_file(model.resolver.text(item["Value"]), (*place, "Value"))
    yield from _logs(model, container.get("LogConfiguration"), (*path, "LogConfiguration"))


def _image(model: Model, container: Mapping[str, Any], path: Path) -> Iterator[Need]:
    for value in model.resolver.values(container.get("Image", ""), (*path, "Image")):
        found = _ECR.match(value.text)
        if not found:
            continue
        account, region, _, rest = found.groups()
        repository = re.split(r"[:@]", rest)[0]
        arn = f"arn:{t.PARTITION}:ecr:{region}:{account}:repository/{repository}"
        place = (*path, "Image")
        yield Need("image", PULL, arn, place, model.resolver.show(repository))
        yield Need("token", (TOKEN,), "*", place, model.resolver.show(repository))


def _secrets(model: Model, data: Any, path: Path) -> Iterator[Need]:
    for item, place, _ in model.resolver.items(data or [], path):
        if isinstance(item, Mapping) and "ValueFrom" in item:
            where = (*place, "ValueFrom")
            for value in model.resolver.values(item["ValueFrom"], where):
                yield from _secret(value.text, where)


def _secret(text: str, path: Path) -> Iterator[Need]:
    parts = text.split(":")
    if text.startswith("arn:") and len(parts) > 6 and parts[2] == "secretsmanager":
        arn = ":".join(parts[:7])
        if not t.has_unknown(arn[-1]) and not _SUFFIX.search(arn):
            arn += f"-{t.ANY}"
        yield Need("secret", ("secretsmanager:getsecretvalue",), arn, path, arn)
    elif text.startswith("arn:") and len(parts) > 5 and parts[2] == "ssm":
        yield Need("secret", ("ssm:getparameters",), text, path, text)
    elif text and not text.startswith("arn:") and not t.UNKNOWN.match(text):
        name = text.lstrip("/")
        arn = f"arn:{t.PARTITION}:ssm:{t.REGION}:{t.ACCOUNT}:parameter/{name}"
        yield Need("secret", ("ssm:getparameters",), arn, path, arn)


def _environment_file(text: str, path: Path) -> Iterator[Need]:
    if text.startswith("arn:") and "/" in text:
        yield Need("file", ("s3:getobject",), text, path, text)
        yield Need("file", ("s3:getbucketlocation",), text.partition("/")[0], path, text)


def _logs(model: Model, data: Any, path: Path) -> Iterator[Need]:
    if not isinstance(data, Mapping):
        return
    yield from _secrets(model, data.get("SecretOptions"), (*path, "SecretOptions"))
    options = data.get("Options")
    if data.get("LogDriver") != "awslogs" or not isinstance(options, Mapping):
        return
    place = (*path, "Options", "awslogs-group")
    for value in model.resolver.values(options.get("awslogs-group", ""), place):
        if not value.text:
            continue
        region = model.resolver.text(options.get("awslogs-region", {"Ref": "AWS::Region"}))
        group = f"arn:{t.PARTITION}:logs:{region}:{t.ACCOUNT}:log-group:{value.text}"
        yield Need("logs", LOGS, f"{group}:log-stream:{t.ANY}", place, value.text)
        created = str(options.get("awslogs-create-group", "false")).lower()
        if created == "true":
            where = (*path, "Options", "awslogs-create-group")
            yield Need("create", ("logs:createloggroup",), f"{group}:{t.ANY}", where, value.text)


def swapped(task: Task) -> bool:
    """Whether the two roles of a task definition stand in each other's place."""
    from influmojo_cfn.rules.ecs.permission import has, is_known

    one, other = task.execution, task.task
    if one is None or other is None or one is other or not is_known(one):
        return False
    marks = (TOKEN, *PULL)
    return has(other, marks) and not has(one, marks) and not _wide(other)


def _wide(entity: Entity) -> bool:
    """Whether a role has every action, so that having the marks of the other says nothing."""
    return any(value.text == "*" for s in entity.statements for value in s.actions)
