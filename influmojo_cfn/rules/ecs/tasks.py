"""The task definitions of a template, and what their containers need of the roles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.ecs.names import real_name
from influmojo_cfn.rules.ecs.permission import has, is_known, refused
from influmojo_cfn.rules.model import Entity, Model, role_named
from influmojo_cfn.rules.resolve import Value
from influmojo_cfn.rules.rule import Found

PULL = ("ecr:batchgetimage", "ecr:getdownloadurlforlayer", "ecr:batchchecklayeravailability")
TOKEN = "ecr:getauthorizationtoken"
LOGS = ("logs:createlogstream", "logs:putlogevents")
_ECR = re.compile(r"^([^./]+)\.dkr[.-]ecr\.([^./]+)\.(.+?)/(.+)$", re.DOTALL)
_SUFFIX = re.compile(r"-(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{6}$")


@dataclass(frozen=True)
class TaskNeed:
    """One action (lower case) that a container needs of the execution role on a resource."""

    kind: str
    actions: tuple[str, ...]
    resource: str
    path: Path
    what: str


@dataclass(eq=False)
class Task:
    """A task definition: its roles as far as the template holds them, and its needs.

    A task with a FireLens container writes logs with its task role.
    """

    logical_id: str
    properties: Mapping[str, Any]
    path: Path
    execution: Entity | None
    task: Entity | None
    needs: list[TaskNeed] = field(default_factory=list)
    has_firelens: bool = False

    @property
    def is_fargate(self) -> bool:
        """Return whether the task definition is for Fargate."""
        return "FARGATE" in str(self.properties.get("RequiresCompatibilities", ""))


def tasks(model: Model) -> Iterator[Task]:
    """Yield each task definition of a template."""
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
                task.has_firelens |= "FirelensConfiguration" in container
        yield task


def _needs(model: Model, container: Mapping[str, Any], path: Path) -> Iterator[TaskNeed]:
    yield from _images(model, container.get("Image", ""), (*path, "Image"))
    yield from _secrets(model, container.get("Secrets"), (*path, "Secrets"))
    credentials = _block(container, "RepositoryCredentials").get("CredentialsParameter", "")
    place = (*path, "RepositoryCredentials", "CredentialsParameter")
    for value in model.resolver.values(credentials, place):
        yield from _secret(value)
    files = container.get("EnvironmentFiles", [])
    for item, place, _ in model.resolver.items(files, (*path, "EnvironmentFiles")):
        if isinstance(item, Mapping) and "Value" in item:
            yield from _files(model, item["Value"], (*place, "Value"))
    place = (*path, "FirelensConfiguration", "Options")
    yield from _firelens(model, _block(container, "FirelensConfiguration").get("Options"), place)
    yield from _logs(model, container.get("LogConfiguration"), (*path, "LogConfiguration"))


def _block(container: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = container.get(key)
    return found if isinstance(found, Mapping) else {}


def _images(model: Model, data: Any, path: Path) -> Iterator[TaskNeed]:
    for value in model.resolver.values(data, path):
        found = _ECR.match(value.text)
        if not found:
            continue
        account, region, _, rest = found.groups()
        repository = re.split(r"[:@]", rest)[0]
        arn = f"arn:{t.PARTITION}:ecr:{region}:{account}:repository/{repository}"
        yield TaskNeed("image", PULL, arn, value.path, repository)
        yield TaskNeed("token", (TOKEN,), "*", value.path, repository)


def _secrets(model: Model, data: Any, path: Path) -> Iterator[TaskNeed]:
    for item, place, _ in model.resolver.items(data or [], path):
        if isinstance(item, Mapping) and "ValueFrom" in item:
            for value in model.resolver.values(item["ValueFrom"], (*place, "ValueFrom")):
                yield from _secret(value)


def _secret(value: Value) -> Iterator[TaskNeed]:
    text = value.text
    parts = text.split(":")
    if text.startswith("arn:") and len(parts) > 6 and parts[2] == "secretsmanager":
        arn = ":".join(parts[:7])
        if not t.has_unknown(arn[-1]) and not _SUFFIX.search(arn):
            arn += f"-{t.ANY}"
        yield TaskNeed("secret", ("secretsmanager:getsecretvalue",), arn, value.path, arn)
    elif text.startswith("arn:") and len(parts) > 5 and parts[2] == "ssm":
        yield TaskNeed("secret", ("ssm:getparameters",), text, value.path, text)
    elif text and not text.startswith("arn:") and not t.UNKNOWN.match(text):
        name = text.lstrip("/")
        arn = f"arn:{t.PARTITION}:ssm:{t.REGION}:{t.ACCOUNT}:parameter/{name}"
        yield TaskNeed("secret", ("ssm:getparameters",), arn, value.path, arn)


def _files(model: Model, data: Any, path: Path) -> Iterator[TaskNeed]:
    for value in model.resolver.values(data, path):
        text = value.text
        if text.startswith("arn:") and "/" in text:
            yield TaskNeed("file", ("s3:getobject",), text, value.path, text)
            bucket = text.partition("/")[0]
            yield TaskNeed("file", ("s3:getbucketlocation",), bucket, value.path, text)


def _firelens(model: Model, options: Any, path: Path) -> Iterator[TaskNeed]:
    """Yield what a FireLens container needs whose configuration is a file in S3.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html
    (read 2026-11-23)
    """
    if isinstance(options, Mapping) and options.get("config-file-type") == "s3":
        name = "config-file-value"
        yield from _files(model, options.get(name, ""), (*path, name))


def _logs(model: Model, data: Any, path: Path) -> Iterator[TaskNeed]:
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
        yield TaskNeed("logs", LOGS, f"{group}:log-stream:{t.ANY}", value.path, value.text)
        created = model.resolver.text(options.get("awslogs-create-group", "false"))
        if created.lower() == "true":
            where = (*path, "Options", "awslogs-create-group")
            yield TaskNeed(
                "create", ("logs:createloggroup",), f"{group}:{t.ANY}", where, value.text
            )


def out_of_reach(model: Model, kind: str) -> Iterator[Found]:
    """Yield each need of a kind that the execution role of its task cannot have allowed."""
    for task in tasks(model):
        role = task.execution
        if role is None or swapped(task):
            continue
        for need in task.needs:
            missing = [
                real_name(action)
                for action in need.actions
                if need.kind == kind and refused(role, action, need.resource)
            ]
            if missing:
                what = model.resolver.show(need.what)
                yield need.path, f"{role.logical_id} may not {', '.join(missing)} on {what}"


def swapped(task: Task) -> bool:
    """Return whether the two roles of a task definition stand in each other's place."""
    one, other = task.execution, task.task
    if one is None or other is None or one is other or not is_known(one):
        return False
    marks = (TOKEN, *PULL)
    return has(other, marks) and not has(one, marks) and not _wide(other)


def _wide(entity: Entity) -> bool:
    """Return whether a role has every action, so that having the marks of the other says nothing."""
    return any(value.text == "*" for s in entity.statements for value in s.actions)
