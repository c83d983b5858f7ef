from __future__ import annotations

import re
import sys
import unicodedata
from time import process_time

import pytest
from markdown_it import MarkdownIt

from influmojo_cfn.report.printable import (
    counted,
    in_one_line,
    lines_of,
    markdown_code,
    markdown_terms,
    markdown_text,
    printable,
    printable_lines,
)

HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 calls"), (1, "1 call"), (2, "2 calls"), (1200, "1,200 calls")]
)
def test_a_count_has_its_noun_in_the_right_number(count: int, expected: str) -> None:
    assert counted(count, "call") == expected


def test_no_character_is_printed_that_is_not_seen() -> None:
    characters = map(chr, range(sys.maxunicode + 1))
    hidden = "".join(each for each in characters if unicodedata.category(each) in HIDDEN)
    assert re.fullmatch(r"(\\[nrt]|\\x\w\w|\\u\w{4}|\\U\w{8})+", printable(hidden))


@pytest.mark.parametrize(
    "text", ["arn:aws:s3:::b/*", "größe, 数据", "a\u00a0b", "✓ fine 🙂", "C:\\a"]
)
def test_what_can_be_seen_is_printed_as_it_is(text: str) -> None:
    assert printable(text) == text == printable_lines(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\u202eb\u200bc", r"a\u202eb\u200bc"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\U000e0041", r"\U000e0041"),
        ("\udcff\ud800", r"\xff\ud800"),
        ("\u3164", r"\u3164"),
        ("::error::no", r"\x3a:error::no"),
        ("  ::add-mask::a", r"  \x3a:add-mask::a"),
        ("a ##[group]b ##vso[task.x]", r"a \x23#[group]b \x23#vso[task.x]"),
        ("# a ## b", "# a ## b"),
    ],
)
def test_what_a_terminal_or_a_log_obeys_is_shown(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_lines_stay_lines_and_colors_only_where_they_are_ours() -> None:
    assert printable_lines("a\r\nb\tc\x1b[2J\n::warning::x") == "a\nb\tc\\x1b[2J\n\\x3a:warning::x"
    assert printable_lines("\x1b[1;31ma\x1b[0m\x1b]0;t\x07", styled=True) == (
        "\x1b[1;31ma\x1b[0m\\x1b]0;t\\x07"
    )
    assert lines_of(["a\nb", "c"]) == "a\\nb\nc"
    assert in_one_line(" a\n  b\x07 ") == "a b\\x07"


HOSTILE = (
    *("`", "``", "` `` ```", "\\`", "`\\", "**a**", "_a_", "~~a~~", "[a](http://e.x)", "![a](b)"),
    *("<script>", "<img src=x>", "&lt;", "&#64;", "@octocat", "a@example.com", "#1", "GH-1"),
    *("www.example.com", "https://example.com", ":smile:", "- a", "+ a", "1. a", "1) a", "# a"),
    *("---", "===", "> a", "    a", "a|b", "a\\|b", "a\\\\|b", "|", "\\", "a\\", "a  \nb", "o/r#1"),
    *("$a$", "{{ a }}", "<!-- a -->", "<a\nb>", "```\na", "\\[a](b)", "a | `b | c` \\| d", "*"),
    *("__", "[a]: http://e.x", "a\u2028- b", "-"),
)  # fmt: skip
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINKED = re.compile(r"@\w|https?://|www\.|#\d|GH-\d|:\w+:")
"""What GitHub makes a link or a picture of outside code."""


def read(markdown: str) -> tuple[list[str], str, str]:
    """Return the kinds of blocks and spans, all that is shown, and what of it is no code."""
    kinds, shown, prose = [], "", ""
    for token in READER.parse(markdown):
        kinds.append(token.type)
        in_code = False
        for child in token.children or ():
            kinds.append(child.type)
            if child.type == "html_inline":
                in_code = child.content == "<code>"
                assert child.content in ("<code>", "</code>"), child.content
                continue
            shown += child.content
            prose += "" if in_code or child.type == "code_inline" else child.content
    return kinds, shown, prose


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("around", ["See {}.", "- {}", "## {}", "- **a**: {}; {}", "{}"])
def test_no_text_leaves_its_place_in_markdown(text: str, around: str) -> None:
    spans = {"text", "code_inline", "html_inline", "text_special"}
    expected = [kind for kind in read(around.replace("{}", "a"))[0] if kind not in spans]
    for write in (markdown_text, markdown_terms, markdown_code):
        kinds, shown, prose = read(around.replace("{}", write(text)))
        assert [kind for kind in kinds if kind not in spans] == expected
        assert in_one_line(text) in shown
        assert not LINKED.search(prose)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_its_cell(text: str) -> None:
    cells = [markdown_code(text, cell=True), markdown_text(text)]
    kinds, shown, prose = read(f"| a | b |\n|---|---|\n| {' | '.join(cells)} |\n| x | y |")
    assert kinds.count("td_open") == 4
    assert kinds.count("tr_open") == 3
    assert shown.count(in_one_line(text)) >= 2
    assert not LINKED.search(prose)


def test_a_colon_by_itself_is_no_code() -> None:
    assert markdown_terms("when : `@all`") == "when : `` `@all` ``"


def test_what_is_imported_is_one_span_of_code() -> None:
    text = "the policy ${export a b}/x, ${export c}: not in it, a ${Name} by b"
    assert markdown_terms(text) == (
        "the policy `${export a b}/x`, `${export c}`: not in it, a `${Name}` by b"
    )


@pytest.mark.parametrize("text", ["|@all", "a|#12", "x|[x](http://e.example)"])
def test_prose_in_a_cell_stays_in_it(text: str) -> None:
    shown = markdown_text(text, cell=True)
    assert re.search(r"(?<!\\)\|", shown) is None
    assert shown.startswith("`")


def test_a_long_word_takes_no_longer() -> None:
    begun = process_time()
    assert markdown_terms("a" * 70_000) == "a" * 70_000
    assert process_time() - begun < 1
