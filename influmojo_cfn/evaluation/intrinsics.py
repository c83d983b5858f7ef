"""CloudFormation's intrinsic functions, resolved as far as a template alone allows.

What only a deployment knows (a generated name, another stack's export, a value read from Parameter
Store, a macro's output) becomes :class:`~influmojo_cfn.evaluation.unknown.Unknown`, with the reason
and the shape that is known of it.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
(read 2026-11-23).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, TRUE_STARS
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.parameters import ParameterValue, parameter_values
from influmojo_cfn.evaluation.policy import is_intrinsic
from influmojo_cfn.evaluation.transforms import expands
from influmojo_cfn.evaluation.unknown import (
    MaybeStatement,
    Text,
    Unknown,
    either,
    joined,
    made_up,
    standing_in,
)
from influmojo_cfn.yaml import Path

NO_VALUE = object()
"""What ``AWS::NoValue`` stands for: the property, or the item of a list, is not there."""

URL_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
}

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where and how a template is deployed; parameters not given are at their defaults.

    With ``stand_ins`` a name that CloudFormation makes up, and what AWS adds to one, is no Unknown
    but a text that stands for it, the same wherever the template refers to the resource.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    account: str = "111122223333"
    region: str = "us-east-1"
    partition: str = ""
    stack_name: str | None = None
    stand_ins: bool = False

    @property
    def known_partition(self) -> str:
        """The partition given, or the region's own."""
        return self.partition or partition_of(self.region)

    @property
    def url_suffix(self) -> str:
        """The domain of the partition's endpoints."""
        return URL_SUFFIXES.get(self.known_partition, "amazonaws.com")


def partition_of(region: str) -> str:
    """Give the partition that a region belongs to.

    Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    prefixes = {
        "cn-": "aws-cn",
        "us-gov-": "aws-us-gov",
        "eusc-": "aws-eusc",
        "us-iso-": "aws-iso",
        "us-isob-": "aws-iso-b",
        "eu-isoe-": "aws-iso-e",
        "us-isof-": "aws-iso-f",
    }
    return next((name for start, name in prefixes.items() if region.startswith(start)), "aws")


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
                :func:`~influmojo_cfn.evaluation.parameters.parameter_values`.
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
        """Give the resources of some types that are, or may be, in the stack."""
        return {
            name: row
            for name, row in self.resources.items()
            if isinstance(row, Mapping)
            and row.get("Type") in kinds
            and self.exists(name) is not False
        }

    def exists(self, logical_id: str) -> bool | Unknown:
        """Tell whether a resource is in the stack, by its Condition."""
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
        """Give a property of a resource, resolved; None where there is none."""
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
        """Give the place in the template of a place in resolved data."""
        source: Path = ()
        for part in path:
            source = self._followed(source)
            kept = self._kept.get(source)
            if kept is not None and isinstance(part, int) and part < len(kept):
                part = kept[part]
            source = (*source, part)
        return self._followed(source)

    def _followed(self, path: Path) -> Path:
        """Give the branch that an Fn::If chose, which may hold another."""
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
        function = _FUNCTIONS.get(name)
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
        """Tell whether a condition of the template's Conditions holds."""
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
        """Tell whether a condition function holds."""
        if isinstance(data, Mapping) and set(data) == {"Condition"}:
            return self.condition(str(data["Condition"]))
        value = self.value(data, path)
        if isinstance(value, (bool, Unknown)):
            return value
        return Unknown(f"{json.dumps(data, default=str)} is not a condition")

    def tests(self, argument: Any, path: Path) -> list[bool | Unknown]:
        """Tell of each condition of a list whether it holds."""
        items = argument if isinstance(argument, list) else [argument]
        return [self.test(item, (*path, index)) for index, item in enumerate(items)]

    def ref(self, argument: Any, path: Path = ()) -> Any:
        """Give what ``Ref`` gives for a parameter, a pseudo parameter or a resource."""
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
        """Give what Ref (as the attribute ``Ref``) or Fn::GetAtt gives for a resource."""
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
        return path if _is_text(path) else Unknown(f"the path of {logical_id} is not a text", "/*")

    def name_of(self, logical_id: str, kind: str) -> Text:
        """Give the name of a resource of a known type."""
        own = self._guarded(
            "name",
            logical_id,
            lambda: self.property(logical_id, IDENTIFIERS.get(kind, {}).get("name", "Name")),
        )
        if own is None and self.environment.stand_ins:
            return made_up(logical_id)
        if own is None:
            return Unknown(f"CloudFormation makes up the name of {logical_id}")
        return own if _is_text(own) else Unknown(f"the name of {logical_id} is not a text")


