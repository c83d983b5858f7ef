"""TypeScript, JavaScript, Go and Java sources: brackets, assignments, and what expressions may be.

A small reader, not a compiler. It knows strings, comments, brackets and the blocks that a name is
visible in. What it does not know it says: a parameter of a function is unknown, as is a name that
is assigned nowhere in the application.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    UnknownExpression,
)
from influmojo_cfn.evidence.source_files import SourceFile

DEEPEST = 8
MOST_VALUES = 8
_QUOTES = "\"'`"
_OPENING = "([{"
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`",
    re.DOTALL,
)
_TEXT = re.compile(
    r"\"\"\"(.*)\"\"\"|\"((?:\\.|[^\"\\])*)\"|'((?:\\.|[^'\\])*)'|`([^`]*)`", re.DOTALL
)
_ENVIRONMENT = re.compile(
    r"(?:process|import\.meta)\.env\.(?P<member>\w+)"
    r"|(?:process|import\.meta)\.env\[\s*[\"'](?P<item>\w+)[\"']\s*\]"
    r"|System\.getenv\(\)\.(?:get|getOrDefault)\(\s*\"(?P<java>\w+)\"(?:\s*,\s*\"(?P<java_default>[^\"]*)\")?\s*\)"
    r"|[\w.]*[eE][nN][vV]\w*(?:\.get)?\(\s*[\"'](?P<call>[A-Z][A-Z0-9_]*)[\"']"
    r"(?:\s*,\s*[\"'](?P<call_default>[^\"']*)[\"'])?\s*\)"
)
_WRAPPER = re.compile(
    r"(?:aws|ptr|pointer|awssdk|lo|to)\.(?:String|ToString|To|ToPtr|Ptr|StringValue)\((?P<inner>.*)\)"
    r"|String(?:\.valueOf)?\((?P<text>.*)\)",
    re.DOTALL,
)
_SPRING = re.compile(r"@Value\(\s*\"\$\{([\w.\-]+)(?::([^}\"]*))?\}\"\s*\)[^;()]*?\b(\w+)\s*[;,)]")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_ASSIGNED = re.compile(
    r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]*)(?:\s*,\s*\w+)?\s*(?:\??:\s*[\w<>|.\[\] ]+?)?\s*"
    r"(?::=|=(?![=>]))"
)
_MEMBER_ASSIGNED = re.compile(
    r"(?<![\w$])[\"']?(?P<name>[A-Za-z_$][\w$]*)[\"']?\s*"
    r"(?:(?:!?:\s*[\w<>|.\[\] ]+?)\s*=(?![=>])|:(?!=)|:=|=(?![=>]))"
)
_WORD = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*(?![\w$(])")
_ARROW = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*\)?\s*(?:=>|->)")
_MEMBER = re.compile(r"[A-Za-z_$][\w$]*(?:(?:\?|!)?\.[A-Za-z_$][\w$]*|\(\))+")


class BracedFile:
    """One file: ``mask`` is its text with comments and the insides of strings blanked."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.text = file.text
        self.mask = _TOKEN.sub(_blank, self.text)

    @cached_property
    def pairs(self) -> Mapping[int, int]:
        """The position of each opening bracket to that of its closing one."""
        found: dict[int, int] = {}
        stack: list[int] = []
        for position, character in enumerate(self.mask):
            if character in _OPENING:
                stack.append(position)
            elif stack and self.mask[stack[-1]] == _CLOSING.get(character):
                found[stack.pop()] = position
        return found

    @cached_property
    def assigned(self) -> Mapping[str, Sequence[re.Match[str]]]:
        """The assignments to each name."""
        return _by_name(_ASSIGNED, self.mask)

    @cached_property
    def assigned_members(self) -> Mapping[str, Sequence[re.Match[str]]]:
        """The assignments to each name as a member too: of a class, or of an object literal."""
        return _by_name(_MEMBER_ASSIGNED, self.mask)

    @cached_property
    def openings(self) -> Mapping[int, int]:
        """The position of each closing bracket to that of its opening one."""
        return {closing: opening for opening, closing in self.pairs.items()}

    @cached_property
    def blocks(self) -> Sequence[tuple[int, int]]:
        """The spans of all braces, in the order of their beginnings."""
        return sorted((a, b) for a, b in self.pairs.items() if self.mask[a] == "{")

    def line(self, position: int) -> int:
        """Return the line of a position."""
        return self.text.count("\n", 0, position) + 1

    def position(self, line: int, column: int) -> int:
        """Return the position of a line and a column, both counted from one."""
        start = 0
        for _ in range(line - 1):
            start = self.text.find("\n", start) + 1
        return start + column - 1

    def around(self, position: int) -> list[tuple[int, int]]:
        """Return the blocks around a position, the innermost last."""
        return [span for span in self.blocks if span[0] < position <= span[1]]

    def parts(self, opening: int) -> list[tuple[int, int]]:
        """Return the spans between the commas of a bracket."""
        closing = self.pairs.get(opening)
        if closing is None:
            return []
        spans, start, position = [], opening + 1, opening + 1
        while position < closing:
            if self.mask[position] in _OPENING:
                position = self.pairs.get(position, position)
            elif self.mask[position] == ",":
                spans.append((start, position))
                start = position + 1
            position += 1
        spans.append((start, closing))
        return [span for span in spans if self.mask[slice(*span)].strip()]

    def entries(self, opening: int) -> Iterator[tuple[str, int, int]]:
        """Yield the key and the value's span of each entry of an object or struct literal."""
        for start, end in self.parts(opening):
            found = re.match(
                r"\s*(?:\[(?P<computed>[^\]]*)\]|[\"']?(?P<key>[\w$.\-]+)[\"']?)\s*:",
                self.text[start:end],
            )
            if found:
                key = found["key"] or f"[{(found['computed'] or '').strip()}]"
                yield key, start + found.end(), end
            elif shorthand := re.fullmatch(r"\s*([\w$]+)\s*", self.text[start:end]):
                yield shorthand[1], start, end
            elif spread := re.match(r"\s*\.\.\.", self.text[start:end]):
                yield "...", start + spread.end(), end

    def end_of_expression(self, start: int) -> int:
        """Return where an expression ends that begins at a position."""
        position = start
        while position < len(self.mask):
            character = self.mask[position]
            if character in _OPENING:
                position = self.pairs.get(position, position)
            elif character in ";,)]}" or (character == "\n" and self._ends_at(start, position)):
                return position
            position += 1
        return position

    def _ends_at(self, start: int, newline: int) -> bool:
        before = self.mask[start:newline].rstrip()
        after = self.mask[newline : newline + 400].lstrip()
        return (
            bool(before)
            and before[-1] not in "=+|&?:.(,="
            and after[:1] not in (".", "?", "|", "&", "+", ":")
        )


