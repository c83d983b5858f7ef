"""What the readers of TypeScript, JavaScript, Go and Java share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from influmojo_cfn.evidence.braced_file import OPENING, BracedFile
from influmojo_cfn.evidence.braced_lookups import Expression, name_looked_up
from influmojo_cfn.evidence.braced_source import DEEPEST, BracedProject
from influmojo_cfn.evidence.code_value import (
    NOT_ENTERED,
    Arguments,
    CodeValue,
    Literal,
    SdkCall,
    UnknownExpression,
    add_values,
    is_nested,
    table_of_kind,
)
from influmojo_cfn.iam.sdk_operations import letters

_WRAPPED_SOURCE = re.compile(
    r"\s*(?:\w+\.)*(encodeURI(?:Component)?|PathEscape|QueryEscape|String|Sprintf|format|join|encode)\s*\("
)
_LIST = re.compile(r"\[\][\w.*]+\{|\[(?!\])")
_ITEM = re.compile(r"[\w.&]*\{")
_OPENS_LIST = re.compile(r"(?:\[\][\w.*]+\{|\[)\Z")
_TYPE = 80
"""How long the type of a list can be that is written before its items."""
_NAMED = re.compile(r"[&*]?[A-Za-z_$][\w$.]*")
_LOOKED_UP = frozenset({"queueurl", "targetarn", "topicarn"})


class SdkReader:
    """What the readers of the languages share; ``beside`` are those of the application's files."""

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        self.project = project
        self.file = file
        self.beside: Sequence[SdkReader] = ()
        self._read: dict[tuple[BracedFile, int, int], Arguments] = {}

    def calls(self) -> Iterator[SdkCall]:
        """Yield the calls of the file."""
        raise NotImplementedError

    def call(self, service: str, operation: str, arguments: Arguments, position: int) -> SdkCall:
        """Return a call at a position of the file."""
        return SdkCall(
            service=service,
            operation=operation,
            arguments=arguments,
            file=self.file.file.name,
            line=self.file.line(position),
        )

    def values(self, span: tuple[int, int]) -> tuple[CodeValue, ...]:
        """Return the values that the expression of a span can have."""
        return self.project.values(self.file, *span)

    def named_values(
        self, name: str, file: BracedFile, start: int, end: int
    ) -> tuple[CodeValue, ...]:
        """Return the values of an argument; of a URL or ARN that is looked up, its name."""
        values = self.project.values(file, start, end)
        if name in _LOOKED_UP and all(isinstance(each, UnknownExpression) for each in values):
            place = name_looked_up(self.project, Expression(file, start, end), set())
            if place:
                return self.project.values(*place)
        return values

    def of_literal(
        self, span: tuple[int, int], depth: int = 0, file: BracedFile | None = None
    ) -> Arguments:
        """Return the arguments that an object or struct literal gives, and those inside it.

        Where the expression can be several, each gives its own.
        """
        arguments: Arguments = {}
        for other, opening in self.project.literals_of(file or self.file, *span):
            for name, values in self._of_object(other, opening, depth).items():
                add_values(arguments, name, values)
        return arguments

    def _of_object(self, file: BracedFile, opening: int, depth: int) -> Arguments:
        arguments: Arguments = {}
        if depth > 6:
            return arguments
        for key, start, end in file.entries(opening):
            name = letters(key)
            if key == "...":
                arguments = self.of_literal((start, end), depth + 1, file) | arguments
                continue
            if name == "copysource":
                start, end = bucket_span(file, start, end)
            arguments[name] = self.named_values(name, file, start, end)
            if name == "transactitems":
                arguments[name] = _kinds(file, start, end) or arguments[name]
                arguments |= self._tables_of_items(file, start, end, depth)
            if name == "requestitems":
                self._tables(file, start, end, arguments)
            elif name not in NOT_ENTERED and not is_nested(name):
                for inner, values in self._inside(file, start, end, depth).items():
                    if name == "params" or is_entered(inner):
                        arguments.setdefault(inner, values)
        if "copysource" in arguments:
            arguments["copysource"] = tuple(_bucket_of_source(arguments["copysource"]))
        return arguments

    def _inside(self, file: BracedFile, start: int, end: int, depth: int) -> Arguments:
        """Return the arguments of all literals inside an expression, the outermost first.

        What stands in each of several entries, such as the tables of a transaction, is all taken.
        A name, alone or in a list, represents what it was assigned.
        """
        key = (file, *file.stripped((start, end)))
        if key not in self._read:
            self._read[key] = {}  # What leads back here adds nothing.
            self._read[key] = self._inside_anew(*key, depth)
        return self._read[key]

    def _inside_anew(self, file: BracedFile, start: int, end: int, depth: int) -> Arguments:
        found: Arguments = {}
        for opening, closing in file.blocks:
            if start <= opening and closing <= end:
                for key, begin, finish in file.entries(opening):
                    name = letters(key)
                    if key == "...":
                        found = self.of_literal((begin, finish), depth + 1, file) | found
                        continue
                    if name in found and not is_entered(name):
                        continue
                    values = self.project.values(file, begin, finish)
                    add_values(found, name, values)
        for other, span in self._named_inside(file, start, end) if depth < DEEPEST else ():
            for name, values in self._inside(other, *span, depth + 1).items():
                if name not in found or is_entered(name):
                    add_values(found, name, values)
        return found

    def _named_inside(
        self, file: BracedFile, start: int, end: int
    ) -> Iterator[tuple[BracedFile, tuple[int, int]]]:
        """Yield what an expression represents that is a name, or a list that has names in it."""
        parts = [(start, end)]
        for opening, closing in file.pairs.items():
            if start <= opening and closing <= end:
                is_list = _OPENS_LIST.search(file.mask, max(start, opening - _TYPE), opening + 1)
                parts += file.parts(opening) if is_list else ()
        for part in parts:
            if _NAMED.fullmatch(file.mask, *file.stripped(part)):
                yield from self.project.origins(file, *part)

    def _tables_of_items(
        self, file: BracedFile, start: int, end: int, depth: int
    ) -> Mapping[str, tuple[CodeValue, ...]]:
        """Return the tables of each kind of a transaction's items, where each item has its own."""
        found: Arguments = {}
        for key, begin, finish in _items(file, start, end):
            tables = self._inside(file, begin, finish, depth + 1).get("tablename", ())
            name = table_of_kind(key)
            add_values(found, name, tables)
        return found if all(found.values()) else {}

    def _tables(self, file: BracedFile, start: int, end: int, arguments: Arguments) -> None:
        literals = [at for other, at in self.project.literals_of(file, start, end) if other is file]
        opening = literals[0] if literals else file.mask.find("{", start, end)
        tables: list[CodeValue] = []
        for key, begin, _ in file.entries(opening) if opening >= 0 else ():
            if key.startswith("["):
                at = file.text.rfind("[", start, begin)
                tables += self.project.values(file, at + 1, file.pairs.get(at, begin))
            elif file.file.language == "go" and f'"{key}"' not in file.text[start:end]:
                at = file.text.rfind(key, start, begin)
                tables += self.project.values(file, at, at + len(key))
            else:
                tables.append(Literal(key))
        if tables:
            arguments["tablename"] = tuple(dict.fromkeys(tables))


