"""The catalog of grants: one module of tables per IAM service prefix, read when asked for."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from influmojo_cfn.data.grant_index import INDEX
from influmojo_cfn.errors import AppError, did_you_mean

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant

__all__ = ["grant", "grant_names", "services"]


def grant_names() -> tuple[str, ...]:
    """Return the name of every grant, in the catalog's order, without reading any row."""
    return tuple(INDEX)


def services() -> tuple[str, ...]:
    """Return the services of the catalog: what stands before the dot of a grant's name."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in INDEX))


@cache
def grant(name: str) -> Grant:
    """Return the row of a grant.

    Raises:
        AppError: the catalog has no grant of this name; the nearest one is named.
    """
    if name not in INDEX:
        fix = did_you_mean(name, INDEX) or "; influmojo-cfn grants lists them"
        raise AppError(f"grant {name!r}: is not in the catalog{fix}")
    module = import_module(f"influmojo_cfn.grants.{INDEX[name]}")
    rows: tuple[Grant, ...] = module.GRANTS
    return next(row for row in rows if row.name == name)
