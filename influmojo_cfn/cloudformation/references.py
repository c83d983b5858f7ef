"""References: what Ref, Fn::GetAtt and ``${Name}`` give, and the unknowns of a template.

A parameter, a pseudo parameter and what AWS gives a resource are unknown until a template has an
environment. Each is one character (see :mod:`influmojo_cfn.iam.text`), the same wherever the
template refers to it.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from itertools import count
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import NO_VALUE, NO_VALUE_NAME
from influmojo_cfn.cloudformation.referenced_names import inserted_in
from influmojo_cfn.cloudformation.symbols import Symbol, Symbols
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, TRUE_STARS
from influmojo_cfn.iam.branches import Branch
from influmojo_cfn.iam.text import ANY, PSEUDO, UNKNOWN, Reach, has_unknown
from influmojo_cfn.iam.unknown import Identity
from influmojo_cfn.iam.value_formats import scalar_text

_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")
_MAY_HOLD_SLASH = re.compile(r"/|\[\^|\\[SDWx]|(?<!\\)\.(?![^\[]*\])")
_ONE_NAME = re.compile(r"(?:Bucket|BucketName|Table|TableName)$")
_NAMES_WITHOUT_SLASH = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::ECS::Cluster": "ClusterName",
    "AWS::ECS::TaskDefinition": "Family",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Serverless::Function": "FunctionName",
}
"""Properties that take neither a slash nor a colon, nor does a parameter that is part of one.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27)
"""
_CHOSEN_BY_AWS = re.compile(r"[*?][*?-]*")
_PSEUDO_NAMES = {character: name for name, character in PSEUDO.items()}


class References(ABC):
    """What a template refers to, and its unknowns; the resolver resolves what is in them."""

    def __init__(self, template: Mapping[str, Any]) -> None:
        self.template = template
        self.symbols = Symbols()
        self.used_pseudo: set[str] = set()
        self._pending: set[tuple[str, str]] = set()
        self._by_type: dict[str, list[str]] | None = None
        self._identifiers: dict[tuple[str, str], str] = {}

    @abstractmethod
    def texts(self, value: Any) -> list[tuple[str, Branch]]:
        """Return the partly known strings of a scalar or function, each with its branch."""

    # What is in the template

    def section(self, name: str) -> Mapping[str, Any]:
        """Return a section of the template, empty where it is missing or not a mapping."""
        found = self.template.get(name)  # asked for every reference: not as sections.section does
        return found if isinstance(found, Mapping) else {}

    def resource(self, logical_id: str) -> Mapping[str, Any]:
        """Return a resource of the template, empty where there is none."""
        found = self.section("Resources").get(logical_id)
        return found if isinstance(found, Mapping) else {}

    def properties(self, logical_id: str) -> Mapping[str, Any]:
        """Return a resource's properties, empty where there are none."""
        found = self.resource(logical_id).get("Properties")
        return found if isinstance(found, Mapping) else {}

    def resources_of(self, *types: str) -> list[str]:
        """Return the logical IDs of the resources of some types, in the template's order."""
        if self._by_type is None:
            self._by_type = {}
            for logical_id, row in self.section("Resources").items():
                kind = row.get("Type") if isinstance(row, Mapping) else None
                if isinstance(kind, str):
                    self._by_type.setdefault(kind, []).append(logical_id)
        if len(types) == 1:
            return self._by_type.get(types[0], [])
        found = [self._by_type[kind] for kind in types if kind in self._by_type]
        if len(found) < 2:
            return found[0] if found else []
        wanted = {logical_id for listed in found for logical_id in listed}
        return [logical_id for logical_id in self.section("Resources") if logical_id in wanted]

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

    def because(self, text: str, written: Any = None) -> str:
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
        """Return a string of the template, which can be one that was resolved before."""
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
        """Return what represents the value of a dynamic reference."""
        return self.unknown(f"{reference} is read when the stack is deployed")

    def export(self, name: str) -> str:
        """Return what represents the value that another stack exports."""
        return self.unknown(f"the export {self.show(name)} is of another stack")

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
        if name in self.parts_of_names:
            return Reach.NAME
        guessed = _ONE_NAME.search(name) and "/" not in str(default)
        return Reach.GUESSED_NAME if guessed else Reach.ANYTHING

    @cached_property
    def parts_of_names(self) -> frozenset[str]:
        """The names of the parameters that are part of a name without a slash."""
        found: set[str] = set()
        for kind, key in _NAMES_WITHOUT_SLASH.items():
            for logical_id in self.resources_of(kind):
                found |= inserted_in(self.properties(logical_id).get(key))
        return frozenset(found)

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
        found = self._identifiers.get((logical_id, attribute))
        if found is None:
            found = self.worked_out(logical_id, attribute)
            if not self._pending:  # a name that refers to itself is another while it is resolved
                self._identifiers[logical_id, attribute] = found
        return found

    def worked_out(self, logical_id: str, attribute: str) -> str:
        """Return what :meth:`get_att` does, worked out anew."""
        kind = str(self.resource(logical_id).get("Type", ""))
        what = attribute_name(logical_id, attribute)
        if not kind:
            reason = f"{what} is neither a parameter nor a resource of the template"
            return self.symbol(Symbol(("missing", what), what, "*", reason))
        pattern = IDENTIFIERS.get(kind, {}).get(attribute)
        if pattern is None:
            if kind.startswith("AWS::") and (given := self.given_attribute(logical_id, attribute)):
                return given
            reason = f"{what} ({kind}) is known after deployment"
            known_as = "" if attribute == "Ref" else attribute
            identity: Identity = ("attribute", logical_id, kind, attribute)
            identity += self.what_decides(logical_id, attribute)
            return self.of_resource(Symbol(identity, what, "*", reason, kind, known_as))
        name = self.resource_name(logical_id, kind) if "{name}" in pattern else ""
        if (kind, attribute) not in TRUE_STARS:
            places = count()
            pattern = _CHOSEN_BY_AWS.sub(
                lambda found: self.chosen_by_aws(
                    logical_id, kind, attribute, found.group(), name, next(places)
                ),
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

    def given_attribute(self, logical_id: str, attribute: str) -> str | None:
        """Return the value of an attribute that is a property as well, such as a subnet's VpcId."""
        given = self.properties(logical_id).get(attribute)
        if given is None or isinstance(given, list) or ("name", logical_id) in self._pending:
            return None
        return self._one_text(logical_id, given)

    def _one_text(self, logical_id: str, given: Any) -> str | None:
        """Return the string of a property; None where conditions decide what it is."""
        self._pending.add(("name", logical_id))
        try:
            found = {text for text, _ in self.texts(given)}
        finally:
            self._pending.remove(("name", logical_id))
        return found.pop() if len(found) == 1 else None

    def what_decides(self, logical_id: str, attribute: str) -> tuple[str, ...]:
        """Return what an attribute can depend on that is not the same in every template."""
        return ()

    def chosen_by_aws(
        self, logical_id: str, kind: str, attribute: str, shape: str, name: str, place: int
    ) -> str:
        """Return the unknown that represents an ID: the same one in a resource's ID and its ARN.

        ``place`` tells apart what AWS chooses in several places of one ARN.
        """
        if _CHOSEN_BY_AWS.search(IDENTIFIERS[kind]["Ref"]):
            attribute = "Ref"
        what = attribute_name(logical_id, attribute)
        reason = "" if self.is_unknown(name) else f"AWS completes {what} ({kind})"
        identity = ("chosen", logical_id, kind, attribute, str(place))
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
        """Return the name of a resource, or what represents it."""
        given = self.properties(logical_id).get(IDENTIFIERS.get(kind, {}).get("name", "Name"))
        if given is not None and ("name", logical_id) not in self._pending:
            text = self._one_text(logical_id, given)
            return self.one_of_names(logical_id, kind) if text in (None, ANY) else str(text)
        return self.made_up_name(logical_id, kind)

    def written_name(self, reference: Any) -> Any:
        """Return the name that the template gives to the resource of a Ref, as it is written.

        None where it gives none, or where Ref is not the name.
        """
        logical_id = reference.get("Ref") if isinstance(reference, Mapping) else None
        if not isinstance(logical_id, str):
            return None
        known = IDENTIFIERS.get(str(self.resource(logical_id).get("Type", "")), {})
        return (
            self.properties(logical_id).get(known["name"]) if known.get("Ref") == "{name}" else None
        )

    def one_of_names(self, logical_id: str, kind: str) -> str:
        """Return what represents a name that is given, and that can be another in each stack."""
        reason = f"the name of {logical_id} depends on the stack"
        symbol = Symbol(("given", logical_id, kind), logical_id, "*", reason, kind, "Ref")
        return self.of_resource(symbol)

    def made_up_name(self, logical_id: str, kind: str) -> str:
        """Return what represents the name that CloudFormation gives a resource."""
        reason = f"CloudFormation makes up the name of {logical_id}"
        symbol = Symbol(("name", logical_id, kind), logical_id, "*", reason, kind, "Ref")
        return self.of_resource(symbol)

    def as_text(self, value: Any, what: str) -> Any:
        """Return a resolved value as a string; ``NO_VALUE`` stays what it is."""
        if isinstance(value, str) or value is NO_VALUE:
            return value
        if isinstance(value, (bool, int, float)):
            return scalar_text(value)
        return self.unknown(f"{what} is not a string")


def attribute_name(logical_id: str, attribute: str) -> str:
    """Return what people call an attribute of a resource; Ref is the resource."""
    return logical_id if attribute == "Ref" else f"{logical_id}.{attribute}"
