"""TypeScript, JavaScript, Go and Java sources: brackets, assignments, and what expressions can be.

A small reader, not a compiler. It knows strings, comments, brackets and the blocks that a name is
visible in. What it does not know it says: a parameter of a function is unknown, as is a name that
is assigned nowhere in the application.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TypeAlias

from influmojo_cfn.evidence.braced_environment import (
    variable_in,
    variable_of_function,
    variable_of_viper,
    variables_of_name,
)
from influmojo_cfn.evidence.braced_file import OPENING, BracedFile
from influmojo_cfn.evidence.braced_functions import (
    class_around,
    function_before,
    heads,
    index_of,
    is_parameter,
)
from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    UnknownExpression,
)
from influmojo_cfn.evidence.source_files import SourceFile

DEEPEST = 8
MOST_VALUES = 8
_TEXT = re.compile(
    r"\"\"\"(.*)\"\"\"|\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|`([^`]*)`", re.DOTALL
)
_WRAPPER = re.compile(
    r"(?:aws|ptr|pointer|awssdk|lo|to)\.(?:String|ToString|To|ToPtr|Ptr|StringValue)\((?P<inner>.*)\)"
    r"|[sS]tring(?:\.valueOf)?\((?P<text>.*)\)",
    re.DOTALL,
)
_REQUIRED = re.compile(r"(?:await\s+)?(?:require|import)\(\s*[\"'`][.@~][^\"'`]*[\"'`]\s*\)")
"""A module of the application, as CommonJS and dynamic imports name it."""
_ONE = ("ofNullable", "requireNonNull", "of")
_FLAG = re.compile(r"\s*(?:flag|pflag)\.String(?:P)?\(")
"""A flag of Go, whose default can be a variable."""
_EITHER = re.compile(
    r"\s*(?:\w+\.)*(ofNullable|requireNonNull(?:Else)?|defaultIfBlank|defaultIfEmpty|firstNonNull|Or)"
    r"\s*\("
)
_OR_ELSE = re.compile(r"\s*\.\s*orElse(?:Get)?\s*\(")
"""Functions of Java and of Go that return another value where the first is missing."""
_QUESTION = re.compile(r"\?(?!\.)")
_PROPERTY = re.compile(
    r"[\w.]*[cC]onfig\w*\.get\w*(?:<[^<>()]*>)?\(\s*[\"'](?P<path>[\w.]+)[\"']\s*\)"
)
"""What NestJS's ConfigService gives by a path in the application's configuration."""
_OBJECT = re.compile(r"(?:&|\*)?(?:new\s+)?[\w.]*\s*\{")
_DECLARED = re.compile(r"\b(?:private|protected|public|readonly)\s+(\w+)\b(?!\s+\w)")
"""A parameter of a constructor of TypeScript that is a member too."""
_BODY = re.compile(r"\s*\{")
_KEYED = re.compile(r"[\w$.]+(?:<[^<>()]*>)?[(\[]")
_MEMBER_OR_NAME = re.compile(r"[A-Za-z_$][\w$.]*")
_CALLED = re.compile(r"(?:[\w$]+\.)*(?P<name>[\w$]+)\s*\(")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_TYPED = re.compile(r"\w+\s+[*\[\].\w]+")
"""A name with its type, as Go's interfaces list parameters: no argument of a call."""
_TYPE = r"[\w.<>\[\]]+(?:\s*\|\s*[\w.<>\[\]]+)*"
_ASSERTED = re.compile(rf"^<{_TYPE}>\s*|(?:!|\s+(?:as|satisfies)\s+{_TYPE})+$")
"""What a value of TypeScript is said to be: ``<string>value``, ``value as string``, ``value!``."""
_MEMBER = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\?|!)?\.[A-Za-z_$][\w$]*|\(\))+")


ObjectLiteral: TypeAlias = tuple[BracedFile, int]
"""A file, and the opening brace of an object in it."""


