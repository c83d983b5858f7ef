"""An app file becomes an App, or an error that names every key path that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from pathlib import Path as FilePath
from types import NoneType
from typing import Any

from influmojo_cfn.app import App, ArgumentValue, GrantUse, Job, Parameter, Role, Service
from influmojo_cfn.app.fields import AppField, fields_of
from influmojo_cfn.app.model import AppFields
from influmojo_cfn.app.values import type_name
from influmojo_cfn.arguments import FILE, check_arguments
from influmojo_cfn.cloudformation import Document, dump, parse
from influmojo_cfn.errors import AppError, Path, Problem, did_you_mean, key_path
from influmojo_cfn.files import read_text
from influmojo_cfn.input_files import APP, not_one, other_type

_PLACEHOLDER = "placeholder"


def load(path: FilePath | str) -> App:
    """Read the app of an app file (YAML, UTF-8, at most 5 MB).

    >>> from influmojo_cfn import load
    >>> [service.name for service in load("influmojo-cfn.yaml").services]
    ['webapp', 'admin', 'backend']

    Args:
        path: the app file.

    Returns:
        The app, with every default of what the file omits.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML.
        AppError: something in it is wrong; every problem has its line and key path.
    """
    check_arguments(path=(path, FILE))
    return loads(read_text(FilePath(path)), str(path))


def loads(text: str, source: str = "") -> App:
    """Read the app of an app file's text; ``source`` names it in errors.

    Raises:
        TemplateError, AppError: see :func:`load`.
    """
    document = parse(text, source)
    reader = _AppReader()
    values = reader.app(document.data)
    problems = list(reader.problems)
    try:
        app = App(**values)
    except AppError as error:
        problems += _independent(error.problems, reader.problems)
    if problems:
        known = dict(_paths(document.data))
        placed = [_placed(problem, document, known) for problem in problems]
        raise AppError(sorted(placed, key=lambda problem: document.place(problem.path)))
    return app


def from_document(values: Mapping[str, Any]) -> App:
    """Read an app from plain data as from the file that contains it, so that they cannot differ.

    Raises:
        AppError: a name or a value is rejected; every problem has its key path.
    """
    return loads(dump(values))


def _independent(found: Iterable[Problem], others: list[Problem]) -> Iterator[Problem]:
    """Yield the problems that are not likely to follow from others.

    One stands inside the other, or a value of an environment has no parameter, where what makes
    parameters could not be read.
    """
    places = {other.place for other in others}
    around = {place for each in places for place in _enclosing(each)}
    is_value = bool(places) and not all(map(_is_value, places))
    for problem in found:
        here = problem.place
        follows = here in around or not places.isdisjoint(_enclosing(here))
        if not follows and not (is_value and _is_value(here)):
            yield problem


def _enclosing(place: str) -> Iterator[str]:
    """Yield a key path and those that it stands in, the longest first."""
    yield place
    for index in range(len(place) - 1, -1, -1):
        if place[index] in ".[":
            yield place[:index]
    yield ""


def _is_value(place: str) -> bool:
    """Return whether a key path leads to the value of a parameter in an environment."""
    return place.startswith("environments.") and place.count(".") > 1


def _placed(problem: Problem, document: Document, known: Mapping[str, Path]) -> Problem:
    """Return a problem with the place in the file of what it is about, or of what that lacks."""
    around = next(each for each in _enclosing(problem.place) if each in known)
    source = document if document.source else None
    return Problem.at(source, known[around], problem.message, place=problem.place)


def _paths(data: Any, path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Yield every path of an app file, by the key path that a problem names."""
    yield key_path(path), path
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _paths(value, (*path, str(key)))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _paths(value, (*path, index))


_MEANT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("boundary", "permission_boundary"), ("permissions_boundary",)),
    **dict.fromkeys(("cron", "rate", "when", "schedule_expression"), ("schedule",)),
    **dict.fromkeys(("schedules", "scheduled_tasks", "cron_jobs", "crons"), ("jobs", "schedule")),
    **dict.fromkeys(("env", "variables"), ("environment", "environments")),
    **dict.fromkeys(("envs", "stages", "environment"), ("environments", "environment")),
    **dict.fromkeys(("pipeline", "ci", "cicd", "github", "gitlab", "bitbucket"), ("deployment",)),
    **dict.fromkeys(("infra", "volumes", "load_balancers"), ("infrastructure",)),
    **dict.fromkeys(("event", "events", "pattern"), ("event_pattern",)),
    **dict.fromkeys(("managed_policy", "attach_policy"), ("attach_execution_policy",)),
    **dict.fromkeys(("permissions", "policies", "statements"), ("grants",)),
    **dict.fromkeys(("image", "ecr", "repo"), ("image", "repository")),
    **dict.fromkeys(("sidecars", "side_containers"), ("containers",)),
    **dict.fromkeys(("dependencies", "dependsOn", "needs"), ("depends_on",)),
    **dict.fromkeys(("env_files", "env_file", "environmentFiles"), ("environment_files",)),
    **dict.fromkeys(("exec", "enable_execute_command"), ("execute_command",)),
    **dict.fromkeys(("spot", "capacity_provider"), ("fargate_spot",)),
    **dict.fromkeys(("cluster_name", "cluster_arn"), ("cluster",)),
    **dict.fromkeys(("serviceConnect", "discovery", "connect"), ("service_connect",)),
    **dict.fromkeys(("efs", "mounts", "mount_points", "efs_volumes"), ("volumes",)),
    **dict.fromkeys(("log_group", "logs", "logging", "retention"), ("log_retention",)),
    **dict.fromkeys(("healthcheck", "health"), ("health_check", "health_command")),
    **dict.fromkeys(("runtime_platform", "cpu_architecture", "platform"), ("architecture",)),
    **dict.fromkeys(("cmd", "args", "arguments"), ("command",)),
    **dict.fromkeys(("ports", "container_port", "port_mappings"), ("port",)),
    **dict.fromkeys(("dlq", "deadletter"), ("dead_letter_queue",)),
    **dict.fromkeys(("scaling", "autoscaling", "auto_scaling"), ("tasks",)),
    **dict.fromkeys(("tasks_per_service", "count", "desired_count", "replicas"), ("tasks",)),
}
"""Words of other tools for keys of an app file, whose spelling is not near; the first that fits."""


