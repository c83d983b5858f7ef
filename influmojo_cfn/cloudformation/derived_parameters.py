"""What conditions and lookups make of a parameter before they compare it, as parameters themselves.

A condition that asks for an item of a list, or for a part of a string, asks about a value of its
own. That can be any string that the condition tells apart, whatever the parameter is elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
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
        self.made: dict[str, dict[str, str]] = {}
        self._resolved: ResolvedTemplate | None = None

    def written(self, data: Any) -> Any:
        """Return data whose comparisons and keys of lookups are followed."""
        if isinstance(data, list):
            return [self.written(item) for item in data]
        if not isinstance(data, Mapping):
            return data
        return {
            key: [self._compared(item) for item in value]
            if key in (EQUALS, LOOKUP) and isinstance(value, list)
            else self.written(value)
            for key, value in data.items()
        }

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


def is_derived(name: str) -> bool:
    """Return whether a name is an expression: its value depends on that of other parameters."""
    return name.startswith("{")