def is_entered(name: str) -> bool:
    """Return whether an argument is found inside others, of a request or of its builders."""
    return is_nested(name) or name in ("params", "target")


def of_items(tables: Mapping[str, tuple[CodeValue, ...]]) -> Arguments:
    """Return the arguments that a transaction has of the tables of each kind of its items."""
    kinds = {"transactitems": tuple(map(Literal, tables))} if tables else {}
    every = tuple(dict.fromkeys(each for values in tables.values() for each in values))
    own = {table_of_kind(kind): values for kind, values in tables.items()}
    return {**own, **({"tablename": every} if every else {}), **kinds}


def _kinds(file: BracedFile, start: int, end: int) -> tuple[CodeValue, ...]:
    """Return the kind of each item of a transaction, such as ``Put``, if all are written out."""
    return tuple(Literal(key) for key, _, _ in _items(file, start, end))


def _items(file: BracedFile, start: int, end: int) -> list[tuple[str, int, int]]:
    """Return the kind and the span of each item of a transaction, if all are written out."""
    items = _LIST.match(file.mask, *file.stripped((start, end)))
    found: list[tuple[str, int, int]] = []
    for part in file.parts(items.end() - 1) if items else ():
        item = _ITEM.match(file.mask, *file.stripped(part))
        if item is None:
            return []
        found += file.entries(item.end() - 1)
    return found


def bucket_span(file: BracedFile, start: int, end: int) -> tuple[int, int]:
    """Return the span of what names the bucket in the source of a copy.

    `${bucket}/${key}`, bucket + "/" + key, encodeURI(...), fmt.Sprintf("%s/%s", bucket, key).
    """
    text = file.text[start:end]
    wrapped = _WRAPPED_SOURCE.match(text)
    if wrapped:
        parts = file.parts(start + wrapped.end() - 1)
        index = 1 if wrapped[1] in ("Sprintf", "format", "join") and len(parts) > 1 else 0
        return bucket_span(file, *parts[index]) if parts else (start, end)
    template = re.match(r"\s*`/?\$\{([^{}]*)\}/", text)
    if template:
        return start + template.start(1), start + template.end(1)
    position = start
    while position < end:
        if file.mask[position] in OPENING:
            position = file.pairs.get(position, position)
        elif file.mask[position] == "+":
            return start, position
        position += 1
    return start, end


def _bucket_of_source(values: tuple[CodeValue, ...]) -> Iterator[CodeValue]:
    for value in values:
        yield (
            Literal(value.text.lstrip("/").partition("/")[0])
            if isinstance(value, Literal)
            else value
        )
