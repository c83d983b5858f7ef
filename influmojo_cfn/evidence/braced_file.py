"""A file of TypeScript, JavaScript, Go or Java: its brackets, blocks, assignments and calls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from influmojo_cfn.evidence.source_files import SourceFile

_QUOTES = "\"'`"
OPENING = "([{"
_CLOSING = {")": "(", "]": "[", "}": "{"}
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`",
    re.DOTALL,
)
_CALLED = re.compile(r"(?<![\w$])(?P<name>[A-Za-z_$][\w$]*)\s*\(")
_IDENTIFIER = re.compile(r"(?<![\w$])(?P<name>[A-Za-z_$][\w$]*)")
METHOD_CALL = re.compile(r"\s*\.\s*(\w+)\s*\(")
_TEXT_TYPE = re.compile(r"\btype\s+(\w+)\s+string\b")
_APART = re.compile(r"\{([^{}]*)\}\s*=(?![=>])")
_RETURN = re.compile(r"\breturn\b(?=[^;\n]*\S)")
_TAKEN = re.compile(r"(?:^|,)\s*([\w$]+)(?:\s*:\s*([\w$]+))?")
_ASSIGNED = re.compile(
    r"(?<![\w$.])(?P<name>[A-Za-z_$][\w$]*)(?:\s*,\s*\w+)?\s*(?:\??:\s*[\w<>|.\[\] ]+?)?\s*"
    r"(?::=|=(?![=>]))"
)
_MEMBER_ASSIGNED = re.compile(
    r"(?<![\w$])[\"']?(?P<name>[A-Za-z_$][\w$]*)[\"']?\s*"
    r"(?:(?:!?:\s*[\w<>|.\[\] ]+?)\s*=(?![=>])|:(?!=)|:=|=(?![=>]))"
)


class BracedFile:
    """One file: ``mask`` is its text with comments and the insides of strings blanked."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.text = file.text
        self.mask = _TOKEN.sub(_blank, self.text)

    @cached_property
    def code(self) -> str:
        """The text with its comments blanked, and its strings as they are."""
        return _TOKEN.sub(
            lambda found: found[0] if found[0][0] in _QUOTES else _blank(found), self.text
        )

    @cached_property
    def pairs(self) -> Mapping[int, int]:
        """The position of each opening bracket to that of its closing one."""
        found: dict[int, int] = {}
        stack: list[int] = []
        for position, character in enumerate(self.mask):
            if character in OPENING:
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
    def calls(self) -> Mapping[str, Sequence[re.Match[str]]]:
        """What looks like a call of each name, its definition among them."""
        return _by_name(_CALLED, self.mask)

    @cached_property
    def identifiers(self) -> Mapping[str, Sequence[re.Match[str]]]:
        """Each identifier, wherever it stands."""
        return _by_name(_IDENTIFIER, self.mask)

    def methods_of(self, name: str) -> Iterator[re.Match[str]]:
        """Yield each call of a method of a name: the match ends after the bracket."""
        for found in self.identifiers.get(name, ()):
            method = METHOD_CALL.match(self.mask, found.end())
            if method:
                yield method

    def taken_apart(self, name: str) -> Iterator[tuple[str, int]]:
        """Yield the key of each destructuring that gives a name, and where its object begins."""
        for found in _APART.finditer(self.mask):
            for key, alias in _TAKEN.findall(found[1]):
                if name == (alias or key):
                    yield key, found.end()

    @cached_property
    def openings(self) -> Mapping[int, int]:
        """The position of each closing bracket to that of its opening one."""
        return {closing: opening for opening, closing in self.pairs.items()}

    @cached_property
    def blocks(self) -> Sequence[tuple[int, int]]:
        """The spans of all braces, in the order of their beginnings."""
        return sorted((a, b) for a, b in self.pairs.items() if self.mask[a] == "{")

    @cached_property
    def text_types(self) -> frozenset[str]:
        """The types of Go that are strings: ``type Bucket string``."""
        return frozenset(_TEXT_TYPE.findall(self.mask) if self.file.language == "go" else ())

    def bodies(self, name: str) -> Iterator[tuple[int, int]]:
        """Yield the span of the body of each function of a name: a block, or an arrow's value."""
        for found in self.calls.get(name, ()):
            closing = self.pairs.get(found.end() - 1)
            after = (
                re.match(r"[\w\s:<>\[\]*.,|&]*\{", self.mask[closing + 1 :][:200])
                if closing
                else None
            )
            if closing and after:
                opening = closing + after.end()
                yield opening, self.pairs.get(opening, opening)
        for found in (*self.assigned.get(name, ()), *self.assigned_members.get(name, ())):
            end = self.end_of_expression(found.end())
            arrow = re.match(
                r"\s*(?:async\s*)?(?:\([^()]*\)|\w+)[^=(){};]*=>", self.mask[found.end() : end]
            )
            if arrow:
                yield found.end() + arrow.end(), end

    def returned(self, name: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of what the functions and getters of a name return."""
        for start, end in self.bodies(name):
            returns = list(_RETURN.finditer(self.mask, start, end))
            if self.mask[start] != "{" and not returns:
                yield start, end
            for found in returns:
                yield found.end(), self.end_of_expression(found.end())

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

    def enclosing(self, position: int) -> int:
        """Return the position of the innermost opening bracket around a position, or -1."""
        around = (a for a, b in self.pairs.items() if a < position <= b)
        return max(around, default=-1)

    def parts(self, opening: int) -> list[tuple[int, int]]:
        """Return the spans between the commas of a bracket."""
        closing = self.pairs.get(opening)
        if closing is None:
            return []
        spans, start, position = [], opening + 1, opening + 1
        while position < closing:
            if self.mask[position] in OPENING:
                position = self.pairs.get(position, position)
            elif self.mask[position] == ",":
                spans.append((start, position))
                start = position + 1
            position += 1
        spans.append((start, closing))
        return [span for span in spans if self.mask[slice(*span)].strip()]

    def stripped(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return a span without the white space around what is in it."""
        text = self.mask[slice(*span)]
        return span[0] + len(text) - len(text.lstrip()), span[0] + len(text.rstrip())

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
            if character in OPENING:
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
