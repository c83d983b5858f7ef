"""Automata of patterns: they take the words that an independent matcher takes, and no others."""

from __future__ import annotations

import re
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.automata import (
    MOST_LETTERS,
    MOST_SYMBOLS,
    PLAIN_LETTERS,
    Automaton,
    PatternSymbol,
    is_opaque,
    is_plain,
    is_reserved,
    opaque,
)
from influmojo_cfn.iam.budget import Exceeded
from influmojo_cfn.iam.patterns import Wildcard

WILD = {"*": Wildcard.ANY, "?": Wildcard.ONE, "%": Wildcard.SEGMENT_ANY, "_": Wildcard.SEGMENT_ONE}
"""How the tests write wildcards; those of a segment as in SQL."""
EXPRESSION = {"*": ".*", "?": ".", "%": "[^:]*", "_": "[^:]"}
ANY_TEXT, NAME = opaque(MOST_LETTERS), opaque(PLAIN_LETTERS)


def tokens(pattern: str) -> list[PatternSymbol]:
    return [WILD.get(character, (character,)) for character in pattern]


def after(automaton: Automaton, word: str) -> int:
    return reduce(automaton.step, word, 1)


def accepts(pattern: str, word: str) -> bool:
    automaton = Automaton(tokens(pattern))
    return bool(after(automaton, word) & automaton.final)


@pytest.mark.parametrize(
    ("pattern", "word", "expected"),
    [
        pytest.param("", "", True, id="nothing is nothing"),
        pytest.param("", "a", False, id="nothing is not a character"),
        pytest.param("ab", "ab", True, id="the word itself"),
        pytest.param("ab", "ac", False, id="the last character counts"),
        pytest.param("ab", "a", False, id="a word that ends early"),
        pytest.param("ab", "abb", False, id="a word that goes on"),
        pytest.param("a*", "a", True, id="any text may be empty"),
        pytest.param("a*", "b", False, id="what comes before any text counts"),
        pytest.param("*ab", "aab", True, id="a second try within any text"),
        pytest.param("*ab", "aba", False, id="the end counts after any text"),
        pytest.param("a?", "a", False, id="one character is not none"),
        pytest.param("a?", "a:", True, id="one character may be a colon"),
        pytest.param("a_", "a:", False, id="one character of a segment is no colon"),
        pytest.param("%", "ab", True, id="any text of a segment"),
        pytest.param("%", "a:b", False, id="any text of a segment holds no colon"),
        pytest.param("%:b", "a:b", True, id="a segment, then a colon"),
        pytest.param("%?:%b", "a::b", True, id="one character may be the colon before a segment"),
        pytest.param("%*", "a:b", True, id="any text after a segment takes the colon"),
        pytest.param("*%", "a:b", True, id="a segment after any text leaves it the colon"),
    ],
)
def test_words(pattern: str, word: str, expected: bool) -> None:
    assert accepts(pattern, word) is expected


@given(st.text("ab:*?%_", max_size=8), st.text("ab:", max_size=8))
def test_an_automaton_takes_what_a_regular_expression_takes(pattern: str, word: str) -> None:
    expression = "".join(EXPRESSION.get(c, re.escape(c)) for c in pattern)
    assert accepts(pattern, word) is bool(re.fullmatch(expression, word))


@given(st.text("ab:*?%_", max_size=8), st.text("ab:", max_size=5))
def test_a_character_that_no_place_waits_for_is_any_such_character(
    pattern: str, start: str
) -> None:
    automaton = Automaton(tokens(pattern))
    mask = after(automaton, start)
    assert automaton.step(mask, None) == automaton.step(mask, "z")


@given(st.text("ab:*?%_", max_size=8), st.text("ab:", max_size=5), st.sampled_from("ab:"))
def test_a_character_that_moves_otherwise_is_waited_for(
    pattern: str, start: str, character: str
) -> None:
    automaton = Automaton(tokens(pattern))
    mask = after(automaton, start)
    alike = automaton.step(mask, character) == automaton.step(mask, None)
    assert alike or character in automaton.waits_for(mask)


