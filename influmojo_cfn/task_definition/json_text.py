"""JSON as people keep it in repositories: with comments, and placeholders outside quotes.

Nothing moves to another line, so every problem still names the right one.
"""

from __future__ import annotations

import re

from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.task_definition.placeholders import SPELLING

_STRING = re.compile(
    r'"(?:(?:\$\{|\{\{|<%=)[^{}"\n]{0,100}(?:"(?!\s*[,:\]}])[^{}"\n]{0,100}"[^{}"\n]{0,100}){1,4}'
    r"(?:%>|\}{1,2})"
    r'|[^"\\\n]|\\[^\n])*(?:"|\\?(?=\n|$))'
)
"""A string in quotes, or what is left of its line where it does not end.

In ``"${lookup(images, "web")}"`` the inner quotes are of Terraform's expression, in
``"{{ env "IMAGE" }}"`` of Go's, in ``"<%= ENV["IMAGE"] %>"`` of Ruby's.
"""
_SINGLE_QUOTED = re.compile(r"'(?:[^'\\\n]|\\[^\n])*'")
"""A string of JSON5 in single quotes."""
_INNER = re.compile(r"\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}|<%=[^<>\n]*%>")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|#(?!\{)[^\n]*", re.DOTALL)
"""A comment; one that does not end takes the rest, so that not a string is searched twice."""
_TEMPLATE_COMMENT = re.compile(
    r"\{#(?:(?!\{#).)*?#\}|\{\{-?\s*/\*(?:(?!\{\{).)*?\*/\s*-?\}\}"
    r"|\{\{!--(?:(?!\{\{!--).)*?--\}\}|\{\{![^{}]*\}\}|<%#[^<>]*%>",
    re.DOTALL,
)
"""A comment of Jinja, Go, Handlebars or ERB, which is not in what comes out, even of a string."""
_ORDINARY = re.compile(r"[\s\[\],:}0-9.+-]+")
"""What begins neither a string, a comment, a statement nor a placeholder."""
_STATEMENT = re.compile(
    r"\{%[^{]{0,300}?%\}|%\{[^{}]{0,300}\}|<%[^=<][^<]{0,300}?%>"
    r"|\{\{-?\s{0,9}(?:(?:if|else|end|range|for|with)\b|[#/])[^{]{0,300}?\}\}"
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_AFTER_VALUE = re.compile(r"\s*[,\]}\n]")
_LITERALS = ("true", "false", "null")
_KEY = re.compile(r"\s*:")
_MORE = re.compile(r"[A-Za-z0-9_./:@-]+")
_YAML_PLACEHOLDER = re.compile(
    r"^(?P<key>[ \t]*(?:(?:-[ \t]+)+(?:[\w-]+:[ \t]+)?|[\w-]+:[ \t]+|(?<=[ \t])(?=\{\{)))"
    r"(?P<value>(?:\{\{|[%@])[^\n\"']*)$",
    re.M,
)


def plain_text(text: str, source: str) -> str:
    """Return text that a JSON or YAML parser reads: placeholders in quotes, comments blank.

    Raises:
        TemplateError: it holds statements of a templating language or placeholders for whole
            fields, which decide what it says, or more than one document.
    """
    text = _TEMPLATE_COMMENT.sub(_lines, text.removeprefix("\ufeff"))
    if not _is_json(text):
        return _YAML_PLACEHOLDER.sub(_in_quotes, text)
    out: list[str] = []
    nesting = _Nesting()
    place = 0
    while place < len(text):
        ordinary = _ORDINARY.match(text, place)
        if ordinary:
            written, length = ordinary.group(), len(ordinary.group())
        else:
            written, length = _token(text, place)
        if wrong := _unreadable(text, place, written, nesting):
            line = text.count("\n", 0, place) + written.count("\n", 0, written.find("[")) + 1
            raise TemplateError(Problem("", wrong, source, line))
        nesting.read(written)
        out.append(written)
        place += length
    return "".join(out)


class _Nesting:
    """The brackets that are open, and the last character that is not a space.

    ``is_over`` tells that the document has ended.
    """

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.last = ""
        self.is_over = False

    def read(self, written: str) -> None:
        """Go on after what a parser reads; brackets in quotes are text."""
        marks = "" if written[:1] in ('"', "") else written
        for character in marks:
            if character in "{[":
                self.opened.append(character)
            elif character in "}]" and self.opened:
                self.opened.pop()
                self.is_over = not self.opened
        self.last = written.rstrip()[-1:] or self.last

    def is_between_values(self) -> bool:
        """Return whether what comes next is a key, or nothing that a list takes."""
        inside = self.opened[-1] if self.opened else ""
        return bool(self.last) and self.last in {"{": '{,}]"', "[": '}]"'}.get(inside, "")


_RENDER = "render it first, and give what comes out"


def _unreadable(text: str, place: int, written: str, nesting: _Nesting) -> str:
    """Return why nothing can be said of a string that has this here, or nothing."""
    if statement := _STATEMENT.match(text, place):
        return _statement_words(statement)
    if nesting.is_over and written[:1] != '"' and re.search(r"[\[{]", written):
        return (
            "more than one JSON document in the file; put them in a list, or in files of their own"
        )
    bare = _bare(text, place)
    if bare and nesting.is_between_values() and not _KEY.match(text, place + len(bare)):
        return f"{bare[:40]} stands for whole fields or items; {_RENDER}"
    return ""


def _statement_words(found: re.Match[str]) -> str:
    return f"has a statement of a templating language ({found.group()[:40]}); {_RENDER}"


def statement_problem(text: str, source: str) -> Problem | None:
    """Return why YAML that no parser reads is none: a statement of a templating language."""
    found = _STATEMENT.search(_TEMPLATE_COMMENT.sub(_lines, text))
    if found is None:
        return None
    line = found.string.count("\n", 0, found.start()) + 1
    return Problem("", _statement_words(found), source, line)


def _lines(found: re.Match[str]) -> str:
    """Return the ends of lines alone, so that what follows stays on its line."""
    return "\n" * found.group().count("\n")


def _in_quotes(found: re.Match[str]) -> str:
    return f'{found["key"]}"{found["value"].rstrip()}"'


def _token(text: str, place: int) -> tuple[str, int]:
    """Return what a parser reads in place of what begins here, and the length of that."""
    if found := _STRING.match(text, place):
        written = _INNER.sub(lambda inner: _escaped(inner.group()), found.group())
        return written, len(found.group())
    if found := _SINGLE_QUOTED.match(text, place):
        inner = found.group()[1:-1].replace("\\'", "'")
        return f'"{_escaped(inner)}"', len(found.group())
    if found := _COMMENT.match(text, place):
        return re.sub(r"[^\n]", " ", found.group()), len(found.group())
    if bare := _bare(text, place):
        return '"' + bare.replace("\\", "\\\\").replace('"', '\\"') + '"', len(bare)
    word = _WORD.match(text, place)
    written = word.group() if word else text[place]
    # Quotes let a key of JSON5 stand right before its value.
    is_key = word and text.startswith(":", word.end())
    return f'"{written}"' if is_key else written, len(written)


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
