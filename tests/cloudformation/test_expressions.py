"""How a regular expression is read."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation.expressions import Repeated, read_expression

A, B = frozenset("a"), frozenset("b")


@pytest.mark.parametrize(
    ("pattern", "sequences"),
    [
        ("ab", ((Repeated(A), Repeated(B)),)),
        ("a|b", ((Repeated(A),), (Repeated(B),))),
        ("a{2,3}", ((Repeated(A, (), 2, 3),),)),
        ("[ab]*", ((Repeated(A | B, (), 0, None),),)),
        ("(?:ab)+", ((Repeated(frozenset(), ((Repeated(A), Repeated(B)),), 1, None),),)),
        ("^a$", ((Repeated(A),),)),
    ],
    ids=["a sequence", "alternatives", "a range", "a class", "a group", "the whole string"],
)
def test_an_expression_is_sequences_of_what_is_repeated(
    pattern: str, sequences: tuple[tuple[Repeated, ...], ...]
) -> None:
    assert read_expression(pattern) == sequences


@pytest.mark.parametrize("pattern", ["(?i)a", r"(a)\1", "a**", "(a", "[z-a]", "a$b"])
def test_an_expression_with_anything_else_is_not_read(pattern: str) -> None:
    assert read_expression(pattern) == ()
