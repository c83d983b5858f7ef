"""Python sources: what names, attributes and calls may stand for, as far as reading tells.

Nothing is run. A name stands for whatever is assigned to it in its scope, in another module that it
is imported from, or by the callers of the function whose parameter it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    UnknownExpression,
)
from influmojo_cfn.evidence.python_syntax import (
    Function,
    default_of,
    is_empty,
    last_name,
    parameters_of,
)
from influmojo_cfn.evidence.source_files import SourceFile

DEEPEST = 12
MOST_VALUES = 8
_ENVIRONMENT_CALLS = frozenset(
    {"os.getenv", "os.environ.get", "environ.get", "getenv", "env", "env.str", "config"}
)


@dataclass
class Scope:
    """A module, a class or a function, and what is assigned in it."""

    file: SourceFile
    node: ast.AST
    parent: Scope | None = None
    names: dict[str, list[Found]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)

    def class_scope(self) -> Scope | None:
        """Return the scope of the class around, if any."""
        scope: Scope | None = self
        while scope is not None and not isinstance(scope.node, ast.ClassDef):
            scope = scope.parent
        return scope

    def module(self) -> Scope:
        """Return the scope of the module around."""
        return self if self.parent is None else self.parent.module()


@dataclass(frozen=True)
class Found:
    """An expression in its scope; ``element`` says that it is one of what the expression yields."""

    node: ast.expr
    scope: Scope
    element: bool = False


class Project:
    """The Python files of an application, read once."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        self.calls: list[Found] = []
        self.callers: dict[str, list[Found]] = {}
        self.modules: dict[str, Scope] = {}
        self.classes: dict[str, list[Scope]] = {}
        self.functions: dict[str, list[Scope]] = {}
        self.unreadable: list[str] = []
        for file in files:
            try:
                tree = ast.parse(file.text)
            except (SyntaxError, ValueError, RecursionError) as error:
                self.unreadable.append(f"{file.name}: {getattr(error, 'msg', error)}")
                continue
            scope = Scope(file, tree)
            self.modules[_dotted(file)] = scope
            _ModuleReader(self, scope).visit(tree)

    def definitions(self, found: Found, depth: int = 0) -> Iterator[Found]:
        """Yield what a name or an attribute stands for; others stand for themselves."""
        node, scope = found.node, found.scope
        if depth > DEEPEST:
            return
        if isinstance(node, ast.Name):
            yield from self._named(node.id, scope, depth)
        elif isinstance(node, ast.Attribute):
            yield from self._attribute(node, scope, depth)
        else:
            yield found

    def _named(self, name: str, scope: Scope, depth: int) -> Iterator[Found]:
        at: Scope | None = scope
        while at is not None:
            if isinstance(at.node, ast.ClassDef) and at is not scope:
                at = at.parent  # What a class assigns is no name inside its methods.
                continue
            if name in at.names:
                yield from at.names[name]
                return
            if isinstance(at.node, Function) and name in parameters_of(at.node):
                yield from self._given(name, at.node, at)
                return
            if name in at.imports:
                yield from self._imported(*at.imports[name], scope=at, depth=depth)
                return
            at = at.parent

    def _imported(self, module: str, name: str, *, scope: Scope, depth: int) -> Iterator[Found]:
        target = self.module_named(module, scope)
        if target is not None and name and depth <= DEEPEST:
            yield from self._named(name, target, depth + 1)

    def module_named(self, name: str, scope: Scope) -> Scope | None:
        """Return the module of the project that an import names, absolute or relative."""
        wanted = name.lstrip(".")
        beside = _dotted(scope.file).rpartition(".")[0]
        if not wanted:
            return None
        candidates = [key for key in self.modules if key == wanted or key.endswith(f".{wanted}")]
        near = [key for key in candidates if key.startswith(beside)]
        chosen = near or candidates
        return self.modules[min(chosen, key=len)] if chosen else None

    def _given(self, name: str, function: Function, scope: Scope) -> Iterator[Found]:
        """Yield what the callers of a function give a parameter, and its default."""
        positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        called = function.name
        owner = scope.parent.node if scope.parent else None
        if isinstance(owner, ast.ClassDef):
            positional = positional[1:]
            called = owner.name if function.name == "__init__" else called
        index = positional.index(name) if name in positional else None
        for call in self.callers.get(called, ()):
            assert isinstance(call.node, ast.Call)
            keyword = next((each for each in call.node.keywords if each.arg == name), None)
            if keyword is not None:
                yield Found(keyword.value, call.scope)
            elif index is not None and index < len(call.node.args):
                yield Found(call.node.args[index], call.scope)
        default = default_of(function, name)
        if default is not None:
            yield Found(default, scope.parent or scope)

    def _attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> Iterator[Found]:
        base = node.value
        if isinstance(base, ast.Name) and base.id in ("self", "cls"):
            owner = scope.class_scope()
            yield from self._of_class(owner, node.attr) if owner else ()
            return
        if isinstance(base, ast.Name):
            module = self._module_of(base.id, scope)
            if module is not None:
                yield from module.names.get(node.attr, ())
                return
        for each in self.definitions(Found(base, scope), depth + 1):
            if isinstance(each.node, ast.Call):
                for owner in self.classes.get(last_name(each.node.func), ()):
                    yield from self._of_class(owner, node.attr)

    def _module_of(self, name: str, scope: Scope) -> Scope | None:
        at: Scope | None = scope
        while at is not None:
            if name in at.imports:
                module, imported = at.imports[name]
                whole = f"{module}.{imported}".strip(".") if imported else module
                return self.module_named(whole, at)
            at = at.parent
        return None

    def _of_class(self, owner: Scope, name: str) -> Iterator[Found]:
        if name in owner.names:
            yield from owner.names[name]
            return
        assert isinstance(owner.node, ast.ClassDef)
        for base in owner.node.bases:
            for parent in self.classes.get(last_name(base), ()):
                if parent is not owner:
                    yield from self._of_class(parent, name)

    def returned(self, call: Found, depth: int = 0) -> Iterator[Found]:
        """Yield what a function of the project returns, where a call calls one."""
        if not isinstance(call.node, ast.Call) or depth > DEEPEST:
            return
        for scope in self.functions.get(last_name(call.node.func), ()):
            for node in ast.walk(scope.node):
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                    yield Found(node.value, scope)

    def values(self, found: Found, depth: int = 0) -> tuple[CodeValue, ...]:
        """Return the values that an expression may have; one that is not known is named."""
        unknown = (UnknownExpression(ast.unparse(found.node)),)
        if depth > DEEPEST:
            return unknown
        read = list(dict.fromkeys(self._values(found, depth)))
        return tuple(read) if 0 < len(read) <= MOST_VALUES else unknown

    def _values(self, found: Found, depth: int) -> Iterator[CodeValue]:
        node, scope = found.node, found.scope
        if found.element:
            yield from self._elements(found, depth)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Literal(node.value)
        elif variable := self._environment(found, depth):
            yield variable
        elif isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            yield from self._either(node.values, scope, depth)
        elif isinstance(node, ast.IfExp):
            yield from self._either([node.body, node.orelse], scope, depth)
        elif isinstance(node, ast.JoinedStr | ast.BinOp):
            text = self._joined(found, depth)
            yield Literal(text) if text is not None else UnknownExpression(ast.unparse(node))
        elif isinstance(node, ast.Name | ast.Attribute):
            for each in self.definitions(found, depth):
                if each.node is not node:
                    yield from self.values(each, depth + 1)
        elif isinstance(node, ast.Call) and last_name(node.func) in ("str", "strip", "cast"):
            inner = node.args[-1] if node.args else getattr(node.func, "value", node)
            if inner is not node:
                yield from self.values(Found(inner, scope), depth + 1)
        elif isinstance(node, ast.Call):
            for each in self.returned(found, depth):
                yield from self.values(each, depth + 1)
        elif isinstance(node, ast.Subscript):
            yield from self._item(node, scope, depth)

    def _elements(self, found: Found, depth: int) -> Iterator[CodeValue]:
        for each in self.definitions(Found(found.node, found.scope), depth):
            if isinstance(each.node, ast.List | ast.Tuple | ast.Set):
                for item in each.node.elts:
                    yield from self.values(Found(item, each.scope), depth + 1)

    def _item(self, node: ast.Subscript, scope: Scope, depth: int) -> Iterator[CodeValue]:
        """Yield the item of a dictionary that stands in the code."""
        if not isinstance(node.slice, ast.Constant):
            return
        for each in self.definitions(Found(node.value, scope), depth):
            if isinstance(each.node, ast.Dict):
                for key, value in zip(each.node.keys, each.node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == node.slice.value:
                        yield from self.values(Found(value, each.scope), depth + 1)

    def _either(self, nodes: Sequence[ast.expr], scope: Scope, depth: int) -> Iterator[CodeValue]:
        read = [self.values(Found(each, scope), depth + 1) for each in nodes if not is_empty(each)]
        if len(read) == 2 and isinstance(read[0][0], EnvironmentVariable):
            first, second = read[0][0], read[1][0]
            if isinstance(second, Literal) and not first.default:
                yield first._replace(default=second.text)
                return
        for values in read:
            yield from values

    def _environment(self, found: Found, depth: int) -> EnvironmentVariable | None:
        """Return the environment variable that an expression reads, if it does."""
        node, scope = found.node, found.scope
        default: ast.expr | None = None
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "environ"):
            name: ast.expr = node.slice
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in _ENVIRONMENT_CALLS:
            if not node.args:
                return None
            name = node.args[0]
            given = [each.value for each in node.keywords if each.arg == "default"]
            default = node.args[1] if len(node.args) > 1 else next(iter(given), None)
        else:
            return _settings_field(node, scope)
        read = self.values(Found(name, scope), depth + 1)
        if len(read) != 1 or not isinstance(read[0], Literal):
            return None
        values = self.values(Found(default, scope), depth + 1) if default is not None else ()
        text = next((each.text for each in values if isinstance(each, Literal)), "")
        return EnvironmentVariable(read[0].text, text)

    def _joined(self, found: Found, depth: int) -> str | None:
        node, scope = found.node, found.scope
        if isinstance(node, ast.BinOp):
            parts: Sequence[ast.expr] = (node.left, node.right)
            if not isinstance(node.op, ast.Add):
                return None
        else:
            assert isinstance(node, ast.JoinedStr)
            parts = [
                each.value if isinstance(each, ast.FormattedValue) else each for each in node.values
            ]
        text = ""
        for part in parts:
            read = self.values(Found(part, scope), depth + 1)
            if len(read) != 1 or not isinstance(read[0], Literal):
                return None
            text += read[0].text
        return text


