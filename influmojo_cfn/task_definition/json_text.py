"""JSON as people keep it in repositories: with comments, and placeholders outside quotes.

Nothing moves to another line, so every problem still names the right one.
"""

from __future__ import annotations

import re

from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.task_definition.placeholders import SPELLING

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/|#(?!\{)[^\n]*", re.DOTALL)
_STATEMENT = re.compile(
    r"\{%.*?%\}|%\{[^}]*\}|\{\{-?\s*(?:(?:if|else|end|range|for|with)\b|[#/]).*?\}\}", re.DOTALL
)
_WORD = re.compile(r"(?!(?:true|false|null)\b)[A-Za-z_][A-Za-z0-9_]*(?=\s*[,\]}\n])")
_MORE = re.compile(r"[A-Za-z0-9_./:@-]+")
_YAML_PLACEHOLDER = re.compile(
    r"^(?P<key>\s*(?:- )?\s*[\w-]+:[ \t]+|\s*- )(?P<value>(?:\{\{|[%@])[^\n\"']*?)[ \t]*$", re.M
)


def plain_text(text: str, source: str) -> str:
    """Return text that a JSON or YAML parser reads: placeholders in quotes, comments blank.

    Raises:
        TemplateError: it holds statements of a templating language, which decide what it says.
    """
    text = text.removeprefix("\ufeff")
    if not _is_json(text):
        return _YAML_PLACEHOLDER.sub(lambda found: f'{found["key"]}"{found["value"]}"', text)
    out: list[str] = []
    place = 0
    while place < len(text):
        statement = _STATEMENT.match(text, place)
        if statement:
            line = text.count("\n", 0, place) + 1
            message = (
                f"has a statement of a templating language ({statement.group()[:40]}); render it "
                "first, and give what comes out"
            )
            raise TemplateError(Problem("", message, source, line))
        found = _STRING.match(text, place)
        comment = None if found else _COMMENT.match(text, place)
        if found:
            out.append(found.group())
        elif comment:
            found = comment
            out.append(re.sub(r"[^\n]", " ", comment.group()))
        elif bare := _bare(text, place):
            out.append('"' + bare.replace("\\", "\\\\").replace('"', '\\"') + '"')
            place += len(bare)
            continue
        else:
            out.append(text[place])
            place += 1
            continue
        place = found.end()
    return "".join(out)


def _is_json(text: str) -> bool:
    start = _COMMENT.sub("", text[:20_000]).lstrip()
    return start.startswith(("{", "[")) and not start.startswith("{{")


def _bare(text: str, place: int) -> str:
    """Return a value outside quotes that holds a placeholder, or a lone word; else nothing."""
    word = _WORD.match(text, place)
    if word and (place == 0 or not (text[place - 1].isalnum() or text[place - 1] in "_\"'")):
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