@given(st.text("ab:*?%_", max_size=8), st.text("ab:*?%_", max_size=4))
def test_a_token_leads_no_further_than_each_of_its_texts(pattern: str, inside: str) -> None:
    automaton = Automaton(tokens(pattern))
    mask = reduce(automaton.step_symbol, tokens(inside), 1)
    for text in ("", "a", "b:", "ab"):
        word = "".join(
            {"*": text, "%": text.replace(":", ""), "?": "b", "_": "a"}.get(c, c) for c in inside
        )
        if mask & automaton.final:
            assert accepts(pattern, word)


def test_a_character_in_two_forms_is_taken_in_either() -> None:
    automaton = Automaton([("g", "G")])
    assert automaton.step(1, "g") == automaton.step(1, "G") == automaton.final


def test_the_forms_are_waited_for_as_they_are_written() -> None:
    assert Automaton([("g", "G")]).waits_for(1) == ("g", "G")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("a*", True, id="all that goes on is taken"),
        pytest.param("*a", False, id="the end counts"),
        pytest.param("a%", False, id="a colon may come"),
    ],
)
def test_certain_is_where_every_word_goes_on(pattern: str, expected: bool) -> None:
    automaton = Automaton(tokens(pattern))
    assert bool(after(automaton, "a") & automaton.certain) is expected


@pytest.mark.parametrize(
    ("pattern", "letter", "expected"),
    [
        pytest.param("*", ANY_TEXT, True, id="any text is taken by any text"),
        pytest.param("%", ANY_TEXT, False, id="any text may hold a colon"),
        pytest.param("%", NAME, True, id="a name holds none"),
        pytest.param("?", NAME, False, id="a name may be longer than one character"),
        pytest.param("a", ANY_TEXT, False, id="any text is not one text"),
        pytest.param(ANY_TEXT, ANY_TEXT, True, id="the same unknown is itself"),
        pytest.param(NAME, ANY_TEXT, False, id="another unknown is another"),
        pytest.param(f"a{ANY_TEXT}", ANY_TEXT, False, id="what comes before it counts"),
    ],
)
def test_what_is_certain_of_an_unknown_text(pattern: str, letter: str, expected: bool) -> None:
    automaton = Automaton(tokens(pattern))
    assert bool(automaton.step_opaque(1, letter) & automaton.final) is expected


@given(st.text("ab:/*?%_", max_size=6), st.text("ab", max_size=6))
def test_anything_leaves_out_no_place_that_a_name_leads_to(pattern: str, name: str) -> None:
    automaton = Automaton(tokens(pattern))
    reached = after(automaton, name)
    assert not reached & automaton.final or (automaton.step_anything(1, NAME) & automaton.final)


@pytest.mark.parametrize(
    ("pattern", "letter", "expected"),
    [
        pytest.param("ab", ANY_TEXT, True, id="any text may be the word"),
        pytest.param("a:b", ANY_TEXT, True, id="with a colon"),
        pytest.param("ab", NAME, True, id="a name may be the word"),
        pytest.param("a:b", NAME, False, id="a name holds no colon"),
        pytest.param("a/b", NAME, False, id="a name holds no slash"),
    ],
)
def test_what_an_unknown_text_could_lead_to(pattern: str, letter: str, expected: bool) -> None:
    automaton = Automaton(tokens(pattern))
    assert bool(automaton.step_anything(1, letter) & automaton.final) is expected


def test_from_no_place_an_unknown_text_leads_to_none() -> None:
    assert Automaton(tokens("a")).step_anything(0, ANY_TEXT) == 0


