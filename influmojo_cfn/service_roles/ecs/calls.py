"""From a task definition to the calls that ECS makes to start its tasks.

What a field leaves open (an image from a parameter, the random end of a secret's ARN, its key)
stays :class:`~influmojo_cfn.iam.unknown.Unknown` in the call's resource.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.call_row import CallRow, Cause, RoleKind
from influmojo_cfn.service_roles.ecs.call_table import ROW, ROWS
from influmojo_cfn.service_roles.ecs.execution_role_calls import LOG_SECRET
from influmojo_cfn.service_roles.ecs.key_calls import key_calls
from influmojo_cfn.service_roles.ecs.log_calls import TASK_ID, Named, driver_mistakes, log_calls
from influmojo_cfn.service_roles.ecs.sidecars import sidecar_calls
from influmojo_cfn.service_roles.ecs.volume_calls import volume_calls
from influmojo_cfn.service_roles.field_readers import READERS, s3_object
from influmojo_cfn.service_roles.field_values import (
    Home,
    Mistake,
    ReadingContext,
    fields_in,
    fill,
    key_arn,
)
from influmojo_cfn.task_definition.model import (
    Container,
    ExecuteCommand,
    Field,
    LogConfiguration,
    TaskDefinition,
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of ECS, or of the log router that it sets up, with a role of the task.

    ``subject`` holds what the field named (a repository, a parameter ...), by the names of the
    row's templates. ``only_if`` says what the call depends on and nothing here tells. ``at_home``
    is the resource, in the tasks' own account and Region where those of it are not known.
    """

    row: CallRow
    action: str
    resource: Text
    at_home: Text
    context: Mapping[str, Text]
    subject: Mapping[str, Text]
    field: Field
    only_if: str = ""

    @property
    def role(self) -> RoleKind:
        """The role that makes the call."""
        return self.row.role


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Every call of a task definition, in its order, and what is wrong with the definition."""

    calls: tuple[Call, ...]
    mistakes: tuple[Mistake, ...] = field(default=())


def calls_of(
    definition: TaskDefinition,
    home: Home,
    *,
    cache_prefixes: tuple[str, ...] = (),
    key: str | None = None,
    execute_command: bool = False,
) -> Calls:
    """Return the calls that start the tasks of a definition, each once.

    Args:
        definition: the task definition.
        home: where its tasks run.
        cache_prefixes: repository prefixes that are pull-through caches, besides those that the
            definition's own template makes.
        key: the ARN of the customer managed key that encrypts its parameters and secrets, empty
            where the account's own keys do, which need no permission.
        execute_command: whether the service turns ECS Exec on.
    """
    found = every_call_of(
        definition, home, cache_prefixes=cache_prefixes, key=key, execute_command=execute_command
    )
    return replace(found, calls=_once(found.calls))


def every_call_of(
    definition: TaskDefinition,
    home: Home,
    *,
    cache_prefixes: tuple[str, ...] = (),
    key: str | None = None,
    execute_command: bool = False,
) -> Calls:
    """Return the calls of :func:`calls_of`, once for each field that causes them."""
    prefixes = frozenset((*cache_prefixes, *definition.cache_prefixes))
    asked = ReadingContext(home=home, cache_prefixes=prefixes, key=key, keys=definition.keys)
    collector = _Collector(definition, asked)
    for container in definition.containers:
        collector.container(container)
    for log in definition.service_connect_logs:
        collector.service_connect(log)
    collector.named(volume_calls(definition, home))
    collector.values("volumes[].", (), collector.asked)
    collector.absent_images()
    collector.no_container()
    sessions = definition.execute_command or (ExecuteCommand() if execute_command else None)
    if sessions:
        collector.execute_command(sessions)
    return Calls(calls=tuple(collector.calls), mistakes=tuple(collector.mistakes))


def _once(calls: Iterable[Call]) -> tuple[Call, ...]:
    found: dict[object, Call] = {}
    for call in calls:
        context = tuple(call.context.items())
        same = (call.action, call.role, call.resource, context, call.only_if)
        found.setdefault(same, call)
    return tuple(found.values())


@cache
def _caused_below(parent: str) -> Mapping[Cause, tuple[CallRow, ...]]:
    """Return the rows by the fields below another field whose values cause them, in order."""
    found: dict[Cause, tuple[CallRow, ...]] = {}
    for row in ROWS:
        for cause in row.causes:
            if cause.value and cause.field.startswith(parent):
                found[cause] = (*found.get(cause, ()), row)
    return found


def _at_home(resource: Text, home: Home) -> Text:
    """Return a resource in the tasks' own place where its account or Region is not known."""
    arn = parse_arn(covered(resource))
    if isinstance(resource, str) or arn is None:
        return resource
    if "*" not in (arn.partition, arn.region, arn.account):
        return resource
    moved = arn._replace(
        partition=home.partition if arn.partition == "*" else arn.partition,
        region=home.region if arn.region == "*" else arn.region,
        account=home.account if arn.account == "*" else arn.account,
    )
    text = str(moved)
    return Unknown(resource.reason, text) if re.search(r"[*?]", text) else text


