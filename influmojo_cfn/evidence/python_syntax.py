"""Small questions about the syntax tree of Python."""

from __future__ import annotations

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_empty(node: ast.expr) -> bool:
    """Return whether an expression is an empty text, zero, None or False."""
    return isinstance(node, ast.Constant) and not node.value


def parameters_of(function: Function) -> list[str]:
    """Return the names of a function's parameters."""
    given = function.args
    return [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]


def default_of(function: Function, name: str) -> ast.expr | None:
    """Return the default of a parameter, or None."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    offset = len(positional) - len(given.defaults)
    for index, default in enumerate(given.defaults):
        if positional[offset + index].arg == name:
            return default
    for each, other in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        if each.arg == name:
            return other
    return None


def last_name(node: ast.expr) -> str:
    """Return the last name of a dotted expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
