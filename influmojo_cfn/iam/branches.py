"""Branches: which conditions of a template something is under."""

from __future__ import annotations

Branch = frozenset[tuple[str, bool]]
"""The conditions under which something exists, in the form that templates are read to."""

ALWAYS: Branch = frozenset()


def compatible(one: Branch, other: Branch) -> bool:
    """Return whether two branches can be taken at once."""
    return all((name, not holds) not in other for name, holds in one)
