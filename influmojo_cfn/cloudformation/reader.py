"""YAML or JSON text read into plain data, with the place of every key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from influmojo_cfn.arguments import TEXT, check_arguments
from influmojo_cfn.errors import Path, Problem, TemplateError
from influmojo_cfn.files import read_text

MAX_DEPTH = 100
MAX_NODES = 200_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Any = yaml.SafeLoader("")
_MAPPING_TAG = "tag:yaml.org,2002:map"
_SEQUENCE_TAG = "tag:yaml.org,2002:seq"
_STRING_TAGS = frozenset({"!", "tag:yaml.org,2002:str"})
_SCALAR_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))
_PLAIN_INTRINSICS = {"!Ref": "Ref", "!Condition": "Condition"}


@dataclass(frozen=True)
class Document:
    """Data read from YAML or JSON text, with the line (from 1) and column (from 1) of each value.

    ``keys`` holds the place of a mapping's key, ``values`` of the value itself. What stands behind
    an alias (``*name``) has the place of the alias. ``memo`` is what was worked out of this
    document, by whatever tells the answers apart; a changed copy begins with none.
    """

    data: Any
    source: str = ""
    keys: Mapping[Path, tuple[int, int]] = field(default_factory=dict, repr=False)
    values: Mapping[Path, tuple[int, int]] = field(default_factory=dict, repr=False)
    memo: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def place(self, path: Path) -> tuple[int, int]:
        """Return line and column of the deepest known place on ``path``; (1, 1) if unknown."""
        for length in range(len(path), -1, -1):
            place = self.keys.get(path[:length]) or self.values.get(path[:length])
            if place:
                return place
        return 1, 1

    def line(self, path: Path) -> int:
        """Return the line of the deepest known place on ``path``; 1 where nothing is known."""
        return self.place(path)[0]

    def where(self, path: Path) -> str:
        """Return ``file:line`` of a path."""
        return _where(self.source, self.line(path))


_MOST_KEPT = 16
_kept: ContextVar[dict[tuple[str, str], Document] | None] = ContextVar("_kept", default=None)


@contextmanager
def documents_kept(known: dict[tuple[str, str], Document] | None = None) -> Iterator[None]:
    """Parse a string that is read again only once, for who asks many questions of few files.

    ``known`` are documents by text and name that were kept before; more are added to it.
    """
    token = _kept.set({} if known is None else known)
    try:
        yield
    finally:
        _kept.reset(token)


def read_document(path: FilePath) -> Document:
    """Read a template, app file or policy document from a file.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML or JSON, too deep, or too large with its aliases followed.
    """
    text, source = read_text(path), str(path)
    kept = _kept.get()
    if kept is None:
        return parse(text, source)
    found = kept.pop((text, source), None) or parse(text, source)
    kept[text, source] = found
    if len(kept) > _MOST_KEPT:
        del kept[next(iter(kept))]
    return found


def parse(text: str, source: str = "") -> Document:
    """Read YAML or JSON ``text``; tags other than CloudFormation's functions are an error.

    >>> from influmojo_cfn import parse
    >>> document = parse("Resources:\\n  Topic: {Type: AWS::SNS::Topic}", "template.yaml")
    >>> document.where(("Resources", "Topic", "Type"))
    'template.yaml:2'

    Args:
        text: the text of a template, a policy document or a claims file.
        source: the name of its file, for errors.

    Returns:
        A document: its ``data`` with functions in their long form, and the line (from 1) of
        each path in it.

    Raises:
        TemplateError: it is neither YAML nor JSON, has a key twice, or is too deep or too large.

    Source:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
    """
    check_arguments(text=(text, TEXT), source=(source, TEXT))
    try:
        builder = _DataBuilder(str(text), source)
        data = builder.document()
    except UnicodeEncodeError as error:
        raise TemplateError(Problem(source, "is not Unicode text; save it as UTF-8")) from error
    except yaml.YAMLError as error:
        data = _escaped_json(text)
        if data is None:
            raise TemplateError(_syntax_problem(error, source)) from error
        return Document(data, source)
    if builder.problems:
        raise TemplateError(builder.problems)
    return Document(data, source, builder.keys, builder.values)


def _escaped_json(text: str) -> Any:
    """Read JSON that YAML readers reject: characters outside the BMP as pairs of escapes."""
    if "\\u" not in text:
        return None
    import json

    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return data


def _syntax_problem(error: Exception, source: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    detail = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    line = mark.line + 1 if mark else 0
    return Problem("", f"is not YAML or JSON: {detail}; correct it there", source, line)


class _DataBuilder:
    """Turns parser events into plain data and notes where each value stands.

    It works on events because a parser's events are flat. However deep or often repeated the text
    is, reading stops at the first event past a limit.
    """

    def __init__(self, text: str, source: str) -> None:
        self.source = source
        self.keys: dict[Path, tuple[int, int]] = {}
        self.values: dict[Path, tuple[int, int]] = {}
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._count = 0

    def document(self) -> Any:
        """Return the one document of the text, None where there is none."""
        data, seen = None, False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and seen:
                raise TemplateError(self._problem(event, "a second document begins; expected one"))
            if isinstance(event, yaml.DocumentStartEvent):
                data, seen = self._value(self._next(), (), 0), True
        return data

    def _next(self) -> Any:
        return next(self._events)

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise TemplateError(
                self._problem(event, f"is nested more than {MAX_DEPTH} levels deep; flatten it")
            )
        self.values[path] = _place(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        before = self._count
        self._add(event, 1)
        tag = event.tag
        if tag is not None and tag.startswith("!") and tag != "!":
            data = self._intrinsic(event, path, depth)
        else:
            data = self._plain(event, path, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = (data, self._count - before)
        return data

    def _add(self, event: Any, nodes: int) -> None:
        self._count += nodes
        if self._count > MAX_NODES:
            message = f"contains more than {MAX_NODES:,} values with its aliases followed; split it"
            raise TemplateError(self._problem(event, message))

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self._anchors:
            message = f"the alias *{event.anchor} comes before, or within, what it names; move it"
            raise TemplateError(self._problem(event, message))
        data, nodes = self._anchors[event.anchor]
        self._add(event, nodes)
        return data

    def _plain(self, event: Any, path: Path, depth: int) -> Any:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        expected = _MAPPING_TAG if isinstance(event, yaml.MappingStartEvent) else _SEQUENCE_TAG
        if event.tag not in (None, "!", expected):
            self.problems.append(
                self._problem(event, f"the tag {event.tag!r} is not allowed; remove it")
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        return self._sequence(path, depth)

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items)), depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        merged: list[Any] = []
        event: Any
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise TemplateError(self._problem(event, "a key must be a string"))
            key = str(event.value)
            if key == "<<" and event.implicit[0]:
                merged.append(self._value(self._next(), (*path, key), depth + 1))
                continue
            if key in data:
                self.problems.append(
                    self._problem(event, f"the key {key!r} appears twice; remove one")
                )
            self.keys[(*path, key)] = _place(event)
            if event.anchor is not None:
                self._anchors[event.anchor] = (key, 1)
            data[key] = self._value(self._next(), (*path, key), depth + 1)
        for source in (
            part for item in merged for part in (item if isinstance(item, list) else [item])
        ):
            if isinstance(source, dict):
                data = {**source, **data}
        return data

    def _scalar(self, event: Any) -> Any:
        tag = event.tag
        if tag is None and not event.implicit[0]:
            return event.value
        if tag is None:
            return _implicit(event.value)
        if tag in _STRING_TAGS:
            return event.value
        if tag in _SCALAR_TAGS:
            converted = _implicit(event.value)
            if not isinstance(converted, str):
                return converted
            message = f"the tag {tag!r} does not fit {event.value!r}; remove it"
        else:
            message = f"the tag {tag!r} is not allowed; remove it"
        self.problems.append(self._problem(event, message))
        return None

    def _intrinsic(self, event: Any, path: Path, depth: int) -> Any:
        if not event.tag[1:].isalnum():
            message = f"the tag {event.tag!r} is not a CloudFormation function; remove it"
            self.problems.append(self._problem(event, message))
        name = _PLAIN_INTRINSICS.get(event.tag, f"Fn::{event.tag[1:]}")
        inner = (*path, name)
        self.keys[inner] = self.values[inner] = self.values[path]
        if isinstance(event, yaml.ScalarEvent):
            return {name: event.value.split(".", 1) if name == "Fn::GetAtt" else event.value}
        if isinstance(event, yaml.MappingStartEvent):
            return {name: self._mapping(inner, depth + 1)}
        return {name: self._sequence(inner, depth + 1)}

    def _problem(self, event: Any, message: str) -> Problem:
        return Problem("", message, self.source, event.start_mark.line + 1)


def _where(source: str, line: int) -> str:
    return f"{source}:{line}" if source else f"line {line}"


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


@lru_cache(maxsize=4096)
def _implicit(text: str) -> Any:
    """Return what a plain scalar means: a string, number, Boolean or null; dates stay strings."""
    tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False))
    if tag not in _SCALAR_TAGS:
        return text
    try:
        return _RESOLVER.construct_object(yaml.ScalarNode(tag, text))
    except ValueError:
        return text