@pytest.mark.parametrize(
    ("character", "expected"),
    [
        pytest.param("a", (False, False, False), id="a character of a text"),
        pytest.param(opaque(0), (True, True, False), id="the first letter of a question"),
        pytest.param(opaque(MOST_LETTERS - 1), (True, True, False), id="its last letter"),
        pytest.param(ANY_TEXT, (True, False, False), id="the first parameter"),
        pytest.param(opaque(PLAIN_LETTERS - 1), (True, False, False), id="the last of any text"),
        pytest.param(NAME, (True, False, True), id="the first name"),
        pytest.param(opaque(6_143), (True, False, True), id="the last letter"),
        pytest.param("\uf900", (False, False, False), id="after the last letter"),
    ],
)
def test_kinds_of_letters(character: str, expected: tuple[bool, bool, bool]) -> None:
    assert (is_opaque(character), is_reserved(character), is_plain(character)) == expected


@pytest.mark.parametrize("index", [-1, 6_144])
def test_there_is_an_end_to_letters(index: int) -> None:
    with pytest.raises(ValueError, match="too many unknown texts"):
        opaque(index)


def test_a_pattern_as_long_as_a_policy_is_read() -> None:
    assert Automaton([("a",)] * MOST_SYMBOLS).final == 1 << MOST_SYMBOLS


def test_a_longer_one_is_not() -> None:
    with pytest.raises(Exceeded, match="more than a policy"):
        Automaton([("a",)] * (MOST_SYMBOLS + 1))


@pytest.mark.parametrize(
    ("pattern", "mask", "waits"),
    [
        pytest.param("ab", 0b1, "a", id="the first"),
        pytest.param("ab", 0b10, "b", id="the second"),
        pytest.param("ab", 0b11, "ab", id="both, in order"),
        pytest.param("ab", 0b100, "", id="the end waits for none"),
        pytest.param("aa", 0b11, "a", id="each once"),
        pytest.param("*?", 0b1, "", id="any character"),
        pytest.param("_a", 0b1, ":", id="one of a segment tells a colon apart"),
        pytest.param("%a", 0b1, ":a", id="a segment too"),
        pytest.param("%", 0b1, ":", id="at the end too"),
        pytest.param("_", 0b10, "", id="not once it is past"),
    ],
)
def test_what_a_place_waits_for(pattern: str, mask: int, waits: str) -> None:
    automaton = Automaton(tokens(pattern))
    assert automaton.waits_for(mask) == automaton.waits_for(mask) == tuple(waits)


ANYWHERE, SINGLE = Wildcard.ANY, Wildcard.ONE
SEGMENT, INNER = Wildcard.SEGMENT_ANY, Wildcard.SEGMENT_ONE


@pytest.mark.parametrize(
    ("pattern", "token", "leads"),
    [
        pytest.param("*a", ANYWHERE, 0b1, id="any text in any text"),
        pytest.param("%a", ANYWHERE, 0, id="not in a segment"),
        pytest.param("a", ANYWHERE, 0, id="not in a character"),
        pytest.param("*a", SEGMENT, 0b1, id="a segment in any text"),
        pytest.param("%a", SEGMENT, 0b1, id="in a segment"),
        pytest.param("?", SEGMENT, 0, id="not in one character"),
        pytest.param("?", SINGLE, 0b10, id="one character"),
        pytest.param("??", SINGLE, 0b10, id="the first of two"),
        pytest.param("*?", SINGLE, 0b11, id="within any text or after it"),
        pytest.param("_", SINGLE, 0, id="it may be a colon"),
        pytest.param("%", SINGLE, 0, id="which no segment holds"),
        pytest.param("_", INNER, 0b10, id="one of a segment"),
        pytest.param("?", INNER, 0b10, id="is one character"),
        pytest.param("%", INNER, 0b1, id="and stays in a segment"),
        pytest.param("a", INNER, 0, id="not one that is known"),
        pytest.param("a", ("a",), 0b10, id="a character"),
        pytest.param("a", ("a", "A"), 0, id="that may be another"),
        pytest.param("?", ("a", "A"), 0b10, id="in both forms"),
        pytest.param("*", (ANY_TEXT,), 0b1, id="an unknown text in any"),
        pytest.param("?", (ANY_TEXT,), 0, id="not in one character"),
        pytest.param("%", (NAME,), 0b1, id="a name in a segment"),
        pytest.param("%", (ANY_TEXT,), 0, id="any text in none"),
    ],
)
def test_where_every_text_of_a_token_leads(pattern: str, token: PatternSymbol, leads: int) -> None:
    assert Automaton(tokens(pattern)).step_symbol(1, token) == leads


