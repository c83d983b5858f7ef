"""CloudFormation's intrinsic functions, resolved as far as a template alone allows.

What only a deployment knows (a generated name, another stack's export, a value read from Parameter
Store, a macro's output) becomes :class:`~influmojo_cfn.iam.unknown.Unknown`, with the reason
and the shape that is known of it.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
(read 2026-11-23).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeGuard

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import MaybeStatement, Text, Unknown, either, joined

NO_VALUE = object()
"""What ``AWS::NoValue`` stands for: the property, or the item of a list, is not there."""


_REFERENCE = re.compile(r"\$\{([^{}]*)\}")


class Template(Protocol):
    """What a function asks of the template that it stands in, at a path."""

    @property
    def template(self) -> Mapping[str, Any]:
        """The template as it is written."""

    def value(self, data: Any, path: Path = ()) -> Any:
        """Resolve a value, and all that it holds."""

    def ref(self, argument: Any, path: Path = ()) -> Any:
        """Return what ``Ref`` gives."""

    def identifier(self, logical_id: str, attribute: str) -> Text:
        """Return what ``Fn::GetAtt`` gives."""

    def condition(self, name: str) -> bool | Unknown:
        """Return whether a condition holds."""

    def test(self, data: Any, path: Path) -> bool | Unknown:
        """Return whether a condition function holds."""

    def tests(self, argument: Any, path: Path) -> list[bool | Unknown]:
        """Return of each condition of a list whether it holds."""

    def choose(self, path: Path, branch: Path) -> None:
        """Note which branch stands for an Fn::If."""


def is_text(value: Any) -> TypeGuard[Text]:
    """Return whether a value is a text, be it one that is not known."""
    return isinstance(value, (str, Unknown))


def _as_text(value: Any, what: str) -> Text:
    if isinstance(value, (str, Unknown)):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    return Unknown(f"{what} is not a text")


def _ref(template: Template, argument: Any, path: Path) -> Any:
    return template.ref(argument, path)


def _get_att(template: Template, argument: Any, path: Path) -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    parts = [template.value(part) for part in parts] if isinstance(parts, list) else []
    if len(parts) < 2 or not all(isinstance(part, str) for part in parts):
        return Unknown("Fn::GetAtt takes a logical ID and an attribute")
    return template.identifier(parts[0], ".".join(parts[1:]))


def _sub(template: Template, argument: Any, path: Path) -> Any:
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


def _substitute(template: Template, reference: str, names: Mapping[str, Any], path: Path) -> Text:
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


def _join(template: Template, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        return Unknown("Fn::Join takes a delimiter and a list")
    items = template.value(argument[1], (*path, 1))
    if not isinstance(items, list):
        return items if isinstance(items, Unknown) else Unknown("Fn::Join takes a list")
    parts = [_as_text(item, "an item of Fn::Join") for item in items]
    return template.value(joined(parts, argument[0]))


def _select(template: Template, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Select takes an index and a list")
    index = template.value(argument[0], (*path, 0))
    items = template.value(argument[1], (*path, 1))
    if isinstance(items, Unknown):
        return Unknown(items.reason)
    if not isinstance(items, list) or not str(index).isdigit() or int(str(index)) >= len(items):
        return Unknown(f"Fn::Select finds no item {index}")
    return items[int(str(index))]


def _split(template: Template, argument: Any, path: Path) -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Split takes a delimiter and a text")
    delimiter, text = (template.value(item, (*path, i)) for i, item in enumerate(argument))
    if isinstance(text, Unknown):
        return Unknown(text.reason)
    if not isinstance(text, str) or not isinstance(delimiter, str) or not delimiter:
        return Unknown("Fn::Split takes a delimiter and a text")
    return text.split(delimiter)


def _if(template: Template, argument: Any, path: Path) -> Any:
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


def _if_unknown(template: Template, argument: list[Any], path: Path, reason: str) -> Any:
    """Keep what both branches have in common; a statement that may be left out stays as such."""
    branches = [template.value(argument[each], (*path, each)) for each in (1, 2)]
    if branches[0] is branches[1] or branches[0] == branches[1]:
        return branches[0]
    texts = [branch for branch in branches if is_text(branch)]
    if len(texts) == 2:
        return either(texts[0], texts[1], reason)
    if NO_VALUE not in branches:
        return Unknown(reason)
    (left,) = (each for each in (1, 2) if branches[each - 1] is not NO_VALUE)
    value = branches[left - 1]
    if is_text(value):
        return either(value, value, reason)
    if isinstance(value, Mapping) and "Effect" in value:
        template.choose(path[:-1], (*path, left))
        return MaybeStatement(value, reason)
    return Unknown(reason)


def _find_in_map(template: Template, argument: Any, path: Path) -> Any:
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


def _equals(template: Template, argument: Any, path: Path) -> bool | Unknown:
    if not isinstance(argument, list) or len(argument) != 2:
        return Unknown("Fn::Equals takes two values")
    left, right = (template.value(item, (*path, i)) for i, item in enumerate(argument))
    for side in (left, right):
        if isinstance(side, Unknown):
            return Unknown(side.reason)
    if isinstance(left, (list, Mapping)) or isinstance(right, (list, Mapping)):
        return bool(left == right)
    return _as_text(left, "a side of Fn::Equals") == _as_text(right, "a side of Fn::Equals")


def _not(template: Template, argument: Any, path: Path) -> bool | Unknown:
    tests = template.tests(argument, path)
    if len(tests) != 1:
        return Unknown("Fn::Not takes one condition")
    return tests[0] if isinstance(tests[0], Unknown) else not tests[0]


def _and(template: Template, argument: Any, path: Path) -> bool | Unknown:
    tests = template.tests(argument, path)
    if any(test is False for test in tests):
        return False
    return next((test for test in tests if isinstance(test, Unknown)), True)


def _or(template: Template, argument: Any, path: Path) -> bool | Unknown:
    tests = template.tests(argument, path)
    if any(test is True for test in tests):
        return True
    return next((test for test in tests if isinstance(test, Unknown)), False)


def _base64(template: Template, argument: Any, path: Path) -> Any:
    text = template.value(argument, path)
    if not isinstance(text, str):
        return Unknown("Fn::Base64 is given a text that is not known")
    return base64.b64encode(text.encode()).decode()


def _import_value(template: Template, argument: Any, path: Path) -> Unknown:
    name = template.value(argument, path)
    shown = name if isinstance(name, str) else getattr(name, "covers", "*")
    return Unknown(f"the export {shown} is of another stack")


def _length(template: Template, argument: Any, path: Path) -> Any:
    items = template.value(argument, path)
    return len(items) if isinstance(items, list) else Unknown("Fn::Length takes a list")


def _to_json(template: Template, argument: Any, path: Path) -> Any:
    value = template.value(argument, path)
    try:
        return json.dumps(value, separators=(",", ":"))
    except TypeError:
        return Unknown("Fn::ToJsonString is given a value that is not known")


FUNCTIONS: dict[str, Callable[[Template, Any, Path], Any]] = {
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
