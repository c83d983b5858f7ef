"""Fields of a task definition with their places, and what task definitions and services share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.task_definition.model import Field, LogConfiguration, empty
from influmojo_cfn.task_definition.shape import Reader


class Places:
    """Makes fields that know where they stood in the file."""

    def __init__(self, reader: Reader) -> None:
        self.places = reader.places

    def field(self, value: Any, *path: str | int) -> Field | None:
        """Return a field with its place in the file; None for an empty value."""
        if value is None or value == "":
            return None
        return Field(value=value, path=self.places.get(path, path))

    def fields(self, values: Iterable[Any], *path: str | int) -> tuple[Field, ...]:
        """Return a field for each item of a list."""
        found = [self.field(value, *path, index) for index, value in enumerate(values)]
        return tuple(field for field in found if field)

    def inner(self, items: Any, key: str, *path: str | int) -> tuple[Field, ...]:
        """Return the field ``key`` of each of a list's mappings; an empty one is not known."""
        if isinstance(items, Unknown):
            return (Field(value=items, path=self.places.get(path, path)),)
        found = []
        for index, item in enumerate(items or ()):
            where: Path = (*path, index) if isinstance(item, Unknown) else (*path, index, key)
            value = item if isinstance(item, Unknown) else item.get(key)
            found.append(self.field(empty(where) if value == "" else value, *where))
        return tuple(field for field in found if field)


_DECIDING: Mapping[Text, tuple[str, ...]] = {
    "awsfirelens": ("Name",),
    "awslogs": (
        "awslogs-group",
        "awslogs-region",
        "awslogs-stream-prefix",
        "awslogs-create-group",
    ),
}
"""The options of a log driver that decide which calls are made."""


def log_configuration(data: Any, places: Places, path: Path) -> LogConfiguration | None:
    """Return the log configuration at a path, or None where there is none."""
    if data is None:
        return None
    if isinstance(data, Unknown):
        return LogConfiguration(driver=Field(value=data, path=places.places.get(path, path)))
    driver = places.field(data.get("logDriver"), *path, "logDriver")
    if driver is None:
        return None
    return LogConfiguration(
        driver=driver,
        options=options(
            data.get("options"), places, (*path, "options"), _DECIDING.get(driver.value, ())
        ),
        secret_options=places.inner(data.get("secretOptions"), "valueFrom", *path, "secretOptions"),
    )


def options(
    data: Any, places: Places, path: Path, deciding: tuple[str, ...] = ()
) -> Mapping[str, Field]:
    """Return the options of a log driver or log router.

    Where they are not known, neither are those of them that decide which calls are made.
    """
    if isinstance(data, Unknown):
        return dict.fromkeys(deciding, Field(value=data, path=places.places.get(path, path)))
    if not isinstance(data, Mapping):
        return {}
    found = {key: places.field(value, *path, key) for key, value in data.items()}
    return {key: field for key, field in found.items() if field}
