"""The resolver: what each value of a template can be, in every branch that is left open.

With nothing given, that is every branch of the template's conditions, and parameters and pseudo
parameters are unknown; :class:`~influmojo_cfn.cloudformation.resolved.ResolvedTemplate` is the
resolver in one environment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
from influmojo_cfn.cloudformation.parameters import parameter_text
from influmojo_cfn.cloudformation.places import text_within
from influmojo_cfn.cloudformation.references import References
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.written import Node, Value

MOST_DEPTH = 60


class Resolver(References):
    """Resolves the values of one template and names its unknowns."""

    takes_any_key = True
    """Whether Fn::FindInMap with an unknown key can find everything of its level."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        super().__init__(template)
        self._conditions: ConditionLogic | None = None
        self._truths: dict[str, bool | str] = {}

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
        if isinstance(condition, str):
            return self.named_condition(condition)
        if isinstance(condition, Mapping) and set(condition) == {"Condition"}:
            return self.named_condition(str(condition["Condition"]))
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
        """Return what represents the truth of something that is not a condition."""
        return self.unknown(f"{data!r} is not a condition")

    def named_condition(self, name: str) -> bool | str:
        """Return whether a condition of the template's Conditions holds."""
        if name not in self._truths:
            self._truths[name] = self._declared_condition(name)
        return self._truths[name]

    def _declared_condition(self, name: str) -> bool | str:
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
        """Return every value that a value can have, resolved from outside in, with its branch."""
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
                return [(self.unresolved(name, argument), branch)]
        return [(value, branch)]

    def unresolved(self, name: str, argument: Any) -> str:
        """Return what represents the value of a function that only a deployment resolves."""
        return self.unknown(f"{name} cannot be resolved from the template alone")

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
            if isinstance(allowed, list) and text not in map(parameter_text, allowed):
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
        """Return every string that can be at ``path``: a list's items, each in every branch."""
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
        """Yield the items of a list, or the one value, with Fn::If opened and NoValue omitted."""
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
        """Yield every value that can be at a place: Fn::If opened, lists of functions made.

        The items of such a list are below the function's place, where the template has nothing.
        """
        for chosen, place, under in self.opened(value, path, branch):
            if chosen is not NO_VALUE:
                yield chosen, place, under

    def opened(
        self, value: Any, path: Path, branch: Branch = ALWAYS, depth: int = 0
    ) -> Iterator[Node]:
        """Yield what :meth:`branches` does, and :data:`NO_VALUE` where there can be nothing."""
        if isinstance(value, (str, list)) or not isinstance(value, Mapping) or len(value) != 1:
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
