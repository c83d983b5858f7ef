"""What the readers of TypeScript, JavaScript, Go and Java share."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from influmojo_cfn.evidence.braced_file import OPENING, BracedFile
from influmojo_cfn.evidence.braced_lookups import Expression, name_looked_up
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import CodeValue, Literal, SdkCall, UnknownExpression
from influmojo_cfn.iam.sdk_operations import letters

Arguments = dict[str, tuple[CodeValue, ...]]
NESTED = frozenset(
    {
        *("bucket", "conditioncheck", "detailtype", "eventbusname", "functionname", "params"),
        *("rolearn", "source", "tablename", "target"),
    }
)
"""Arguments that are found inside others."""
_WRAPPED_SOURCE = re.compile(
    r"\s*(?:\w+\.)*(encodeURI(?:Component)?|PathEscape|QueryEscape|String|Sprintf|format|join|encode)\s*\("
)
_LOOKED_UP = frozenset({"queueurl", "targetarn", "topicarn"})
_NOT_ENTERED = frozenset(
    {"item", "key", "message", "messageattributes", "metadata", "expressionattributevalues"}
)


class SdkReader:
    """What the readers of the languages share; ``beside`` are those of the application's files."""

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        self.project = project
        self.file = file
        self.beside: Sequence[SdkReader] = ()

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

    def of_literal(self, span: tuple[int, int], depth: int = 0) -> Arguments:
        """Return the arguments that an object or struct literal gives, and those inside it."""
        found = self.project.literal_of(self.file, *span)
        arguments: Arguments = {}
        if found is None or depth > 6:
            return arguments
        file, opening = found
        for key, start, end in file.entries(opening):
            name = letters(key)
            if key == "...":
                arguments = self.of_literal((start, end), depth + 1) | arguments
                continue
            if name == "copysource":
                start, end = bucket_span(file, start, end)
            arguments[name] = self.named_values(name, file, start, end)
            if name == "requestitems":
                self._tables(file, start, end, arguments)
            elif name not in _NOT_ENTERED:
                for inner, values in self._inside(file, start, end).items():
                    if name == "params" or inner in NESTED:
                        arguments.setdefault(inner, values)
        if "copysource" in arguments:
            arguments["copysource"] = tuple(_bucket_of_source(arguments["copysource"]))
        return arguments

    def _inside(self, file: BracedFile, start: int, end: int) -> Arguments:
        """Return the arguments of all literals inside an expression, the outermost first.

        What stands in each of several entries, such as the tables of a transaction, is all taken.
        """
        found: Arguments = {}
        for opening, closing in file.blocks:
            if start <= opening and closing <= end:
                for key, begin, finish in file.entries(opening):
                    name = letters(key)
                    if key == "..." or (name in found and name not in NESTED):
                        continue
                    values = self.project.values(file, begin, finish)
                    found[name] = tuple(dict.fromkeys((*found.get(name, ()), *values)))
        return found

    def _tables(self, file: BracedFile, start: int, end: int, arguments: Arguments) -> None:
        literal = self.project.literal_of(file, start, end)
        opening = literal[1] if literal else file.mask.find("{", start, end)
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
