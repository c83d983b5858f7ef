"""The shape of a row: what is not said of it is so of most rows."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from influmojo_cfn.service_roles.call_row import CallRow, Cause

ROW = CallRow(
    name="r",
    role="task",
    causes=(Cause("image"),),
    actions=("s3:GetObject",),
    resource="*",
    purpose="read",
    page="https://docs.aws.amazon.com/",
    error="image",
)


def test_a_row_has_a_statement_of_its_own_and_always_applies() -> None:
    assert (ROW.grant, ROW.context, ROW.only_if) == ("", {}, "")


def test_a_field_needs_no_reader() -> None:
    assert Cause("image").value == ""


def test_a_row_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        ROW.name = "other"  # type: ignore[misc]
