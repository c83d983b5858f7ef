"""What a mutated function does when it is called: the mutant that is switched on, or itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

MutantDict = dict[str, Callable[..., Any]]


class Switch:
    """Which mutant is on, and which functions were called while none is."""

    module = ""
    mutant = ""
    reached: set[str] | None = None


def switched(mutants: MutantDict, is_classmethod: bool = False) -> Callable[[Any], Any]:
    """Return a decorator that puts a switch in the place of a function."""

    def decorate(function: Any) -> Any:
        module = function.__module__

        @wraps(function)
        def switch(*arguments: Any, **named: Any) -> Any:
            chosen = mutants["_mutmut_orig"]
            if Switch.reached is not None:
                Switch.reached.add(f"{module}:{chosen.__name__.removesuffix('_orig')}")
            elif Switch.module == module:
                chosen = mutants.get(Switch.mutant, chosen)
            if is_classmethod:
                return getattr(arguments[0], chosen.__name__)(*arguments[1:], **named)
            return chosen(*arguments, **named)

        return switch

    return decorate
