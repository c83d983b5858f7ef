"""A template in one environment: the resolver where parameters and conditions have values.

What only a deployment knows (a generated name, another stack's export, a value read from Parameter
Store, a macro's output) becomes :class:`~influmojo_cfn.iam.unknown.Unknown`, with the reason, the
shape that is known of it, and what it is. Here alone unknown characters become such values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import (
    CHOICE,
    NO_VALUE,
    NO_VALUE_NAME,
    Alternatives,
    Resolved,
    is_call,
)
from influmojo_cfn.cloudformation.parameters import ParameterValue, parameter_values
from influmojo_cfn.cloudformation.resolver import Node, Resolver
from influmojo_cfn.cloudformation.symbols import Symbol
from influmojo_cfn.cloudformation.transforms import expands
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS
from influmojo_cfn.errors import Path, TemplateError
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.text import MADE_UP, UNKNOWN, Reach
from influmojo_cfn.iam.unknown import (
    MaybeStatement,
    Text,
    Unknown,
    UnknownPart,
    covered,
    standing_in,
)


class ResolvedTemplate(Resolver):
    """A template in one environment: resources, and any value of it, resolved on demand."""

    takes_any_key = False

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
        super().__init__(template)
        self.environment = environment or Environment()
        self.parameters: Mapping[str, ParameterValue] = parameter_values(
            template,
            self.environment.parameters,
            missing_is_unknown=missing_is_unknown,
            unconstrained=self.environment.unconstrained,
        )
        self._pseudo = self._pseudo_parameters()
        self._truths: dict[str, bool | str] = {}
        self._identified: dict[str, str] = {}
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

    def condition(self, name: str) -> bool | Unknown:
        """Return whether a condition of the template's Conditions holds."""
        truth = self.truth(name)
        return truth if isinstance(truth, bool) else self._unknown_of(truth)

    def property(self, logical_id: str, name: str) -> Any:
        """Return a property of a resource, resolved; None where there is none."""
        row = self.resources.get(logical_id)
        properties = row.get("Properties", {}) if isinstance(row, Mapping) else {}
        if is_call(properties):
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

    def identifier(self, logical_id: str, attribute: str) -> Text:
        """Return what Ref (as the attribute ``Ref``) or Fn::GetAtt gives for a resource."""
        return self.text_of(self.get_att(logical_id, attribute))

    def name_of(self, logical_id: str, kind: str) -> Text:
        """Return the name of a resource of a known type."""
        return self.text_of(self.resource_name(logical_id, kind))

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
        return found if found is NO_VALUE else self._made(found, path)

    def _made(self, found: Any, path: Path) -> Any:
        """Return what a function gave, with all that it holds resolved."""
        return self.text_of(found) if isinstance(found, str) else self.value(found, path)

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

    def _choice(self, data: Mapping[str, Any], path: Path) -> Any:
        """Resolve an Fn::If: the branch that is taken, or what both have in common."""
        nodes = list(self.opened(data, path))
        if len(nodes) == 1:
            ((chosen, place, _),) = nodes
            if place == path:  # it has not the shape of Fn::If
                ((found, _),) = self.alternatives(data)
                return self._made(found, path)
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
        """Return what the values of open branches share; a statement may be omitted."""
        if all(value == values[0] for value in values):
            return values[0]
        if all(value is NO_VALUE or isinstance(value, (str, Unknown)) for value in values):
            ((found, _),) = self.alternatives(data)
            return self._made(found, path)
        doubt = self.truth(data[CHOICE][0])
        unknown = self._unknown_of(
            doubt if isinstance(doubt, str) else self.unknown("of conditions")
        )
        there = [at for at, value in enumerate(values) if value is not NO_VALUE]
        if len(there) == 1:
            (at,) = there
            if isinstance(values[at], Mapping) and "Effect" in values[at]:
                self._chosen[path] = nodes[at][1]
                return MaybeStatement(values[at], unknown.reason)
        return Unknown(unknown.reason)

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

    # Unknown characters become values that are not known

    def text_of(self, text: str) -> Text:
        """Return a partly known string as a string, or as a value that is not known."""
        if text.isascii() or not self.is_unknown(text):
            return text
        if self.environment.stand_ins:
            text = "".join(map(self._stand_in, text))
        return self._unknown_of(text) if self.is_unknown(text) else text

    def _unknown_of(self, text: str) -> Unknown:
        parts: list[str | UnknownPart] = []
        reasons: dict[str, None] = {}
        for character in text:
            symbol = self.symbols.get(character)
            if symbol is not None:
                parts.append(UnknownPart(symbol.identity, symbol.shape))
                if symbol.reason:
                    reasons[symbol.reason] = None
            elif parts and isinstance(parts[-1], str):
                parts[-1] += character
            else:
                parts.append(character)
        covers = "".join(part if isinstance(part, str) else part.shape for part in parts)
        logical_id = self._identified.get(text, "")
        return Unknown("; ".join(reasons), covers, logical_id, tuple(parts))

    def _stand_in(self, character: str) -> str:
        """Return a text that stands for a name or an ID that AWS gives; others stay."""
        symbol = self.symbols.get(character)
        if symbol is not None and symbol.identity[:1] == ("name",):
            return f"{MADE_UP}{symbol.identity[1]}{MADE_UP}"
        if symbol is not None and symbol.identity[:1] == ("chosen",):
            return standing_in(symbol.shape)
        return character

    def is_unknown(self, text: str) -> bool:
        """Return whether a part of a string is not known."""
        return not text.isascii() and any(character in self.symbols for character in text)

    def is_nothing_known(self, text: str) -> bool:
        """Return whether a string holds an unknown that equals no other, not even itself."""
        return self.is_unknown(text) and any(
            character in self.symbols and not self.symbols[character].identity for character in text
        )

    def unknown(self, reason: str, shape: str = "*") -> str:
        """Return an unknown that equals no other; ``reason`` says to people why it is not known."""
        return self.symbol(Symbol((), shape=shape, reason=reason))

    def literal(self, text: str) -> str:
        """Return a string of the template; one that is written like an unknown is not known."""
        if text.isascii() or type(text) is Resolved:
            return text
        reason = "a character of Unicode's private use area is not known"
        return UNKNOWN.sub(lambda _: self.unknown(reason), text)

    def because(self, text: str) -> str:
        """Return an unknown that is so for the reasons for which a string is."""
        return self.unknown(self._unknown_of(text).reason)

    def show(self, text: str) -> str:
        """Return the pattern that a string matches."""
        return covered(self.text_of(text))

    def symbol(self, symbol: Symbol, reach: Reach = Reach.ANYTHING) -> str:
        """Return the character of an unknown; nothing is guessed of what it can hold."""
        return self.symbols.of(symbol)

    def dynamic(self, reference: str) -> str:
        """Return what stands for the value of a dynamic reference."""
        reason = f"{self.show(reference)} is read when the stack is deployed"
        known = not self.is_unknown(reference)
        return self.symbol(Symbol(("dynamic", reference) if known else (), reason=reason))

    def export(self, name: str) -> str:
        """Return what stands for the value that another stack exports."""
        reason = f"the export {self.show(name)} is of another stack"
        known = not self.is_unknown(name)
        return self.symbol(Symbol(("export", name) if known else (), reason=reason))

    def splits(self, text: str, delimiter: str) -> bool:
        """Return whether a string can be split although a part of it is not known."""
        return False

    # Parameters, conditions and names have values

    def parameter(self, name: str) -> Any:
        """Return the value of a parameter."""
        value = self.parameters[name]
        if isinstance(value, list):
            return [Resolved(item) for item in value]
        if isinstance(value, str):
            return self.without_dynamic(value)
        (part,) = value.parts
        identity = part.identity if isinstance(part, UnknownPart) else ()
        return self.symbol(Symbol(identity, name, value.covers, value.reason))

    def pseudo(self, name: str) -> Any:
        """Return the value of a pseudo parameter."""
        if name == NO_VALUE_NAME:
            return NO_VALUE
        found = self._pseudo.get(name)
        if found is None:
            reason = f"{name} is known to the stack alone"
            found = self.symbol(Symbol(("pseudo", name), name, reason=reason))
        return found

    def here(self, name: str) -> str:
        """Return the value of a pseudo parameter that AWS puts into an identifier."""
        return self._pseudo[name]

    def _pseudo_parameters(self) -> dict[str, str]:
        here = self.environment
        stack = here.stack_name
        if not stack:
            reason = "the name of the stack was not given"
            stack = self.symbol(
                Symbol(("pseudo", "AWS::StackName"), "AWS::StackName", reason=reason)
            )
        own_id = self.symbol(
            Symbol(("pseudo", "AWS::StackId"), reason="AWS gives the stack its ID")
        )
        place = f"{here.known_partition}:cloudformation:{here.region}:{here.account}"
        return {
            "AWS::AccountId": here.account,
            "AWS::Region": here.region,
            "AWS::Partition": here.known_partition,
            "AWS::URLSuffix": here.url_suffix,
            "AWS::StackName": stack,
            "AWS::StackId": f"arn:{place}:stack/{stack}/{own_id}",
        }

    def get_att(self, logical_id: str, attribute: str) -> str:
        """Return what Ref (as the attribute ``Ref``) or Fn::GetAtt gives for a resource."""
        found = super().get_att(logical_id, attribute)
        if self.resource(logical_id) and self.is_unknown(found):
            self._identified.setdefault(found, logical_id)
        return found

    def resource_path(self, logical_id: str) -> str:
        """Return the path of a resource of IAM."""
        path = self.properties(logical_id).get("Path")
        found = "/" if path is None else self._property_text(path)
        if found is None:
            reason = f"the path of {logical_id} is not a text"
            return "/" + self.unknown(reason)
        return found

    def resource_name(self, logical_id: str, kind: str) -> str:
        """Return the name of a resource, or what stands for it."""
        given = self.properties(logical_id).get(IDENTIFIERS.get(kind, {}).get("name", "Name"))
        if given is None:
            return self.made_up_name(logical_id, kind)
        if ("name", logical_id) in self._pending:
            return self.unknown(f"{logical_id} refers to itself")
        self._pending.add(("name", logical_id))
        try:
            ((found, _),) = self.alternatives(given)
        finally:
            self._pending.remove(("name", logical_id))
        if found is NO_VALUE:
            return self.made_up_name(logical_id, kind)
        return (
            found
            if isinstance(found, str)
            else self.unknown(f"the name of {logical_id} is not a text")
        )

    def _property_text(self, data: Any) -> str | None:
        ((found, _),) = self.alternatives(data)
        return "/" if found is NO_VALUE else found if isinstance(found, str) else None

    def named_condition(self, name: str) -> bool | str:
        """Return whether a condition of the template's Conditions holds."""
        if name not in self._truths:
            self._truths[name] = super().named_condition(name)
        return self._truths[name]

    def not_a_condition(self, data: Any) -> str:
        """Return what stands for the truth of something that is no condition."""
        return self.unknown(f"{json.dumps(data, default=str)} is not a condition")

    def chosen(self, condition: Any, found: Alternatives, branch: Branch) -> Alternatives:
        """Return the one value of Fn::If: what its branches have in common where both are open."""
        values = [value for value, _ in found]
        if len(values) == 1 or all(value == values[0] for value in values):
            return found[:1]
        doubt = self.truth(condition)
        reason = self._unknown_of(doubt).reason if isinstance(doubt, str) else ""
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) == len(values):
            return [(self._either(texts[0], texts[1], reason), ALWAYS)]
        if len(texts) == 1 and NO_VALUE in values:
            return [(self.unknown(reason, self.show(texts[0])), ALWAYS)]
        return [(self.unknown(reason), ALWAYS)]

    def _either(self, one: str, other: str, reason: str) -> str:
        """Return what is known of a string that is one or the other: how both begin and end."""
        if self.show(one) == self.show(other):
            return self.unknown(reason, self.show(one))
        start = _shared(one, other)
        end = _shared(one[start:][::-1], other[start:][::-1])
        return f"{one[:start]}{self.unknown(reason)}{one[len(one) - end :]}"


def _shared(one: str, other: str) -> int:
    """Count the characters with which both texts begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _expanded(data: Mapping[str, Any]) -> Unknown:
    keys = ", ".join(str(key) for key in data if expands(key))
    return Unknown(f"{keys} is expanded when the template is processed")