class BracedProject:
    """The files of one language, and what their names represent."""

    def __init__(
        self, files: Sequence[SourceFile], properties: Mapping[str, str] | None = None
    ) -> None:
        self.files = [BracedFile(file) for file in files]
        self.properties = properties or {}
        # Members that are assigned each other's values are reached by ever more paths.
        self._span = cache(self._of_span)
        self._members = cache(self._of_member)
        self._variables = cache(self._of_environment)
        self._literals: dict[tuple[BracedFile, int, int], Sequence[ObjectLiteral]] = {}

    def values(
        self, file: BracedFile, start: int, end: int, depth: int = 0
    ) -> tuple[CodeValue, ...]:
        """Return the values that the expression of a span can have."""
        return self._span(file, start, end, depth)

    def _of_span(self, file: BracedFile, start: int, end: int, depth: int) -> tuple[CodeValue, ...]:
        expression = file.text[start:end].strip()
        unknown = (UnknownExpression(" ".join(expression.split())),)
        if depth > DEEPEST:
            return unknown
        start += len(file.text[start:end]) - len(file.text[start:end].lstrip())
        read = tuple(dict.fromkeys(self._values(file, start, expression, depth)))
        return read if 0 < len(read) <= MOST_VALUES else unknown

    def _values(
        self, file: BracedFile, start: int, expression: str, depth: int
    ) -> Iterator[CodeValue]:
        plain = _ASSERTED.sub("", expression.lstrip("&*").strip())
        alternatives = _alternatives(file, start, expression)
        if len(alternatives) > 1 or alternatives[0] != (start, start + len(expression)):
            yield from self._either(file, alternatives, depth)
        elif text := _TEXT.fullmatch(plain):
            yield from self._text(
                file, start, plain, next(each for each in text.groups() if each is not None), depth
            )
        elif variable := self._variable(file, start + expression.index(plain), plain, depth):
            yield variable
        elif wrapped := _WRAPPER.fullmatch(plain):
            group = "inner" if wrapped["inner"] is not None else "text"
            offset = start + expression.index(plain) + wrapped.start(group)
            yield from self.values(file, offset, offset + len(wrapped[group]), depth + 1)
        elif _NAME.fullmatch(plain):
            yield from self._named(file, plain, start, depth)
        elif _MEMBER.fullmatch(plain):
            yield from self._member(file, plain, depth)
        elif named := _PROPERTY.fullmatch(plain):
            yield from self._member(file, named["path"], depth)
        elif flag := _FLAG.match(plain):
            parts = file.parts(start + expression.index(plain) + flag.end() - 1)
            default = self.values(file, *parts[-2], depth + 1) if len(parts) > 2 else ()
            yield from (each for each in default if isinstance(each, EnvironmentVariable))
        elif called := _CALLED.match(plain):
            yield from self._returned(called["name"], depth)
            if any(called["name"] in file.text_types for file in self.files):
                offset = start + expression.index(plain) + called.end()
                yield from self.values(
                    file, offset, offset + len(plain) - called.end() - 1, depth + 1
                )

    def _variable(
        self, file: BracedFile, start: int, plain: str, depth: int
    ) -> EnvironmentVariable | None:
        """Return the variable that an expression reads, whose name can be a constant."""
        text = plain
        keyed = _KEYED.match(plain)
        for begin, end in reversed(file.parts(start + keyed.end() - 1) if keyed else ()):
            begin, end = file.stripped((begin, end))
            if _MEMBER_OR_NAME.fullmatch(file.mask, begin, end):
                known = self.values(file, begin, end, depth + 1)
                if len(known) == 1 and isinstance(known[0], Literal):
                    text = f'{text[: begin - start]}"{known[0].text}"{text[end - start :]}'
        return (
            variable_of_viper(self.files, text)
            or variable_in(text)
            or variable_of_function(self.files, text)
        )

    def _either(
        self, file: BracedFile, spans: Sequence[tuple[int, int]], depth: int
    ) -> Iterator[CodeValue]:
        read = [self.values(file, *span, depth + 1) for span in spans]
        if len(read) == 1:
            yield from read[0]
            return
        first, second = read[0][0], read[1][0]
        if isinstance(first, EnvironmentVariable) and isinstance(second, Literal):
            yield first._replace(default=first.default or second.text)
            return
        for values in read:
            yield from (each for each in values if each != Literal(""))

    def _text(
        self, file: BracedFile, start: int, plain: str, inner: str, depth: int
    ) -> Iterator[CodeValue]:
        if plain[0] != "`" or "${" not in inner:
            yield Literal(inner)
            return
        text = inner
        for part in re.finditer(r"\$\{([^{}]*)\}", inner):
            read = tuple(self._values(file, start, part[1].strip(), depth + 1))
            if len(read) == 1 and part[0] == inner:
                yield read[0]
                return
            if len(read) != 1 or not isinstance(read[0], Literal):
                return
            text = text.replace(part[0], read[0].text)
        yield Literal(text)

    def _named(self, file: BracedFile, name: str, at: int, depth: int) -> Iterator[CodeValue]:
        """Yield what a name represents in the innermost block that assigns it, else elsewhere."""
        variables = self._variables(file, name)
        if variables:
            yield from variables
            return
        found = self.assignment(file, name, at)
        if found is not None:
            yield from self.values(file, *found, depth + 1)
        elif is_parameter(file, name, at):
            yield from self._values_from_callers(file, name, at, depth)
        elif file.file.language == "java" and name in file.assigned_members:
            # A field, which a constructor assigns and every method sees.
            yield from self._members(file, name, depth)
        elif any(file.taken_apart(name)):
            yield from self._taken_apart(file, name, depth)
        else:
            yield from self._elsewhere(name, file, depth)

    def _values_from_callers(
        self, file: BracedFile, name: str, at: int, depth: int
    ) -> Iterator[CodeValue]:
        """Yield what the callers of the function around give its parameter."""
        for other, span in self.arguments_of_callers(file, name, at):
            yield from self.values(other, *span, depth + 1)

    def arguments_of_callers(
        self, file: BracedFile, name: str, at: int
    ) -> Iterator[tuple[BracedFile, tuple[int, int]]]:
        """Yield the expressions that callers give a parameter of the function around a place."""
        for opening, _ in reversed(file.around(at)):
            for start, _ in heads(file, opening):
                index = index_of(file, start, name)
                function = function_before(file, start)
                if index is None or not function:
                    continue
                for other in self.files:
                    for call in (*other.calls.get(function, ()), *_supers(other, function)):
                        parts = other.parts(call.end() - 1)
                        is_itself = (other, call.end() - 1) == (file, start)
                        # Of another number of arguments, it is another function of that name.
                        if is_itself or len(parts) != len(file.parts(start)):
                            continue
                        if not _TYPED.fullmatch(other.mask, *other.stripped(parts[index])):
                            yield other, parts[index]
                return

    def assignment(self, file: BracedFile, name: str, at: int) -> tuple[int, int] | None:
        """Return the span of what is assigned to a name, where it is visible."""
        best: tuple[int, int] | None = None
        deepest = -1
        around = file.around(at)
        for match in file.assigned.get(name, ()):
            block = file.around(match.start())
            if block != around[: len(block)] or len(block) < deepest:
                continue
            if len(block) == deepest and match.start() > at:
                continue
            deepest, best = len(block), (match.end(), file.end_of_expression(match.end()))
        if best is not None and is_parameter(file, name, at, outside=best[0]):
            return None
        return best

    def _taken_apart(self, file: BracedFile, name: str, depth: int) -> Iterator[CodeValue]:
        """Yield what a name is that destructuring takes from a module, a name or a member."""
        for key, start in file.taken_apart(name):
            plain = file.text[start : file.end_of_expression(start)].strip()
            if _REQUIRED.fullmatch(plain) or _NAME.fullmatch(plain) or _MEMBER.fullmatch(plain):
                yield from self._member(file, f"{name}.{key}", depth)

    def _elsewhere(self, name: str, file: BracedFile, depth: int) -> Iterator[CodeValue]:
        """Yield what other files assign to a name outside every block, or in a class."""
        for other in self.files:
            if other is file:
                continue
            yield from self._variables(other, name)
            for match in other.assigned.get(name, ()):
                if len(other.around(match.start())) <= 1:
                    end = other.end_of_expression(match.end())
                    yield from self._known_values(other, match.end(), end, depth)

    def _member(self, file: BracedFile, expression: str, depth: int) -> Iterator[CodeValue]:
        """Yield what a member represents: whatever is assigned to one of its name."""
        name = re.findall(r"[A-Za-z_$][\w$]*", expression)[-1]
        if expression.endswith("()"):
            name = re.sub(r"^get(?=[A-Z])", "", name)
            name = name[:1].lower() + name[1:]
        for files in ([file], [each for each in self.files if each is not file]):
            found = [value for each in files for value in self._members(each, name, depth)]
            if found:
                yield from found
                return
        yield from self._returned(re.findall(r"[A-Za-z_$][\w$]*", expression)[-1], depth)
        for each in self.files:
            yield from self._of_constructor(each, name, depth)

    def _of_constructor(self, file: BracedFile, name: str, depth: int) -> Iterator[CodeValue]:
        """Yield what makers give a member that a constructor of TypeScript declares."""
        for found in file.calls.get("constructor", ()):
            closing = file.pairs.get(found.end() - 1, found.end())
            body = _BODY.match(file.mask, closing + 1)
            if body and name in _DECLARED.findall(file.mask, found.end(), closing):
                yield from self._values_from_callers(file, name, body.end(), depth)

    def _returned(self, name: str, depth: int) -> Iterator[CodeValue]:
        """Yield what the functions and getters of a name return."""
        for file in self.files:
            for span in file.returned(name):
                yield from self._known_values(file, *span, depth)

    def _of_member(self, file: BracedFile, name: str, depth: int) -> tuple[CodeValue, ...]:
        found = list(self._variables(file, name))
        for match in file.assigned_members.get(name, ()):
            end = file.end_of_expression(match.end())
            found += self._known_values(file, match.end(), end, depth)
        return tuple(dict.fromkeys(found))

    def _of_environment(self, file: BracedFile, name: str) -> tuple[CodeValue, ...]:
        return tuple(variables_of_name(file, name, self.properties))

    def _known_values(
        self, file: BracedFile, start: int, end: int, depth: int
    ) -> Iterator[CodeValue]:
        for value in self.values(file, start, end, depth + 1):
            if not isinstance(value, UnknownExpression):
                yield value

    def literals_of(self, file: BracedFile, start: int, end: int) -> Sequence[ObjectLiteral]:
        """Return the file and the opening brace of each object that an expression can be.

        It is written there, assigned to a name or a member, returned by a function, or given to
        the function around by its callers. Where one of these is not known, none is returned.
        """
        start, end = file.stripped((start, end))
        if file.mask[start:end].startswith("(") and file.pairs.get(start) == end - 1:
            return self.literals_of(file, start + 1, end - 1)
        brace = _OBJECT.match(file.mask, start, end)
        if brace:
            return [(file, brace.end() - 1)]
        key = (file, start, end)
        if key not in self._literals:
            # Callers that hand on what they are given can come back here: then it is not known.
            self._literals[key] = ()
            origins = self.origins(file, start, end)
            found = [self.literals_of(other, *span) for other, span in origins]
            every = dict.fromkeys(each for one in found for each in one)
            self._literals[key] = tuple(every) if all(found) else ()
        return self._literals[key]

    def origins(
        self, file: BracedFile, start: int, end: int
    ) -> Iterator[tuple[BracedFile, tuple[int, int]]]:
        """Yield the expressions whose object a name, a member or a call represents."""
        start, end = file.stripped((start, end))
        plain = _ASSERTED.sub("", file.mask[start:end].lstrip("&*"))
        called = _CALLED.match(plain)
        if called and plain.endswith(")"):
            for other in self.files:
                yield from ((other, span) for span in other.returned(called["name"]))
        elif _NAME.fullmatch(plain):
            found = self.assignment(file, plain, start)
            if found:
                yield file, found
            else:
                yield from self.arguments_of_callers(file, plain, start)
        elif _MEMBER.fullmatch(plain):
            for match in file.assigned_members.get(plain.rpartition(".")[2], ()):
                yield file, (match.end(), file.end_of_expression(match.end()))


