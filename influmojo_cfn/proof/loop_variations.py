"""Other items than the defaults of the lists that a template's loops go over."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from influmojo_cfn.cloudformation.language_extensions import collections_in
from influmojo_cfn.cloudformation.parameter_uses import declared, lookup_keys
from influmojo_cfn.cloudformation.parameters import default_text, is_list_type
from influmojo_cfn.cloudformation.referenced_names import refers_to
from influmojo_cfn.proof.assignments import Assignment, is_admitted, rows_of
from influmojo_cfn.proof.parameter_variations import ParameterVariation

_ANOTHER = "another"
"""An item that represents those that no template names."""


def loop_variations(
    templates: Collection[Any], cases: Collection[Assignment], given: Collection[str]
) -> Iterator[ParameterVariation]:
    """Yield the cases in which a list of a loop has every item that the templates tell apart.

    Args:
        templates: the templates with their loops as they are written.
        cases: the values of open parameters that are compared.
        given: parameters whose values are fixed.
    """
    for name in sorted({each for template in templates for each in _lists(template)} - set(given)):
        rows = rows_of(templates, name)
        defaults = [text for text in map(default_text, rows) if text is not None]
        own = [item.strip() for text in defaults for item in text.split(",") if item.strip()]
        keys = [key for template in templates for key in _looked_up(template, name)]
        items = [*own, *(key for key in keys if key.isalnum()), _ANOTHER]
        value = ",".join(i for i in dict.fromkeys(items) if is_admitted(templates, name, i))
        for case in cases if value and {value} != set(defaults) else ():
            values = {**case.values, name: value}
            yield ParameterVariation(name, case._replace(values=values), f"where {name} is {value}")


def limited_lists(template: Any) -> set[str]:
    """Return the list parameters that loops go over and that have AllowedValues."""
    rows = declared(template)
    return {name for name in _lists(template) if isinstance(rows[name].get("AllowedValues"), list)}


def _lists(template: Any) -> Iterator[str]:
    """Yield the list parameters with defaults that loops go over."""
    for name, row in declared(template).items():
        is_list = is_list_type(str(row.get("Type"))) and "Default" in row
        if is_list and any(refers_to(each, name) for _, each in collections_in(template)):
            yield name


def _looked_up(template: Any, name: str) -> Iterator[str]:
    """Yield the keys of mappings that items of a list can be."""
    for identifier, collection in collections_in(template):
        if refers_to(collection, name):
            yield from lookup_keys(template, identifier)
