"""What code hands to an SDK: values, as far as reading the code tells them, and calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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


NOT_ENTERED = frozenset(
    {"expressionattributevalues", "item", "key", "message", "messageattributes", "metadata"}
)
"""Arguments whose insides are data of the application, and name nothing of the request."""


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


_COPIES = frozenset({"CopyObject", "UploadPartCopy"})


def with_sources(calls: Iterable[SdkCall]) -> Iterator[SdkCall]:
    """Yield calls, and before each copy of an object the call that reads its source.

    Version 2 of the SDK for Java names the buckets of both by themselves.
    """
    for call in calls:
        given = call.arguments if call.operation in _COPIES else {}
        if source := given.get("sourcebucket") or given.get("copysource"):
            yield replace(call, operation="GetObject", arguments={"bucket": source})
        if target := given.get("destinationbucket"):
            call = replace(call, arguments={**given, "bucket": target})
        yield call


def table_of_kind(kind: str) -> str:
    """Return the argument of a call for the tables of a kind of its items, such as ``Put``."""
    return f"{kind.lower()}.tablename"
