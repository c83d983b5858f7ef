"""What the fields of an app are, read once from its dataclasses.

Name, type and default of a field stand in its dataclass. What an app file adds (another key, the
words next to it, what must be there) is the field's metadata, made by :func:`key`. The reader, the
writer and the JSON Schema of app files, and the check of values written in Python, all go by
:func:`fields_of`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import MISSING
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints


class Key(NamedTuple):
    """What an app file knows of a field.

    ``name`` is its key, the field's own name unless given, and ``within`` the mapping that the key
    is in, with ``within_words``. ``words`` describe it. ``missing`` completes "is missing: ..."; a
    field without a default, or with ``missing``, must be in the file. ``filled``: a list that must
    not be empty. ``rest``: the mapping takes every key that is not another field's. ``free``: the
    mapping is taken as it is.
    """

    words: str = ""
    name: str = ""
    within: str = ""
    within_words: str = ""
    missing: str = ""
    filled: bool = False
    rest: bool = False
    free: bool = False
    pattern: str = ""
    max_length: int | None = None


def key(words: str = "", **more: Any) -> dict[str, Key]:
    """Return the metadata of a field: see :class:`Key`."""
    return {"key": Key(words=words, **more)}


class AppField(NamedTuple):
    """A field of a part of an app.

    ``kinds`` are the types that its value can have: a list is a tuple by then. ``items`` are those
    of the elements of a list, or of the values of a mapping.
    """

    name: str
    key: Key
    kinds: tuple[type, ...]
    items: tuple[type, ...]
    default: Any

    @property
    def file_key(self) -> str:
        """Return the key of the app file, without the mapping that it can be in."""
        return self.key.name or self.name

    @property
    def is_required(self) -> bool:
        """Return whether an app file must have it."""
        return self.default is MISSING or bool(self.key.missing)

    @property
    def part(self) -> type | None:
        """Return the dataclass that its value is one of; None for a plain value."""
        return next((kind for kind in self.kinds if dataclasses.is_dataclass(kind)), None)


@cache
def fields_of(part: type) -> tuple[AppField, ...]:
    """Return the fields of a dataclass of an app, in their order."""
    hints = get_type_hints(part)
    return tuple(
        AppField(
            name=field.name,
            key=field.metadata["key"],
            kinds=_kinds(hints[field.name]),
            items=_items(hints[field.name]),
            default=field.default_factory()
            if field.default_factory is not MISSING
            else field.default,
        )
        for field in dataclasses.fields(part)
    )


def _members(annotation: Any) -> tuple[Any, ...]:
    return get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)


def _kinds(annotation: Any) -> tuple[type, ...]:
    origins = [get_origin(each) or each for each in _members(annotation)]
    return tuple(tuple if origin is Sequence else origin for origin in origins)


def _items(annotation: Any) -> tuple[type, ...]:
    for each in _members(annotation):
        if get_origin(each) in (Sequence, Mapping):
            return _kinds(get_args(each)[-1])
    return ()
