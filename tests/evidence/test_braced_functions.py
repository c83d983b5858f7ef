"""Functions around a place, and their parameters."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.braced_functions import (
    function_before,
    heads,
    index_of,
    is_parameter,
)
from tests.evidence.reading import file_of


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.ts", "function f(a, b) { HERE }", ("f", 1)),
        ("a.ts", "const f = async (a: A, b: B) => { HERE }", ("f", 1)),
        ("a.ts", "class A { constructor(b: B) { HERE } }", ("A", 0)),
        ("a.go", "func (s *S) F(b string) (string, error) { HERE }", ("F", 0)),
        ("A.java", "void f(A a, B b) throws E { HERE }", ("f", 1)),
        ("a.ts", "if (b) { HERE }", None),
        ("a.go", "x := f(b)\nfor { HERE }", None),
    ],
)
def test_the_function_of_a_parameter(
    name: str, text: str, expected: tuple[str, int] | None
) -> None:
    file = BracedFile(file_of(text, name))
    at = text.index("HERE")
    assert is_parameter(file, "b", at) == (expected is not None)
    found = [
        (function_before(file, start), index)
        for opening, _ in file.around(at)
        for start, _ in heads(file, opening)
        if (index := index_of(file, start, "b")) is not None
    ]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("b => HERE", True),
        ("(a, b) => c => HERE", True),
        ("(b, a) => c; HERE", False),
        ("const f = b => b.x; HERE", False),
        ("const f = b => { b.x }\nHERE", False),
    ],
)
def test_an_arrow_has_its_parameter_until_its_expression_ends(text: str, expected: bool) -> None:
    file = BracedFile(file_of(text, "a.ts"))
    assert is_parameter(file, "b", text.index("HERE")) is expected
