"""Intrinsic functions resolved to partly known text, in every branch that a template may take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, TRUE_STARS
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.values import number_text
from influmojo_cfn.rules.place import text_within

Branch = frozenset[tuple[str, bool]]
"""The CloudFormation conditions under which something is there."""

ALWAYS: Branch = frozenset()
MOST_ALTERNATIVES = 32
MOST_DEPTH = 60

_SUB_NAME = re.compile(r"\$\{(!?)([^}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:[^}]*\}\}")

_MAY_HOLD_SLASH = re.compile(r"/|\[\^|\\[SDWx]|(?<!\\)\.(?![^\[]*\])")
_ONE_NAME = re.compile(r"(?:Bucket|BucketName|Table|TableName)$")

_CHOSEN_BY_AWS = re.compile(r"[*?][*?-]*")


@dataclass(frozen=True)
class Value:
    """One text that may stand at a place of a template.

    ``text`` is partly known (see :mod:`influmojo_cfn.iam.text`); ``literal`` tells that the
    template holds the text itself, outside any function.
    """

    text: str
    path: Path
    branch: Branch = ALWAYS
    literal: bool = True


@dataclass(frozen=True)
class Symbol:
    """Where an unknown comes from, such as ``Bucket.Arn`` of an ``AWS::S3::Bucket``."""

    name: str
    resource_type: str = ""
    attribute: str = ""
    parameter: bool = False


@dataclass
class Resolver:
    """Resolves the values of one template and names its unknowns."""

    template: Mapping[str, Any]
    symbols: dict[str, Symbol] = field(default_factory=dict)
    _characters: dict[str, str] = field(default_factory=dict)
    used_pseudo: set[str] = field(default_factory=set)

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

    def show(self, text: str) -> str:
        """Write partly known text for a person: each unknown as ``${Name}``."""
        if text.isascii():
            return text
        pseudo = {character: name for name, character in t.PSEUDO.items()}

        def name(found: re.Match[str]) -> str:
            character = found.group()
            if character in pseudo:
                return f"${{{pseudo[character]}}}"
            symbol = self.symbols.get(character)
            return f"${{{symbol.name}}}" if symbol else "${...}"

        return t.UNKNOWN.sub(name, text)

    def symbol(
        self, name: str, resource_type: str = "", attribute: str = "", parameter: bool = False
    ) -> str:
        """Return the character of an unknown, always the same for the same name."""
        if name not in self._characters:
            first = (
                t.FIRST_NAME_SYMBOL if self._is_one_name(name, resource_type) else t.FIRST_SYMBOL
            )
            character = chr(first + len(self._characters) % 0xFFF0)
            self._characters[name] = character
            self.symbols[character] = Symbol(name, resource_type, attribute, parameter)
        return self._characters[name]

    def _is_one_name(self, name: str, resource_type: str) -> bool:
        """Return whether an unknown is a bucket's or table's name and so cannot hold a slash."""
        if resource_type in ("AWS::S3::Bucket", "AWS::DynamoDB::Table"):
            return True
        parameter = self.section("Parameters").get(name)
        if not isinstance(parameter, Mapping):
            return False
        pattern, default = parameter.get("AllowedPattern"), parameter.get("Default", "")
        if isinstance(pattern, str) and pattern and not _MAY_HOLD_SLASH.search(pattern):
            return True
        return bool(_ONE_NAME.search(name)) and "/" not in str(default)

    def values(self, value: Any, path: Path, branch: Branch = ALWAYS) -> list[Value]:
        """Return every text that may stand at ``path``: a list's items, each in every branch."""
        if isinstance(value, str):
            return [Value(_without_dynamic(value), path, branch)]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [
                Value(_without_dynamic(item), (*path, index), branch)
                for index, item in enumerate(value)
            ]
        found: list[Value] = []
        for item, place, under in self.items(value, path, branch):
            literal = isinstance(item, str)
            place = place if literal else (*place, *text_within(item))
            for text, deeper in self.texts(item, under):
                found.append(Value(text, place, deeper, literal))
        return found

    def items(
        self, value: Any, path: Path, branch: Branch = ALWAYS
    ) -> Iterator[tuple[Any, Path, Branch]]:
        """Yield the items of a list, or the one value, with Fn::If opened and NoValue left out."""
        for chosen, place, under in self.branches(value, path, branch):
            if isinstance(chosen, list):
                for index, item in enumerate(chosen):
                    for inner, inner_place, inner_under in self.branches(
                        item, (*place, index), under
                    ):
                        if isinstance(inner, list):
                            for number, one in enumerate(inner):
                                yield from self.branches(one, (*inner_place, number), inner_under)
                        else:
                            yield inner, inner_place, inner_under
            else:
                yield chosen, place, under

    def branches(
        self, value: Any, path: Path, branch: Branch = ALWAYS, depth: int = 0
    ) -> Iterator[tuple[Any, Path, Branch]]:
        """Yield every value that may stand at a place: Fn::If opened, lists of functions made.

        The items of such a list stand below the function's place, where the template has nothing.
        """
        arguments = call(value, "Fn::If")
        if isinstance(arguments, list) and len(arguments) == 3 and depth < MOST_DEPTH:
            name = str(arguments[0])
            for index, holds in ((1, True), (2, False)):
                if (name, not holds) not in branch:
                    yield from self.branches(
                        arguments[index],
                        (*path, "Fn::If", index),
                        branch | {(name, holds)},
                        depth + 1,
                    )
        elif call(value, "Fn::Split") is not None and (parts := self._list(value, depth + 1)):
            yield parts, (*path, "Fn::Split", 1), branch
        elif call(value, "Fn::FindInMap") is not None and (lists := self._lists_in_map(value)):
            for found in lists:
                yield found, (*path, "Fn::FindInMap", 0), branch
        elif call(value, "Ref") != "AWS::NoValue":
            yield value, path, branch

    def text(self, value: Any) -> str:
        """Return the one text of a value, or an unknown where branches differ."""
        found = {text for text, _ in self.texts(value)}
        return found.pop() if len(found) == 1 else t.ANY

    def texts(
        self, value: Any, branch: Branch = ALWAYS, depth: int = 0
    ) -> list[tuple[str, Branch]]:
        """Return the partly known texts of a scalar or function, each with its branch."""
        if isinstance(value, str):
            return [(_without_dynamic(value), branch)]
        if isinstance(value, bool):
            return [("true" if value else "false", branch)]
        if isinstance(value, (int, float)):
            return [(number_text(value), branch)]
        if depth > MOST_DEPTH or not isinstance(value, Mapping) or len(value) != 1:
            return [(t.ANY, branch)]
        (name, arguments), *_ = value.items()
        function = _FUNCTIONS.get(name)
        found: list[tuple[str, Branch]] | None = (
            function(self, arguments, branch, depth + 1) if function else None
        )
        if found is None or len(found) > MOST_ALTERNATIVES:
            return [(t.ANY, branch)]
        return found

    def _ref(self, name: Any, branch: Branch, depth: int) -> list[tuple[str, Branch]] | None:
        return [(self.named(str(name), depth), branch)]

    def named(self, name: str, depth: int = 0) -> str:
        """Return the text of ``${name}`` or Ref."""
        if name in t.PSEUDO:
            self.used_pseudo.add(name)
            return t.PSEUDO[name]
        logical_id, _, attribute = name.partition(".")
        resource = self.resource(logical_id)
        kind = str(resource.get("Type", ""))
        if not kind:
            return self.symbol(name, parameter=name in self.section("Parameters"))
        attribute = attribute or "Ref"
        pattern = IDENTIFIERS.get(kind, {}).get(attribute)
        if pattern is None:
            return self.symbol(name, kind, "" if attribute == "Ref" else attribute)
        if (kind, attribute) not in TRUE_STARS and _CHOSEN_BY_AWS.search(pattern):
            pattern = _CHOSEN_BY_AWS.sub(self._chosen_by_aws(logical_id, kind, attribute), pattern)
        return pattern.format(
            partition=t.PARTITION,
            region=t.REGION,
            account=t.ACCOUNT,
            suffix=t.URL_SUFFIX,
            path=self._path(logical_id) if "{path}" in pattern else "",
            name=self._resource_name(logical_id, kind, depth) if "{name}" in pattern else "",
        )

    def _chosen_by_aws(self, logical_id: str, kind: str, attribute: str) -> str:
        """Return the unknown that stands for an ID: the same one in a resource's ID and its ARN."""
        if _CHOSEN_BY_AWS.search(IDENTIFIERS[kind]["Ref"]):
            attribute = "Ref"
        name = logical_id if attribute == "Ref" else f"{logical_id}.{attribute}"
        return self.symbol(name, kind, attribute)

    def _path(self, logical_id: str) -> str:
        path = self.properties(logical_id).get("Path", "/")
        return path if isinstance(path, str) else "/" + self.symbol(f"{logical_id} path")

    def _resource_name(self, logical_id: str, kind: str, depth: int) -> str:
        given = self.properties(logical_id).get(IDENTIFIERS[kind]["name"])
        if given is not None and depth < 8:
            found = {text for text, _ in self.texts(given, depth=depth + 1)}
            if len(found) == 1 and (text := found.pop()) != t.ANY:
                return text
        return self.symbol(logical_id, kind, "Ref")

    def _get_att(
        self, arguments: Any, branch: Branch, depth: int
    ) -> list[tuple[str, Branch]] | None:
        if isinstance(arguments, list) and all(isinstance(part, str) for part in arguments):
            arguments = ".".join(arguments)
        return [(self.named(arguments, depth), branch)] if isinstance(arguments, str) else None

    def _sub(self, arguments: Any, branch: Branch, depth: int) -> list[tuple[str, Branch]] | None:
        body, given = arguments, {}
        if isinstance(arguments, list) and len(arguments) == 2:
            body, given = arguments
        if not isinstance(body, str) or not isinstance(given, Mapping):
            return None
        pieces: list[list[tuple[str, Branch]]] = []
        last = 0
        for found in _SUB_NAME.finditer(body):
            pieces.append([(body[last : found.start()], ALWAYS)])
            last = found.end()
            escaped, name = found.groups()
            if escaped:
                pieces.append([(f"${{{name}}}", ALWAYS)])
            elif name.strip() in given:
                pieces.append(self.texts(given[name.strip()], branch, depth))
            else:
                pieces.append([(self.named(name.strip(), depth), ALWAYS)])
        pieces.append([(_DYNAMIC.sub(t.ANY, body[last:]), ALWAYS)])
        return _join(pieces, "", branch)

    def _join(self, arguments: Any, branch: Branch, depth: int) -> list[tuple[str, Branch]] | None:
        if not isinstance(arguments, list) or len(arguments) != 2:
            return None
        delimiter, parts = arguments
        parts = self._list(parts, depth)
        if not isinstance(delimiter, str) or parts is None:
            return None
        return _join([self.texts(part, ALWAYS, depth) for part in parts], delimiter, branch)

    def _list(self, value: Any, depth: int) -> list[Any] | None:
        if isinstance(value, list):
            return value
        split = call(value, "Fn::Split")
        if isinstance(split, list) and len(split) == 2 and isinstance(split[0], str) and split[0]:
            texts = self.texts(split[1], ALWAYS, depth)
            if len(texts) == 1 and not t.has_unknown(texts[0][0]):
                return list(texts[0][0].split(split[0]))
            if len(texts) == 1 and texts[0][0].startswith("arn:") and split[0] == ":":
                return list(texts[0][0].split(":"))
        return None

    def _select(
        self, arguments: Any, branch: Branch, depth: int
    ) -> list[tuple[str, Branch]] | None:
        if not isinstance(arguments, list) or len(arguments) != 2:
            return None
        index, parts = arguments[0], self._list(arguments[1], depth)
        if parts is None or not str(index).isdigit() or int(index) >= len(parts):
            return None
        return self.texts(parts[int(index)], branch, depth)

    def _if(self, arguments: Any, branch: Branch, depth: int) -> list[tuple[str, Branch]] | None:
        found = []
        for value, _, under in self.branches({"Fn::If": arguments}, (), branch, depth):
            if call(value, "Fn::If") is None:
                found += self.texts(value, under, depth)
        return found or None

    def _lists_in_map(self, value: Any) -> list[list[Any]]:
        """Return the lists that Fn::FindInMap may find."""
        return [
            item for item in self._in_map(call(value, "Fn::FindInMap")) if isinstance(item, list)
        ]

    def _find_in_map(
        self, arguments: Any, branch: Branch, depth: int
    ) -> list[tuple[str, Branch]] | None:
        level = self._in_map(arguments, branch)
        texts = {item for item in level if isinstance(item, str)}
        if not texts or len(texts) != len({str(item) for item in level}):
            return None
        return [(text, branch) for text in sorted(texts)]

    def _in_map(self, arguments: Any, branch: Branch = ALWAYS) -> list[Any]:
        """Return what Fn::FindInMap may find: everything of a level where its key is not known.

        Of the values of a parameter, those that the conditions of the branch leave.
        """
        if not isinstance(arguments, list) or len(arguments) < 3:
            return []
        level: list[Any] = [self.section("Mappings")]
        for key in arguments[:3]:
            text = self.text(key)
            following: list[Any] = []
            for table in level:
                if isinstance(table, Mapping):
                    if t.has_unknown(text):
                        possible = self._is_possible(key, branch)
                        following += [item for name, item in table.items() if possible(name)]
                    else:
                        following.append(table.get(text))
            level = [item for item in following if item is not None]
        return level

    def _is_possible(self, key: Any, branch: Branch) -> Callable[[Any], bool]:
        """Return whether a parameter can have a value, by its AllowedValues and a branch."""
        name = call(key, "Ref")
        parameter = self.section("Parameters").get(name) if isinstance(name, str) else None
        if not isinstance(parameter, Mapping):
            return lambda value: True
        allowed = parameter.get("AllowedValues")
        is_one: set[str] = set()
        is_none: set[str] = set()
        for condition, holds in branch:
            for compared in self._compared(condition, name):
                (is_one if holds else is_none).add(compared)

        def possible(value: Any) -> bool:
            if isinstance(allowed, list) and str(value) not in map(str, allowed):
                return False
            return str(value) not in is_none and is_one <= {str(value)}

        return possible

    def _compared(self, condition: str, parameter: str) -> list[str]:
        """Return the text with which a condition compares a parameter, if it does only that."""
        sides = call(self.section("Conditions").get(condition), "Fn::Equals")
        if not isinstance(sides, list) or len(sides) != 2:
            return []
        one, other = sides if call(sides[0], "Ref") == parameter else sides[::-1]
        if call(one, "Ref") != parameter or not isinstance(other, (str, int)):
            return []
        return [str(other)]