def _expanded(data: Mapping[str, Any]) -> Unknown:
    keys = ", ".join(str(key) for key in data if expands(key))
    return Unknown(f"{keys} is expanded when the template is processed")


def _is_text(value: Any) -> TypeGuard[Text]:
    return isinstance(value, (str, Unknown))


def _as_text(value: Any, what: str) -> Text:
    if isinstance(value, (str, Unknown)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return Unknown(f"{what} is not a text")


def _ref(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    return template.ref(argument, path)


def _get_att(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    parts = [template.value(part) for part in parts] if isinstance(parts, list) else []
    if len(parts) < 2 or not all(isinstance(part, str) for part in parts):
        return Unknown("Fn::GetAtt takes a logical ID and an attribute")
    return template.identifier(parts[0], ".".join(parts[1:]))


def _sub(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    text, names = argument, {}
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], Mapping):
        text, names = argument
    if not isinstance(text, str):
        return Unknown("Fn::Sub takes a text")
    parts: list[Text] = []
    end = 0
    for found in _REFERENCE.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        parts.append(_substitute(template, found[1], names, (*path, 1)))
    parts.append(text[end:])
    return template.value(joined(parts))


def _substitute(
    template: ResolvedTemplate, reference: str, names: Mapping[str, Any], path: Path
) -> Text:
    if reference.startswith("!"):
        return f"${{{reference[1:]}}}"
    name = reference.strip()
    if name in names:
        value = template.value(names[name], (*path, name))
    elif "." in name:
        value = template.identifier(*name.split(".", 1))
    else:
        value = template.ref(name)
    return _as_text(value, f"${{{reference}}}")


def _join(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        return Unknown("Fn::Join takes a delimiter and a list")
    items = template.value(argument[1], (*path, 1))
    if not isinstance(items, list):
        return items if isinstance(items, Unknown) else Unknown("Fn::Join takes a list")
    parts = [_as_text(item, "an item of Fn::Join") for item in items]
    return template.value(joined(parts, argument[0]))


def _select(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Select takes an index and a list")
    index = template.value(argument[0], (*path, 0))
    items = template.value(argument[1], (*path, 1))
    if isinstance(items, Unknown):
        return Unknown(items.reason)
    if not isinstance(items, list) or not str(index).isdigit() or int(str(index)) >= len(items):
        return Unknown(f"Fn::Select finds no item {index}")
    return items[int(str(index))]


def _split(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Split takes a delimiter and a text")
    delimiter, text = (template.value(item, (*path, i)) for i, item in enumerate(argument))
    if isinstance(text, Unknown):
        return Unknown(text.reason)
    if not isinstance(text, str) or not isinstance(delimiter, str) or not delimiter:
        return Unknown("Fn::Split takes a delimiter and a text")
    return text.split(delimiter)


def _if(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 3:
        return Unknown("Fn::If takes a condition and two values")
    condition = (
        template.condition(argument[0])
        if isinstance(argument[0], str)
        else template.test(argument[0], (*path, 0))
    )
    if isinstance(condition, Unknown):
        return _if_unknown(template, argument, path, condition.reason)
    chosen = 1 if condition else 2
    template.choose(path[:-1], (*path, chosen))
    return template.value(argument[chosen], (*path, chosen))


def _if_unknown(template: ResolvedTemplate, argument: list[Any], path: Path, reason: str) -> Any:
    """Keep what both branches have in common; a statement that may be left out stays as such."""
    branches = [template.value(argument[each], (*path, each)) for each in (1, 2)]
    if branches[0] is branches[1] or branches[0] == branches[1]:
        return branches[0]
    texts = [branch for branch in branches if _is_text(branch)]
    if len(texts) == 2:
        return either(texts[0], texts[1], reason)
    if NO_VALUE not in branches:
        return Unknown(reason)
    (left,) = (each for each in (1, 2) if branches[each - 1] is not NO_VALUE)
    value = branches[left - 1]
    if _is_text(value):
        return either(value, value, reason)
    if isinstance(value, Mapping) and "Effect" in value:
        template.choose(path[:-1], (*path, left))
        return MaybeStatement(value, reason)
    return Unknown(reason)


def _find_in_map(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return Unknown("Fn::FindInMap takes a map and two keys")
    keys = [template.value(item, (*path, i)) for i, item in enumerate(argument[:3])]
    found: Any = template.template.get("Mappings", {})
    for key in keys:
        if isinstance(key, Unknown):
            return Unknown(key.reason)
        found = found.get(str(key)) if isinstance(found, Mapping) else None
    if found is not None:
        return found
    if len(argument) == 4 and isinstance(argument[3], Mapping) and "DefaultValue" in argument[3]:
        return template.value(argument[3]["DefaultValue"], (*path, 3, "DefaultValue"))
    return Unknown(f"Fn::FindInMap finds nothing at {'.'.join(map(str, keys))}")


def _equals(template: ResolvedTemplate, argument: Any, path: Path) -> bool | Unknown:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Equals takes two values")
    left, right = (template.value(item, (*path, i)) for i, item in enumerate(argument))
    for side in (left, right):
        if isinstance(side, Unknown):
            return Unknown(side.reason)
    if isinstance(left, (list, Mapping)) or isinstance(right, (list, Mapping)):
        return bool(left == right)
    return _as_text(left, "a side of Fn::Equals") == _as_text(right, "a side of Fn::Equals")


def _not(template: ResolvedTemplate, argument: Any, path: Path) -> bool | Unknown:
    tests = template.tests(argument, path)
    if len(tests) != 1:
        return Unknown("Fn::Not takes one condition")
    return tests[0] if isinstance(tests[0], Unknown) else not tests[0]


def _and(template: ResolvedTemplate, argument: Any, path: Path) -> bool | Unknown:
    tests = template.tests(argument, path)
    if any(test is False for test in tests):
        return False
    return next((test for test in tests if isinstance(test, Unknown)), True)


def _or(template: ResolvedTemplate, argument: Any, path: Path) -> bool | Unknown:
    tests = template.tests(argument, path)
    if any(test is True for test in tests):
        return True
    return next((test for test in tests if isinstance(test, Unknown)), False)


def _base64(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    text = template.value(argument, path)
    if not isinstance(text, str):
        return Unknown("Fn::Base64 is given a text that is not known")
    return base64.b64encode(text.encode()).decode()


def _import_value(template: ResolvedTemplate, argument: Any, path: Path) -> Unknown:
    name = template.value(argument, path)
    shown = name if isinstance(name, str) else getattr(name, "covers", "*")
    return Unknown(f"the export {shown} is of another stack")


def _length(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    items = template.value(argument, path)
    return len(items) if isinstance(items, list) else Unknown("Fn::Length takes a list")


def _to_json(template: ResolvedTemplate, argument: Any, path: Path) -> Any:
    value = template.value(argument, path)
    try:
        return json.dumps(value, separators=(",", ":"))
    except TypeError:
        return Unknown("Fn::ToJsonString is given a value that is not known")


_FUNCTIONS: dict[str, Callable[[ResolvedTemplate, Any, Path], Any]] = {
    "Ref": _ref,
    "Fn::And": _and,
    "Fn::Base64": _base64,
    "Fn::Equals": _equals,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": _import_value,
    "Fn::Join": _join,
    "Fn::Length": _length,
    "Fn::Not": _not,
    "Fn::Or": _or,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": _to_json,
}
