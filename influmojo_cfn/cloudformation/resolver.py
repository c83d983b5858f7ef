"""The resolver: what each value of a template may be, in every branch that is left open.

With nothing given, that is every branch of the template's conditions, and parameters and pseudo
parameters are unknown; :class:`~influmojo_cfn.cloudformation.resolved.ResolvedTemplate` is the
resolver in one environment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.conditions import ConditionLogic
from influmojo_cfn.cloudformation.intrinsics import (
    CHOICE,
    INTRINSICS,
    MOST_ALTERNATIVES,
    NO_VALUE,
    NO_VALUE_NAME,
    REFERENCE,
    Alternatives,
    call_of,
    is_call,
)
from influmojo_cfn.cloudformation.places import text_within
from influmojo_cfn.cloudformation.symbols import Symbol, Symbols
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, TRUE_STARS
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.text import ANY, PSEUDO, UNKNOWN, Reach, has_unknown
from influmojo_cfn.iam.values import number_text

MOST_DEPTH = 60

Node = tuple[Any, Path, Branch]
"""A value that is not resolved yet, the place where it is written, and its branch."""

_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")
_MAY_HOLD_SLASH = re.compile(r"/|\[\^|\\[SDWx]|(?<!\\)\.(?![^\[]*\])")
_ONE_NAME = re.compile(r"(?:Bucket|BucketName|Table|TableName)$")
_CHOSEN_BY_AWS = re.compile(r"[*?][*?-]*")
_PSEUDO_NAMES = {character: name for name, character in PSEUDO.items()}


class Value(NamedTuple):
    """One string that may be at a place of a template.

    ``text`` is partly known (see :mod:`influmojo_cfn.iam.text`); ``literal`` tells that the
    template holds the string itself, outside any function.
    """

    text: str
    path: Path
    branch: Branch = ALWAYS
    literal: bool = True


class Resolver:
    """Resolves the values of one template and names its unknowns."""

    takes_any_key = True
    """Whether Fn::FindInMap with an unknown key may find everything of its level."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        self.template = template
        self.symbols = Symbols()
        self.used_pseudo: set[str] = set()
        self._pending: set[tuple[str, str]] = set()
        self._conditions: ConditionLogic | None = None

    # What is in the template

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section of the template, empty where it is missing or not a mapping."""
        found = self.template.get(name)
        return found if isinstance(found, Mapping) else {}

    def resource(self, logical_id: str) -> Mapping[str, Any]:
        """Return a resource of the template, empty where there is none."""
        found = self.section("Resources").get(logical_id)
        return found if isinstance(found, Mapping) else {}

    def properties(self, logical_id: str) -> Mapping[str, Any]:
        """Return a resource's properties, empty where there are none."""
        found = self.resource(logical_id).get("Properties")
        return found if isinstance(found, Mapping) else {}

    # Unknowns

    def is_unknown(self, text: str) -> bool:
        """Return whether a part of a string is not known."""
        return has_unknown(text)

    def is_nothing_known(self, text: str) -> bool:
        """Return whether a string holds an unknown that equals no other, not even itself."""
        return ANY in text

    def unknown(self, reason: str, shape: str = "*") -> str:
        """Return an unknown that equals no other; ``reason`` says to people why it is not known."""
        return ANY

    def because(self, text: str) -> str:
        """Return an unknown that is so for the reasons for which a string is."""
        return ANY

    def symbol(self, symbol: Symbol, reach: Reach = Reach.ANYTHING) -> str:
        """Return the character of an unknown, always the same for the same identity."""
        return self.symbols.of(symbol, reach)

    def show(self, text: str) -> str:
        """Write a partly known string for a person: each unknown as ``${Name}``."""
        if text.isascii():
            return text

        def name(found: re.Match[str]) -> str:
            character = found.group()
            symbol = self.symbols.get(character)
            shown = symbol.name if symbol else _PSEUDO_NAMES.get(character)
            return f"${{{shown or '...'}}}"

        return UNKNOWN.sub(name, text)

    def literal(self, text: str) -> str:
        """Return a string of the template, which may be one that was resolved before."""
        return text

    def without_dynamic(self, text: str) -> str:
        """Return a string in which what a dynamic reference will bring is unknown."""
        if "{{" not in text:
            return text
        return _DYNAMIC.sub(lambda found: self.dynamic(found.group()), text)

    def leaf(self, text: str) -> str:
        """Return a string of the template, partly known."""
        return self.without_dynamic(self.literal(text))

    def dynamic(self, reference: str) -> str:
        """Return what stands for the value of a dynamic reference."""
        return self.unknown(f"{reference} is read when the stack is deployed")

    def export(self, name: str) -> str:
        """Return what stands for the value that another stack exports."""
        return self.unknown(f"the export {self.show(name)} is of another stack")

    # Conditions

    @property
    def conditions(self) -> ConditionLogic:
        """The conditions of the template."""
        if self._conditions is None:
            self._conditions = ConditionLogic(self.section("Conditions"), self.text)
        return self._conditions

    def assume(self, condition: Any, holds: bool, branch: Branch = ALWAYS) -> Branch | None:
        """Return a branch in which a condition holds, or does not; None where that cannot be."""
        truth = self.truth(condition)
        if isinstance(truth, bool):
            return branch if truth == holds else None
        return self.conditions.assume(condition, holds, branch)

    def under(self, condition: str) -> Branch:
        """Return the branch of a resource with a condition, be it one that never holds."""
        found = self.assume(condition, True)
        return frozenset({(condition, True)}) if found is None else found

    def truth(self, condition: Any) -> bool | str:
        """Return whether a condition (a name or a function) holds, or what is not known of it."""
        if isinstance(condition, Mapping) and set(condition) == {"Condition"}:
            condition = str(condition["Condition"])
        if isinstance(condition, str):
            return self.named_condition(condition)
        intrinsic, _ = call_of(condition)
        if intrinsic is None:
            return self.not_a_condition(condition)
        value = self.alternatives(condition)
        if len(value) == 1 and isinstance(value[0][0], bool):
            return value[0][0]
        if len(value) == 1 and isinstance(value[0][0], str) and self.is_unknown(value[0][0]):
            return str(value[0][0])
        return self.not_a_condition(condition)

    def not_a_condition(self, data: Any) -> str:
        """Return what stands for the truth of something that is no condition."""
        return self.unknown(f"{data!r} is not a condition")

    def named_condition(self, name: str) -> bool | str:
        """Return whether a condition of the template's Conditions holds."""
        declared = self.section("Conditions")
        if name not in declared:
            return self.unknown(f"the condition {name} is not in the template")
        if ("condition", name) in self._pending:
            return self.unknown(f"{name} refers to itself")
        self._pending.add(("condition", name))
        try:
            return self.truth(declared[name])
        finally:
            self._pending.remove(("condition", name))

    def chosen(self, condition: Any, found: Alternatives, branch: Branch) -> Alternatives:
        """Return the values of Fn::If, of the branches that are possible."""
        return found

    # Values

    def alternatives(self, value: Any, branch: Branch = ALWAYS, depth: int = 0) -> Alternatives:
        """Return every value that a value may have, resolved from outside in, with its branch."""
        if isinstance(value, str):
            return [(self.leaf(value), branch)]
        if isinstance(value, Mapping) and len(value) == 1:
            ((name, argument),) = value.items()
            intrinsic = INTRINSICS.get(name)
            if intrinsic is not None and depth <= MOST_DEPTH:
                found = intrinsic.resolve(self, argument, branch, depth + 1)
                if 0 < len(found) <= MOST_ALTERNATIVES:
                    return found
                return [(self.unknown("too many conditions decide what it is"), branch)]
            if is_call(value):
                reason = f"{name} cannot be resolved from the template alone"
                return [(self.unknown(reason), branch)]
        return [(value, branch)]

    def texts(
        self, value: Any, branch: Branch = ALWAYS, depth: int = 0
    ) -> list[tuple[str, Branch]]:
        """Return the partly known strings of a scalar or function, each with its branch."""
        if isinstance(value, str):
            return [(self.leaf(value), branch)]
        return [
            (self.as_text(text, "it"), under)
            for text, under in self.alternatives(value, branch, depth)
            if text is not NO_VALUE
        ] or [(self.unknown("it has no value"), branch)]

    def as_text(self, value: Any, what: str) -> Any:
        """Return a resolved value as a string; ``NO_VALUE`` stays what it is."""
        if isinstance(value, str) or value is NO_VALUE:
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return number_text(value)
        return self.unknown(f"{what} is not a text")

    def text(self, value: Any) -> str:
        """Return the one string of a value, or an unknown where branches differ."""
        if isinstance(value, str):
            return self.leaf(value)
        found = {text for text, _ in self.texts(value)}
        return found.pop() if len(found) == 1 else self.unknown("conditions decide what it is")

    def whole(self, value: Any, depth: int = 0) -> Any:
        """Return a value resolved in full; a part in which branches differ is unknown."""
        found = self.alternatives(value)
        if len(found) != 1 or depth > MOST_DEPTH:
            return self.text(value)
        ((one, _),) = found
        if isinstance(one, Mapping):
            inner = {key: self.whole(item, depth + 1) for key, item in one.items()}
            return {key: item for key, item in inner.items() if item is not NO_VALUE}
        if isinstance(one, list):
            return [self.whole(item, depth + 1) for item in self.present(one)]
        return one

    def can_be(self, unknown: str, text: str, branch: Branch) -> bool:
        """Return whether an unknown value can be a string, by its AllowedValues and a branch."""
        symbol = self.symbols.get(unknown)
        if symbol is not None and symbol.parameter:
            row = self.section("Parameters").get(symbol.name)
            allowed = row.get("AllowedValues") if isinstance(row, Mapping) else None
            if isinstance(allowed, list) and text not in map(str, allowed):
                return False
        return self.conditions.admits(unknown, text, branch)

    def present(self, items: list[Any]) -> list[Any]:
        """Return the items of a list that are not omitted in every branch."""
        return [
            item
            for item in items
            if not isinstance(item, Mapping)
            or any(value is not NO_VALUE for value, _ in self.alternatives(item))
        ]

    def splits(self, text: str, delimiter: str) -> bool:
        """Return whether a string can be split although a part of it is not known."""
        return delimiter == ":" and text.startswith("arn:")

    # Values with their places

    def values(self, value: Any, path: Path, branch: Branch = ALWAYS) -> list[Value]:
        """Return every string that may be at ``path``: a list's items, each in every branch."""
        if isinstance(value, str):
            return [Value(self.leaf(value), path, branch)]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [
                Value(self.leaf(item), (*path, index), branch) for index, item in enumerate(value)
            ]
        found: list[Value] = []
        for item, place, under in self.items(value, path, branch):
            literal = isinstance(item, str)
            place = place if literal else (*place, *text_within(item))
            for text, deeper in self.texts(item, under):
                found.append(Value(text, place, deeper, literal))
        return found

    def items(self, value: Any, path: Path, branch: Branch = ALWAYS) -> Iterator[Node]:
        """Yield the items of a list, or the one value, with Fn::If opened and NoValue left out."""
        for chosen, place, under in self.branches(value, path, branch):
            if not isinstance(chosen, list):
                yield chosen, place, under
                continue
            for index, item in enumerate(chosen):
                if isinstance(item, str):
                    yield item, (*place, index), under
                    continue
                for inner, inner_place, inner_under in self.branches(item, (*place, index), under):
                    if isinstance(inner, list):
                        for number, one in enumerate(inner):
                            yield from self.branches(one, (*inner_place, number), inner_under)
                    else:
                        yield inner, inner_place, inner_under

    def branches(self, value: Any, path: Path, branch: Branch = ALWAYS) -> Iterator[Node]:
        """Yield every value that may be at a place: Fn::If opened, lists of functions made.

        The items of such a list are below the function's place, where the template has nothing.
        """
        for chosen, place, under in self.opened(value, path, branch):
            if chosen is not NO_VALUE:
                yield chosen, place, under

    def opened(
        self, value: Any, path: Path, branch: Branch = ALWAYS, depth: int = 0
    ) -> Iterator[Node]:
        """Yield what :meth:`branches` does, and :data:`NO_VALUE` where there may be nothing."""
        if not isinstance(value, Mapping) or len(value) != 1:
            yield value, path, branch
            return
        ((name, argument),) = value.items()
        intrinsic = INTRINSICS.get(name)
        if intrinsic is None:
            yield value, path, branch
        elif name == CHOICE and isinstance(argument, list) and len(argument) == 3:
            for index, holds in ((1, True), (2, False)) if depth < MOST_DEPTH else ():
                under = self.assume(argument[0], holds, branch)
                if under is not None:
                    place = (*path, name, index)
                    yield from self.opened(argument[index], place, under, depth + 1)
        elif intrinsic.lists_at is not None:
            found = self.alternatives(value, branch, depth)
            lists = [(item, under) for item, under in found if isinstance(item, list)]
            for item, under in lists:
                yield item, (*path, name, intrinsic.lists_at), under
            if not lists:
                yield value, path, branch
        elif name == REFERENCE and argument == NO_VALUE_NAME:
            yield NO_VALUE, path, branch
        else:
            yield value, path, branch

    # References

    def ref(self, name: str) -> Any:
        """Return what ``Ref`` gives for a parameter, a pseudo parameter or a resource."""
        if name in self.section("Parameters"):
            return self.parameter(name)
        if name.startswith("AWS::"):
            return self.pseudo(name)
        return self.get_att(name, "Ref")

    def named(self, name: str) -> str:
        """Return the string of ``${name}``."""
        if "." in name:
            return self.get_att(*name.split(".", 1))
        return str(self.as_text(self.ref(name), name))

    def parameter(self, name: str) -> Any:
        """Return the value of a parameter."""
        symbol = Symbol(("parameter", name), name)
        return self.symbols.known(symbol.identity) or self.symbol(symbol, self._reach(name))

    def _reach(self, name: str) -> Reach:
        """Return whether a parameter's value is a bucket's or table's name, without a slash."""
        row = self.section("Parameters").get(name)
        if not isinstance(row, Mapping):
            return Reach.ANYTHING
        pattern, default = row.get("AllowedPattern"), row.get("Default", "")
        if isinstance(pattern, str) and pattern and not _MAY_HOLD_SLASH.search(pattern):
            return Reach.NAME
        guessed = _ONE_NAME.search(name) and "/" not in str(default)
        return Reach.GUESSED_NAME if guessed else Reach.ANYTHING

    def pseudo(self, name: str) -> Any:
        """Return the value of a pseudo parameter."""
        if name in PSEUDO:
            self.used_pseudo.add(name)
            return PSEUDO[name]
        if name == NO_VALUE_NAME:
            return NO_VALUE
        return self.symbol(Symbol(("pseudo", name), name))

    def here(self, name: str) -> str:
        """Return the value of a pseudo parameter that AWS puts into an identifier."""
        return PSEUDO[name]

    def get_att(self, logical_id: str, attribute: str) -> str:
        """Return what Ref (as the attribute ``Ref``) or Fn::GetAtt gives for a resource."""
        kind = str(self.resource(logical_id).get("Type", ""))
        what = _attribute_name(logical_id, attribute)
        if not kind:
            reason = f"{what} is neither a parameter nor a resource of the template"
            return self.symbol(Symbol(("missing", what), what, "*", reason))
        pattern = IDENTIFIERS.get(kind, {}).get(attribute)
        if pattern is None:
            reason = f"{what} ({kind}) is known after deployment"
            known_as = "" if attribute == "Ref" else attribute
            identity = ("attribute", logical_id, kind, attribute)
            return self.of_resource(Symbol(identity, what, "*", reason, kind, known_as))
        name = self.resource_name(logical_id, kind) if "{name}" in pattern else ""
        if (kind, attribute) not in TRUE_STARS:
            pattern = _CHOSEN_BY_AWS.sub(
                lambda found: self.chosen_by_aws(logical_id, kind, attribute, found.group(), name),
                pattern,
            )
        return pattern.format(
            partition=self.here("AWS::Partition"),
            region=self.here("AWS::Region"),
            account=self.here("AWS::AccountId"),
            suffix=self.here("AWS::URLSuffix"),
            path=self.resource_path(logical_id) if "{path}" in pattern else "",
            name=name,
        )

    def chosen_by_aws(
        self, logical_id: str, kind: str, attribute: str, shape: str, name: str
    ) -> str:
        """Return the unknown that stands for an ID: the same one in a resource's ID and its ARN."""
        if _CHOSEN_BY_AWS.search(IDENTIFIERS[kind]["Ref"]):
            attribute = "Ref"
        what = _attribute_name(logical_id, attribute)
        reason = "" if self.is_unknown(name) else f"AWS completes {what} ({kind})"
        identity = ("chosen", logical_id, kind, attribute)
        return self.of_resource(Symbol(identity, what, shape, reason, kind, attribute))

    def of_resource(self, symbol: Symbol) -> str:
        """Return the character of what a resource has."""
        names = symbol.resource_type in ("AWS::S3::Bucket", "AWS::DynamoDB::Table")
        return self.symbol(symbol, Reach.NAME if names else Reach.ANYTHING)

    def resource_path(self, logical_id: str) -> str:
        """Return the path of a resource of IAM."""
        path = self.properties(logical_id).get("Path", "/")
        if isinstance(path, str):
            return path
        return "/" + self.symbol(Symbol(("path", logical_id), f"{logical_id} path"))

    def resource_name(self, logical_id: str, kind: str) -> str:
        """Return the name of a resource, or what stands for it."""
        given = self.properties(logical_id).get(IDENTIFIERS.get(kind, {}).get("name", "Name"))
        if given is not None and ("name", logical_id) not in self._pending:
            self._pending.add(("name", logical_id))
            try:
                found = {text for text, _ in self.texts(given)}
            finally:
                self._pending.remove(("name", logical_id))
            if len(found) == 1 and (text := found.pop()) != ANY:
                return text
        return self.made_up_name(logical_id, kind)

    def made_up_name(self, logical_id: str, kind: str) -> str:
        """Return what stands for the name that CloudFormation gives a resource."""
        reason = f"CloudFormation makes up the name of {logical_id}"
        symbol = Symbol(("name", logical_id, kind), logical_id, "*", reason, kind, "Ref")
        return self.of_resource(symbol)


def _attribute_name(logical_id: str, attribute: str) -> str:
    return logical_id if attribute == "Ref" else f"{logical_id}.{attribute}"
