"""The scopes of Python sources, expressions in them, and the index of all."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from influmojo_cfn.evidence.source_files import SourceFile


@dataclass
class Scope:
    """A module, a class or a function, and what is assigned in it.

    Of a class, ``functions`` are its methods, ``fields`` its annotated names.
    """

    file: SourceFile
    node: ast.AST
    parent: Scope | None = None
    names: dict[str, list[Found]] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    functions: dict[str, Scope] = field(default_factory=dict)
    fields: dict[str, ast.AnnAssign] = field(default_factory=dict)

    def class_scope(self) -> Scope | None:
        """Return the scope of the class around, if any."""
        scope: Scope | None = self
        while scope is not None and not isinstance(scope.node, ast.ClassDef):
            scope = scope.parent
        return scope

    def module(self) -> Scope:
        """Return the scope of the module around."""
        return self if self.parent is None else self.parent.module()

    def imported(self, name: str) -> tuple[str, str] | None:
        """Return the module, and the name in it, that a name is imported from."""
        if name in self.imports:
            return self.imports[name]
        return self.parent.imported(name) if self.parent else None

    def called_with(self, given: Mapping[str, list[Found]]) -> Scope:
        """Return the scope of a function as one call of it gives its parameters."""
        return replace(self, names={**self.names, **given})


@dataclass(frozen=True)
class Found:
    """An expression in its scope; ``element`` says that it is one of what the expression yields."""

    node: ast.expr
    scope: Scope
    element: bool = False


@dataclass
class SourceIndex:
    """What stands in the files of an application, by its name.

    ``items`` are what is assigned to keys, as in ``app.config["NAME"] = value``; ``subscripts`` the
    same by their whole text. ``held`` are what is assigned to attributes of objects that frameworks
    give, by their last two names: ``g.db``, ``state.db`` of ``app.state.db``.
    """

    calls: list[Found] = field(default_factory=list)
    callers: dict[str, list[Found]] = field(default_factory=dict)
    modules: dict[str, Scope] = field(default_factory=dict)
    classes: dict[str, list[Scope]] = field(default_factory=dict)
    functions: dict[str, list[Scope]] = field(default_factory=dict)
    items: dict[str, list[Found]] = field(default_factory=dict)
    subscripts: dict[str, list[Found]] = field(default_factory=dict)
    held: dict[str, list[Found]] = field(default_factory=dict)
    attributes: list[Found] = field(default_factory=list)
