"""What names, attributes and calls of Python represent, as far as reading tells.

Nothing is run. A name represents whatever is assigned to it in its scope, in another module that it
is imported from, or by the callers of the function whose parameter it is. A parameter that a
framework injects represents what it injects.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from influmojo_cfn.evidence.python_module import dotted
from influmojo_cfn.evidence.python_scope import Found, Scope, SourceIndex
from influmojo_cfn.evidence.python_settings import (
    annotated,
    framework_settings,
    is_settings,
    plain,
)
from influmojo_cfn.evidence.python_syntax import (
    Function,
    annotation_of,
    default_of,
    keyword_of,
    last_name,
    parameters_of,
)

DEEPEST = 12
MOST_STEPS = 2_000
"""Names, attributes and calls that are followed for one call: classes that hold each other, and
methods of one name, have no end.
"""

_OF_DICTIONARIES = frozenset(dir(dict))

STUBS = ("mypy_boto3_", "types_boto3_", "types_aiobotocore_", "types_aioboto3")
"""Modules of types of boto3's clients: ``mypy_boto3_s3.client.S3Client``."""


class Definitions(SourceIndex):
    """The expressions that names, attributes and calls of an application represent."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = 0

    def begin(self) -> None:
        """Follow names for another call, with as many steps as for each."""
        self._steps = 0

    @property
    def is_cut(self) -> bool:
        """Return whether not everything was followed since the last beginning."""
        return self._steps > MOST_STEPS

    def is_beyond(self, depth: int) -> bool:
        """Take a step, and return whether it leads too deep or is one too many."""
        self._steps += 1
        return depth > DEEPEST or self.is_cut

    def definitions(self, found: Found, depth: int = 0) -> Iterator[Found]:
        """Yield what a name or an attribute represents; others represent themselves."""
        node, scope = found.node, found.scope
        if self.is_beyond(depth):
            return
        if isinstance(node, ast.Name):
            yield from map(plain, self._named(node.id, scope, depth))
        elif isinstance(node, ast.Attribute):
            yield from map(plain, self._attribute(node, scope, depth))
        else:
            yield plain(found)

    def _named(self, name: str, scope: Scope, depth: int) -> Iterator[Found]:
        at: Scope | None = scope
        while at is not None:
            if isinstance(at.node, ast.ClassDef) and at is not scope:
                at = at.parent  # What a class assigns is not a name inside its methods.
                continue
            if name in at.names:
                yield from at.names[name]
                return
            if isinstance(at.node, Function) and name in parameters_of(at.node):
                yield from self._parameter_values(name, at.node, at, depth)
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
        beside = dotted(scope.file).rpartition(".")[0]
        if not wanted:
            return None
        candidates = [key for key in self.modules if key == wanted or key.endswith(f".{wanted}")]
        near = [key for key in candidates if key.startswith(beside)]
        chosen = near or candidates
        return self.modules[min(chosen, key=len)] if chosen else None

    def _parameter_values(
        self, name: str, function: Function, scope: Scope, depth: int
    ) -> Iterator[Found]:
        """Yield what callers give a parameter, its default, and what its annotation tells."""
        positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        callers: Iterable[Found] = self.callers.get(function.name, ())
        owner = scope.parent
        if owner is not None and isinstance(owner.node, ast.ClassDef):
            positional = positional[1:]
            callers = self._makers(owner) if function.name == "__init__" else callers
        for call in callers:
            given = self._argument(call, name, positional)
            if given is not None:
                yield given
        default = default_of(function, name)
        if default is not None:
            yield Found(default, scope.parent or scope)
        yield from self._annotated(scope.parent or scope, annotation_of(function, name), depth)

    def _makers(self, owner: Scope, depth: int = 0) -> Iterator[Found]:
        """Yield the calls of a class's constructor: by its name, and those of what extends it."""
        assert isinstance(owner.node, ast.ClassDef)
        yield from self.callers.get(owner.node.name, ())
        for each in self._subclasses(owner) if depth < DEEPEST else ():
            if "__init__" not in each.functions:
                yield from self._makers(each, depth + 1)
                continue
            for call in self.callers.get("__init__", ()):
                if call.scope.class_scope() is each and ast.unparse(call.node).startswith("super("):
                    yield call

    def _subclasses(self, owner: Scope) -> Iterator[Scope]:
        own = getattr(owner.node, "name", "")
        for each in (scope for scopes in self.classes.values() for scope in scopes):
            if own in map(last_name, getattr(each.node, "bases", ())):
                yield each

    @staticmethod
    def _argument(call: Found, name: str, positional: Sequence[str]) -> Found | None:
        assert isinstance(call.node, ast.Call)
        keyword = keyword_of(call.node, name)
        if keyword is not None:
            return Found(keyword, call.scope)
        index = positional.index(name) if name in positional else len(call.node.args)
        if index < len(call.node.args) and not isinstance(call.node.args[index], ast.Starred):
            return Found(call.node.args[index], call.scope)
        return None

    def _annotated(self, scope: Scope, annotation: ast.expr | None, depth: int) -> Iterator[Found]:
        """Yield what an annotation tells: an instance of our classes, of a client, or a call."""
        for each in annotated(scope, annotation, lambda found: self.definitions(found, depth + 1)):
            assert isinstance(each.node, ast.Call)
            name = last_name(each.node.func)
            module = (scope.imported(name) or ("", ""))[0]
            if name in self.classes or name in self.functions or module.startswith(STUBS):
                yield each

    def _attribute(self, node: ast.Attribute, scope: Scope, depth: int) -> Iterator[Found]:
        base = node.value
        if isinstance(base, ast.Name) and base.id in ("self", "cls"):
            owner = scope.class_scope()
            own = list(self._of_class(owner, node.attr, depth)) if owner else []
            yield from own or (self._of_subclasses(owner, node.attr, depth) if owner else ())
            return
        if isinstance(base, ast.Name):
            module = self._module_of(base.id, scope)
            if module is not None:
                yield from module.names.get(node.attr, ())
                return
        yield from framework_settings(self, Found(node, scope))
        yield from self.held.get(f"{last_name(base)}.{node.attr}", ())
        for owner, call in self._instances(Found(base, scope), depth + 1):
            given = self._field_given(owner, node.attr, call)
            if given is not None:
                yield given
            else:
                yield from self._of_class(owner, node.attr, depth)

    def _instances(self, found: Found, depth: int) -> Iterator[tuple[Scope, Found]]:
        """Yield the classes that an expression can be an instance of, and what makes it."""
        if self.is_beyond(depth):
            return
        if isinstance(found.node, ast.Name) and found.node.id in self.classes:
            for owner in self.classes[found.node.id]:
                yield owner, found
        for each in self.definitions(found, depth):
            node = each.node
            if isinstance(node, ast.Call):
                for owner in self._made_by(node.func, each.scope):
                    yield owner, each
                for other in self.returned(each, depth):
                    yield from self._instances(other, depth + 1)
            elif isinstance(node, ast.BoolOp | ast.IfExp):
                for inner in ast.iter_child_nodes(node):
                    if isinstance(inner, ast.expr):
                        yield from self._instances(Found(inner, each.scope), depth + 1)
            elif isinstance(node, ast.Name | ast.Attribute) and node is not found.node:
                yield from self._instances(each, depth + 1)

    def _made_by(self, function: ast.expr, scope: Scope) -> Sequence[Scope]:
        """Return the classes that a call makes an object of, by their name or as ``cls``."""
        owner = scope.class_scope() if last_name(function) == "cls" else None
        return [owner] if owner else self.classes.get(last_name(function), ())

    def _field_given(self, owner: Scope, name: str, call: Found) -> Found | None:
        """Return what a call gives a field of a class whose constructor is not written out."""
        if name not in owner.fields or "__init__" in owner.functions:
            return None
        return (
            self._argument(call, name, list(owner.fields))
            if isinstance(call.node, ast.Call)
            else None
        )

    def _module_of(self, name: str, scope: Scope) -> Scope | None:
        imported = scope.imported(name)
        if imported is None:
            return None
        whole = ".".join(imported).strip(".") if imported[1] else imported[0]
        return self.module_named(whole, scope)

    def _of_class(self, owner: Scope, name: str, depth: int) -> Iterator[Found]:
        if name in owner.fields and is_settings(owner, self.classes):
            yield Found(owner.fields[name].target, owner)
            return
        if name in owner.names:
            yield from owner.names[name]
            return
        if name in owner.functions:
            yield from _returns(owner.functions[name])
            return
        if name in owner.fields:
            yield from self._annotated(owner, owner.fields[name].annotation, depth)
            yield from self._given_fields(owner, name)
            return
        assert isinstance(owner.node, ast.ClassDef)
        for base in owner.node.bases:
            for parent in self.classes.get(last_name(base), ()):
                if parent is not owner:
                    yield from self._of_class(parent, name, depth)

    def _of_subclasses(self, owner: Scope, name: str, depth: int) -> Iterator[Found]:
        """Yield what the classes that extend one give an attribute that it only reads."""
        for each in self._subclasses(owner):
            if name in each.names:
                yield from self._of_class(each, name, depth)

    def _given_fields(self, owner: Scope, name: str) -> Iterator[Found]:
        """Yield what the makers of a dataclass give a field, seen from its own methods."""
        for call in self.callers.get(getattr(owner.node, "name", ""), ()):
            given = self._field_given(owner, name, call)
            if given is not None:
                yield given

    def returned(self, call: Found, depth: int = 0) -> Iterator[Found]:
        """Yield what a function of the project returns, where a call calls one.

        Its parameters represent what this call gives them.
        """
        node = call.node
        if not isinstance(node, ast.Call) or self.is_beyond(depth):
            return
        for scope in self._functions(node, call.scope, depth):
            assert isinstance(scope.node, Function)
            positional = [
                each.arg for each in (*scope.node.args.posonlyargs, *scope.node.args.args)
            ]
            is_method = isinstance(scope.parent and scope.parent.node, ast.ClassDef)
            given = {}
            for name in parameters_of(scope.node):
                found = self._argument(call, name, positional[is_method:])
                default = default_of(scope.node, name)
                if found is not None:
                    given[name] = [found]
                elif default is not None and not ast.unparse(default).startswith("Depends"):
                    given[name] = [Found(default, scope.parent or scope)]
            yield from _returns(scope.called_with(given))

    def items_of(self, found: Found, depth: int = 0) -> Iterator[Found]:
        """Yield what an item is: of a dictionary in the code, of settings, or of what is assigned.

        ``NAMES["a"]``, ``NAMES.get("a")``, ``app.config["A"]``, ``self._clients[name]``.
        """
        node, scope = found.node, found.scope
        yield from framework_settings(self, found)
        if isinstance(node, ast.Subscript):
            base, key = node.value, node.slice
            for each in self.subscripts.get(ast.unparse(node), ()):
                is_here = each.scope.node is scope.node
                yield Found(each.node, scope) if is_here else each
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            base, key = node.func.value, node.args[0]
            if node.func.attr != "get":
                return
        else:
            return
        for each in self.definitions(Found(base, scope), depth):
            if isinstance(each.node, ast.Dict) and isinstance(key, ast.Constant):
                for name, value in zip(each.node.keys, each.node.values, strict=True):
                    if isinstance(name, ast.Constant) and name.value == key.value:
                        yield Found(value, each.scope)

    def _functions(self, node: ast.Call, scope: Scope, depth: int) -> Sequence[Scope]:
        """Return the functions that a call can call: of its own class, or of that name.

        A method that dictionaries have as well is called on an instance of its class only.
        """
        name = last_name(node.func)
        named = self.functions.get(name, ())
        if not isinstance(node.func, ast.Attribute) or not named:
            return named
        if ast.unparse(node.func.value) in ("self", "cls"):
            owner = scope.class_scope()
            if owner is not None and name in owner.functions:
                return [owner.functions[name]]
        elif name in _OF_DICTIONARIES:
            receivers = self._instances(Found(node.func.value, scope), depth + 1)
            owners = [owner for owner, _ in receivers]
            return [each for each in named if any(each.parent is owner for owner in owners)]
        return named


def _returns(function: Scope) -> Iterator[Found]:
    for node in ast.walk(function.node):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield Found(node.value, function)
