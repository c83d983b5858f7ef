"""A template in one environment: what its conditions, references and functions come to.

What only a deployment knows (a generated name, another stack's export, a value read from Parameter
Store, a macro's output) becomes :class:`~influmojo_cfn.iam.unknown.Unknown`, with the reason
and the shape that is known of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import FUNCTIONS, NO_VALUE, is_text
from influmojo_cfn.cloudformation.parameters import ParameterValue, parameter_values
from influmojo_cfn.cloudformation.transforms import expands
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, TRUE_STARS
from influmojo_cfn.errors import Path, TemplateError
from influmojo_cfn.iam.document import is_intrinsic
from influmojo_cfn.iam.unknown import Text, Unknown, joined, made_up, standing_in

_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")


class ResolvedTemplate:
    """A template in one environment: resources, and any value of it, resolved on demand."""

    def __init__(
        self,
        template: Mapping[str, Any],
        environment: Environment | None = None,
        *,
        missing_is_unknown: bool = False,
    ) -> None:
        """Take a template as plain data, its intrinsics in long form.

        Raises:
            TemplateError: it is not a template, or its parameters are wrong; see
                :func:`~influmojo_cfn.cloudformation.parameters.parameter_values`.
        """
        if not isinstance(template, Mapping) or not isinstance(template.get("Resources"), Mapping):
            raise TemplateError("is not a CloudFormation template: it has no Resources")
        self.template = template
        self.environment = environment or Environment()
        self.parameters: Mapping[str, ParameterValue] = parameter_values(
            template, self.environment.parameters, missing_is_unknown=missing_is_unknown
        )
        self._conditions: dict[str, bool | Unknown] = {}
        self._pending: list[tuple[str, str]] = []
        self._chosen: dict[Path, Path] = {}
        self._kept: dict[Path, list[int]] = {}

    @property
    def resources(self) -> Mapping[str, Any]:
        """The resources as the template writes them, by logical ID."""
        resources: Mapping[str, Any] = self.template["Resources"]
        return resources

    def of_type(self, *kinds: str) -> dict[str, Mapping[str, Any]]:
        """Return the resources of some types that are, or may be, in the stack."""
        return {
            name: row
            for name, row in self.resources.items()
            if isinstance(row, Mapping)
            and row.get("Type") in kinds
            and self.exists(name) is not False
        }

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

    def property(self, logical_id: str, name: str) -> Any:
        """Return a property of a resource, resolved; None where there is none."""
        row = self.resources.get(logical_id)
        properties = row.get("Properties", {}) if isinstance(row, Mapping) else {}
        if is_intrinsic(properties):
            properties = self.value(properties, ("Resources", logical_id, "Properties"))
        if isinstance(properties, Unknown):
            return properties
        if not isinstance(properties, Mapping):
            return None
        if any(map(expands, properties)):
            return _expanded(properties)
        if name not in properties:
            return None
        value = self.value(properties[name], ("Resources", logical_id, "Properties", name))
        return None if value is NO_VALUE else value

    def value(self, data: Any, path: Path = ()) -> Any:
        """Resolve any part of the template; ``path`` is where it stands."""
        if isinstance(data, Mapping):
            if is_intrinsic(data):
                return self._intrinsic(data, path)
            return self._mapping(data, path)
        if isinstance(data, list):
            return self._list(data, path)
        if isinstance(data, str) and "{{resolve:" in data:
            shape = _DYNAMIC.sub("*", data)
            return Unknown(f"{data} is read when the stack is deployed", shape)
        return data

    def source_path(self, path: Path) -> Path:
        """Return the place in the template of a place in resolved data."""
        source: Path = ()
        for part in path:
            source = self._followed(source)
            kept = self._kept.get(source)
            if kept is not None and isinstance(part, int) and part < len(kept):
                part = kept[part]
            source = (*source, part)
        return self._followed(source)

    def _followed(self, path: Path) -> Path:
        """Return the branch that an Fn::If chose, which may hold another."""
        while path in self._chosen:
            path = self._chosen[path]
        return path

    def choose(self, path: Path, branch: Path) -> None:
        """Note which branch stands for an Fn::If."""
        self._chosen[path] = branch

    def _mapping(self, data: Mapping[str, Any], path: Path) -> dict[str, Any] | Unknown:
        if any(map(expands, data)):
            return _expanded(data)
        found: dict[str, Any] = {}
        for key, item in data.items():
            value = self.value(item, (*path, key))
            if value is not NO_VALUE:
                found[key] = value
        return found

    def _list(self, data: list[Any], path: Path) -> list[Any]:
        values = [self.value(item, (*path, index)) for index, item in enumerate(data)]
        kept = [index for index, value in enumerate(values) if value is not NO_VALUE]
        if len(kept) < len(values):
            self._kept[path] = kept
        return [values[index] for index in kept]

    def _intrinsic(self, data: Mapping[str, Any], path: Path) -> Any:
        ((name, argument),) = data.items()
        function = FUNCTIONS.get(name)
        if function is None:
            return Unknown(f"{name} cannot be resolved from the template alone")
        return function(self, argument, (*path, name))

    def _guarded(self, kind: str, name: str, resolve: Callable[[], Any]) -> Any:
        """Resolve something that may refer to itself."""
        if (kind, name) in self._pending:
            return Unknown(f"{name} refers to itself")
        self._pending.append((kind, name))
        try:
            return resolve()
        finally:
            self._pending.pop()

    def condition(self, name: str) -> bool | Unknown:
        """Return whether a condition of the template's Conditions holds."""
        if name not in self._conditions:
            declared = self.template.get("Conditions")
            declared = declared if isinstance(declared, Mapping) else {}
            if name not in declared:
                return Unknown(f"the condition {name} is not in the template")
            self._conditions[name] = self._guarded(
                "condition", name, lambda: self.test(declared[name], ("Conditions", name))
            )
        return self._conditions[name]

    def test(self, data: Any, path: Path) -> bool | Unknown:
        """Return whether a condition function holds."""
        if isinstance(data, Mapping) and set(data) == {"Condition"}:
            return self.condition(str(data["Condition"]))
        value = self.value(data, path)
        if isinstance(value, (bool, Unknown)):
            return value
        return Unknown(f"{json.dumps(data, default=str)} is not a condition")

    def tests(self, argument: Any, path: Path) -> list[bool | Unknown]:
        """Return of each condition of a list whether it holds."""
        items = argument if isinstance(argument, list) else [argument]
        return [self.test(item, (*path, index)) for index, item in enumerate(items)]

    def ref(self, argument: Any, path: Path = ()) -> Any:
        """Return what ``Ref`` gives for a parameter, a pseudo parameter or a resource."""
        name = str(argument)
        if name in self.parameters:
            value = self.parameters[name]
            return self.value(value) if isinstance(value, str) else value
        if name.startswith("AWS::"):
            return self._pseudo(name)
        return self.identifier(name, "Ref")

    def _pseudo(self, name: str) -> Any:
        here = self.environment
        unknown_stack = Unknown("the name of the stack was not given")
        stack: Text = here.stack_name or unknown_stack
        known: dict[str, Any] = {
            "AWS::AccountId": here.account,
            "AWS::Region": here.region,
            "AWS::Partition": here.known_partition,
            "AWS::URLSuffix": here.url_suffix,
            "AWS::StackName": stack,
            "AWS::NoValue": NO_VALUE,
        }
        if name == "AWS::StackId":
            start = f"arn:{here.known_partition}:cloudformation:{here.region}:{here.account}:stack/"
            return joined([start, stack, "/", Unknown("AWS gives the stack its ID")])
        return known.get(name, Unknown(f"{name} is known to the stack alone"))

    def identifier(self, logical_id: str, attribute: str) -> Text:
        """Return what Ref (as the attribute ``Ref``) or Fn::GetAtt gives for a resource."""
        row = self.resources.get(logical_id)
        what = f"{logical_id}.{attribute}" if attribute != "Ref" else logical_id
        if not isinstance(row, Mapping):
            return Unknown(f"{what} is neither a parameter nor a resource of the template")
        kind = str(row.get("Type"))
        shape = IDENTIFIERS.get(kind, {}).get(attribute)
        if shape is None:
            return Unknown(f"{what} ({kind}) is known after deployment", logical_id=logical_id)
        here = self.environment
        parts = self._parts(logical_id, kind, shape)
        value = joined(parts)
        by_aws = ("*" in shape or "?" in shape) and (kind, attribute) not in TRUE_STARS
        if isinstance(value, str) and by_aws and here.stand_ins:
            return standing_in(value)
        if isinstance(value, str) and by_aws:
            return Unknown(f"AWS completes {what} ({kind})", value, logical_id)
        if isinstance(value, Unknown):
            return Unknown(value.reason, value.covers, logical_id)
        return value

    def _parts(self, logical_id: str, kind: str, shape: str) -> list[Text]:
        here = self.environment
        known: dict[str, Text] = {
            "{partition}": here.known_partition,
            "{region}": here.region,
            "{account}": here.account,
            "{suffix}": here.url_suffix,
        }
        parts: list[Text] = []
        for part in re.split(r"(\{[a-z]+\})", shape):
            if part == "{name}":
                parts.append(self.name_of(logical_id, kind))
            elif part == "{path}":
                parts.append(self._path_of(logical_id))
            else:
                parts.append(known.get(part, part))
        return parts

    def _path_of(self, logical_id: str) -> Text:
        path = self.property(logical_id, "Path")
        if path is None:
            return "/"
        return path if is_text(path) else Unknown(f"the path of {logical_id} is not a text", "/*")

    def name_of(self, logical_id: str, kind: str) -> Text:
        """Return the name of a resource of a known type."""
        own = self._guarded(
            "name",
            logical_id,
            lambda: self.property(logical_id, IDENTIFIERS.get(kind, {}).get("name", "Name")),
        )
        if own is None and self.environment.stand_ins:
            return made_up(logical_id)
        if own is None:
            return Unknown(f"CloudFormation makes up the name of {logical_id}")
        return own if is_text(own) else Unknown(f"the name of {logical_id} is not a text")


def _expanded(data: Mapping[str, Any]) -> Unknown:
    keys = ", ".join(str(key) for key in data if expands(key))
    return Unknown(f"{keys} is expanded when the template is processed")