def _by_name(pattern: re.Pattern[str], text: str) -> Mapping[str, Sequence[re.Match[str]]]:
    found: dict[str, list[re.Match[str]]] = {}
    for match in pattern.finditer(text):
        found.setdefault(match["name"], []).append(match)
    return found


def _blank(found: re.Match[str]) -> str:
    text = found[0]
    if text[0] in _QUOTES:
        return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1]
    return re.sub(r"[^\n]", " ", text)


class BracedProject:
    """The files of one language, and what their names stand for."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self.files = [BracedFile(file) for file in files]

    def values(
        self, file: BracedFile, start: int, end: int, depth: int = 0
    ) -> tuple[CodeValue, ...]:
        """Return the values that the expression of a span may have."""
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
        plain = re.sub(r"(?:!|\s+as\s+[\w.<>]+)+$", "", expression.lstrip("&*").strip())
        alternatives = _alternatives(file, start, expression)
        if len(alternatives) > 1:
            yield from self._either(file, alternatives, depth)
        elif text := _TEXT.fullmatch(plain):
            yield from self._text(
                file, start, plain, next(each for each in text.groups() if each is not None), depth
            )
        elif found := _ENVIRONMENT.fullmatch(plain):
            name = found["member"] or found["item"] or found["java"] or found["call"]
            yield EnvironmentVariable(name, found["java_default"] or found["call_default"] or "")
        elif wrapped := _WRAPPER.fullmatch(plain):
            group = "inner" if wrapped["inner"] is not None else "text"
            offset = start + expression.index(plain) + wrapped.start(group)
            yield from self.values(file, offset, offset + len(wrapped[group]), depth + 1)
        elif _NAME.fullmatch(plain):
            yield from self._named(file, plain, start, depth)
        elif _MEMBER.fullmatch(plain):
            yield from self._member(file, plain, depth)

    def _either(
        self, file: BracedFile, spans: Sequence[tuple[int, int]], depth: int
    ) -> Iterator[CodeValue]:
        read = [self.values(file, *span, depth + 1) for span in spans]
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
        """Yield what a name stands for in the innermost block that assigns it, else elsewhere."""
        if variable := _from_environment(file, name):
            yield variable
            return
        found = self.assignment(file, name, at)
        if found is not None:
            yield from self.values(file, *found, depth + 1)
        elif not _is_parameter(file, name, at):
            yield from self._elsewhere(name, file, depth)

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
        if best is not None and _is_parameter(file, name, at, outside=best[0]):
            return None
        return best

    def _elsewhere(self, name: str, file: BracedFile, depth: int) -> Iterator[CodeValue]:
        """Yield what other files assign to a name outside every block, or in a class."""
        for other in self.files:
            if other is file:
                continue
            if variable := _from_environment(other, name):
                yield variable
            for match in other.assigned.get(name, ()):
                if len(other.around(match.start())) <= 1:
                    end = other.end_of_expression(match.end())
                    yield from self._known(other, match.end(), end, depth)

    def _member(self, file: BracedFile, expression: str, depth: int) -> Iterator[CodeValue]:
        """Yield what a member stands for: whatever is assigned to one of its name."""
        name = re.findall(r"[A-Za-z_$][\w$]*", expression)[-1]
        if expression.endswith("()"):
            name = re.sub(r"^get(?=[A-Z])", "", name)
            name = name[:1].lower() + name[1:]
        for files in ([file], [each for each in self.files if each is not file]):
            found = [value for each in files for value in self._of_members(each, name, depth)]
            if found:
                yield from found
                return

    def _of_members(self, file: BracedFile, name: str, depth: int) -> Iterator[CodeValue]:
        if variable := _from_environment(file, name):
            yield variable
        for match in file.assigned_members.get(name, ()):
            end = file.end_of_expression(match.end())
            yield from self._known(file, match.end(), end, depth)

    def _known(self, file: BracedFile, start: int, end: int, depth: int) -> Iterator[CodeValue]:
        for value in self.values(file, start, end, depth + 1):
            if not isinstance(value, UnknownExpression):
                yield value

    def literal_of(
        self, file: BracedFile, start: int, end: int, depth: int = 0
    ) -> tuple[BracedFile, int] | None:
        """Return the file and the opening brace of the object that an expression is, or None."""
        text = file.mask[start:end]
        brace = re.match(r"\s*(?:&|\*)?(?:new\s+)?[\w.]*\s*\{", text)
        if brace:
            return file, start + brace.end() - 1
        plain = text.strip().lstrip("&*")
        if depth > DEEPEST or not _NAME.fullmatch(plain):
            return None
        found = self.assignment(file, plain, start)
        return self.literal_of(file, *found, depth + 1) if found else None


def _from_environment(file: BracedFile, name: str) -> EnvironmentVariable | None:
    """Return the variable that a name is taken from by destructuring, or by Spring's @Value."""
    for found in re.finditer(r"\{([^{}]*)\}\s*=\s*process\.env\b", file.text):
        for part in found[1].split(","):
            key, _, default = part.partition("=")
            variable, _, alias = (each.strip() for each in key.partition(":"))
            if name == (alias or variable):
                return EnvironmentVariable(variable, default.strip().strip(_QUOTES))
    for prop, default, field_name in _SPRING.findall(file.text):
        if field_name == name:
            variable = prop.upper().replace(".", "_").replace("-", "")
            return EnvironmentVariable(variable, default)
    return None