_FUNCTIONS: dict[str, Any] = {
    "Ref": Resolver._ref,
    "Fn::GetAtt": Resolver._get_att,
    "Fn::Sub": Resolver._sub,
    "Fn::Join": Resolver._join,
    "Fn::Select": Resolver._select,
    "Fn::If": Resolver._if,
    "Fn::FindInMap": Resolver._find_in_map,
}


def _without_dynamic(text: str) -> str:
    """Return a text in which what a dynamic reference will bring is unknown."""
    return _DYNAMIC.sub(t.ANY, text) if "{{" in text else text


def call(value: Any, name: str) -> Any:
    """Return the arguments of a function where ``value`` is a call of it, else None."""
    if isinstance(value, Mapping) and len(value) == 1:
        return value.get(name)
    return None


def compatible(one: Branch, other: Branch) -> bool:
    """Return whether two branches can be taken at once."""
    return all((name, not holds) not in other for name, holds in one)


def _join(
    pieces: Iterable[list[tuple[str, Branch]]], delimiter: str, branch: Branch
) -> list[tuple[str, Branch]] | None:
    results: list[tuple[str, Branch]] = [("", branch)]
    for number, alternatives in enumerate(pieces):
        glue = delimiter if number else ""
        results = [
            (f"{text}{glue}{more}", under | extra)
            for text, under in results
            for more, extra in alternatives
            if compatible(under, extra)
        ]
        if len(results) > MOST_ALTERNATIVES:
            return None
    return results
