"""JSON as people keep it in repositories: with comments, and placeholders outside quotes.

Nothing moves to another line, so every problem still names the right one.
"""

from __future__ import annotations

import re

from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.task_definition.placeholders import SPELLING

_STRING = re.compile(
    r'"(?:\$\{[^{}"\n]{0,100}(?:"[^{}"\n]{0,100}"[^{}"\n]{0,100}){1,4}\}'
    r'|[^"\\\n]|\\[^\n])*(?:"|\\?(?=\n|$))'
)
"""A text in quotes, or what is left of its line where it does not end.

In ``"${lookup(images, "web")}"`` the inner quotes are of Terraform's expression.
"""
_INNER = re.compile(r"\$\{[^{}\n]*\}")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#(?!\{)[^\n]*", re.DOTALL)
"""A comment; one that does not end takes the rest, so that no text is searched twice."""
_ORDINARY = re.compile(r"[\s\[\],:}0-9.+-]+")
"""What begins neither a text, a comment, a statement nor a placeholder."""
_STATEMENT = re.compile(
    r"\{%[^{]{0,300}?%\}|%\{[^{}]{0,300}\}|<%[^=<][^<]{0,300}?%>"
    r"|\{\{-?\s{0,9}(?:(?:if|else|end|range|for|with)\b|[#/])[^{]{0,300}?\}\}"
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_AFTER_VALUE = re.compile(r"\s*[,\]}\n]")
_LITERALS = ("true", "false", "null")
_MORE = re.compile(r"[A-Za-z0-9_./:@-]+")
_YAML_PLACEHOLDER = re.compile(
    r"^(?P<key>[ \t]*(?:(?:-[ \t]+)+(?:[\w-]+:[ \t]+)?|[\w-]+:[ \t]+))"
    r"(?P<value>(?:\{\{|[%@])[^\n\"']*)$",
    re.M,
)


def plain_text(text: str, source: str) -> str:
    """Return text that a JSON or YAML parser reads: placeholders in quotes, comments blank.

    Raises:
        TemplateError: it holds statements of a templating language, which decide what it says.
    """
    text = text.removeprefix("\ufeff")
    if not _is_json(text):
        return _YAML_PLACEHOLDER.sub(_in_quotes, text)
    out: list[str] = []
    place = 0
    while place < len(text):
        ordinary = _ORDINARY.match(text, place)
        if ordinary:
            out.append(ordinary.group())
            place = ordinary.end()
            continue
        if statement := _STATEMENT.match(text, place):
            line = text.count("\n", 0, place) + 1
            message = (
                f"has a statement of a templating language ({statement.group()[:40]}); render it "
                "first, and give what comes out"
            )
            raise TemplateError(Problem("", message, source, line))
        written, length = _token(text, place)
        out.append(written)
        place += length
    return "".join(out)


def _in_quotes(found: re.Match[str]) -> str:
    return f'{found["key"]}"{found["value"].rstrip()}"'


def _token(text: str, place: int) -> tuple[str, int]:
    """Return what a parser reads in place of what begins here, and the length of that."""
    if found := _STRING.match(text, place):
        written = _INNER.sub(lambda inner: _escaped(inner.group()), found.group())
        return written, len(found.group())
    if found := _COMMENT.match(text, place):
        return re.sub(r"[^\n]", " ", found.group()), len(found.group())
    if bare := _bare(text, place):
        return '"' + bare.replace("\\", "\\\\").replace('"', '\\"') + '"', len(bare)
    word = _WORD.match(text, place)
    written = word.group() if word else text[place]
    return written, len(written)


def _escaped(expression: str) -> str:
    """Return an expression in a string with its own quotes escaped, where they are not yet."""
    return re.sub(r'(?<!\\)"', r'\\"', expression)


def _is_json(text: str) -> bool:
    start = _COMMENT.sub("", text[:20_000]).lstrip()
    return start.startswith(("{", "[")) and not start.startswith("{{")


def _bare(text: str, place: int) -> str:
    """Return a value outside quotes that holds a placeholder, or a lone word; else nothing."""
    word = _WORD.match(text, place)
    if word and word.group() not in _LITERALS and _AFTER_VALUE.match(text, word.end()):
        return word.group()
    end = place
    seen = False
    while end < len(text):
        found = SPELLING.match(text, end)
        more = None if found else _MORE.match(text, end)
        if not found and not (more and seen):
            break
        seen = seen or found is not None
        end = (found or more).end()  # type: ignore[union-attr]
    return text[place:end] if seen else ""
