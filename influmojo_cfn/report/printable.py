"""What a string of someone's file looks like when it is printed: on a terminal and in Markdown.

A name, a Sid or a description can hold escape sequences, which a terminal obeys. It can hold
bidirectional marks, which reverse the order of letters, and invisible characters. It can hold a
line of its own, a command to the continuous integration server that shows the log, and everything
that Markdown knows. All of it is shown, escaped as in Python, and none of it does anything.

Sources: https://www.unicode.org/versions/Unicode16.0.0/core-spec/chapter-23/ (special areas and
format characters), https://github.github.com/gfm/ (Markdown),
https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions and
https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands (commands in
logs); read 2026-11-27.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_HIDDEN = (
    "\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\uf8ff"
    "\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
"""Control and format characters, line separators, surrogates, private use, invisible letters."""
_IN_A_LINE = f"[{_HIDDEN}]"
_IN_LINES = rf"(?![\n\t])[{_HIDDEN}]"
_IN_STYLED_LINES = rf"(?![\n\t]|\x1b\[[0-9;]*m)[{_HIDDEN}]"
_NAMES = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_LOG_COMMAND = re.compile(r"^(\s*):(?=:)|#(?=#[a-z]*\[)", re.MULTILINE)
"""Where a line of a log begins that a continuous integration server obeys."""


def printable(text: str) -> str:
    """Return a string as it is printed within a line: what cannot be seen is shown as an escape."""
    return _harmless(text if _is_plain(text) else re.sub(_IN_A_LINE, _escape, text))


def printable_lines(text: str, *, styled: bool = False) -> str:
    """Return lines as they are printed; ``styled`` leaves the escape sequences of colors."""
    text = text.replace("\r\n", "\n")
    if _is_plain(text.replace("\n", "")):
        return _harmless(text)
    if styled:
        return _harmless(re.sub(_IN_STYLED_LINES, _escape, text))
    return _harmless(re.sub(_IN_LINES, _escape, text))


def counted(count: int, noun: str) -> str:
    """Return how many of a thing there are, such as ``1 call`` or ``1,200 calls``."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def lines_of(texts: Iterable[str]) -> str:
    """Return strings as lines, each on one line whatever it holds."""
    return "\n".join(map(printable, texts))


def in_one_line(text: str) -> str:
    """Return prose as one line: its lines joined by spaces, the rest as :func:`printable`."""
    return printable(" ".join(text.split()))


def _is_plain(text: str) -> bool:
    """Return whether a string hides nothing; only others need the expressions, slow to compile."""
    return text.isascii() and text.isprintable()


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:  # A byte of a file's name that is not a string.
        code -= 0xDC00
    if code < 0x100:
        return _NAMES.get(found[0], f"\\x{code:02x}")
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _harmless(text: str) -> str:
    """Escape the first character of what would be a command to whoever shows the log."""
    if "::" not in text and "##" not in text:
        return text
    return _LOG_COMMAND.sub(lambda found: r"\x23" if found[1] is None else rf"{found[1]}\x3a", text)


_MARKUP = re.compile(r"([\\`*_\[\]|~!#$])")
_LINKED = re.compile(r"@|#|://|www\.|\bGH-\d|:[\w+-]+:", re.IGNORECASE)
"""What GitHub links to a person, an issue or a page, or draws, even where it is escaped."""
_BLOCK = re.compile(r"^(\d*)([-+=.)])")
"""What makes a list or a heading of a string at whose beginning it is."""


def first_of(texts: Sequence[str], most: int, *, separator: str = ", ") -> str:
    """Return strings in one line, the first of them named and the rest counted."""
    shown = separator.join(texts[:most])
    return f"{shown} and {len(texts) - most} more" if len(texts) > most else shown


def markdown_text(text: str, *, cell: bool = False) -> str:
    """Return prose for Markdown that shows every character of it and is nothing but prose.

    Words that would be linked become code, since no escape keeps GitHub from linking them.
    """
    words = in_one_line(text).split(" ")
    shown = [
        markdown_code(word, cell=cell) if _LINKED.search(word) else _escaped(word) for word in words
    ]
    return _within_a_block(" ".join(shown))


def _within_a_block(text: str) -> str:
    return _BLOCK.sub(r"\1\\\2", text)


def _escaped(word: str) -> str:
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        word = word.replace(character, entity)
    return _MARKUP.sub(r"\\\1", word)


_SPACED = r"\$\{[^{}\s]+ [^{}]*\}"
"""What is imported from another stack, as it is shown: ${export NAME}."""
_TERM = re.compile(
    # From the beginning of a word alone: a search from each letter of a long one would take long.
    rf"(?<![^\s,;()])(?:(?!{_SPACED})[^\s,;()])*(?:{_SPACED}|[:*/.=\[\]<>_`|\\$@#~&!{{}}]|\bGH-\d)"
    rf"(?:{_SPACED}|[^\s,;()])*|`",
    re.IGNORECASE,
)
"""A word that is not a word of English: an action, an ARN, a pattern, a key with its value."""


def markdown_terms(text: str) -> str:
    """Return what a report says, for Markdown: actions, ARNs and the like as code."""

    def code(found: re.Match[str]) -> str:
        term = found[0]
        trailing = ":" if term.endswith(":") and term.count(":") == 1 else ""
        term = term.removesuffix(trailing) if trailing else term
        if trailing and (term.isalnum() or not term):
            return term + trailing
        return markdown_code(term) + trailing

    return _within_a_block(_TERM.sub(code, in_one_line(text)))


def markdown_code(text: str, *, cell: bool = False) -> str:
    """Return a code span that shows a string and that no string can leave, even in a table.

    In a cell a pipe needs a backslash before it. Where the text has one there already, the two
    would be one backslash and the cell's end: then the span is written as HTML.
    """
    text = in_one_line(text)
    if cell and "\\|" in text:
        return f"<code>{''.join(map(_entity, text))}</code>"
    if cell:
        text = text.replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def _entity(character: str) -> str:
    plain = character.isalnum() or character in " -.,:;/"
    return character if plain else f"&#{ord(character)};"