def _is_parameter(file: BracedFile, name: str, at: int, outside: int = -1) -> bool:
    """Return whether a name is a parameter of a function around, inside of what is ``outside``."""
    before = re.split(r"[;{}\n]", file.mask[max(0, at - 200) : at])[-1]
    if name in _ARROW.findall(before):
        return True
    return any(
        name in _WORD.findall(group)
        for opening, _ in reversed(file.around(at))
        if opening > outside
        for group in _heads(file, opening)
    )


def _heads(file: BracedFile, opening: int) -> Iterator[str]:
    """Yield the parentheses right before a block: parameters, and the results in Go."""
    position = opening
    while True:
        between = re.search(
            r"(=>|->|[\w\s:<>\[\]*.,|&])*$", file.mask[max(0, position - 200) : position]
        )
        position -= len(between[0]) if between else 0
        start = file.openings.get(position - 1)
        if start is None or file.mask[start] != "(":
            return
        if re.search(r"\b(if|for|while|switch|catch)\s*$", file.mask[max(0, start - 12) : start]):
            return
        if between and "\n" in between[0] and between[0].strip():
            return
        yield file.mask[start:position]
        position = start


def _alternatives(file: BracedFile, start: int, expression: str) -> list[tuple[int, int]]:
    """Return the spans of the operands of ``??`` and ``||`` outside every bracket."""
    spans, begin, position = [], start, start
    end = start + len(expression)
    while position < end:
        if file.mask[position] in _OPENING:
            position = file.pairs.get(position, position)
        elif file.mask[position : position + 2] in ("??", "||"):
            spans.append((begin, position))
            begin = position + 2
            position += 1
        position += 1
    spans.append((begin, end))
    return spans