class _Collector:
    """Goes through a task definition and gathers each call once."""

    def __init__(self, definition: TaskDefinition, asked: ReadingContext) -> None:
        self.definition = definition
        self.asked = asked
        self.home = asked.home
        self.calls: list[Call] = []
        self.mistakes: list[Mistake] = []
        self._absent: list[Field] = []

    def absent_images(self) -> None:
        """Add the calls of containers whose image is not given, which can be any."""
        cause, rows = next(iter(_caused_below("containerDefinitions[].").items()))
        for where in self._absent:
            self._read(where, cause, rows, self.asked)

    def no_container(self) -> None:
        """Keep the mistake of a definition without a container."""
        key: Path = ("containerDefinitions",)
        if self.definition.data.get("containerDefinitions") == []:
            where = Field(value="", path=self.definition.places.get(key, key))
            message = "contains no container; ECS takes no task definition without one"
            self.mistake(where, message)

    def add(
        self, name: str, where: Field, subject: Mapping[str, Text], only_if: str | None = None
    ) -> None:
        """Add the calls of a row, by its name."""
        self._add(ROW[name], where, subject, only_if)

    def _add(
        self, row: CallRow, where: Field, subject: Mapping[str, Text], only_if: str | None
    ) -> None:
        depends = row.only_if if only_if is None else only_if
        names: dict[str, Text] = {**self.home.names, **subject}
        context = {
            key: fill(template, names)
            for key, template in row.context.items()
            if all(names.get(used) for used in fields_in(template))
        }
        resource = fill(row.resource, names)
        if self._is_elsewhere(where, resource):
            return
        for action in row.actions:
            call = Call(
                row=row,
                action=action,
                resource=resource,
                at_home=_at_home(resource, self.home),
                context=context,
                subject=names,
                field=where,
                only_if=depends,
            )
            self.calls.append(call)
            self._key(call)

    def _key(self, call: Call) -> None:
        """Add the call on the key of what a call acts on, where the template encrypts that."""
        definition = self.definition
        for name, reading in key_calls(
            call.role, call.action, call.resource, definition.encrypted, self.home
        ):
            names = {**call.subject, **reading.names}
            self.add(name, call.field, names, call.only_if or reading.only_if)

    def _is_elsewhere(self, where: Field, resource: Text) -> bool:
        """Return whether a resource is of another partition, where the credentials are invalid.

        Source: the page on partitions of AWS's whitepaper on fault isolation boundaries.
        """
        arn = parse_arn(covered(resource))
        home = self.home.partition
        if arn is None or not (arn.partition + home).isascii():
            return False
        if arn.partition == home or "*" in arn.partition:
            return False
        self.mistake(
            where,
            f"{covered(where.value)!r} is of partition {arn.partition}, the tasks run in "
            f"{home} ({self.home.region}): no role reaches from one to the other",
        )
        return True

    def mistake(self, where: Field, message: str) -> None:
        """Keep a mistake, once."""
        found = Mistake(field=where, message=message)
        if found not in self.mistakes:
            self.mistakes.append(found)

    def values(self, parent: str, below: tuple[str | int, ...], asked: ReadingContext) -> None:
        """Add the calls of every field below another whose value alone says what they act on."""
        for cause, rows in _caused_below(parent).items():
            name = cause.field.removeprefix(parent) if below else cause.field
            for where in self.definition.fields(name, below):
                self._read(where, cause, rows, asked)

    def _read(
        self, where: Field, cause: Cause, rows: tuple[CallRow, ...], asked: ReadingContext
    ) -> None:
        if not cause.value:
            return
        for reading in READERS[cause.value](where, asked):
            if isinstance(reading, Mistake):
                self.mistake(reading.field, reading.message)
                continue
            for row in rows:
                used = set(fields_in(row.resource)) - set(self.home.names)
                is_about = not reading.about or reading.about in used
                if used and is_about and used <= set(reading.names):
                    self._add(row, where, reading.names, reading.only_if)

    def container(self, container: Container) -> None:
        """Add the calls of a container."""
        credentials = "repositoryCredentials.credentialsParameter"
        has_credentials = any(True for _ in self.definition.fields(credentials, container.path))
        asked = replace(self.asked, has_registry_credentials=has_credentials)
        self.values("containerDefinitions[].", container.path, asked)
        images = list(self.definition.fields("image", container.path))
        if not images:
            absent = Unknown(f"the image of {container.title} is not given")
            self._absent.append(Field(value=absent, path=container.path))
        for image in images:
            self.named(sidecar_calls(image, container, asked))
        if container.log:
            self.named(log_calls(container.log, container.name))
            on_fargate = self.definition.runs_on_fargate
            self.named(
                driver_mistakes(
                    container.log,
                    on_fargate=on_fargate,
                    has_router=self._has_router,
                    # Jobs and Express Mode have no family, and their services fill it in.
                    needs_region=on_fargate and bool(self.definition.family),
                )
            )
        if container.firelens is not None:
            self.firelens(container.firelens)

    @cached_property
    def _has_router(self) -> bool:
        """Return whether a container is a log router, or can be one."""
        return any(
            isinstance(each.name, Unknown)
            or any(True for _ in self.definition.fields("firelensConfiguration", each.path))
            for each in self.definition.containers
        )

    def named(self, rows: Named) -> None:
        """Add the calls of rows whose names several fields fill in."""
        for found in rows:
            if isinstance(found, Mistake):
                self.mistake(found.field, found.message)
            else:
                name, where, reading = found
                self.add(name, where, reading.names, reading.only_if)

    def service_connect(self, log: LogConfiguration) -> None:
        """Add the calls of the Service Connect proxy's log configuration."""
        rows = _caused_below("containerDefinitions[].")[LOG_SECRET]
        for secret in log.secret_options:
            self._read(secret, LOG_SECRET, rows, self.asked)
        self.named(log_calls(log, "ecs-service-connect"))

    def firelens(self, options: Mapping[str, Field]) -> None:
        """Add the calls for a log router's configuration in S3."""
        kind = options.get("config-file-type")
        value = options.get("config-file-value")
        if not (kind and value and covered(kind.value) in {"s3", "*"}):
            return
        unsure = "config-file-type is s3" if isinstance(kind.value, Unknown) else None
        for found in s3_object(value, self.asked):
            if not isinstance(found, Mistake):
                self.add("log router configuration", value, found.names, unsure)
                self.add("log router configuration bucket", value, found.names, unsure)
            elif unsure is None:
                self.mistake(found.field, found.message)

    def execute_command(self, sessions: ExecuteCommand) -> None:
        """Add the calls of ECS Exec."""
        only_if = sessions.only_if or None
        nowhere = Field(value="ECS Exec")
        self.add("execute command", nowhere, {}, only_if)
        if sessions.log_group:
            self.add("execute command log groups", sessions.log_group, {}, only_if)
            stream = f"ecs-execute-command-{TASK_ID}"
            subject: dict[str, Text] = {"group": sessions.log_group.value, "stream": stream}
            self.add("execute command log", sessions.log_group, subject, only_if)
        if sessions.bucket:
            prefix = sessions.bucket_prefix
            names: dict[str, Text] = {
                "bucket": sessions.bucket.value,
                "prefix": prefix,
                "object": fill(f"{{prefix}}{TASK_ID}", {"prefix": prefix}),
            }
            self.add("execute command objects", sessions.bucket, names, only_if)
            self.add("execute command bucket", sessions.bucket, names, only_if)
        if sessions.key:
            key = {"key": key_arn(sessions.key.value, self.home)}
            self.add("execute command key", sessions.key, key, only_if)
