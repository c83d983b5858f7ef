"""The calls of libraries in Python, where the code tells them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from influmojo_cfn.data.library_calls import PYNAMODB, PYTHON, LibraryCall
from influmojo_cfn.evidence.code_value import Literal, SdkCall
from influmojo_cfn.evidence.python_arguments import ArgumentReader
from influmojo_cfn.evidence.python_definitions import DEEPEST
from influmojo_cfn.evidence.python_scope import Found, Scope
from influmojo_cfn.evidence.python_source import Project
from influmojo_cfn.evidence.python_syntax import last_name
from influmojo_cfn.iam.sdk_operations import letters

_MODEL = "pynamodb.models.Model"
_GIVES_MODELS = frozenset({"get", "query", "scan", "batch_get"})


def library_calls(project: Project) -> Iterator[SdkCall]:
    """Yield what the functions of libraries call."""
    reader = _LibraryReader(project)
    for found in project.calls:
        project.begin()
        yield from reader.function(found)
        yield from reader.model(found)


def _address(node: ast.Call, row: LibraryCall) -> ast.expr | None:
    """Return what a call gives as an address, by position or by its name."""
    named = next(
        (each.value for each in node.keywords if row.named.get(str(each.arg)) == "uri"), None
    )
    index = row.arguments.index("uri")
    return named or (node.args[index] if index < len(node.args) else None)


class _LibraryReader(ArgumentReader):
    def function(self, found: Found) -> Iterator[SdkCall]:
        """Yield the calls of a function of the table."""
        node = found.node
        assert isinstance(node, ast.Call)
        name = next((each for each in self._names(node.func, found.scope) if each in PYTHON), None)
        if name is None:
            return
        row = PYTHON[name]
        given = self.arguments(node, row.arguments, found)
        keywords = [each.arg for each in node.keywords if each.arg]
        given |= {row.named[each]: given[letters(each)] for each in keywords if each in row.named}
        operations = (*row.operations, *(row.asked[each] for each in keywords if each in row.asked))
        if "uri" in row.arguments:
            address = _address(node, row)
            bucket = self.bucket_of_address(Found(address, found.scope)) if address else ()
            if not bucket:
                return
            given["bucket"] = bucket
            modes = [each.text for each in given.get("mode", ()) if isinstance(each, Literal)]
            operations = ("UploadFile",) if any("w" in mode for mode in modes) else operations
        for operation in operations:
            yield self.call(row.service, operation, given, found)

    def _names(self, node: ast.expr, scope: Scope, depth: int = 0) -> Iterator[str]:
        """Yield the dotted names that a function can have: imported, or of an object of a class."""
        if isinstance(node, ast.Name):
            imported = scope.imported(node.id)
            if imported:
                yield ".".join(filter(None, imported))
        if not isinstance(node, ast.Attribute) or depth > DEEPEST:
            return
        for name in self._names(node.value, scope, depth + 1):
            yield f"{name}.{node.attr}"
        for each in self.project.definitions(Found(node.value, scope)):
            if isinstance(each.node, ast.Call):
                for name in self._names(each.node.func, each.scope, depth + 1):
                    yield f"{name}.{node.attr}"

    def model(self, found: Found) -> Iterator[SdkCall]:
        """Yield the call of a method of a model of pynamodb, or of one of its indexes."""
        node = found.node
        assert isinstance(node, ast.Call)
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in PYNAMODB:
            return
        models = self._models(Found(node.func.value, found.scope))
        for scope in {id(each): each for each in models}.values():
            tables = [
                value
                for meta in self.project.classes.get("Meta", ())
                if meta.parent is scope
                for named in meta.names.get("table_name", ())
                for value in self.project.values(named)
            ]
            operation = PYNAMODB[node.func.attr]
            yield self.call("dynamodb", operation, {"tablename": tuple(tables)}, found)

    def _models(self, found: Found, depth: int = 0) -> Iterator[Scope]:
        """Yield the models that an expression is, or is an object of."""
        node = found.node
        if depth > DEEPEST:
            return
        if isinstance(node, ast.Name):
            yield from (
                each for each in self.project.classes.get(node.id, ()) if self._is_model(each)
            )
        elif isinstance(node, ast.Attribute):
            # An index of a model: ``User.by_email.query(...)``.
            yield from self._models(Found(node.value, found.scope), depth + 1)
        for each in self.project.definitions(found):
            if isinstance(each.node, ast.Call):
                function = each.node.func
                if isinstance(function, ast.Attribute) and function.attr in _GIVES_MODELS:
                    function = function.value
                yield from self._models(Found(function, each.scope), depth + 1)

    def _is_model(self, scope: Scope, depth: int = 0) -> bool:
        assert isinstance(scope.node, ast.ClassDef)
        return depth <= DEEPEST and any(
            _MODEL in self._names(base, scope)
            or any(
                self._is_model(parent, depth + 1)
                for parent in self.project.classes.get(last_name(base), ())
                if parent is not scope
            )
            for base in scope.node.bases
        )
