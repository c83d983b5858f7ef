"""What the readers of TypeScript, JavaScript, Go and Java share."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import CodeValue, Literal, SdkCall
from influmojo_cfn.iam.sdk_operations import (
    letters,
)

Arguments = dict[str, tuple[CodeValue, ...]]
NESTED = frozenset(
    {
        *("bucket", "conditioncheck", "detailtype", "eventbusname", "functionname", "params"),
        *("rolearn", "source", "tablename", "target"),
    }
)
"""Arguments that are found inside others."""
_NOT_ENTERED = frozenset(
    {"item", "key", "message", "messageattributes", "metadata", "expressionattributevalues"}
)


class SdkReader:
    """What the readers of the languages share."""

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        self.project = project
        self.file = file

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
        """Return the values that the expression of a span may have."""
        return self.project.values(self.file, *span)

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
            arguments[name] = self.project.values(file, start, end)
            if name == "requestitems":
                self._tables(file, start, end, arguments)
            elif name not in _NOT_ENTERED:
                inside = self._inside(file, start, end)
                wanted = None if name == "params" else NESTED
                for inner, values in inside.items():
                    if wanted is None or inner in wanted:
                        arguments.setdefault(inner, values)
        if "copysource" in arguments:
            arguments["copysource"] = tuple(_bucket_of_source(arguments["copysource"]))
        return arguments

    def _inside(self, file: BracedFile, start: int, end: int) -> Arguments:
        """Return the arguments of all literals inside an expression, the outermost first."""
        found: Arguments = {}
        for opening, closing in file.blocks:
            if start <= opening and closing <= end:
                for key, begin, finish in file.entries(opening):
                    if key != "...":
                        found.setdefault(letters(key), self.project.values(file, begin, finish))
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


def _bucket_of_source(values: tuple[CodeValue, ...]) -> Iterator[CodeValue]:
    for value in values:
        yield (
            Literal(value.text.lstrip("/").partition("/")[0])
            if isinstance(value, Literal)
            else value
        )
