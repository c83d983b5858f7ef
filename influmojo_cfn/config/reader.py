"""An app file becomes an App, or an error that names every key path that is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.app import App, Argument, GrantUse, Parameter, Role, Service
from influmojo_cfn.app.values import type_name
from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.errors import AppError, Path, Problem, did_you_mean
from influmojo_cfn.files import read_text

APP_KEYS: Mapping[str, str] = {
    "project": "text",
    "title": "text",
    "architecture": "text",
    "attach_execution_policy": "boolean",
    "tags": "mapping",
    "grants": "list",
    "execution_role": "mapping",
    "task_role": "mapping",
    "services": "list",
}
"""Each key of an app file, and the type of its value."""

ROLE_KEYS: Mapping[str, str] = {"description": "text", "grants": "list"}
SERVICE_KEYS: Mapping[str, str] = {
    "name": "text",
    "repository": "text or parameter",
    "port": "number",
    "cpu": "number",
    "memory": "number",
    "tasks": "mapping",
    "environment": "mapping",
    "secrets": "mapping",
    "health_check": "text",
    "paths": "list",
    "priority": "number",
}
TASKS_KEYS: Mapping[str, str] = {"min": "number", "max": "number"}
SERVICE_REQUIRED = ("name", "repository")
GRANT_KEYS: Mapping[str, str] = {"grant": "text", "use": "text", "why": "text", "sid": "text"}
PARAMETER_KEYS: Mapping[str, str] = {
    "parameter": "text",
    "default": "text",
    "description": "text",
    "label": "text",
    "allowed_pattern": "text",
    "constraint_description": "text",
    "max_length": "number",
}

_PLACEHOLDER = "placeholder"


def load(path: FilePath | str) -> App:
    """Read the app of an app file (YAML, UTF-8, at most 5 MB).

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML.
        AppError: something in it is wrong; every problem has its line and key path.
    """
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
        problems += [found for found in error.problems if not _touches(found, reader.problems)]
    if problems:
        problems.sort(key=lambda problem: document.place(_path(problem.where)))
        raise AppError([_placed(problem, document) for problem in problems])
    return app


def _touches(problem: Problem, others: list[Problem]) -> bool:
    """Return whether a problem is likely to follow from another: one stands inside the other."""
    here = _path(problem.where)
    return any(
        here[: len(path)] == path or path[: len(here)] == here
        for path in (_path(other.where) for other in others)
    )


def _placed(problem: Problem, document: Document) -> Problem:
    where = document.where(_path(problem.where)) if document.source else ""
    return Problem(": ".join(filter(None, (where, problem.where))), problem.message)


def _path(where: str) -> Path:
    return tuple(
        int(part[1:-1]) if part.startswith("[") else part
        for part in re.findall(r"\[\d+\]|[^.\[\]]+", where)
    )


_OTHER_KINDS: Mapping[str, str] = {
    "Resources": "is a CloudFormation template, not an app file; influmojo-cfn check reads it",
    "containerDefinitions": (
        "is a task definition, not an app file; influmojo-cfn derive writes one from it"
    ),
    "taskDefinition": (
        "is a task definition, not an app file; influmojo-cfn derive writes one from it"
    ),
    "claims": "is a claims file, not an app file; influmojo-cfn prove --claims reads it",
    "Statement": "is a policy document, not an app file; influmojo-cfn check reads it",
}
"""A key that an app file has not, and what a file is that has it."""


def _other_kind(data: Any) -> str | None:
    if not isinstance(data, Mapping) or "project" in data:
        return None
    return next((words for key, words in _OTHER_KINDS.items() if key in data), None)


class _AppReader:
    """Reads plain data into the types of an app, and keeps what does not fit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def app(self, data: Any) -> dict[str, Any]:
        if data is None:
            self.problems.append(Problem("", "the app file is empty; it needs at least a project"))
            return {"project": _PLACEHOLDER}
        if kind := _other_kind(data):
            self.problems.append(Problem("", kind))
            return {"project": _PLACEHOLDER}
        values = self.mapping("", data, APP_KEYS)
        if "project" not in values:
            self.missing("project", data, "the beginning of every name, such as orders")
            values["project"] = _PLACEHOLDER
        for name in ("execution_role", "task_role"):
            if name in values:
                values[name] = self.role(name, values[name])
        if "grants" in values:
            values["grants"] = self.grants("grants", values["grants"])
        if "tags" in values:
            values["tags"] = self.texts("tags", values["tags"])
        if "services" in values:
            values["services"] = tuple(
                self.service(f"services[{index}]", item)
                # One that stands for what cannot be read keeps the others' indexes right.
                or Service(
                    name=f"unread-{index}", repository="unread", port=1, priority=50000 - index
                )
                for index, item in enumerate(values["services"])
            )
        return values

    def service(self, where: str, data: Any) -> Service | None:
        before = len(self.problems)
        values = self.mapping(where, data, SERVICE_KEYS)
        for key in SERVICE_REQUIRED:
            self.missing(f"{where}.{key}", data, f"a service needs its {key}")
        if "environment" in values:
            values["environment"] = self.texts(f"{where}.environment", values["environment"])
        if "secrets" in values:
            values["secrets"] = self.secrets(f"{where}.secrets", values["secrets"])
        if isinstance(values.get("repository"), Mapping):
            values["repository"] = self.parameter(f"{where}.repository", values["repository"])
        for index, item in enumerate(values.get("paths", [])):
            self.fits(f"{where}.paths[{index}]", item, "text")
        tasks = self.mapping(f"{where}.tasks", values.pop("tasks", {}), TASKS_KEYS)
        values |= {f"{key}_tasks": value for key, value in tasks.items()}
        if len(self.problems) > before:
            return None
        return Service(**values)

    def missing(self, where: str, data: Any, words: str) -> None:
        if isinstance(data, Mapping) and where.rpartition(".")[2] not in data:
            self.problems.append(Problem(where, f"is missing: {words}"))

    def mapping(self, where: str, data: Any, keys: Mapping[str, str]) -> dict[str, Any]:
        """Return the known entries of a mapping whose values have the right type."""
        if not self.fits(where, data, "mapping"):
            return {}
        found: dict[str, Any] = {}
        for key, value in data.items():
            inner = f"{where}.{key}" if where else key
            if key not in keys:
                nearest = did_you_mean(key, keys) or f"; known are {', '.join(keys)}"
                self.problems.append(Problem(inner, f"unknown key{nearest}"))
            elif self.fits(inner, value, keys[key]):
                found[key] = value
        return found

    def fits(self, where: str, value: Any, expected: str) -> bool:
        found = type_name(value)
        if found in expected.split(" or ") or (
            expected.endswith("parameter") and found == "mapping" and "parameter" in value
        ):
            return True
        hint = "; put it in quotes" if expected == "text" and found in ("number", "boolean") else ""
        self.problems.append(Problem(where, f"unexpected {found} (expected {expected}){hint}"))
        return False

    def texts(self, where: str, data: Mapping[str, Any]) -> dict[str, str]:
        return {
            key: value for key, value in data.items() if self.fits(f"{where}.{key}", value, "text")
        }

    def secrets(self, where: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: self.parameter(f"{where}.{key}", value) if isinstance(value, Mapping) else value
            for key, value in data.items()
            if self.fits(f"{where}.{key}", value, "text or parameter")
        }

    def role(self, where: str, data: Any) -> Role:
        values = self.mapping(where, data, ROLE_KEYS)
        grants = self.grants(f"{where}.grants", values.get("grants", []))
        return Role(grants=grants, description=values.get("description"))

    def grants(self, where: str, data: list[Any]) -> tuple[GrantUse, ...]:
        return tuple(self.grant(f"{where}[{index}]", item) for index, item in enumerate(data))

    def grant(self, where: str, data: Any) -> GrantUse:
        if isinstance(data, str):
            message = f"unexpected text (expected mapping); write grant: {data} and its arguments"
            self.problems.append(Problem(where, message))
            return GrantUse(grant="")
        if not self.fits(where, data, "mapping"):
            return GrantUse(grant="")
        known = {key: value for key, value in data.items() if key in GRANT_KEYS}
        values = self.mapping(where, known, GRANT_KEYS)
        if "grant" not in values:
            words = "the name of a grant, such as s3.read_objects"
            self.missing(f"{where}.grant", data, words)
            values["grant"] = ""
        arguments = {}
        for key, value in data.items():
            if key not in GRANT_KEYS:
                argument = self.argument(f"{where}.{key}", value)
                if argument is not None:
                    arguments[key] = argument
        return GrantUse(arguments=arguments, **values)

    def argument(self, where: str, value: Any) -> Argument | None:
        if value is None:
            self.problems.append(Problem(where, "is empty: give a value, or leave the key out"))
            return None
        if isinstance(value, list):
            items = [self.argument(f"{where}[{index}]", item) for index, item in enumerate(value)]
            return tuple(item for item in items if item is not None)  # type: ignore[misc]
        if isinstance(value, Mapping) and "parameter" in value:
            return self.parameter(where, value)
        if isinstance(value, Mapping) and set(value) & {"default", "description"}:
            self.problems.append(Problem(f"{where}.parameter", "is missing: the parameter's name"))
            self.mapping(where, value, PARAMETER_KEYS)
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.fits(where, value, "text")
            return None
        return value  # type: ignore[no-any-return]

    def parameter(self, where: str, data: Mapping[str, Any]) -> Parameter | None:
        before = len(self.problems)
        values = self.mapping(where, data, PARAMETER_KEYS)
        self.missing(f"{where}.default", data, "the value when deployed without one")
        if len(self.problems) > before:
            return None
        return Parameter(name=values.pop("parameter"), **values)
