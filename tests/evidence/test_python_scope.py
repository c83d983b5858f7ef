"""Scopes, and what they inherit."""

from __future__ import annotations

import ast

from influmojo_cfn.evidence.python_scope import Found, Scope
from tests.evidence.reading import file_of


def test_a_scope_knows_what_is_around() -> None:
    file = file_of("", "a.py")
    module = Scope(file, ast.parse(""), imports={"S": ("m", "S")})
    owner = Scope(file, ast.parse("class C: ...").body[0], module)
    function = Scope(file, ast.parse("def f(a): ...").body[0], owner)
    assert function.module() is module
    assert function.class_scope() is owner
    assert module.class_scope() is None
    assert function.imported("S") == ("m", "S")
    assert function.imported("T") is None
    given = Found(ast.Constant("x"), module)
    assert function.called_with({"a": [given]}).names == {"a": [given]}
    assert function.names == {}
