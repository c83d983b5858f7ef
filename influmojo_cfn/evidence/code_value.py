"""What code hands to an SDK: values, as far as reading the code tells them, and calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias


class Literal(NamedTuple):
    """A string that stands in the code."""

    text: str


class EnvironmentVariable(NamedTuple):
    """An environment variable, and the default that the code gives it."""

    name: str
    default: str = ""


class UnknownExpression(NamedTuple):
    """An expression whose value reading the code does not tell."""

    expression: str


CodeValue: TypeAlias = Literal | EnvironmentVariable | UnknownExpression
Arguments = dict[str, tuple[CodeValue, ...]]
"""What a call gives each of its arguments, by its name's letters."""


_NESTED = frozenset(
    {
        "bucket",
        "conditioncheck",
        "detailtype",
        "eventbusname",
        "functionname",
        "mediafileuri",
        "source",
        "tablename",
    }
)


def is_nested(name: str) -> bool:
    """Return whether an argument is found inside others: ``Entries=[{"EventBusName": ...}]``."""
    return name in _NESTED or name.endswith("rolearn")


def add_values(arguments: Arguments, name: str, values: Iterable[CodeValue]) -> None:
    """Add values to those that an argument can have, each once."""
    arguments[name] = tuple(dict.fromkeys((*arguments.get(name, ()), *values)))


@dataclass(frozen=True, kw_only=True)
class SdkCall:
    """One call of an SDK's operation.

    Attributes:
        service: botocore's name of the service, such as ``sesv2``.
        operation: the operation, such as ``SendEmail``.
        arguments: the values that each argument can have, by its name's letters in lower case.
        file: the file, as it was named.
        line: the line of the call.
    """

    service: str
    operation: str
    arguments: Mapping[str, tuple[CodeValue, ...]] = field(default_factory=dict)
    file: str
    line: int

    @property
    def place(self) -> str:
        """The file and line of the call."""
        return f"{self.file}:{self.line}"


def table_of_kind(kind: str) -> str:
    """Return the argument of a call for the tables of a kind of its items, such as ``Put``."""
    return f"{kind.lower()}.tablename"
