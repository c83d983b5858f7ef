"""The documentation and the ``--help`` texts use the project's terms, and no others for them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from influmojo_cfn.cli import COMMANDS, group
from tests.conftest import ROOT

TERMS = {
    r"catalogues?": "catalog",
    r"e-mails?": "email",
    r"verbs?": "command",
    r"witness(es)?": "counterexample, or example request",
    r"refused calls?": "denied call",
    r"engine \(ministack\)|local engine": "local emulator",
    r"refuse[sd]?": "deny for a call, reject for a policy, or an error for an argument",
    r"beside": "next to, or in addition to",
    r"say|says|said": "report, name, define, document, tell",
    r"made by hand": "created manually",
    r"becomes? the roles?": "assume",
    r"ends? with [012]": "exits with code N",
    r"by meaning": "semantically",
    r"whoever": "the person, such as the deployer",
    r"least policy": "minimal policy",
    r"neighbours?": "negative test cases",
    r"mend(s|ed|ing)?": "fix",
    r"left out|leaves? out": "omitted",
    r"usual suspects": "common causes",
    r"truth values?": "Boolean",
    r"(narrow|wide) reading": "strict, permissive matching",
    r"departures?": "parameter variations",
    r"dead statements?": "statement with no effect",
    r"under CloudFormation": "into CloudFormation, with import",
    r"(that|which|what|it|one|they) (is|are) no (?!longer|more)[a-z]+": "is not a",
    r"can (be|still be) none": "cannot be one",
    r"regions?": "Region",
    r"cancelled": "canceled",
    r"colou?r(ise|ize)?|behaviour|licence|organis\w+": "the American spelling",
}
"""What is replaced, as a pattern, to the term in its place."""

QUOTING = {"explanation/policy-evaluation.md"}
"""Pages that quote AWS, which writes of regions."""

PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "SECURITY.md",
    ROOT / "scripts/evaluation_page.md",
    *sorted(
        page
        for page in (ROOT / "docs").rglob("*.md")
        if str(page.relative_to(ROOT / "docs")) not in QUOTING
    ),
]

HELP = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""The ``--help`` of a command, whose words are prose too."""

CODE = re.compile(r"^```.*?^```$|`[^`]*`|\]\([^)]*\)", re.MULTILINE | re.DOTALL)
"""What is no prose: fenced code, code within a line, targets of links."""

OPTION = re.compile(r"--?[\w-]+|\{\w+\}")
"""An option of a command, or a placeholder of a text."""


def prose_of(text: str) -> str:
    return CODE.sub("", HELP.sub(r"\1", text))


def replaced_terms(text: str) -> list[str]:
    prose = OPTION.sub("", prose_of(text))
    found = []
    for pattern, term in TERMS.items():
        spaced = pattern.replace(" ", r"\s+")
        # "region" is wrong in lower case alone; the others in any.
        flags = re.RegexFlag(0) if pattern == r"regions?" else re.IGNORECASE
        for match in re.finditer(rf"(?<![\w.-])(?:{spaced})(?![\w-])", prose, flags):
            found.append(f"{match.group()!r}: write {term}")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_has_no_replaced_term(page: Path) -> None:
    assert replaced_terms(page.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Every verb\nof it.", ["'verb': write command"]),
        ("```text\nThe Catalogue\n```", ["'Catalogue': write catalog"]),
        ("It is left\nout.", ["'left\\nout': write omitted"]),
        ("the region, `verb` and [x](catalogue.md)", ["'region': write Region"]),
        ("The Region of --region; a proverb; amends.\n\n```yaml\nverb: 1\n```", []),
    ],
)
def test_a_replaced_term_is_found_in_prose_alone(text: str, found: list[str]) -> None:
    assert replaced_terms(text) == found


ANY_TERM = re.compile("|".join(TERMS).replace(" ", r"\s"), re.IGNORECASE)
QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def messages_of(source: str) -> list[str]:
    """Return the strings of several words of a module that might have a replaced term."""
    strings = QUOTED.findall(re.sub(r'""".*?"""', "", source, flags=re.DOTALL))
    sentences = (each for each in strings if " " in each and "(?" not in each)
    return [re.sub(r"\{[^}]*\}", "X", each) for each in sentences if ANY_TERM.search(each)]


