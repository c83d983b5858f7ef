"""One module of Python: its assignments, imports, calls, classes and functions."""

from __future__ import annotations

import ast

from influmojo_cfn.evidence.python_scope import Found, Scope, SourceIndex
from influmojo_cfn.evidence.python_syntax import Function, last_name
from influmojo_cfn.evidence.source_files import SourceFile


def read_module(index: SourceIndex, file: SourceFile) -> None:
    """Add what stands in a file to an index.

    Raises:
        SyntaxError: it is not Python.
    """
    tree = ast.parse(file.text)
    scope = Scope(file, tree)
    index.modules[dotted(file)] = scope
    _ModuleReader(index, scope).visit(tree)


def dotted(file: SourceFile) -> str:
    """Return the dotted name of a file's module, from the root of the disk."""
    parts = [*file.path.resolve().parts[1:-1], file.path.stem]
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


class _ModuleReader(ast.NodeVisitor):
    def __init__(self, index: SourceIndex, scope: Scope) -> None:
        self.index = index
        self.scope = scope

    def _inside(self, node: ast.ClassDef | Function) -> Scope:
        scope = Scope(self.scope.file, node, self.scope)
        outer, self.scope = self.scope, scope
        self.generic_visit(node)
        self.scope = outer
        return scope

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.index.classes.setdefault(node.name, []).append(self._inside(node))

    def visit_FunctionDef(self, node: Function) -> None:
        scope = self._inside(node)
        self.index.functions.setdefault(node.name, []).append(scope)
        if isinstance(self.scope.node, ast.ClassDef):
            self.scope.functions[node.name] = scope

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Import(self, node: ast.Import) -> None:
        for each in node.names:
            self.scope.imports[each.asname or each.name.partition(".")[0]] = (each.name, "")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for each in node.names:
            module = "." * node.level + (node.module or "")
            self.scope.imports[each.asname or each.name] = (module, each.name)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._assign(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if isinstance(node.target, ast.Name) and isinstance(self.scope.node, ast.ClassDef):
            self.scope.fields[node.target.id] = node
        if node.value is not None:
            self._assign(node.target, node.value)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._assign(node.target, node.value)
        self.generic_visit(node)

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars is not None:
            self._assign(node.optional_vars, node.context_expr)
        self.generic_visit(node)

    def visit_For(self, node: ast.For | ast.AsyncFor | ast.comprehension) -> None:
        self._assign(node.target, node.iter, element=True)
        self.generic_visit(node)

    visit_AsyncFor = visit_For
    visit_comprehension = visit_For

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.index.attributes.append(Found(node, self.scope))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        found = Found(node, self.scope)
        self.index.calls.append(found)
        self.index.callers.setdefault(last_name(node.func), []).append(found)
        if ast.unparse(node.func).endswith(("config.update", "config.from_mapping")):
            for keyword in node.keywords:
                if keyword.arg:
                    at = Found(keyword.value, self.scope)
                    self.index.items.setdefault(keyword.arg, []).append(at)
        self.generic_visit(node)

    def _assign(self, target: ast.expr, value: ast.expr, *, element: bool = False) -> None:
        value = value.value if isinstance(value, ast.Await) else value
        found = Found(value, self.scope, element)
        if isinstance(target, ast.Name):
            self.scope.names.setdefault(target.id, []).append(found)
        elif isinstance(target, ast.Attribute):
            owner = self.scope.class_scope()
            base = last_name(target.value)
            if ast.unparse(target.value) not in ("self", "cls"):
                self.index.held.setdefault(f"{base}.{target.attr}", []).append(found)
            elif owner is not None:
                owner.names.setdefault(target.attr, []).append(found)
        elif isinstance(target, ast.Subscript):
            self.index.subscripts.setdefault(ast.unparse(target), []).append(found)
            if isinstance(target.slice, ast.Constant):
                self.index.items.setdefault(str(target.slice.value), []).append(found)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for one, each in zip(target.elts, value.elts, strict=False):
                self._assign(one, each)