class _AppReader:
    """Reads plain data into the types of an app, and keeps what does not fit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def app(self, data: Any) -> dict[str, Any]:
        if data is None:
            self.problems.append(Problem("", "the app file is empty; it needs at least a project"))
            return {"project": _PLACEHOLDER}
        if not isinstance(data, Mapping):
            other = not_one(data, APP)
        else:
            other = "" if APP.key in data else other_type(data, APP)
        if other:
            self.problems.append(Problem("", other))
            return {"project": _PLACEHOLDER}
        return {"project": _PLACEHOLDER, **self.values("", data, AppFields)}

    def values(self, where: str, data: Any, part: type) -> dict[str, Any]:
        """Return what a mapping gives for the fields of a part of an app, as far as it fits."""
        fields = fields_of(part)
        rest = any(field.key.rest for field in fields)
        found = self.entries(where, data, _file_types(fields), rest=rest)
        is_mapping = type_name(data) == "mapping"
        for field in fields if is_mapping else ():
            if field.is_required and field.file_key not in data:
                # Without other keys a misspelled one is told as unknown.
                misspelled = _renamed(field.file_key, data) if rest else ""
                message = f"is missing: {field.key.missing}{misspelled}"
                self.problems.append(Problem(_inner(where, field.file_key), message))
        for group in {field.key.within: None for field in fields if field.key.within in found}:
            types = _file_types(_within(fields, group))
            found[group] = self.entries(_inner(where, group), found[group], types)
        values = {}
        for field in fields:
            inside = found.get(field.key.within, {}) if field.key.within else found
            if field.key.rest:
                known = {each.file_key for each in fields}
                values[field.name] = self.arguments(where, data, known)
            elif field.file_key in inside:
                path = _inner(where, field.file_key)
                values[field.name] = self.value(path, field, inside[field.file_key])
        return values

    def entries(
        self, where: str, data: Any, types: Mapping[str, str], *, rest: bool = False
    ) -> dict[str, Any]:
        """Return the known entries of a mapping whose values have the right type."""
        if not self.fits(where, data, "mapping"):
            return {}
        found: dict[str, Any] = {}
        for key, value in data.items():
            if key not in types:
                if not rest:
                    meant = next((n for n in _MEANT.get(key, ()) if n in types), None)
                    nearest = f"; did you mean {meant!r}?" if meant else did_you_mean(key, types)
                    nearest += "" if meant else _whose(key, types)
                    nearest = nearest or f"; known are {', '.join(types)}"
                    self.problems.append(Problem(_inner(where, key), f"unknown key{nearest}"))
            elif self.fits(_inner(where, key), value, types[key]):
                found[key] = value
        return found

    def fits(self, where: str, value: Any, expected: str) -> bool:
        found = type_name(value)
        if found in expected.split(" or ") or (
            expected.endswith("parameter") and found == "mapping" and "parameter" in value
        ):
            return True
        hint = (
            "; put it in quotes" if expected == "string" and found in ("number", "boolean") else ""
        )
        self.problems.append(Problem(where, f"unexpected {found} (expected {expected}){hint}"))
        return False

    def value(self, where: str, field: AppField, value: Any) -> Any:
        """Return the value of a field whose type fits: its parts are read."""
        if field.key.free:
            return value
        if isinstance(value, list):
            read = [
                self.item(f"{where}[{index}]", item, field.items, index)
                for index, item in enumerate(value)
            ]
            return tuple(item for item in read if item is not None)
        if isinstance(value, Mapping) and field.part is None:
            pairs = [(key, self.item(f"{where}.{key}", v, field.items)) for key, v in value.items()]
            return {key: item for key, item in pairs if item is not None}
        return self.item(where, value, field.kinds)

    def item(self, where: str, value: Any, kinds: tuple[type, ...], index: int = 0) -> Any:
        """Return a value as one of some types; None, or what represents it, where it is none."""
        part = next((kind for kind in kinds if is_dataclass(kind)), None)
        if part is GrantUse and isinstance(value, str):
            message = (
                f"unexpected string (expected mapping); write grant: {value} and its arguments"
            )
            self.problems.append(Problem(where, message))
            return GrantUse(grant="")
        if part is None or str in kinds:
            if not self.fits(where, value, _file_type(kinds)):
                return None
            if part is None or isinstance(value, str):
                return value
        return self.part(where, value, part, index)

    def part(self, where: str, data: Any, part: type, index: int = 0) -> Any:
        """Return a part of an app; where it cannot be read, what represents it."""
        before = len(self.problems)
        values = self.values(where, data, part)
        readable = len(self.problems) == before
        if not readable and part in _STAND_INS:
            # One that represents what cannot be read keeps the others' indexes right.
            return _STAND_INS[part](index)
        if not readable and part not in (Role, GrantUse):
            return None
        if part is GrantUse:
            values.setdefault("grant", "")
        return part(**values)

    def arguments(self, where: str, data: Any, known: set[str]) -> dict[str, ArgumentValue]:
        """Return the entries of a grant that are arguments: every key that is not a field's."""
        found = {}
        for key, value in data.items() if isinstance(data, Mapping) else ():
            if key not in known:
                argument = self.argument(_inner(where, key), value)
                if argument is not None:
                    found[key] = argument
        return found

    def argument(self, where: str, value: Any) -> ArgumentValue | None:
        if value is None:
            self.problems.append(Problem(where, "is empty: give a value, or leave the key out"))
            return None
        if isinstance(value, list):
            items = [self.argument(f"{where}[{index}]", item) for index, item in enumerate(value)]
            return tuple(item for item in items if item is not None)  # type: ignore[misc]
        if isinstance(value, Mapping) and "parameter" in value:
            return self.part(where, value, Parameter)  # type: ignore[no-any-return]
        if isinstance(value, Mapping) and set(value) & {"default", "description"}:
            self.problems.append(Problem(f"{where}.parameter", "is missing: the parameter's name"))
            self.entries(where, value, _file_types(fields_of(Parameter)))
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.fits(where, value, "string")
            return None
        return value  # type: ignore[no-any-return]


