"""The resolver in one environment: parameters, pseudo parameters and conditions have values.

What only a deployment knows (a generated name, another stack's export, a value read from Parameter
Store) stays unknown. The reason and the known shape stay with it. Here alone unknown characters
become :class:`~influmojo_cfn.iam.unknown.Unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import (
    NO_VALUE,
    NO_VALUE_NAME,
    OF_DEPLOYMENT,
    Alternatives,
    Resolved,
    call_of,
)
from influmojo_cfn.cloudformation.parameters import ParameterValue, parameter_values
from influmojo_cfn.cloudformation.resolver import MOST_DEPTH, Resolver
from influmojo_cfn.cloudformation.symbols import Symbol
from influmojo_cfn.data.resource_identifiers import (
    IDENTIFIERS,
    NEWEST_VERSIONS,
    VALUE_STORES,
)
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.text import MADE_UP, UNKNOWN, Reach, shared_beginning
from influmojo_cfn.iam.unknown import Identity, Text, Unknown, UnknownPart, covered, standing_in
from influmojo_cfn.input_files import TEMPLATE, not_one


class EnvironmentResolver(Resolver):
    """Resolves the values of one template in one environment: each value is one, or unknown."""

    takes_any_key = False

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
        if not isinstance(template, Mapping) or not isinstance(template.get("Resources"), Mapping):
            raise TemplateError(not_one(template, TEMPLATE))
        super().__init__(template)
        self.environment = environment or Environment()
        self.parameters: Mapping[str, ParameterValue] = parameter_values(
            template,
            self.environment.parameters,
            missing_is_unknown=missing_is_unknown,
            unconstrained=self.environment.unconstrained,
            admitted=admitted,
        )
        self.asked: dict[str, None] = {}
        """The parameters whose values were asked for, in order."""
        self._pseudo = self._pseudo_parameters()
        self._identified: dict[str, str] = {}
        self._undecided: dict[str, str] = {}
        self._made_of_unknowns: dict[tuple[str, str], str] = {}
        self._deciding: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._circles = 0
        self._stored: Mapping[str, str] | None = None

    # Unknown characters become values that are not known

    def text_of(self, text: str) -> Text:
        """Return a partly known string as a string, or as a value that is not known."""
        if text.isascii() or not self.is_unknown(text):
            return text
        if self.environment.stand_ins:
            text = "".join(map(self._stand_in, text))
        return self.unknown_of(text) if self.is_unknown(text) else text

    def unknown_of(self, text: str) -> Unknown:
        """Return what is known of a string: its parts, the pattern it matches, and the reasons."""
        parts: list[str | UnknownPart] = []
        reasons: dict[str, None] = {}
        origins: list[str] = []
        for character in text:
            symbol = self.symbols.get(character)
            if symbol is not None:
                origins.append(symbol.origin)
                parts.append(UnknownPart(symbol.identity, symbol.shape))
                if symbol.reason:
                    reasons[symbol.reason] = None
            elif parts and isinstance(parts[-1], str):
                parts[-1] += character
            else:
                parts.append(character)
        covers = "".join(part if isinstance(part, str) else part.shape for part in parts)
        logical_id = self._identified.get(text, "")
        return Unknown("; ".join(reasons), covers, logical_id, tuple(parts), "".join(origins))

    def _stand_in(self, character: str) -> str:
        """Return a string that represents what AWS gives a resource or the stack; others stay."""
        symbol = self.symbols.get(character)
        if symbol is None:
            return character
        match symbol.identity:
            case ("name", logical_id, _):
                return f"{MADE_UP}{logical_id}{MADE_UP}"
            case ("pseudo", name):
                return f"{MADE_UP}{name}{MADE_UP}"
            case ("attribute", logical_id, _, attribute, *_):
                made_up = f"{MADE_UP}{logical_id}.{attribute}{MADE_UP}"
                here = self.environment
                place = f"{here.known_partition}:{MADE_UP}:{here.region}:{here.account}"
                return f"arn:{place}:{made_up}" if attribute.endswith("Arn") else made_up
            case ("chosen", logical_id, _, *which):
                return standing_in(symbol.shape, ".".join((logical_id, *which)))
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

    def because(self, text: str, written: Any = None) -> str:
        """Return an unknown that is so for the reasons for which a string is.

        What was written otherwise is another one.
        """
        return self._made_of(self.unknown_of(text).reason, "", written)

    def show(self, text: str) -> str:
        """Return the pattern that a string matches."""
        return covered(self.text_of(text))

    def symbol(self, symbol: Symbol, reach: Reach = Reach.ANYTHING) -> str:
        """Return the character of an unknown; nothing is guessed of what it can hold."""
        return self.symbols.of(symbol)

    def unresolved(self, name: str, argument: Any) -> str:
        """Return what represents a function's value; another one for another argument."""
        reason = f"{name} cannot be resolved from the template alone"
        return self._made_of(reason, name, argument)

    def _made_of(self, reason: str, name: str, written: Any) -> str:
        """Return what represents what a function makes of unknown values.

        It is the same value for the same values, except where anything can come of them.
        """
        key = name, _as_json(written)
        known = self._made_of_unknowns.get(key)
        if known is not None:
            return known
        circles = self._circles
        text, symbols = self._written_out(written)
        origin = f"{name} {text}" if name else text
        is_known = written is not None and all(symbol.identity for symbol in symbols)
        is_fixed = is_known and (not name or name in OF_DEPLOYMENT)
        identity = ("made of", origin) if is_fixed else ()
        made = self.symbol(Symbol(identity, reason=reason, origin=origin))
        if is_fixed and circles == self._circles:
            self._made_of_unknowns[key] = made
        return made

    def _written_out(self, data: Any) -> tuple[str, list[Symbol]]:
        """Return resolved data as a string, with what each unknown is, and the unknowns."""
        text = _as_json(self.whole(data))
        symbols = [self.symbols.get(each) for each in text]
        written = "".join(
            each if symbol is None else str(symbol.identity or symbol.origin)
            for each, symbol in zip(text, symbols, strict=True)
        )
        return written, [symbol for symbol in symbols if symbol is not None]

    def what_decides(self, logical_id: str, attribute: str) -> tuple[str, ...]:
        """Return the properties that an attribute can come from; an ID or ARN, from a name alone.

        In two templates it is the same value where these are the same. The newest version of a
        resource is the same by any, for its changes are those of the resource.
        """
        if attribute in NEWEST_VERSIONS.get(str(self.resource(logical_id).get("Type")), ()):
            return ()
        if ("properties", logical_id) in self._pending:
            self._circles += 1
            return ()
        is_id = attribute.endswith(("Ref", "Id", "Arn"))
        found = self._deciding.get((logical_id, is_id))
        if found is not None:
            return found
        properties = {
            key: value
            for key, value in self.properties(logical_id).items()
            if (str(key).endswith("Name") if is_id else key != "Tags")
        }
        circles = self._circles
        self._pending.add(("properties", logical_id))
        try:
            found = (sha256(self._written_out(properties)[0].encode()).hexdigest(),)
        finally:
            self._pending.remove(("properties", logical_id))
        if circles == self._circles:
            self._deciding[logical_id, is_id] = found
        return found

    def dynamic(self, reference: str) -> str:
        """Return what represents the value of a dynamic reference."""
        reason = f"{self.show(reference)} is read when the stack is deployed"
        return self.symbol(Symbol(self._read("dynamic", reference), reason=reason))

    def export(self, name: str) -> str:
        """Return what represents the value that another stack exports."""
        reason = f"the export {self.show(name)} is of another stack"
        return self.symbol(Symbol(self._read("export", name), reason=reason))

    def _read(self, source: str, key: str) -> Identity:
        """Return what is read by a key; nothing where a part of the key can be anything.

        Of the same key it is the same, while the resources are that the key names, and what the
        template itself stores by it.
        """
        symbols = [self.symbols.get(each) for each in key]
        if any(symbol is not None and not symbol.identity for symbol in symbols):
            return ()
        of = {symbol.identity[1] for symbol in symbols if symbol and symbol.resource_type}
        shown = self.show(key)
        of |= {each for each, name in self._stores().items() if may_meet(f"*{name}*", shown)}
        text = "".join(
            each if symbol is None else str(symbol.identity)
            for each, symbol in zip(key, symbols, strict=True)
        )
        return source, text, *(part for each in sorted(of) for part in self.what_decides(each, ""))

    def _stores(self) -> Mapping[str, str]:
        """Return patterns of the names that the template gives to what can be read.

        There are none while they are resolved.
        """
        if self._stored is None:
            self._stored = {}
            self._stored = {
                logical_id: self.show(self.resource_name(logical_id, kind))
                for kind in VALUE_STORES
                for logical_id in self.resources_of(kind)
                if "Name" in self.properties(logical_id)
            }
        return self._stored

    def splits(self, text: str, delimiter: str) -> bool:
        """Return whether a string can be split although a part of it is not known."""
        return False

    # Parameters, conditions and names have values

    def parameter(self, name: str) -> Any:
        """Return the value of a parameter."""
        self.asked[name] = None
        value = self.parameters[name]
        # A letter that a statement about every value gives to a parameter is not an unknown.
        taken = str if name in self.environment.unconstrained else self.literal
        if isinstance(value, list):
            return [Resolved(taken(item)) for item in value]
        if isinstance(value, str):
            return self.without_dynamic(taken(value))
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
        found = self.worked_out(logical_id, attribute)
        kind = self.resource(logical_id).get("Type")
        identifies = attribute == "Ref" or attribute in IDENTIFIERS.get(str(kind), {})
        if kind and (identifies or attribute.endswith("Arn")) and self.is_unknown(found):
            self._identified.setdefault(found, logical_id)
        return found

    def resource_path(self, logical_id: str) -> str:
        """Return the path of a resource of IAM."""
        path = self.properties(logical_id).get("Path")
        found = "/" if path is None else self._property_text(path)
        if found is None:
            reason = f"the path of {logical_id} is not a string"
            return "/" + self.unknown(reason)
        return found

    def resource_name(self, logical_id: str, kind: str) -> str:
        """Return the name of a resource, or what represents it."""
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
            else self.unknown(f"the name of {logical_id} is not a string")
        )

    def _property_text(self, data: Any) -> str | None:
        ((found, _),) = self.alternatives(data)
        return "/" if found is NO_VALUE else found if isinstance(found, str) else None

    def truth(self, condition: Any) -> bool | str:
        """Return whether a condition holds; what is not known is as what it was written."""
        found = super().truth(condition)
        if isinstance(found, bool):
            return found
        name = condition if isinstance(condition, str) else json.dumps(condition, default=str)
        if ("written", name) in self._pending:  # it asks itself
            return found
        if name not in self._undecided:
            self._pending.add(("written", name))
            try:
                reason, origin = self.unknown_of(found).reason, self._condition_text(condition)
            finally:
                self._pending.remove(("written", name))
            self._undecided[name] = self.symbol(Symbol((), reason=reason, origin=origin))
        return self._undecided[name]

    def _condition_text(self, condition: Any, depth: int = 0) -> str:
        """Return a condition as a string, the same for the same condition by any name."""
        if isinstance(condition, Mapping) and set(condition) == {"Condition"}:
            condition = condition["Condition"]
        declared = self.section("Conditions")
        if isinstance(condition, str) and condition in declared and depth < MOST_DEPTH:
            return self._condition_text(declared[condition], depth + 1)
        intrinsic, argument = call_of(condition)
        if intrinsic is None or depth == MOST_DEPTH:
            return repr(condition)
        ((name, _),) = condition.items()
        parts = argument if isinstance(argument, list) else [argument]
        if intrinsic.logic in ("", "equal"):
            texts = [self._written_out(part)[0] for part in parts]
        else:
            texts = [self._condition_text(part, depth + 1) for part in parts]
        return f"{name}({', '.join(texts)})"

    def not_a_condition(self, data: Any) -> str:
        """Return what represents the truth of something that is not a condition."""
        return self.unknown(f"{json.dumps(data, default=str)} is not a condition")

    def chosen(self, condition: Any, found: Alternatives, branch: Branch) -> Alternatives:
        """Return the one value of Fn::If: what its branches have in common where both are open."""
        values = [value for value, _ in found]
        if len(values) == 1 or all(value == values[0] for value in values):
            return found[:1]
        doubt = self.truth(condition)
        known = self.unknown_of(doubt) if isinstance(doubt, str) else Unknown("")
        given = (None if value is NO_VALUE else value for value in values)
        origin = f"{known.origin} ? {' : '.join(self._written_out(each)[0] for each in given)}"
        either = Symbol((), reason=known.reason, origin=origin)
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) == len(values):
            return [(self._either(texts[0], texts[1], either), ALWAYS)]
        if len(texts) == 1 and NO_VALUE in values:
            either = either._replace(shape=self.show(texts[0]))
        return [(self.symbol(either), ALWAYS)]

    def _either(self, one: str, other: str, either: Symbol) -> str:
        """Return what is known of a string that is one or the other: how both begin and end."""
        if self.show(one) == self.show(other):
            return self.symbol(either._replace(shape=self.show(one)))
        start = shared_beginning(one, other)
        rests = (text[len(start) :][::-1] for text in (one, other))
        end = shared_beginning(*rests)[::-1]
        return f"{start}{self.symbol(either)}{end}"


def _as_json(data: Any) -> str:
    return json.dumps(data, default=str, ensure_ascii=False, sort_keys=True)
