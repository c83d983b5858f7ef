"""Whether the values of an app have the types that they are declared with, written in Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from types import NoneType

from influmojo_cfn.app import model
from influmojo_cfn.app.fields import AppField, fields_of
from influmojo_cfn.app.granted import placed_values
from influmojo_cfn.errors import AppError, Problem

_NAMES = {NoneType: "None", tuple: "a list"}


def check_app(value: object) -> None:
    """Raise an error for what is given in place of an app.

    Raises:
        AppError: it is no :class:`.App`.
    """
    if not isinstance(value, model.AppFields):
        found = type(value).__name__
        raise AppError(
            Problem("app", f"is of type {found}; expected App, which load() reads from an app file")
        )


def problems_of_shape(app: model.AppFields) -> Iterator[Problem]:
    """Yield each value of an app that has another type than is declared."""
    for field in fields_of(model.AppFields):
        yield from _field("", field, getattr(app, field.name))


def _field(prefix: str, field: AppField, value: object) -> Iterator[Problem]:
    path = f"{prefix}{field.name}"
    if problem := _of_type(path, value, field.kinds):
        yield problem
    elif field.key.free:
        return
    elif field.key.rest:
        yield from _arguments(prefix, value)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _value(f"{path}[{index}]", item, field.items)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if problem := _of_type(f"{path}.{name}", name, (str,)):
                yield Problem(problem.where, f"the key {problem.message}")
            yield from _value(f"{path}.{name}", item, field.items)
    else:
        yield from _parts(path, value)


def _value(path: str, value: object, kinds: tuple[type, ...]) -> Iterator[Problem]:
    if problem := _of_type(path, value, kinds):
        yield problem
    else:
        yield from _parts(path, value)


def _parts(path: str, value: object) -> Iterator[Problem]:
    if is_dataclass(value) and not isinstance(value, type):
        kind: type = type(value)
        for field in fields_of(kind):
            yield from _field(f"{path}.", field, getattr(value, field.name))


def _arguments(prefix: str, value: object) -> Iterator[Problem]:
    """Look into the parameters among a grant's arguments; the catalog judges the rest."""
    assert isinstance(value, Mapping)
    for name, given in value.items():
        for path, item in placed_values(f"{prefix}{name}", given):
            if isinstance(item, model.Parameter):
                yield from _parts(path, item)


def _of_type(path: str, value: object, kinds: tuple[type, ...]) -> Problem | None:
    if isinstance(value, kinds) and not (isinstance(value, bool) and bool not in kinds):
        return None
    names = " or ".join(_NAMES.get(kind, kind.__name__) for kind in kinds)
    return Problem(path, f"is of type {type(value).__name__}; expected {names}")
