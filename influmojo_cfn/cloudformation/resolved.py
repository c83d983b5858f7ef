"""A template in one environment: its resources, and any value of it, resolved on demand.

A value is plain data in which what only a deployment knows, and what a macro brings, is
:class:`~influmojo_cfn.iam.unknown.Unknown`. The place of each part in the template is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.environment_resolver import EnvironmentResolver
from influmojo_cfn.cloudformation.intrinsics import CHOICE, NO_VALUE, is_call
from influmojo_cfn.cloudformation.parameters import ParameterValue
from influmojo_cfn.cloudformation.transforms import expands
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import MaybeStatement, Text, Unknown
from influmojo_cfn.iam.written import Node


class ResolvedTemplate(EnvironmentResolver):
    """A template in one environment: resources, and any value of it, resolved on demand."""

    def __init__(
        self,
        template: Mapping[str, Any],
        environment: Environment | None = None,
        *,
        missing_is_unknown: bool = False,
        admitted: dict[tuple[str, str], ParameterValue] | None = None,
    ) -> None:
        """Take a template as plain data, its intrinsics in long form.

        Raises:
            TemplateError: it is not a template, or its parameters are wrong; see
                :func:`~influmojo_cfn.cloudformation.parameters.parameter_values`.
        """
        super().__init__(
            template, environment, missing_is_unknown=missing_is_unknown, admitted=admitted
        )
        self._chosen: dict[Path, Path] = {}
        self._kept: dict[Path, list[int]] = {}
        self._of_type: dict[tuple[str, ...], dict[str, Mapping[str, Any]]] = {}
        self._plain: dict[str, Mapping[str, Any]] = {}
        """The properties of resources that are read one by one."""
        self.memo: dict[object, Any] = {}
        """What was read of the template, by the function that read it."""

    @property
    def resources(self) -> Mapping[str, Any]:
        """The resources as the template writes them, by logical ID."""
        resources: Mapping[str, Any] = self.template["Resources"]
        return resources

    @cached_property
    def written(self) -> str:
        """The resources as the template writes them, as JSON."""
        return json.dumps(self.template["Resources"], default=str, ensure_ascii=False)

    def of_type(self, *kinds: str) -> dict[str, Mapping[str, Any]]:
        """Return the resources of some types that are, or can be, in the stack."""
        if kinds not in self._of_type:
            self._of_type[kinds] = {
                name: row
                for name, row in self.resources.items()
                if isinstance(row, Mapping)
                and row.get("Type") in kinds
                and self.exists(name) is not False
            }
        return self._of_type[kinds]

    def exists(self, logical_id: str) -> bool | Unknown:
        """Return whether a resource is in the stack, by its Condition."""
        row = self.resources.get(logical_id)
        if not isinstance(row, Mapping):
            return False
        condition = row.get("Condition")
        if condition is None:
            return True
        if not isinstance(condition, str):
            return Unknown(
                f"the Condition of {logical_id} is {condition!r}, not a condition's name"
            )
        return self.condition(condition)

    def condition(self, name: str) -> bool | Unknown:
        """Return whether a condition of the template's Conditions holds."""
        truth = self.truth(name)
        return truth if isinstance(truth, bool) else self.unknown_of(truth)

    def property(self, logical_id: str, name: str) -> Any:
        """Return a property of a resource, resolved; None where there is none."""
        properties = self._plain.get(logical_id)
        if properties is None:
            row = self.resources.get(logical_id)
            properties = row.get("Properties", {}) if isinstance(row, Mapping) else {}
            if is_call(properties):
                properties = self.value(properties, ("Resources", logical_id, "Properties"))
            if isinstance(properties, Unknown):
                return properties
            if not isinstance(properties, Mapping):
                return None
            if any(map(expands, properties)):
                return self._expanded(properties, ("Resources", logical_id, "Properties"))
            self._plain[logical_id] = properties
        if name not in properties:
            return None
        value = self.value(properties[name], ("Resources", logical_id, "Properties", name))
        return None if value is NO_VALUE else value

    def identifier(self, logical_id: str, attribute: str) -> Text:
        """Return what Ref (as the attribute ``Ref``) or Fn::GetAtt gives for a resource."""
        return self.text_of(self.get_att(logical_id, attribute))

    def name_of(self, logical_id: str, kind: str) -> Text:
        """Return the name of a resource of a known type."""
        return self.text_of(self.resource_name(logical_id, kind))

    def path_of(self, logical_id: str) -> Text:
        """Return the path of a resource of IAM."""
        return self.text_of(self.resource_path(logical_id))

    # Data with everything in it resolved, and where each part of it is written

    def value(self, data: Any, path: Path = ()) -> Any:
        """Resolve any part of the template, and all that it holds; ``path`` is its place."""
        if isinstance(data, str):
            return self.text_of(self.leaf(data))
        if isinstance(data, list):
            return self._list(data, path)
        if not isinstance(data, Mapping):
            return data
        if not is_call(data):
            return self._mapping(data, path)
        if CHOICE in data:
            return self._choice(data, path)
        ((found, _),) = self.alternatives(data)
        return found if found is NO_VALUE else self._resolved_result(found, path)

    def _resolved_result(self, found: Any, path: Path) -> Any:
        """Return what a function gave, with all that it holds resolved."""
        return self.text_of(found) if isinstance(found, str) else self.value(found, path)

    def _mapping(self, data: Mapping[str, Any], path: Path) -> dict[str, Any] | Unknown:
        if any(map(expands, data)):
            return self._expanded(data, path)
        found: dict[str, Any] = {}
        for key, item in data.items():
            value = self.value(item, (*path, key))
            if value is not NO_VALUE:
                found[key] = value
        return found

    def _expanded(self, data: Mapping[str, Any], path: Path) -> Unknown:
        """Return what is not known before the template is processed: what differs is another."""
        keys = ", ".join(str(key) for key in data if expands(key))
        values = {key: self.value(item, (*path, key)) for key, item in data.items()}
        return Unknown(f"{keys} is expanded when the template is processed", origin=repr(values))

    def _list(self, data: list[Any], path: Path) -> list[Any]:
        values = [self.value(item, (*path, index)) for index, item in enumerate(data)]
        kept = [index for index, value in enumerate(values) if value is not NO_VALUE]
        if len(kept) < len(values):
            self._kept[path] = kept
        return [values[index] for index in kept]

    def _choice(self, data: Mapping[str, Any], path: Path) -> Any:
        """Resolve an Fn::If: the branch that is taken, or what both have in common."""
        nodes = list(self.opened(data, path))
        if len(nodes) == 1:
            ((chosen, place, _),) = nodes
            if place == path:  # it has not the shape of Fn::If
                ((found, _),) = self.alternatives(data)
                return self._resolved_result(found, path)
            self._chosen[path] = place
            return chosen if chosen is NO_VALUE else self.value(chosen, place)
        values = [
            chosen if chosen is NO_VALUE else self.value(chosen, place)
            for chosen, place, _ in nodes
        ]
        return self._in_common(data, nodes, values, path)

    def _in_common(
        self, data: Mapping[str, Any], nodes: list[Node], values: list[Any], path: Path
    ) -> Any:
        """Return what the values of open branches share; a statement can be omitted."""
        if all(value == values[0] for value in values):
            return values[0]
        if all(value is NO_VALUE or isinstance(value, (str, Unknown)) for value in values):
            ((found, _),) = self.alternatives(data)
            return self._resolved_result(found, path)
        doubt = self.truth(data[CHOICE][0])
        unknown = self.unknown_of(
            doubt if isinstance(doubt, str) else self.unknown("of conditions")
        )
        there = [at for at, value in enumerate(values) if value is not NO_VALUE]
        if len(there) == 1:
            (at,) = there
            if isinstance(values[at], Mapping) and "Effect" in values[at]:
                self._chosen[path] = nodes[at][1]
                return MaybeStatement(values[at], unknown.reason, unknown.origin)
        return Unknown(unknown.reason, origin=f"{unknown.origin} {values!r}")

    def source_path(self, path: Path) -> Path:
        """Return the place in the template of a place in resolved data."""
        source: Path = ()
        for part in path:
            source = self._chosen.get(source, source)
            kept = self._kept.get(source)
            if kept is not None and isinstance(part, int) and part < len(kept):
                part = kept[part]
            source = (*source, part)
        return self._chosen.get(source, source)
