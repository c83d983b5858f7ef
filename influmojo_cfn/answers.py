"""Answers kept between questions, in a process that is asked many about the same files.

What an answer depends on is for the one who keeps it: a command alone keeps none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

_Answer = TypeVar("_Answer")
Keep = Callable[[Hashable, Callable[[], Any]], Any]
"""Returns the kept answer to a question if it holds, and asks otherwise."""

_keep: ContextVar[Keep | None] = ContextVar("_keep", default=None)


@contextmanager
def answers_kept(keep: Keep) -> Iterator[None]:
    """Keep the answers that :func:`kept_answer` is asked for by ``keep``, until the block ends."""
    token = _keep.set(keep)
    try:
        yield
    finally:
        _keep.reset(token)


def kept_answer(question: Hashable, ask: Callable[[], _Answer]) -> _Answer:
    """Return the kept answer to a question, or ask where none is kept."""
    keep = _keep.get()
    if keep is None:
        return ask()
    answer: _Answer = keep(question, ask)
    return answer
