"""Branches: which conditions of a template something is under."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TypeVar

Branch = frozenset[tuple[str, bool]]
"""The conditions under which something exists, in the form that templates are read to."""

ALWAYS: Branch = frozenset()


def compatible(one: Branch, other: Branch) -> bool:
    """Return whether two branches can be taken at once."""
    return all((name, not holds) not in other for name, holds in one)


Thing = TypeVar("Thing")


def repeated(
    named: Iterable[tuple[Hashable, Branch, Thing]],
) -> Iterator[tuple[Thing, Thing]]:
    """Yield each thing of a name that one before it has too, in a branch that both can be in.

    The one before comes with it, the first of them.
    """
    seen: dict[Hashable, list[tuple[Branch, Thing]]] = {}
    for name, branch, thing in named:
        before = seen.setdefault(name, [])
        first = next((one for other, one in before if compatible(other, branch)), None)
        if first is not None:
            yield thing, first
        before.append((branch, thing))
