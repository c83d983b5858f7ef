"""Write the mutated copy of a room; run by the Python of ``.mutants/``, which has mutmut."""

from __future__ import annotations

import ast
import difflib
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import libcst
from mutmut.mutation import file_mutation

from scripts.mutants.rooms import (
    ROOT,
    copy_of,
    manifest,
    modules_of,
    read,
    room_of_command_line,
    verdicts,
    write,
)

MODULES = frozenset(os.environ.get("MODULES", "").split())
"""The modules that are mutated; all where none is named."""
COPIED = ("influmojo_cfn", "tests")
NOT_LINKED = (".git", ".mutants", ".peers", ".venv", ".pytest_cache", ".hypothesis", "build")
SWITCHED = frozenset({"cache", "lru_cache", "cached_property", "property"})
"""Decorators under which mutmut mutates nothing, and we do: the switch goes inside of them."""

_IMPORT = "\n\nfrom scripts.mutants.switch import MutantDict, switched as _mutmut_mutated\n"
_MUTANT = re.compile(r"(?P<function>x[_ǁ].*__mutmut)_(?P<number>\d+|orig)")


def main() -> None:
    """Write the mutated copy of the room that the command line names."""
    room = room_of_command_line("Write the mutated copy of a room.")
    mutate_what_is_decorated()
    copy_repository(copy_of(room))
    before = read(memory(room))
    after: dict[str, Any] = dict(before) if MODULES else {}
    found: dict[str, dict[str, str]] = {}
    for path in modules_of(room, copy_of(room)):
        if MODULES and path.stem not in MODULES:
            continue
        name = str(path.relative_to(copy_of(room)))
        state = hashlib.sha256(path.read_bytes() + Path(__file__).read_bytes()).hexdigest()
        known = before.get(name, {})
        after[name] = (
            known if known.get("state") == state else {"state": state, **mutated(path, room)}
        )
        if after[name]["mutants"]:
            path.write_text(after[name]["code"], "utf-8")
            found |= after[name]["mutants"]
    write(memory(room), after)
    write(manifest(room), found)
    print(f"{room}: {len(found)} mutants")


def memory(room: str) -> Path:
    """Return the file of what was made of each file of a room: making it again takes long."""
    return verdicts(room).with_suffix(".code.json")


def mutated(path: Path, room: str) -> dict[str, Any]:
    """Return the code of a file with its mutants, and what they are."""
    made = file_mutation.mutate_file_contents(str(path), path.read_text("utf-8"))
    module = module_of(path.relative_to(copy_of(room)))
    return {
        "code": made.code,
        "mutants": mutants(module, made.code) if made.mutant_names else {},
    }


def copy_repository(to: Path) -> None:
    """Copy what is mutated and its tests, and link to the rest."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for path in sorted(ROOT.iterdir()):
        if path.name in COPIED:
            shutil.copytree(
                path, to / path.name, ignore=shutil.ignore_patterns("__pycache__"), symlinks=True
            )
        elif path.name not in NOT_LINKED:
            (to / path.name).symlink_to(path)


def module_of(path: Path) -> str:
    """Return the dotted name of a module by its path."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def mutants(module: str, code: str) -> dict[str, dict[str, str]]:
    """Return the mutants in a mutated module by name: what changed, and what identifies them."""
    originals: dict[str, list[str]] = {}
    found: dict[str, dict[str, str]] = {}
    identities: set[str] = set()
    for function in functions(ast.parse(code).body):
        matched = _MUTANT.fullmatch(function.name)
        if matched is None:
            continue
        name = function.name
        function.name = matched["function"]
        lines = ast.unparse(function).splitlines()
        if matched["number"] == "orig":
            originals[matched["function"]] = lines
            continue
        change = [
            line
            for line in difflib.unified_diff(originals[matched["function"]], lines, n=0)
            if not line.startswith(("---", "+++", "@@"))
        ]
        whole = "\n".join([module, *originals[matched["function"]], *change])
        while (identity := hashlib.sha256(whole.encode()).hexdigest()[:16]) in identities:
            whole += "\n"  # The same line is there once more.
        identities.add(identity)
        found[f"{module}:{name}"] = {
            "identity": identity,
            "function": readable(matched["function"]),
            "change": "\n".join(re.sub(r"^(.)\s*", r"\1 ", line) for line in change),
        }
    return found


def functions(body: Iterable[ast.stmt]) -> Iterator[ast.FunctionDef]:
    """Yield the functions of a module and of its classes."""
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            yield statement
        elif isinstance(statement, ast.ClassDef):
            yield from functions(statement.body)


def readable(mangled: str) -> str:
    """Return a function's own name, with its class."""
    return mangled.removesuffix("__mutmut").removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")


def mutate_what_is_decorated() -> None:
    """Let mutmut mutate cached functions and properties, and import our switch instead of its own.

    Most of iam/ is cached. A mutant must not be decorated, only what switches to it.
    """
    skips = file_mutation.MutationVisitor._skip_node_and_children
    arranges = file_mutation.function_trampoline_arrangement

    def skip(self: file_mutation.MutationVisitor, node: libcst.CSTNode) -> bool:
        return not is_switched(node) and skips(self, node)

    def arrange(
        function: libcst.FunctionDef, mutations: Sequence[Any], class_name: str | None
    ) -> tuple[Any, list[Any], Any, Any]:
        if not is_switched(function):
            return arranges(function, mutations, class_name)
        bare = function.with_changes(decorators=())
        before, methods, after, names = arranges(bare, mutations, class_name)
        first = methods[0].with_changes(decorators=[*function.decorators, *methods[0].decorators])
        return before, [first, *methods[1:]], after, names

    file_mutation.MutationVisitor._skip_node_and_children = skip
    file_mutation.function_trampoline_arrangement = arrange
    file_mutation.trampoline_impl_cst = list(libcst.parse_module(_IMPORT).body)


def is_switched(node: libcst.CSTNode) -> bool:
    """Return whether a node is a function under decorators that can stay outside of the switch."""
    return (
        isinstance(node, libcst.FunctionDef)
        and len(node.decorators) == 1
        and name_of(node.decorators[0].decorator) in SWITCHED
    )


def name_of(decorator: libcst.BaseExpression) -> str:
    """Return the name of a decorator, called or not."""
    if isinstance(decorator, libcst.Call):
        decorator = decorator.func
    return decorator.value if isinstance(decorator, libcst.Name) else ""


if __name__ == "__main__":
    main()