def _supers(file: BracedFile, name: str) -> Iterator[re.Match[str]]:
    """Yield the calls of the constructor of a class by those that extend it: ``super(...)``."""
    for call in file.calls.get("super", ()):
        if class_around(file, call.start())[1] == name:
            yield call


def _alternatives(file: BracedFile, start: int, expression: str) -> list[tuple[int, int]]:
    """Return the spans of what an expression can be: ``a ?? b``, ``a || b``, ``c ? a : b``."""
    end = start + len(expression)
    either = _EITHER.match(file.mask, start, end)
    if either:
        opening = either.end() - 1
        closing = file.pairs.get(opening, opening)
        other = _OR_ELSE.match(file.mask, closing + 1, end)
        spans = file.parts(opening)[: 1 if either[1] in _ONE else None]
        return [*spans, *(file.parts(other.end() - 1) if other else ())]
    spans, begin, position, question = [], start, start, False
    while position < end:
        two = file.mask[position : position + 2]
        if file.mask[position] in OPENING:
            position = file.pairs.get(position, position)
        elif two in ("??", "||"):
            spans.append((begin, position))
            begin = position + 2
            position += 1
        elif _QUESTION.match(file.mask, position):
            spans, begin, question = [], position + 1, True
        elif two[0] == ":" and question:
            spans.append((begin, position))
            begin = position + 1
        position += 1
    spans.append((begin, end))
    return spans