@pytest.mark.parametrize(
    ("pattern", "mask", "letter", "leads"),
    [
        pytest.param("ab", 0b1, ANY_TEXT, 0b111, id="to every place after"),
        pytest.param("ab", 0b10, ANY_TEXT, 0b110, id="not before"),
        pytest.param("ab", 0b100, ANY_TEXT, 0b100, id="from the end to the end"),
        pytest.param("a:b", 0b1, NAME, 0b11, id="a name to the colon"),
        pytest.param("a:b", 0b101, NAME, 0b1111, id="from two places"),
        pytest.param("a/b", 0b1, NAME, 0b11, id="to the slash"),
        pytest.param("?b", 0b1, NAME, 0b111, id="past a wildcard"),
        pytest.param("ab", 0b10, NAME, 0b110, id="from a later place"),
    ],
)
def test_where_some_text_of_a_letter_leads(
    pattern: str, mask: int, letter: str, leads: int
) -> None:
    assert Automaton(tokens(pattern)).step_anything(mask, letter) == leads


def test_a_character_in_two_forms_leads_past_a_colon_only_in_one() -> None:
    automaton = Automaton([(":", "a")])
    assert automaton.step_anything(1, NAME) == 0b11


def test_an_unknown_text_stays_in_what_takes_any() -> None:
    automaton = Automaton([Wildcard.ANY, (ANY_TEXT,), ("a",)])
    assert automaton.step_opaque(1, ANY_TEXT) == 0b11
    assert automaton.step_opaque(0b11, NAME) == 0b1
    assert Automaton([("a",), (ANY_TEXT,)]).step_opaque(1, ANY_TEXT) == 0


def test_places_that_add_no_word_are_left() -> None:
    assert after(Automaton(tokens("a*b*")), "ab") == 0b100, "all before a star"
    assert after(Automaton(tokens("%a%")), "a") == 0b10, "those of its segment before one"
    assert after(Automaton(tokens("*:%")), ":") == 0b11, "not those before a colon"
    assert after(Automaton(tokens("*?%")), "a") == 0b11, "nor before what may be one"
    assert after(Automaton(tokens("%_%")), "a") == 0b10, "but before one of the segment"
    assert after(Automaton(tokens("*a%")), "a") == 0b11, "nor before any text"


@pytest.mark.parametrize(
    ("pattern", "certain"),
    [("*%", True), ("%*", True), ("a*%*", True), ("*a", False), ("", False), ("%%", False)],
)
def test_a_star_takes_the_segments_beside_it(pattern: str, certain: bool) -> None:
    automaton = Automaton(tokens(pattern))
    assert bool(automaton.certain) is certain
    assert not automaton.loop & automaton.segment_loop


def test_letters_by_their_number() -> None:
    assert [ord(opaque(index)) for index in (0, 1, 6_143)] == [0xE100, 0xE101, 0xF8FF]
    with pytest.raises(ValueError, match=r"^too many unknown texts$"):
        opaque(6_144)
    with pytest.raises(Exceeded, match=r"^a string has more than 20,480 characters, more than a p"):
        Automaton([Wildcard.ANY] * (MOST_SYMBOLS + 1))
    assert is_reserved("\ue000")
    assert is_reserved("\U000f0000")
    assert not is_reserved("\u4e00")
