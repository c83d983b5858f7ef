"""What people give to a public function in Python: each argument of the type that it takes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from os import PathLike
from reprlib import repr as shortened
from typing import NamedTuple

from influmojo_cfn.errors import Error, Problem

SCALARS = (str, bool, int, float)


class Expected(NamedTuple):
    """What an argument has to be: in words, and what takes it."""

    words: str
    takes: Callable[[object], bool]

    def or_none(self) -> Expected:
        """Return the same for an argument that can be missing."""
        return Expected(self.words, lambda given: given is None or self.takes(given))


def check_arguments(**given: tuple[object, Expected]) -> None:
    """Reject arguments of another type than expected.

    Raises:
        Error: some are; all are listed.
    """
    problems = [
        Problem(name, f"is {shown(argument)}; expected {expected.words}")
        for name, (argument, expected) in given.items()
        if not expected.takes(argument)
    ]
    if problems:
        raise Error(problems)


def shown(argument: object) -> str:
    """Return what an argument is, for people: itself where that is short, else its type."""
    if isinstance(argument, (str, Mapping, list, tuple, set)):
        return shortened(argument)
    return f"of type {type(argument).__name__}"


def _is_text(given: object) -> bool:
    return isinstance(given, str)


def _is_file(given: object) -> bool:
    """Return whether a file can have a name, which holds no null and is Unicode."""
    text = str(given) if isinstance(given, (str, PathLike)) else "\0"
    return "\0" not in text and not any("\ud800" <= each <= "\udbff" for each in text)


def _is_list_of(takes: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda given: isinstance(given, (list, tuple)) and all(map(takes, given))


def _is_texts(given: object) -> bool:
    return bool(given) and (_is_text(given) or _is_list_of(_is_text)(given))


def _is_scalar(given: object) -> bool:
    return isinstance(given, SCALARS)


def is_value(given: object) -> bool:
    """Return whether something is a string, a number, a Boolean, or several of them."""
    if isinstance(given, Collection) and not isinstance(given, (str, bytes, bytearray, Mapping)):
        return all(map(_is_scalar, given))
    return _is_scalar(given)


def mapping_of(takes: Callable[[object], bool]) -> Callable[[object], bool]:
    """Return what takes a mapping from strings to something."""
    return lambda given: (
        isinstance(given, Mapping) and all(_is_text(key) and takes(given[key]) for key in given)
    )


TEXT = Expected("a string", _is_text)
BOOLEAN = Expected("True or False", lambda given: isinstance(given, bool))
FILE = Expected("a file's name", _is_file)
SOURCE = Expected(
    "a file's name or a mapping", lambda given: isinstance(given, Mapping) or _is_file(given)
)
SOURCES = Expected("a list of files' names or mappings", _is_list_of(SOURCE.takes))
LIST_OF_TEXTS = Expected("a list of strings", _is_list_of(_is_text))
TEXTS = Expected("a string, or a list of at least one", _is_texts)
TEXTS_BY_NAME = Expected("a mapping of names to strings", mapping_of(_is_text))
VALUES = Expected("a mapping of names to strings", mapping_of(is_value))
CONDITIONS = Expected("a mapping, as a policy writes conditions", mapping_of(mapping_of(is_value)))
