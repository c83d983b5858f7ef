"""The words of a pattern: texts, wildcards and policy variables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.patterns import Token, Variable, Wildcard, tokenize, variables_of

ANY, ONE = Wildcard.ANY, Wildcard.ONE


def test_a_variable_keeps_its_default_and_special_characters_are_themselves() -> None:
    tokens = tokenize("${aws:PrincipalTag/Team, 'none'}-${*}-${$}", variables=True)
    assert tokens[0] == Variable("aws:principaltag/team", "none", tokens[0].text)  # type: ignore[union-attr]
    assert "".join(str(token) for token in tokens[1:]) == "-*-$"


def test_a_version_without_variables_takes_them_as_text() -> None:
    assert tokenize("${aws:username}") == ("${aws:username}",)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", ()),
        ("a*?b", ("a", ANY, ONE, "b")),
        ("**", (ANY, ANY)),
        ("${*}*${?}", ("*", ANY, "?")),
        ("${ aws:UserName }", (Variable("aws:username", None, "${ aws:UserName }"),)),
        ("${a:b,'c'}", (Variable("a:b,'c'", None, "${a:b,'c'}"),)),
        ("${a:b, ''}", (Variable("a:b", "", "${a:b, ''}"),)),
        ("${a:b, '}", (Variable("a:b, '", None, "${a:b, '}"),)),
        ("${a:b, 'c}", (Variable("a:b, 'c", None, "${a:b, 'c}"),)),
        ("${a", ("${a",)),
        ("${a, b, 'c'}", (Variable("a, b, 'c'", None, "${a, b, 'c'}"),)),
        ("${A , 'C'}", (Variable("a", "C", "${A , 'C'}"),)),
        ("x${a}y${b}", ("x", Variable("a", None, "${a}"), "y", Variable("b", None, "${b}"))),
    ],
)
def test_a_pattern_has_these_words(text: str, tokens: tuple[Token, ...]) -> None:
    assert tokenize(text, variables=True) == tokens


@given(st.text("ab*?${}:", max_size=12))
def test_no_character_of_a_pattern_is_lost(text: str) -> None:
    words = (each.value if isinstance(each, Wildcard) else each for each in tokenize(text))
    assert "".join(map(str, words)) == text


def test_the_variables_of_a_pattern_are_its_own() -> None:
    tokens = tokenize("a*${aws:username}${*}", variables=True)
    assert variables_of(tokens) == (Variable("aws:username", None, "${aws:username}"),)
