"""What the rules remember while they run over one template, and forget when they have."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

Remembered = TypeVar("Remembered", bound=Callable[..., object])

_forgetting: list[Callable[[], None]] = []


def remembered(function: Remembered) -> Remembered:
    """Keep what a function answers until the run of the rules ends that asks.

    Many rules ask the same of the same strings. No answer outlives the template that it is about:
    judging documents of others for days does not fill the memory with what they say.
    """
    kept = lru_cache(maxsize=None)(function)
    _forgetting.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


def forget() -> None:
    """Drop every answer that is kept."""
    for each in _forgetting:
        each()
