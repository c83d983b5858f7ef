"""Small questions about the syntax tree of Python."""

from __future__ import annotations

import ast

Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_empty(node: ast.expr) -> bool:
    """Return whether an expression is an empty string, zero, None or False."""
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


def keyword_of(call: ast.Call, name: str) -> ast.expr | None:
    """Return what a call gives a keyword, or None."""
    return next((each.value for each in call.keywords if each.arg == name), None)


def annotation_of(function: Function, name: str) -> ast.expr | None:
    """Return the annotation of a parameter, or None."""
    given = function.args
    found = (each for each in (*given.posonlyargs, *given.args, *given.kwonlyargs))
    return next((each.annotation for each in found if each.arg == name), None)


def bucket_in(source: ast.expr) -> ast.expr:
    """Return what names the bucket in the source of a copy: ``f"{bucket}/{key}"``, ``"b/k"``."""
    if isinstance(source, ast.Constant) and isinstance(source.value, str):
        return ast.Constant(source.value.lstrip("/").partition("/")[0])
    if isinstance(source, ast.BinOp):
        return bucket_in(source.left)
    if isinstance(source, ast.JoinedStr) and source.values:
        begins = isinstance(source.values[0], ast.Constant) and source.values[0].value == "/"
        first = source.values[begins]
        return first.value if isinstance(first, ast.FormattedValue) else bucket_in(first)
    return source
