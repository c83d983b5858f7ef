"""A row of a table of cases is named by what it holds, in words that every process agrees on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.case_names import MOST, name_of


@dataclass(frozen=True)
class Grant:
    verb: str
    resource: str | None = None
    known: object = field(default=object(), repr=False)


NAMED: list[tuple[Any, str | None]] = [
    ({"Action": "s3:*", "Resource": ["*"]}, "Action s3:* Resource *"),
    (("a", 1, None, [True]), "a 1 None True"),
    ([], "empty"),
    ((" \n\t",), "empty"),
    (("a\x00b\ud800\u202e", "é"), "a?b?? \\xe9"),
    (("w" * 200,), "w" * MOST),
    ([Grant("read", "bucket")], "read bucket"),
    (Grant("read", None), "read"),
    (Grant, None),
    ("a text", None),
    ({"a", "b"}, None),
    (["a", {"b"}], None),
    ([object()], None),
]


@pytest.mark.parametrize(("value", "name"), NAMED)
def test_a_row_is_named_by_what_it_holds(value: Any, name: str | None) -> None:
    assert name_of(value) == name
