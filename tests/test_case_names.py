"""A row of a table of cases is named by what it holds, in words that every process agrees on."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest

from tests.case_names import PLAIN, name_of


@dataclass(frozen=True)
class Grant:
    verb: str
    resource: str | None = None
    known: object = field(default=object(), repr=False)


NAMED: list[tuple[Any, str | None]] = [
    ({"Action": "s3:*", "Resource": ["*"]}, "Action s3:* Resource *"),
    (("a", 1, None, [True]), "a 1 None True"),
    ([], "empty list"),
    ({}, "empty dict"),
    (frozenset(), "empty frozenset"),
    ([[], ()], "empty"),
    ("", "empty"),
    (" \n", " \\n"),
    ((" \n\t",), "empty"),
    (("a\x00b\ud800\u202e", "é"), "a?b?? \\xe9"),
    (("w" * 200,), "w" * 34 + ".." + "w" * 24),
    ("a" * 90 + "b" * 90, "a" * 34 + ".." + "b" * 24),
    ([Grant("read", "bucket")], "read bucket"),
    (Grant("read", None), "read"),
    ({"b", "a"}, "a b"),
    ({("b", 2), ("a", 1)}, "a 1 b 2"),
    (["a", {"b"}], "a b"),
    ([Grant, len], "Grant len"),
    (Fraction(1, 3), "1/3"),
    ([object()], "<object object>"),
    (Grant, None),
    (len, None),
    ("a text", None),
    ("a" * PLAIN, None),
    (2.5, None),
    (None, None),
]


@pytest.mark.parametrize(("value", "name"), NAMED)
def test_a_row_is_named_by_what_it_holds(value: Any, name: str | None) -> None:
    assert name_of(value) == name


def test_no_row_is_a_number(request: pytest.FixtureRequest) -> None:
    """pytest numbers what has no name: ``case0``. It holds for all tests of this run."""
    assert [
        item.nodeid
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        for name, index in item.callspec.indices.items()
        if f"{name}{index}" in item.callspec.id.split("-")
        and item.callspec.params[name] != f"{name}{index}"
    ] == []
