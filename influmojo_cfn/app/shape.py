"""Whether the values of an app have the types that they are declared with, written in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import NoneType

from influmojo_cfn.app import model
from influmojo_cfn.errors import AppError, Problem

_APP = {
    "project": str,
    "title": (str, NoneType),
    "architecture": (str, NoneType),
    "attach_execution_policy": bool,
    "tags": Mapping,
    "grants": tuple,
    "execution_role": (model.Role, NoneType),
    "task_role": (model.Role, NoneType),
    "services": tuple,
}
_ROLE = {"description": (str, NoneType), "grants": tuple}
_USE = {
    "grant": str,
    "arguments": Mapping,
    "why": (str, NoneType),
    "use": (str, NoneType),
    "sid": (str, NoneType),
}
_PARAMETER = {
    "name": str,
    "default": str,
    "description": (str, NoneType),
    "label": (str, NoneType),
    "allowed_pattern": (str, NoneType),
    "constraint_description": (str, NoneType),
    "max_length": (int, NoneType),
}
_NAMES = {NoneType: "None", tuple: "a list"}


def expect_app(value: object) -> None:
    """Refuse what is given in place of an app.

    Raises:
        AppError: it is no :class:`.App`.
    """
    if not isinstance(value, model.App):
        found = type(value).__name__
        raise AppError(
            Problem("app", f"is of type {found}; expected App, which load() reads from an app file")
        )


def problems_of_shape(app: model.App) -> Iterator[Problem]:
    """Yield each value of an app that has another type than is declared."""
    yield from _fields("", app, _APP)
    if isinstance(app.tags, Mapping):
        for key, value in app.tags.items():
            yield from _of_type(f"tags.{key}", value, str)
    yield from _grants("grants", app.grants)
    for name in ("execution_role", "task_role"):
        role = getattr(app, name)
        if isinstance(role, model.Role):
            yield from _fields(f"{name}.", role, _ROLE)
            yield from _grants(f"{name}.grants", role.grants)


def _grants(path: str, grants: object) -> Iterator[Problem]:
    for index, use in enumerate(grants if isinstance(grants, tuple) else ()):
        where = f"{path}[{index}]"
        yield from _of_type(where, use, model.GrantUse)
        if isinstance(use, model.GrantUse):
            yield from _fields(f"{where}.", use, _USE)
            if isinstance(use.arguments, Mapping):
                yield from _parameters(where, use.arguments)


def _parameters(path: str, arguments: Mapping[str, object]) -> Iterator[Problem]:
    for name, value in arguments.items():
        items = value if isinstance(value, tuple) else (value,)
        for index, item in enumerate(items):
            if isinstance(item, model.Parameter):
                where = (
                    f"{path}.{name}[{index}]." if isinstance(value, tuple) else f"{path}.{name}."
                )
                yield from _fields(where, item, _PARAMETER)


def _fields(prefix: str, value: object, types: Mapping[str, object]) -> Iterator[Problem]:
    for name, expected in types.items():
        yield from _of_type(f"{prefix}{name}", getattr(value, name), expected)


def _of_type(path: str, value: object, expected: object) -> Iterator[Problem]:
    kinds = expected if isinstance(expected, tuple) else (expected,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        names = " or ".join(_NAMES.get(kind, kind.__name__) for kind in kinds)
        yield Problem(path, f"is of type {type(value).__name__}; expected {names}")
