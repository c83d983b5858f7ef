"""What settings of Python frameworks represent: pydantic, Django, Flask, and dataclasses."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping

from influmojo_cfn.evidence.code_value import EnvironmentVariable
from influmojo_cfn.evidence.python_scope import Found, Scope, SourceIndex
from influmojo_cfn.evidence.python_syntax import keyword_of, last_name

_FIELDS = frozenset({"field", "Field", "attrib", "ib"})
_INJECTED = frozenset({"Depends", "Security", "Inject", "Provide"})
_WRAPPING = frozenset({"Annotated", "Optional", "Final", "ClassVar"})
_ALIASES = ("validation_alias", "alias", "env")


def is_settings(owner: Scope, classes: Mapping[str, list[Scope]]) -> bool:
    """Return whether a class is of pydantic's settings.

    https://docs.pydantic.dev/latest/concepts/pydantic_settings/
    """
    bases = [last_name(each) for each in getattr(owner.node, "bases", ())]
    return "BaseSettings" in bases or any(
        parent is not owner and is_settings(parent, classes)
        for name in bases
        for parent in classes.get(name, ())
    )


def settings_variable(owner: Scope, name: str) -> EnvironmentVariable:
    """Return the variable that a field of settings is read from: of its name, or of its alias."""
    value = owner.fields[name].value
    default: ast.expr | None = value
    if isinstance(value, ast.Call) and last_name(value.func) in _FIELDS:
        default = keyword_of(value, "default") or next(iter(value.args), None)
        for alias in _ALIASES:
            for each in ast.walk(keyword_of(value, alias) or ast.Pass()):
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    return EnvironmentVariable(each.value.upper(), _text(default))
    return EnvironmentVariable(f"{_prefix(owner)}{name}".upper(), _text(default))


def _prefix(owner: Scope) -> str:
    for each in ast.walk(owner.node):
        if isinstance(each, ast.keyword) and each.arg == "env_prefix":
            return _text(each.value)
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "env_prefix":
            return _text(each.value)
    return ""


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def framework_settings(index: SourceIndex, found: Found) -> Iterator[Found]:
    """Yield what ``settings.NAME`` of Django, and ``app.config["NAME"]`` of Flask, represent.

    https://docs.djangoproject.com/en/stable/topics/settings/ and
    https://flask.palletsprojects.com/en/stable/config/
    """
    node = found.node
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        if found.scope.imported(node.value.id) == ("django.conf", "settings"):
            for name, module in index.modules.items():
                if "settings" in name.split(".")[-2:]:
                    yield from module.names.get(node.attr, ())
        return
    base, key = (
        (node.value, node.slice)
        if isinstance(node, ast.Subscript)
        else (node.func.value, next(iter(node.args), None))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
        else (None, None)
    )
    if base is None or last_name(base) != "config" or not isinstance(key, ast.Constant):
        return
    name = str(key.value)
    yield from index.items.get(name, ())
    modules = [
        module
        for dotted, module in index.modules.items()
        if dotted.rpartition(".")[2] in ("config", "settings", "default_settings")
    ]
    for owners in index.classes.values():
        for owner in owners:
            of_a_module = any(owner.parent is module for module in modules)
            if of_a_module or getattr(owner.node, "name", "").endswith(("Config", "Settings")):
                yield from owner.names.get(name, ())
    for module in modules:
        yield from module.names.get(name, ())


def plain(found: Found) -> Found:
    """Return what an expression is without the framework around it.

    ``await x``, ``Depends(make)``, ``field(default_factory=lambda: x)`` and ``Field("x")``.
    """
    node = found.node
    inner: ast.expr | None = None
    if isinstance(node, ast.Await):
        inner = node.value
    elif isinstance(node, ast.Call) and last_name(node.func) in _INJECTED and node.args:
        inner = ast.Call(func=node.args[0], args=[], keywords=[])
    elif isinstance(node, ast.Call) and last_name(node.func) in _FIELDS:
        factory = keyword_of(node, "default_factory") or keyword_of(node, "factory")
        if isinstance(factory, ast.Lambda):
            inner = factory.body
        elif factory is not None:
            inner = ast.Call(func=factory, args=[], keywords=[])
        else:
            inner = keyword_of(node, "default") or next(iter(node.args), None)
    if inner is None:
        return found
    return plain(Found(ast.copy_location(inner, node), found.scope, found.element))


def annotated(
    scope: Scope, annotation: ast.expr | None, named: Callable[[Found], Iterable[Found]]
) -> Iterator[Found]:
    """Yield what a parameter or field of an annotation is: an instance of it, or what is injected.

    ``Annotated[Table, Depends(table)]`` is what ``table`` returns, ``Settings | None`` an instance
    of ``Settings``. ``named`` tells what a name represents, such as an alias of an annotation.
    """
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return
    if isinstance(annotation, ast.Subscript):
        inner = annotation.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        for part in parts if last_name(annotation.value) in _WRAPPING else ():
            if isinstance(part, ast.Call):
                yield plain(Found(part, scope))
            else:
                yield from annotated(scope, part, named)
    elif isinstance(annotation, ast.BinOp):
        yield from annotated(scope, annotation.left, named)
        yield from annotated(scope, annotation.right, named)
    elif isinstance(annotation, ast.Name | ast.Attribute):
        made = ast.Call(func=annotation, args=[], keywords=[])
        yield Found(ast.copy_location(made, annotation), scope)
        for each in named(Found(annotation, scope)):
            if isinstance(each.node, ast.Subscript):
                yield from annotated(each.scope, each.node, named)
