"""The resource objects of boto3: what their methods call, and what their identifiers are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from influmojo_cfn.data import table
from influmojo_cfn.data.sdk_conveniences import INJECTED_METHODS, Method
from influmojo_cfn.iam.sdk_operations import letters


class ResourceKind(NamedTuple):
    """A kind of resource object, such as ``s3.Bucket``, or a collection of such objects.

    Attributes:
        identifiers: its identifiers, by their letters, to the argument of the API that each is.
        methods: its methods, and the objects that it has.
        attributes: what is read from the service when it is first asked for.
        items: the kind of what a collection yields, ``is_loaded`` where with its attributes.
    """

    identifiers: Mapping[str, str]
    methods: Mapping[str, Method]
    attributes: frozenset[str]
    items: str = ""
    is_loaded: bool = False


@cache
def _rows() -> Mapping[str, Any]:
    rows: Mapping[str, Any] = table("boto3_resources")["resources"]
    return rows


@cache
def resource_kind(name: str) -> ResourceKind | None:
    """Return a kind of resource object by its name, such as ``sqs`` or ``s3.Bucket.objects``."""
    row = _rows().get(name)
    if row is None:
        return None
    methods = {
        method: Method(
            tuple(each.get("operations", ())),
            tuple(each.get("positional", ())),
            each.get("gives", ""),
            each.get("property", False),
        )
        for method, each in row["methods"].items()
    }
    return ResourceKind(
        {letters(each): argument for each, argument in row["identifiers"].items()},
        {**methods, **INJECTED_METHODS.get(name, {})},
        frozenset(row.get("attributes", ())),
        row.get("items", ""),
        row.get("loaded", False),
    )


@cache
def lazy_attributes() -> frozenset[str]:
    """Return the names of all attributes that are read when they are first asked for."""
    return frozenset(each for row in _rows().values() for each in row.get("attributes", ()))
