"""Python sources: the values that expressions can have."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    UnknownExpression,
)
from influmojo_cfn.evidence.python_definitions import Definitions
from influmojo_cfn.evidence.python_module import read_module
from influmojo_cfn.evidence.python_scope import Found, Scope
from influmojo_cfn.evidence.python_settings import (
    is_settings,
    plain,
    settings_variable,
)
from influmojo_cfn.evidence.python_syntax import (
    is_empty,
    last_name,
)
from influmojo_cfn.evidence.source_files import SourceFile

MOST_VALUES = 8
_ENVIRONMENT = frozenset({"os.environ", "environ"})
_ENVIRONMENT_CALLS = frozenset({"os.getenv", "getenv", "env", "env.str", "config"})


class Project(Definitions):
    """The Python files of an application, read once."""

    def __init__(self, files: Sequence[SourceFile]) -> None:
        super().__init__()
        self.unreadable: list[str] = []
        self.endless: dict[str, str] = {}
        """By the name of a method, where it is called first on what was not followed to its end."""
        self.unknown_services: dict[str, str] = {}
        """By the name of a service that no table has, where a client of it is made first."""
        for file in files:
            try:
                read_module(self, file)
            except (SyntaxError, ValueError, RecursionError) as error:
                self.unreadable.append(f"{file.name}: {getattr(error, 'msg', error)}")

    def values(self, found: Found, depth: int = 0) -> tuple[CodeValue, ...]:
        """Return the values that an expression can have; one that is not known is named."""
        unknown = (UnknownExpression(ast.unparse(found.node)),)
        if self.is_beyond(depth):
            return unknown
        read = list(dict.fromkeys(self._values(found, depth)))
        return tuple(read) if 0 < len(read) <= MOST_VALUES else unknown

    def _values(self, found: Found, depth: int) -> Iterator[CodeValue]:
        found = plain(found)
        node, scope = found.node, found.scope
        if found.element:
            yield from self._elements(found, depth)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Literal(node.value)
        elif variable := self._environment(found, depth):
            yield variable
        elif alternatives := _alternatives(node):
            yield from self._either(alternatives, scope, depth)
        elif isinstance(node, ast.JoinedStr | ast.BinOp):
            text = self._joined(found, depth)
            yield Literal(text) if text is not None else UnknownExpression(ast.unparse(node))
        else:
            for each in self._sources(found, depth):
                yield from self.values(each, depth + 1)
            if isinstance(node, ast.Attribute) and node.attr == "value":  # Of an enumeration.
                yield from self._values(Found(node.value, scope), depth + 1)

    def _sources(self, found: Found, depth: int) -> Iterator[Found]:
        """Yield the expressions whose values are those of a name, a call or an item."""
        node = found.node
        if isinstance(node, ast.Name | ast.Attribute):
            for each in self.definitions(found, depth):
                if each.node is not node and not is_empty(each.node):
                    yield each
        elif isinstance(node, ast.Call) and last_name(node.func) in ("str", "strip", "cast"):
            inner = node.args[-1] if node.args else getattr(node.func, "value", node)
            if inner is not node:
                yield Found(inner, found.scope)
        elif isinstance(node, ast.Call | ast.Subscript):
            if isinstance(node, ast.Call):
                yield from self.returned(found, depth)
            yield from self.items_of(found, depth)

    def _elements(self, found: Found, depth: int) -> Iterator[CodeValue]:
        for each in self.definitions(Found(found.node, found.scope), depth):
            if isinstance(each.node, ast.List | ast.Tuple | ast.Set):
                for item in each.node.elts:
                    yield from self.values(Found(item, each.scope), depth + 1)

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
        if isinstance(node, ast.Subscript) and self._is_environment(node.value, scope, depth):
            name: ast.expr = node.slice
        elif isinstance(node, ast.Call) and self._reads_environment(node.func, scope, depth):
            if not node.args:
                return None
            name = node.args[0]
            given = [each.value for each in node.keywords if each.arg == "default"]
            default = node.args[1] if len(node.args) > 1 else next(iter(given), None)
        else:
            return self._setting(node, scope)
        read = self.values(Found(name, scope), depth + 1)
        if len(read) != 1 or not isinstance(read[0], Literal):
            return None
        values = self.values(Found(default, scope), depth + 1) if default is not None else ()
        text = next((each.text for each in values if isinstance(each, Literal)), "")
        return EnvironmentVariable(read[0].text, text)

    def _reads_environment(self, function: ast.expr, scope: Scope, depth: int) -> bool:
        """Return whether a function reads a variable: ``os.getenv``, or ``get`` of ``environ``."""
        if ast.unparse(function) in _ENVIRONMENT_CALLS:
            return True
        if not isinstance(function, ast.Attribute) or function.attr != "get":
            return False
        return self._is_environment(function.value, scope, depth)

    def _is_environment(self, node: ast.expr, scope: Scope, depth: int) -> bool:
        """Return whether an expression is ``os.environ``, also by another name."""
        if ast.unparse(node) in _ENVIRONMENT:
            return True
        if isinstance(node, ast.Name) and scope.imported(node.id) == ("os", "environ"):
            return True
        if not isinstance(node, ast.Name | ast.Attribute):
            return False
        given = [
            each for each in self.definitions(Found(node, scope), depth) if each.node is not node
        ]
        return any(self._is_environment(each.node, each.scope, depth + 1) for each in given)

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

    def _setting(self, node: ast.expr, scope: Scope) -> EnvironmentVariable | None:
        """Return the variable of a pydantic setting, which represents itself in its class."""
        if (
            isinstance(node, ast.Name)
            and isinstance(scope.node, ast.ClassDef)
            and node.id in scope.fields
            and is_settings(scope, self.classes)
        ):
            return settings_variable(scope, node.id)
        return None


def _alternatives(node: ast.expr) -> Sequence[ast.expr]:
    """Return the expressions of which one gives the value, for ``or`` and a conditional."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        return node.values
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else ()
