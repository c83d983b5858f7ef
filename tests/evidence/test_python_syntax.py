"""Small questions about syntax."""

from __future__ import annotations

import ast

from influmojo_cfn.evidence.python_syntax import default_of, is_empty, last_name, parameters_of


def test_parameters_and_defaults() -> None:
    function = ast.parse("def f(a, /, b, c='x', *, d, e='y'): ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    assert parameters_of(function) == ["a", "b", "c", "d", "e"]
    found = {name: default_of(function, name) for name in "abcde"}
    shown = {name: ast.unparse(node) for name, node in found.items() if node is not None}
    assert shown == {"c": "'x'", "e": "'y'"}


def test_names_and_empty_texts() -> None:
    assert last_name(ast.parse("a.b.c", mode="eval").body) == "c"
    assert last_name(ast.parse("f()", mode="eval").body) == ""
    assert is_empty(ast.parse("''", mode="eval").body)
    assert not is_empty(ast.parse("'x'", mode="eval").body)
