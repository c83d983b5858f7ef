"""What tests loop over: with nothing to loop over, what they assert would not be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def nonempty(items: Iterable[T]) -> list[T]:
    """Return items that a test loops over; fail where there are none."""
    found = list(items)
    assert found, "there is nothing to test"
    return found