_STAND_INS: Mapping[type, Callable[[int], object]] = {
    Service: lambda index: Service(
        name=f"unread-{index}", repository="unread", port=1, priority=50000 - index
    ),
    Job: lambda index: Job(name=f"unread-j-{index}", schedule="rate(1 day)", repository="unread"),
}
"""What represents a part that cannot be read."""


def _whose(key: str, here: Collection[str]) -> str:
    """Return which parts have a key that this part has not, or one that another tool's word means.

    It is in parentheses, after a space; empty where none has it.
    """
    if elsewhere := _elsewhere(key, here):
        return f" (it is a key of {elsewhere})"
    for meant in _MEANT.get(key, ()):
        if elsewhere := _elsewhere(meant, here):
            return f" ({meant!r} is a key of {elsewhere})"
    return ""


def _elsewhere(key: str, here: Collection[str]) -> str:
    """Return which parts of an app file have a key that this part has not."""
    found: dict[str, None] = {}
    for name, part in {"the app": AppFields, "services": Service, "jobs": Job}.items():
        for field in fields_of(part):
            if field.file_key == key and field.key.within in ("", *here):
                found[field.key.within or name] = None
    return " and of ".join(found)


def _inner(where: str, key: object) -> str:
    return f"{where}.{key}" if where else str(key)


_FILE_TYPES: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "number",
    tuple: "list",
    Parameter: "parameter",
}


def file_type(field: AppField) -> str:
    """Return how an app file calls the type of a field's value, such as ``text or parameter``."""
    return _file_type(field.kinds)


def _file_type(kinds: tuple[type, ...]) -> str:
    return " or ".join(_FILE_TYPES.get(kind, "mapping") for kind in kinds if kind is not NoneType)


def _file_types(fields: tuple[AppField, ...]) -> dict[str, str]:
    """Return each key of a mapping and the type of its value."""
    return {
        field.key.within or field.file_key: "mapping" if field.key.within else file_type(field)
        for field in fields
        if not field.key.rest
    }


def _within(fields: tuple[AppField, ...], group: str) -> tuple[AppField, ...]:
    """Return the fields of a mapping inside another one, as fields of its own."""
    return tuple(
        field._replace(key=field.key._replace(within=""))
        for field in fields
        if field.key.within == group
    )


def _renamed(key: str, data: Mapping[Any, Any]) -> str:
    """Return which key of a mapping a missing one is misspelled as; nothing where none is."""
    close = (each for each in data if isinstance(each, str) and did_you_mean(each, [key]))
    written = next(close, "")
    return f"; rename {written!r} to {key!r}" if written else ""