def test_messages_have_no_replaced_term() -> None:
    found = {
        str(path.relative_to(ROOT)): terms
        for path in (ROOT / "influmojo_cfn").rglob("*.py")
        if (terms := replaced_terms("\n".join(messages_of(path.read_text("utf-8")))))
    }
    assert found == {}


def test_messages_are_the_strings_of_several_words() -> None:
    source = (
        '"""It says."""\nname = "says"\ntext = f"it says {name}"\nregion = re.compile("a (?:b)")'
    )
    assert replaced_terms("\n".join(messages_of(source))) == [
        "'says': write report, name, define, document, tell"
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_sentence_begins_with_who_or_what(page: Path) -> None:
    prose = prose_of(page.read_text("utf-8"))
    sentences = re.findall(r"(?:\n\n|[.:] )((?:Who|Whoever|What) [^.\n]*)", prose)
    assert sentences == []


LONG = {"CHANGELOG.md", "template-corpus.md", "lambda.md"}
"""Pages for those who look something up in them: each entry is a list."""
READ_BY_USERS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if page.name not in LONG and page.parent.name != "decisions"
    ),
]
LONGEST_SENTENCE = 25


def long_sentences(text: str) -> list[str]:
    """Return the sentences of more words than a reader keeps in mind; code is one word."""
    text = re.sub(r"^```.*?^```$|^ {4}.*?$|<!--.*?-->", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"`[^`]*`", "CODE", text))
    text = re.sub(r"CODE \([^)]*\)(?:, CODE \([^)]*\))+", "CODE", text)  # a list of names
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\s*[-*|#]|\s*\d+\. )", text):
        if not block.lstrip().startswith("|"):
            found += re.split(r"(?<=[.!?:])\s+(?=[A-Z*\"])", " ".join(block.split()))
    return [each for each in found if len(re.findall(r"[\w'’-]+", each)) > LONGEST_SENTENCE]


@pytest.mark.parametrize("page", READ_BY_USERS, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_sentence_has_at_most_25_words(page: Path) -> None:
    assert long_sentences(page.read_text("utf-8")) == []


LONGEST_IN_DOCSTRINGS = 32
"""Words of a sentence that only people who change the module read."""


def docstrings_of(source: str) -> Iterator[str]:
    """Yield docstrings of prose: neither the help of a command nor a table."""
    for text in re.findall(r'^\s*"""(\w.*?)"""', source, re.DOTALL | re.MULTILINE):
        if "\\b\n" not in text and "=====" not in text:
            plain = re.sub(r"``[^`]*``|:\w+:`[^`]*`", "CODE", inspect.cleandoc(text))
            yield re.sub(
                r"^Sources?\b.*?(\n\n|\Z)|https://\S+", "", plain, flags=re.DOTALL | re.MULTILINE
            )


def test_a_sentence_of_a_docstring_can_be_read() -> None:
    found = [
        (str(path.relative_to(ROOT)), sentence)
        for path in (ROOT / "influmojo_cfn").rglob("*.py")
        for text in docstrings_of(path.read_text("utf-8"))
        for sentence in long_sentences(text)
        if len(sentence.split()) > LONGEST_IN_DOCSTRINGS
    ]
    assert found == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_sentence_of_the_help_has_at_most_25_words(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    prose = inspect.cleandoc(command.help or "").partition("\b")[0]
    options = (getattr(each, "help", None) or "" for each in command.params)
    assert [each for text in (prose, *options) for each in long_sentences(text)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_fits_a_terminal_of_80_columns(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    context = command.context_class(command, info_name=f"influmojo-cfn {name}", terminal_width=80)
    lines = command.get_help(context).splitlines()
    assert [line for line in lines if len(line) > 80 or re.search(r"\w-$", line)] == []


def test_a_long_sentence_is_found() -> None:
    long = f"It is {'very ' * 24}long."
    assert long_sentences(f"Short. {long}\n\n```text\n{long}\n```\n| {long} |") == [long]