class _ModuleReader(ast.NodeVisitor):
    """Reads the assignments, imports, calls, classes and functions of one module."""

    def __init__(self, project: Project, scope: Scope) -> None:
        self.project = project
        self.scope = scope

    def _inside(self, node: ast.ClassDef | Function) -> Scope:
        scope = Scope(self.scope.file, node, self.scope)
        outer, self.scope = self.scope, scope
        self.generic_visit(node)
        self.scope = outer
        return scope

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.project.classes.setdefault(node.name, []).append(self._inside(node))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.project.functions.setdefault(node.name, []).append(self._inside(node))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.project.functions.setdefault(node.name, []).append(self._inside(node))

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
        if node.value is not None:
            self._assign(node.target, node.value)
        elif isinstance(node.target, ast.Name) and isinstance(self.scope.node, ast.ClassDef):
            self._assign(node.target, node.target)
        self.generic_visit(node)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._assign(node.target, node.value)
        self.generic_visit(node)

    def visit_withitem(self, node: ast.withitem) -> None:
        if node.optional_vars is not None:
            self._assign(node.optional_vars, node.context_expr)
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        self._assign(node.target, node.iter, element=True)
        self.generic_visit(node)

    def visit_Await(self, node: ast.Await) -> None:
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        found = Found(node, self.scope)
        self.project.calls.append(found)
        self.project.callers.setdefault(last_name(node.func), []).append(found)
        self.generic_visit(node)

    def _assign(self, target: ast.expr, value: ast.expr, *, element: bool = False) -> None:
        value = value.value if isinstance(value, ast.Await) else value
        found = Found(value, self.scope, element)
        if isinstance(target, ast.Name):
            self.scope.names.setdefault(target.id, []).append(found)
        elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            owner = self.scope.class_scope()
            if target.value.id in ("self", "cls") and owner is not None:
                owner.names.setdefault(target.attr, []).append(found)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for one, each in zip(target.elts, value.elts, strict=False):
                self._assign(one, each)


def _settings_field(node: ast.expr, scope: Scope) -> EnvironmentVariable | None:
    """Return the variable of a pydantic setting, which stands for itself in its class.

    https://docs.pydantic.dev/latest/concepts/pydantic_settings/: a field is read from the variable
    of its name, in whichever case.
    """
    owner = scope.node
    if (
        isinstance(node, ast.Name)
        and isinstance(owner, ast.ClassDef)
        and any(last_name(base) == "BaseSettings" for base in owner.bases)
    ):
        return EnvironmentVariable(node.id.upper())
    return None


def _dotted(file: SourceFile) -> str:
    parts = [*file.path.resolve().parts[1:-1], file.path.stem]
    if parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)
