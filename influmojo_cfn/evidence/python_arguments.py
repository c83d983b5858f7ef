"""The arguments that a call of Python gives, and what stands inside them."""

from __future__ import annotations

import ast

from influmojo_cfn.evidence.code_value import (
    NOT_ENTERED,
    Arguments,
    CodeValue,
    Literal,
    SdkCall,
    add_values,
    is_nested,
    table_of_kind,
)
from influmojo_cfn.evidence.python_definitions import DEEPEST
from influmojo_cfn.evidence.python_scope import Found
from influmojo_cfn.evidence.python_source import Project
from influmojo_cfn.evidence.python_syntax import bucket_in
from influmojo_cfn.iam.sdk_operations import letters

_LISTED = frozenset({"names", "parameternames", "secretidlist"})
"""Arguments that are lists of what the call is about."""


class ArgumentReader:
    """Reads the arguments of calls."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @staticmethod
    def call(service: str, operation: str, arguments: Arguments, found: Found) -> SdkCall:
        """Return a call where an expression is."""
        return SdkCall(
            service=service,
            operation=operation,
            arguments=arguments,
            file=found.scope.file.name,
            line=getattr(found.node, "lineno", 0),
        )

    def value(self, found: Found) -> tuple[CodeValue, ...]:
        """Return the values of an expression."""
        return self.project.values(found)

    def bucket_of_address(self, found: Found) -> tuple[CodeValue, ...]:
        """Return the bucket of an address such as ``f"s3://{BUCKET}/{key}"``, if it is one."""
        for each in self.project.definitions(found):
            node = each.node
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
            match texts:
                case [str() as text, *rest] if text.startswith("s3://"):
                    bucket, slash, _ = text.removeprefix("s3://").partition("/")
                    if bucket and (slash or not rest):
                        return (Literal(bucket),)
                    ends = len(rest) == 1 or (rest and str(rest[1]).startswith("/"))
                    if not bucket and ends and isinstance(parts[1], ast.FormattedValue):
                        return self.value(Found(parts[1].value, each.scope))
        return ()

    def arguments(self, node: ast.Call, positional: tuple[str, ...], found: Found) -> Arguments:
        """Return what a call gives each argument, by its name's letters."""
        given: list[tuple[str, ast.expr]] = list(zip(positional, node.args, strict=False))
        spread: list[Found] = []
        for keyword in node.keywords:
            if keyword.arg is None:
                spread += self.project.definitions(Found(keyword.value, found.scope))
            else:
                given.append((keyword.arg, keyword.value))
        arguments: Arguments = {}
        for name, value in given:
            at = Found(value, found.scope)
            values = self.value(at)
            if letters(name) == "copysource":
                values = self.value(Found(bucket_in(at.node), at.scope))
            elif letters(name) == "transactitems":
                values = _kinds(value) or values
                arguments |= self._tables_of_items(at)
            arguments.setdefault(letters(name), values)
            self._inside(name, at, arguments)
        for each in spread:
            self._dictionary(each, arguments)
        return arguments

    def _dictionary(self, found: Found, arguments: Arguments) -> None:
        if isinstance(found.node, ast.Dict):
            for key, value in zip(found.node.keys, found.node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    at = Found(value, found.scope)
                    arguments.setdefault(letters(key.value), self.value(at))
                    self._inside(key.value, at, arguments)
        elif isinstance(found.node, ast.Call) and ast.unparse(found.node.func) == "dict":
            arguments |= self.arguments(found.node, (), found)

    def _inside(self, name: str, found: Found, arguments: Arguments, depth: int = 0) -> None:
        """Take what stands inside an argument: entries, items of a transaction, parameters."""
        definitions = [*self.project.definitions(found)] if depth < DEEPEST else []
        plain = letters(name)
        lists = [isinstance(each.node, ast.List | ast.Tuple) for each in definitions]
        if plain in _LISTED and lists and all(lists):
            arguments.pop(plain, None)  # as a whole it is not known, and each item is taken
        for each in definitions:
            node = each.node
            if isinstance(node, ast.List | ast.Tuple):
                for item in node.elts:
                    at = Found(item, each.scope)
                    if plain in _LISTED:
                        add_values(arguments, plain, self.value(at))
                    self._inside(name, at, arguments, depth + 1)
            elif isinstance(node, ast.Dict):
                self._inside_dictionary(name, node, each, arguments, depth)

    def _inside_dictionary(
        self, name: str, node: ast.Dict, found: Found, arguments: Arguments, depth: int
    ) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            at = Found(value, found.scope)
            if key is not None and letters(name) == "requestitems":
                values = self.value(Found(key, found.scope))
                add_values(arguments, "tablename", values)
                continue
            inner = key.value if isinstance(key, ast.Constant) else ""
            plain = letters(inner) if isinstance(inner, str) else ""
            if letters(name) == "copysource" and plain == "bucket":
                arguments["copysource"] = self.value(at)
            elif is_nested(plain) or (letters(name) == "params" and plain):
                bucket = self.bucket_of_address(at) if plain == "mediafileuri" else ()
                add_values(arguments, plain, bucket or self.value(at))
            if letters(name) not in NOT_ENTERED:
                self._inside(str(inner), at, arguments, depth + 1)

    def _tables_of_items(self, items: Found) -> Arguments:
        """Return the tables of each kind of a transaction's items, where each item has its own."""
        found: Arguments = {}
        for item in items.node.elts if isinstance(items.node, ast.List | ast.Tuple) else ():
            entries = zip(item.keys, item.values, strict=True) if isinstance(item, ast.Dict) else ()
            for key, value in entries:
                inner: Arguments = {}
                self._inside("", Found(value, items.scope), inner)
                name = table_of_kind(str(key.value)) if isinstance(key, ast.Constant) else ""
                add_values(found, name, inner.get("tablename", ()))
        return found if all(found) and all(found.values()) else {}


def _kinds(items: ast.expr) -> tuple[CodeValue, ...]:
    """Return the kind of each item of a transaction, such as ``Put``, if all are written out."""
    keys: list[ast.expr | None] = []
    for item in items.elts if isinstance(items, ast.List | ast.Tuple) else ():
        keys += item.keys if isinstance(item, ast.Dict) else [None]
    kinds = [Literal(str(each.value)) for each in keys if isinstance(each, ast.Constant)]
    return tuple(kinds) if len(kinds) == len(keys) else ()
