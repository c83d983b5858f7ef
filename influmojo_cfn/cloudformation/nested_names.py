"""A nested template written in the scope of its parent.

Its resources, conditions and mappings get the stack's logical ID before their names, STACK/NAME.
Its parameters become the values that the parent gives them. So one template says all that the
stacks do, and a value that goes from one to another is followed.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
and https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import (
    CHOICE,
    LOOKUP,
    NO_VALUE_NAME,
    REFERENCE,
    SUB_NAME,
    sub_parts,
)
from influmojo_cfn.cloudformation.parameters import is_list_type, is_read, parameter_text
from influmojo_cfn.cloudformation.sections import section, with_parts
from influmojo_cfn.cloudformation.transforms import expands

SEPARATOR = "/"


def own_name(name: str) -> str:
    """Return the name that a resource of a nested stack has in its own template."""
    return name.rpartition(SEPARATOR)[2]


def those_named(names: Iterable[str], name: str) -> list[str]:
    """Return the names that a name represents.

    It is the name itself; if there is none, those whose own templates have it as their name.
    """
    known = list(names)
    return [name] if name in known else [n for n in known if own_name(n) == own_name(name)]


_ABSENT = {REFERENCE: NO_VALUE_NAME}
_OF_STACK = ("AWS::StackId", "AWS::StackName")


class NestedNames:
    """Writes the parts of one nested template in the scope of its parent."""

    def __init__(
        self, stack: str, template: Mapping[str, Any], parameters: Mapping[str, Any]
    ) -> None:
        """Take the stack's logical ID, its template, and the values of its Parameters."""
        self.stack = stack
        self.resources = section(template, "Resources")
        self.conditions = section(template, "Conditions")
        self.mappings = section(template, "Mappings")
        self.values = {
            name: _value(stack, str(name), row if isinstance(row, Mapping) else {}, parameters)
            for name, row in section(template, "Parameters").items()
        }

    def named(self, name: str) -> str:
        """Return what a name of the nested template is called in the parent."""
        if expands(name):
            return f"{name} (of the nested stack {self.stack})"
        return f"{self.stack}{SEPARATOR}{name}"

    def written(self, data: Any) -> Any:
        """Return any part of the nested template in the parent's scope."""
        if isinstance(data, Mapping) and len(data) == 1:
            ((name, argument),) = data.items()
            if name in _CALLS:
                return _CALLS[name](self, argument)
        return with_parts(data, self.written)

    def resource(self, row: Any, condition: Any) -> Any:
        """Return a resource; ``condition`` is the stack's own, a name or None."""
        if not isinstance(row, Mapping):
            return row
        others = {
            key: self.written(value)
            for key, value in row.items()
            if key not in ("Condition", "DependsOn")
        }
        if "DependsOn" in row:
            named = row["DependsOn"]
            others["DependsOn"] = (
                [self.named(str(each)) for each in named]
                if isinstance(named, list)
                else self.named(str(named))
            )
        if "Condition" in row:
            own = self.condition_name(row["Condition"])
            others["Condition"] = own if condition is None else self.combined(own, condition)
        elif condition is not None:
            others["Condition"] = condition
        return others

    def condition_name(self, name: Any) -> Any:
        """Return a condition's name in the parent."""
        return self.named(name) if isinstance(name, str) and name in self.conditions else name

    def combined(self, own: Any, outer: Any) -> str:
        """Return the name of the condition that a resource's own and its stack's both hold."""
        return f"{own} and {outer}"

    def combinations(self, outer: Any) -> dict[str, Any]:
        """Return the conditions that :meth:`combined` names."""
        return {
            self.combined(self.named(name), outer): {
                "Fn::And": [{"Condition": self.named(name)}, {"Condition": outer}]
            }
            for name in self.conditions
        }

    # Functions that name something

    def ref(self, name: Any) -> Any:
        """Return what Ref becomes."""
        if not isinstance(name, str):
            return {REFERENCE: self.written(name)}
        if name in self.values:
            return self.values[name]
        if name in _OF_STACK:
            return self._of_stack(name)
        return {REFERENCE: self.named(name) if name in self.resources else name}

    def _of_stack(self, name: str) -> dict[str, Any]:
        if name == "AWS::StackId":
            return {REFERENCE: self.stack}
        return {"Fn::GetAtt": [self.stack, "StackName"]}

    def get_att(self, argument: Any) -> Any:
        """Return what Fn::GetAtt becomes."""
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if isinstance(parts, list) and parts and parts[0] in self.resources:
            parts = [self.named(parts[0]), *self.written(parts[1:])]
        return {"Fn::GetAtt": parts}

    def sub(self, argument: Any) -> Any:
        """Return what Fn::Sub becomes."""
        parts = sub_parts(argument)
        if parts is None:
            return {"Fn::Sub": self.written(argument)}
        body, given = parts
        names = {key: self.written(value) for key, value in given.items()}
        for found in SUB_NAME.finditer(body):
            name = found.group(2).strip()
            if found.group(1) or name in given:
                continue
            first, dot, rest = name.partition(".")
            if name in self.values or name in _OF_STACK:
                names[name] = self.ref(name)
            elif first in self.resources:
                body = body.replace(found.group(), f"${{{self.named(first)}{dot}{rest}}}")
        return {"Fn::Sub": [body, names] if names else body}

    def choice(self, argument: Any) -> Any:
        """Return what Fn::If becomes."""
        if isinstance(argument, list) and argument:
            argument = [self.condition_name(argument[0]), *argument[1:]]
        return {CHOICE: self.written(argument)}

    def condition(self, name: Any) -> Any:
        """Return what a reference to a condition becomes."""
        return {"Condition": self.condition_name(name) if isinstance(name, str) else name}

    def lookup(self, argument: Any) -> Any:
        """Return what Fn::FindInMap becomes."""
        if isinstance(argument, list) and argument:
            first = argument[0]
            named: Any = {"Fn::Join": [SEPARATOR, [self.stack, self.written(first)]]}
            argument = [self.named(first) if isinstance(first, str) else named, *argument[1:]]
            return {LOOKUP: [argument[0], *self.written(argument[1:])]}
        return {LOOKUP: argument}


_CALLS = {
    REFERENCE: NestedNames.ref,
    "Fn::GetAtt": NestedNames.get_att,
    "Fn::Sub": NestedNames.sub,
    CHOICE: NestedNames.choice,
    "Condition": NestedNames.condition,
    LOOKUP: NestedNames.lookup,
}


def _value(stack: str, name: str, row: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """Return the value of a nested stack's parameter, in the parent's scope."""
    default = row.get("Default")
    if default is None:
        default = {f"Fn::Parameter {name} of the nested stack {stack}": "has no value"}
    value = _or_default(given.get(name, _ABSENT), default)
    if is_read(row):
        return {"Fn::Join": ["", ["{{resolve:ssm:", value, "}}"]]}
    if not is_list_type(str(row.get("Type", "String"))):
        return value if isinstance(value, (str, Mapping, list)) else parameter_text(value)
    if isinstance(value, str):
        return [item.strip() for item in value.split(",")]
    if isinstance(value, Mapping) and ("Fn::Join" in value or "Fn::Sub" in value):
        return {"Fn::Split": [",", value]}
    return value


def _or_default(value: Any, default: Any) -> Any:
    """Return a value in which what is omitted is at its default."""
    if value == _ABSENT:
        return default
    if isinstance(value, Mapping) and set(value) == {CHOICE} and isinstance(value[CHOICE], list):
        condition, *branches = value[CHOICE]
        return {CHOICE: [condition, *(_or_default(each, default) for each in branches)]}
    return value
