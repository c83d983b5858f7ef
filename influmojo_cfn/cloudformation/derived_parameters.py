"""What conditions and lookups make of a parameter before they compare it, as parameters themselves.

A condition that asks for an item of a list, or for a part of a string, asks about a value of its
own. That can be any string that the condition tells apart, whatever the parameter is elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import EQUALS, LOOKUP, REFERENCE, is_call
from influmojo_cfn.cloudformation.parameter_uses import declared, parts_of
from influmojo_cfn.cloudformation.parameters import parameter_text
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.text import UNKNOWN


def with_derived_parameters(
    document: Document, environment: Environment, unknown: Collection[str] = ()
) -> Document:
    """Return a template whose conditions and lookups compare parameters as they are.

    What they make of parameters without a value in ``environment`` is a parameter of its own. Its
    default is what comes of their defaults.

    Args:
        document: the template; any other document stays as it is.
        environment: gives the parameters that are fixed.
        unknown: parameters that have no one value: what is made of them has no default.
    """
    data = document.data
    if not isinstance(data, Mapping):
        return document
    writer = _DerivedParameterWriter(data, environment, unknown)
    sections = {
        name: writer.written(data[name]) for name in ("Conditions", "Resources") if name in data
    }
    if not writer.made:
        return document
    parameters = {**section(data, "Parameters"), **writer.made}
    return replace(document, data={**data, **sections, "Parameters": parameters})


class _DerivedParameterWriter:
    """Writes what conditions and lookups compare as references to parameters."""

    def __init__(
        self, template: Mapping[str, Any], environment: Environment, unknown: Collection[str]
    ) -> None:
        self.template = template
        self.environment = environment
        self.open = [name for name in declared(template) if name not in environment.parameters]
        self.unknown = unknown
        self.made: dict[str, dict[str, Any]] = {}
        self._resolved: ResolvedTemplate | None = None

    def written(self, data: Any) -> Any:
        """Return data whose comparisons and keys of lookups are followed."""
        if isinstance(data, list):
            return [self.written(item) for item in data]
        if not isinstance(data, Mapping):
            return data
        if EQUALS in data and self._are_two(data[EQUALS]):
            sides = sorted(data[EQUALS], key=derived_name)
            name = json.dumps({EQUALS: sides}, sort_keys=True, default=str)
            truths = ["true", "false"] if self._can_be_the_same(sides) else ["false"]
            self.made[name] = {"Type": "String", "AllowedValues": truths}
            self.made[name] |= self._default(data)
            return {EQUALS: [{REFERENCE: name}, "true"]}
        return {
            key: [self._compared(item) for item in value]
            if key in (EQUALS, LOOKUP) and isinstance(value, list)
            else self.written(value)
            for key, value in data.items()
        }

    def _are_two(self, sides: Any) -> bool:
        """Return whether a comparison is of two values that parameters decide."""
        if not isinstance(sides, list) or len(sides) != 2:
            return False
        found = [parts_of(side) for side in sides]
        is_made = all(parts and any(name for _, name in parts) for parts in found)
        return is_made and found[0] != found[1] and not referred_to(sides).isdisjoint(self.open)

    def _can_be_the_same(self, sides: Iterable[Any]) -> bool:
        """Return whether two values can be the same by the only values that parameters allow."""
        rows = [declared(self.template).get(str(side.get(REFERENCE)), {}) for side in sides]
        allowed = [row.get("AllowedValues") for row in rows]
        listed = [{*map(parameter_text, each)} for each in allowed if isinstance(each, list)]
        return len(listed) < len(allowed) or bool(set.intersection(*listed))

    def _compared(self, data: Any) -> Any:
        is_followed = not is_call(data) or LOOKUP in data or parts_of(data) is not None
        if is_followed or referred_to(data).isdisjoint(self.open):
            return self.written(data)
        name = derived_name(data)
        self.made[name] = {"Type": "String", **self._default(data)}
        return {REFERENCE: name}

    def _default(self, data: Any) -> dict[str, str]:
        if not referred_to(data).isdisjoint(self.unknown):
            return {}
        try:
            if self._resolved is None:
                self._resolved = ResolvedTemplate(
                    self.template, self.environment, missing_is_unknown=True
                )
            value = self._resolved.value(data)
        except TemplateError:
            return {}
        is_text = isinstance(value, (str, int, float))
        return {"Default": parameter_text(value)} if is_text else {}


def derived_name(data: Any) -> str:
    """Return what an expression is called where it is a parameter of its own."""
    select = data.get("Fn::Select") if isinstance(data, Mapping) else None
    if isinstance(select, list) and len(select) == 2 and isinstance(select[1], Mapping):
        name = select[1].get(REFERENCE)
        if isinstance(name, str) and not isinstance(select[0], (Mapping, list)):
            return f"item {select[0]} of {name}"
    return json.dumps(data, sort_keys=True, default=str)


def is_possible(values: Mapping[str, str]) -> bool:
    """Return whether values can be together: two parameters are the same where their values are."""
    return all(values[name] == value for name, value in comparisons(values, values))


def compared_with_each_other(name: str) -> set[str]:
    """Return the parameters that a parameter compares; none of one that is no comparison."""
    return referred_to(json.loads(name)) if name.startswith(f'{{"{EQUALS}"') else set()


def said(name: str, value: str) -> str:
    """Return in words that a parameter has a value; of a comparison whether two are the same."""
    names = sorted(compared_with_each_other(name))
    if len(names) != 2:
        return f"{name} is {value or 'empty'}"
    return f"{' and '.join(names)} are {'' if value == 'true' else 'not '}the same"


def called(name: str) -> str:
    """Return what a parameter is in words; a comparison is whether two are the same."""
    names = sorted(compared_with_each_other(name))
    return f"whether {' and '.join(names)} are the same" if len(names) == 2 else name


def comparisons(names: Iterable[str], values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what values make of parameters that are a comparison of two others."""
    for name in names:
        if name.startswith(f'{{"{EQUALS}"'):
            same = _equal(json.loads(name)[EQUALS], values)
            if same is not None:
                yield name, "true" if same else "false"


def _equal(sides: Iterable[Any], values: Mapping[str, str]) -> bool | None:
    """Return whether two values are the same; None where not all that they are made of is given."""
    found, whole = [], True
    for parts in map(parts_of, sides):
        whole = whole and len(parts or ()) == 1
        if parts is None or any(name and name not in values for _, name in parts):
            return None
        found.append("".join(values[name] if name else text for text, name in parts))
    letters = [UNKNOWN.search(text) is not None for text in found]
    # A letter is none of the strings that either parameter is compared with.
    return None if all(letters) or (any(letters) and not whole) else found[0] == found[1]


def is_derived(name: str) -> bool:
    """Return whether a name is an expression: its value depends on that of other parameters."""
    return name.startswith("{")
