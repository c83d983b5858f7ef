"""The task definitions of a template, and what ECS calls with their roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.transforms import SNIPPET
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.rules.ecs.alternatives import PlainData, plain
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, Model, role_named
from influmojo_cfn.rules.rule import Findings
from influmojo_cfn.rules.services.denied_calls import HOME, has, is_denied, is_known
from influmojo_cfn.service_roles.call_row import CallRow, RoleKind
from influmojo_cfn.service_roles.ecs.call_table import ROW
from influmojo_cfn.service_roles.ecs.calls import Call, every_call_of
from influmojo_cfn.service_roles.field_values import Mistake
from influmojo_cfn.service_roles.run_task_calls import definition_named
from influmojo_cfn.service_roles.template_fields import Property
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.task_resources import TASK_SHAPES, TaskShape, task_properties

PULL = tuple(action.lower() for action in ROW["image"].actions)
(TOKEN,) = (action.lower() for action in ROW["registry token"].actions)
LOGS = tuple(action.lower() for action in ROW["log stream"].actions)
CHANNELS = ROW["execute command"].actions


@dataclass(frozen=True, eq=False)
class Task:
    """A task definition: its roles as far as the template holds them, and the calls of ECS.

    ``has_execution_role`` and ``has_task_role`` tell that it names one, here or elsewhere.
    ``calls`` are those that its fields make certain, once for each field; strings in them are
    partly known. ``either`` holds those of a field that can be read in several ways, of which one
    is true.
    A task with a FireLens container writes logs with its task role. ``mistakes`` are what ECS does
    not register, or no task starts with.
    """

    logical_id: str
    path: Path
    execution: Entity | None
    task: Entity | None
    has_execution_role: bool = False
    has_task_role: bool = False
    is_fargate: bool = False
    calls: tuple[Call, ...] = ()
    either: tuple[tuple[Call, Call], ...] = ()
    has_firelens: bool = False
    mistakes: tuple[Mistake, ...] = ()

    def role(self, kind: RoleKind) -> Entity | None:
        """Return one of the two roles, as far as the template holds it."""
        return self.execution if kind == "execution" else self.task

    def execution_calls(self) -> Iterator[Call]:
        """Yield the calls with the execution role."""
        return (call for call in self.calls if call.role == "execution")


@remembered
def tasks(model: Model) -> tuple[Task, ...]:
    """Return each task definition of a template, and what other resources say in place of one."""
    return tuple(
        task
        for shape in TASK_SHAPES
        for properties in model.resources(shape.resource_type)
        for task in _tasks_of(model, shape, properties)
    )


def _tasks_of(model: Model, shape: TaskShape, properties: Property) -> Iterator[Task]:
    launch_types = properties.data.get(shape.launch_types, shape.launch_type)
    for _, data, at, _ in properties.below(*shape.at):
        if not isinstance(data, Mapping) or is_call(data):
            continue
        read = plain(model.resolver, {k: data[k] for k in shape.read if k in data}, at)
        definition = _definition(shape, read, at)
        if _is_on_fargate(model, properties, launch_types):
            definition = replace(definition, compatibilities=("FARGATE",))
        found = every_call_of(definition, HOME)
        calls = found.calls
        execution, task = (
            role_named(model, data[key]) if key in data else None
            for key in ("ExecutionRoleArn", shape.task_role)
        )
        yield Task(
            logical_id=properties.logical_id,
            path=at,
            execution=execution,
            task=task,
            has_execution_role="ExecutionRoleArn" in data,
            has_task_role=shape.task_role in data,
            is_fargate="FARGATE" in str(launch_types),
            calls=tuple(call for call in calls if not call.only_if),
            either=tuple(_either(calls)),
            has_firelens=any(each.firelens is not None for each in definition.containers),
            mistakes=found.mistakes if _is_wholly_read(shape, read.data) else (),
        )


def _is_on_fargate(model: Model, properties: Property, launch_types: object) -> bool:
    """Return whether Fargate surely takes a task: by itself, or a service that runs it there."""
    if isinstance(launch_types, list) or launch_types == "FARGATE":
        return "FARGATE" in launch_types
    return launch_types == "EC2" and any(
        service.text("LaunchType") == "FARGATE"
        and definition_named(model.resolver, service.text("TaskDefinition"))
        == properties.logical_id
        for service in model.resources("AWS::ECS::Service")
    )


def _is_wholly_read(shape: TaskShape, data: Mapping[str, Any]) -> bool:
    """Return whether no container, log configuration or its options are what a function gives."""
    containers = data.get(shape.containers, ()) if shape.containers else [data]
    logs = [row.get("LogConfiguration") or {} for row in containers if _is_whole(row)]
    rows = [*containers, *logs, *(log.get("Options") or {} for log in logs if _is_whole(log))]
    return all(map(_is_whole, rows))


def _is_whole(data: object) -> bool:
    """Return whether data is a mapping to which no snippet adds keys."""
    return isinstance(data, Mapping) and SNIPPET not in data


def _definition(shape: TaskShape, read: PlainData, path: Path) -> TaskDefinition:
    """Return what the containers and volumes of a task say."""
    from influmojo_cfn.task_definition.read import definition_of

    task = task_properties(shape, read.data, None, t.ANY, ())

    def source(place: Path) -> Path:
        there = task.source(place)
        return read.places.get(there, (*path, *there))

    return definition_of(task.properties, source)


def _either(calls: Iterable[Call]) -> Iterator[tuple[Call, Call]]:
    """Yield both readings of a secret whose last word can be AWS's suffix: one of them is true."""
    unsure: dict[tuple[Path, str], Call] = {}
    for call in calls:
        if call.only_if and call.role == "execution":
            key = (call.field.path, call.row.name)
            first = unsure.setdefault(key, call)
            if covered(call.resource) == f"{covered(first.resource)}-??????":
                yield first, call


def out_of_reach(model: Model, wanted: Callable[[CallRow], bool]) -> Findings:
    """Yield each field whose calls, of certain rows, its execution role cannot have allowed."""
    for missing in refused_calls(model, "execution", wanted):
        call = missing.calls[0]
        what = model.resolver.show(covered(call.subject.get("group", call.field.value)))
        yield missing.path, f"{missing} on {what}"


@dataclass(frozen=True)
class RefusedCalls:
    """Calls of one field of a task definition that the role for them cannot have allowed."""

    role: Entity
    path: Path
    calls: tuple[Call, ...]

    def __str__(self) -> str:
        names = ", ".join(dict.fromkeys(call.action for call in self.calls))
        return f"{self.role.logical_id} is not allowed to call {names}"


def refused_calls(
    model: Model, kind: RoleKind, wanted: Callable[[CallRow], bool]
) -> Iterator[RefusedCalls]:
    """Yield the calls, of certain rows, that a role of each task cannot have allowed, by field."""
    for task in tasks(model):
        role = task.role(kind)
        if role is None or swapped(task):
            continue
        missing: dict[Path, list[Call]] = {}
        for call in task.calls:
            if call.role == kind and wanted(call.row) and _is_call_denied(model, role, call):
                missing.setdefault(call.field.path, []).append(call)
        for readings in task.either if kind == "execution" else ():
            if wanted(readings[0].row) and all(
                _is_call_denied(model, role, call) for call in readings
            ):
                missing.setdefault(readings[0].field.path, []).extend(readings)
        for path, calls in missing.items():
            yield RefusedCalls(role, path, tuple(calls))


def _is_call_denied(model: Model, role: Entity, call: Call) -> bool:
    return is_denied(model, role, call.action.lower(), covered(call.resource))


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
