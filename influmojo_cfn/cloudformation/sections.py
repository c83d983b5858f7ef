"""The sections of a template, and whether they have the shape that they have to have.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from influmojo_cfn.errors import Problem, TemplateError

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation.reader import Document

MAPPINGS = ("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Resources", "Rules")
"""The sections that are mappings of names to what is so called."""
OF_MAPPINGS = ("Mappings", "Outputs", "Parameters", "Resources")
"""The sections in which each name represents a mapping."""


def section(template: Any, name: str) -> Mapping[str, Any]:
    """Return a section of a template, empty where it is missing or has another shape."""
    found = template.get(name) if isinstance(template, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def items_of(value: Any) -> list[Any]:
    """Return the items of a list, or the one value; none where there is nothing."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def condition_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Condition of a resource, for what exists with it; empty where it has none."""
    return {"Condition": row["Condition"]} if "Condition" in row else {}


def strings_in(value: Any) -> Iterator[str]:
    """Yield each string in a value, but keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from strings_in(item)


def with_parts(value: Any, change: Callable[[Any], Any]) -> Any:
    """Return a list or a mapping with each of its parts changed; any other value as it is."""
    if isinstance(value, list):
        return [change(item) for item in value]
    if isinstance(value, Mapping):
        return {key: change(item) for key, item in value.items()}
    return value


def check_sections(document: Document) -> None:
    """Raise :class:`TemplateError` for sections of a wrong shape; all are listed."""
    if check_sections not in document.memo:
        document.memo[check_sections] = tuple(_problems(document))
    if problems := document.memo[check_sections]:
        raise TemplateError(problems)


def _problems(document: Document) -> Iterator[Problem]:
    data = document.data
    source = document if document.source else None
    for name in MAPPINGS if isinstance(data, Mapping) else ():
        section = data.get(name, {})
        if not isinstance(section, Mapping):
            yield Problem.at(source, (name,), f"is {_shape(section)}; expected a mapping")
            continue
        for key, row in section.items() if name in OF_MAPPINGS else ():
            if not isinstance(row, Mapping) and not key.startswith("Fn::"):
                yield Problem.at(source, (name, key), f"is {_shape(row)}; expected a mapping")


def _shape(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"the Boolean {str(value).lower()}"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return "a list" if isinstance(value, list) else f"the string {value!r}"
