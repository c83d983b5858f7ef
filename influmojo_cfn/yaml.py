"""CloudFormation templates as text: read with the place of every key, written in a reader's order.

A template dict holds intrinsic functions in their long form (``{"Fn::Sub": ...}``), whichever
form the text used; the text that is written uses the short one (``!Sub``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

import yaml

from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.files import read_text

Path = tuple[str | int, ...]
"""Where a value stands in a template: keys and list indexes from the top."""

MAX_DEPTH = 100
MAX_NODES = 500_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STRING_TAGS = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary"}
_PLAIN_INTRINSICS = {"!Ref": "Ref", "!Condition": "Condition"}


@dataclass(frozen=True)
class Document:
    """Data read from YAML or JSON text, with the line (from 1) and column (from 1) of each value.

    ``keys`` holds the place of a mapping's key, ``values`` of the value itself.
    """

    data: Any
    source: str = ""
    keys: Mapping[Path, tuple[int, int]] = field(default_factory=dict, repr=False)
    values: Mapping[Path, tuple[int, int]] = field(default_factory=dict, repr=False)

    def line(self, path: Path) -> int:
        """Give the line of the deepest known place on ``path``; 1 where nothing is known."""
        for length in range(len(path), -1, -1):
            place = self.keys.get(path[:length]) or self.values.get(path[:length])
            if place:
                return place[0]
        return 1

    def where(self, path: Path) -> str:
        """Give ``file:line`` of a path."""
        return f"{self.source}:{self.line(path)}"


def read_document(path: FilePath) -> Document:
    """Read a template, app file or policy document from a file.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML or JSON, too deep, or too large with its aliases followed.
    """
    return parse(read_text(path), str(path))


def parse(text: str, source: str = "") -> Document:
    """Read YAML or JSON ``text``; tags other than CloudFormation's functions are refused.

    Raises:
        TemplateError: see :func:`read_document`.
    """
    try:
        loader = _LOADER(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise TemplateError(_syntax_problem(error, source)) from error
    builder = _Builder(source)
    data = builder.build(root, (), 0) if root is not None else None
    if builder.problems:
        raise TemplateError(builder.problems)
    return Document(data, source, builder.keys, builder.values)


def _syntax_problem(error: Exception, source: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = f"{source}:{mark.line + 1}" if mark else source
    if isinstance(error, RecursionError):
        return Problem(where, f"is nested more than {MAX_DEPTH} levels deep")
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    return Problem(where, f"is not YAML or JSON: {detail}")


class _Builder:
    """Turns nodes into plain data and notes where each one stands."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.keys: dict[Path, tuple[int, int]] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self.nodes = 0
        self._constructor = yaml.SafeLoader("")

    def build(self, node: yaml.Node, path: Path, depth: int) -> Any:
        self.nodes += 1
        self.values[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if depth > MAX_DEPTH:
            raise TemplateError(self._problem(node, f"is nested more than {MAX_DEPTH} levels deep"))
        if self.nodes > MAX_NODES:
            message = f"holds more than {MAX_NODES:,} values once its aliases are followed"
            raise TemplateError(self._problem(node, message))
        if node.tag.startswith("!") and node.tag != "!":
            return self._intrinsic(node, path, depth)
        return self._plain(node, path, depth)

    def _plain(self, node: yaml.Node, path: Path, depth: int) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, i), depth + 1) for i, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(self._problem(key_node, "a key must be a text"))
                continue
            key = str(key_node.value)
            if key in data:
                self.problems.append(self._problem(key_node, f"the key {key!r} is there twice"))
                continue
            self.keys[(*path, key)] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            data[key] = self.build(value_node, (*path, key), depth + 1)
        return data

    def _scalar(self, node: yaml.Node) -> Any:
        if node.tag in _STRING_TAGS or node.tag == "!":
            return node.value
        try:
            return self._constructor.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            self.problems.append(self._problem(node, f"cannot be read: {error}".splitlines()[0]))
            return None

    def _intrinsic(self, node: yaml.Node, path: Path, depth: int) -> Any:
        name = _PLAIN_INTRINSICS.get(node.tag, f"Fn::{node.tag[1:]}")
        if not node.tag[1:].isalnum():
            self.problems.append(
                self._problem(node, f"the tag {node.tag!r} is not a CloudFormation function")
            )
            return None
        inner = (*path, name)
        self.keys[inner] = self.values[path]
        self.values[inner] = self.values[path]
        if isinstance(node, yaml.ScalarNode):
            if name == "Fn::GetAtt":
                return {name: node.value.split(".", 1)}
            return {name: node.value}
        return {name: self._plain(node, inner, depth + 1)}

    def _problem(self, node: yaml.Node, message: str) -> Problem:
        return Problem(f"{self.source}:{node.start_mark.line + 1}", message)
