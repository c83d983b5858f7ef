"""The caches that a mutant must not find filled by the function that it takes the place of."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import _lru_cache_wrapper, cache
from pathlib import Path
from typing import Any

_PACKAGE = "influmojo_cfn"


def empty_caches(module: str = "") -> None:
    """Empty the caches of the package; of modules that do not reach ``module`` they are kept."""
    for cached in _caches():
        if not module or module in _reached(cached.__module__):
            cached.cache_clear()


def find_caches() -> None:
    """Find the caches and what their modules reach: once, before processes are forked."""
    for cached in _caches():
        _reached(cached.__module__)


@cache
def _caches() -> list[_lru_cache_wrapper[object]]:
    """Return the caches of the package, once all is imported.

    Modules are looked through, and not the objects that gc knows: it knows none that are frozen.
    """
    modules = [each for name, each in sys.modules.items() if name.partition(".")[0] == _PACKAGE]
    scopes: list[Mapping[str, Any]] = [vars(module) for module in modules]
    scopes += [vars(each) for scope in scopes for each in scope.values() if isinstance(each, type)]
    found = (each for scope in scopes for each in scope.values())
    own = [each for each in found if isinstance(each, _lru_cache_wrapper)]
    return [each for each in dict.fromkeys(own) if each.__module__.partition(".")[0] == _PACKAGE]


@cache
def _reached(module: str) -> frozenset[str]:
    """Return a module and those that it imports, through others too."""
    found = {module}
    waiting = [module]
    while waiting:
        new = _imported(waiting.pop()) - found
        found |= new
        waiting += new
    return frozenset(found)


@cache
def _imported(module: str) -> frozenset[str]:
    """Return the modules of the package that a module names in its imports."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return frozenset()
    named = _names(ast.parse(Path(file).read_text("utf-8")))
    return frozenset(name for name in named if name.partition(".")[0] == _PACKAGE)


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
