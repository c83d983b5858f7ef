"""The sections of a template, and whether they are what they have to be.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.reader import Document
from influmojo_cfn.errors import Problem, TemplateError

MAPPINGS = ("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Resources", "Rules")
"""The sections that are mappings of names to what is so called."""
OF_MAPPINGS = ("Mappings", "Outputs", "Parameters")
"""The sections in which each name represents a mapping."""


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
