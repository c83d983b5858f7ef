"""What a template does with a parameter: where it refers to it, and what it compares it with."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import (
    CHOICE,
    EQUALS,
    INTRINSICS,
    LOOKUP,
    REFERENCE,
    is_function,
    sub_parts,
)
from influmojo_cfn.cloudformation.parameters import default_text, is_secret, parameter_text
from influmojo_cfn.cloudformation.referenced_names import referred_to, refers_to
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.transforms import LOOP
from influmojo_cfn.data.resource_access import LETS_OTHERS_IN
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.patterns import Token, Wildcard, compile_tokens

_WITHOUT_ACCESS = ("Metadata", "UserData")
"""The keys below which nothing decides what a policy allows: notes, and scripts of instances.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html (read 2026-11-28).
"""


def declared(template: Any) -> dict[str, Mapping[str, Any]]:
    """Return the parameters that a template declares, what is not a template none."""
    rows = section(template, "Parameters")
    return {name: row for name, row in rows.items() if isinstance(row, Mapping)}


def said_values(template: Any, values: Mapping[str, str | None]) -> list[str]:
    """Return values of parameters as people read them, a secret one hidden: ``NAME=VALUE``."""
    rows = declared(template)
    return [
        f"{name}={'****' if is_secret(rows[name]) else value or '(empty)'}"
        for name, value in values.items()
        if name in rows and value is not None
    ]


def assumed_defaults(template: Any, names: Collection[str]) -> list[str]:
    """Return the defaults among some parameters that resources or conditions refer to."""
    asked = referred_to([section(template, key) for key in ("Conditions", "Resources")])
    rows = declared(template)
    return said_values(template, {n: default_text(rows[n]) for n in names if n in asked})


def compared_strings(template: Any, name: str, *, by_a_letter: bool = True) -> Iterator[str]:
    """Yield the strings that the template compares a parameter with, or the only ones it allows.

    Args:
        template: the template.
        name: the parameter.
        by_a_letter: whether a letter is to represent every other string.

    Raises:
        TemplateError: no letter can represent the parameter, for it goes into a function that takes
            strings apart; or it is compared with another parameter.
    """
    allowed = declared(template).get(name, {}).get("AllowedValues")
    if isinstance(allowed, list):
        yield from map(parameter_text, allowed)
        return
    stack = [template[key] for key in ("Conditions", "Resources") if key in template]
    while stack:
        data = stack.pop()
        if isinstance(data, list):
            stack.extend(data)
        elif isinstance(data, Mapping):
            for function in _taken_apart(data, name) if by_a_letter else ():
                raise _not_followed(name, function)
            for texts, value in _compared_by_aws(data):
                yield from texts if value == {REFERENCE: name} else ()
            if LOOKUP in data:
                yield from _told_apart_by(template, data[LOOKUP], name)
            sides = data.get(EQUALS)
            if any(refers_to(side, name) for side in _not_looked_up(sides)):
                yield from _equal_to(sides, name)
            else:
                stack.extend(value for key, value in data.items() if key not in _WITHOUT_ACCESS)


def compared_by_aws(data: Any) -> Iterator[Any]:
    """Yield each value of a template that AWS compares with strings that let others in."""
    if isinstance(data, Mapping):
        yield from (value for _, value in _compared_by_aws(data))
    for each in data.values() if isinstance(data, Mapping) else data:
        if isinstance(each, (Mapping, list)):
            yield from compared_by_aws(each)


def _compared_by_aws(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, texts in LETS_OTHERS_IN.items():
        values = [data[key]] if key in data else []
        while values:
            value = values.pop()
            choice = value.get(CHOICE) if isinstance(value, Mapping) else None
            if isinstance(choice, list):
                values.extend(choice[1:])
            else:
                yield texts, value


def _taken_apart(data: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield the functions that a parameter goes into and that do not put it into a string as it is.

    A function that the table does not have is one of them.
    """
    for key, argument in data.items():
        intrinsic = INTRINSICS.get(key)
        composes = not is_function(key) or (intrinsic is not None and intrinsic.composes)
        if not composes and not key.startswith(LOOP) and refers_to(argument, name):
            yield key


def _not_followed(name: str, function: str) -> TemplateError:
    return TemplateError(
        f"the parameter {name} goes into {function}, which a statement about every value does not"
        " follow; give it a value with --parameter"
    )


def lookups(data: Any) -> list[Any]:
    """Return the arguments of every Fn::FindInMap."""
    if isinstance(data, Mapping):
        own = [data[LOOKUP]] if LOOKUP in data else []
        return own + [found for value in data.values() for found in lookups(value)]
    return [found for item in data for found in lookups(item)] if isinstance(data, list) else []


def has_default(lookup: Any) -> bool:
    """Return whether a lookup gives a value where its mapping has no such key."""
    options = lookup[3:] if isinstance(lookup, list) else []
    return any(isinstance(each, Mapping) and "DefaultValue" in each for each in options)


def lookup_keys(template: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield the values of a parameter that are, or complete, keys of a mapping that is looked up.

    Where a key holds it in a way that is not followed, all keys are among them.
    """
    for row in lookups([template.get("Resources"), template.get("Conditions")]):
        try:
            yield from dict.fromkeys(_told_apart_by(template, row, name))
        except TemplateError:
            yield from (text for key, text in _keys_of(template, row) if refers_to(key, name))


def _keys_of(template: Mapping[str, Any], argument: Any) -> Iterator[tuple[Any, str]]:
    """Yield the keys of a lookup as written, each with what it can come to."""
    if not isinstance(argument, list) or len(argument) < 3:
        return
    maps = section(template, "Mappings")
    named = [maps.get(argument[0])] if isinstance(argument[0], str) else [*maps.values()]
    tables = [table for table in named if isinstance(table, Mapping)]
    inner = [row for table in tables for row in table.values() if isinstance(row, Mapping)]
    for key, level in zip(argument, ([maps], tables, inner), strict=False):
        for table in level:
            yield from ((key, str(text)) for text in table)


def _told_apart_by(template: Mapping[str, Any], argument: Any, name: str) -> Iterator[str]:
    """Yield the values of a parameter with which a lookup could find something."""
    for key, text in _keys_of(template, argument):
        if refers_to(key, name):
            yield from _equal_to([text, key], name, LOOKUP)


def _not_looked_up(sides: Any) -> list[Any]:
    """Return the sides of a comparison of which nothing is looked up."""
    return [side for side in sides if not lookups(side)] if isinstance(sides, list) else []


_LONGEST = 100
"""The most characters of a string whose every part is tried as a parameter's value."""


def _equal_to(sides: Any, name: str, function: str = EQUALS) -> Iterator[str]:
    """Yield the values for which a comparison could hold."""
    if not isinstance(sides, list) or len(sides) != 2:
        return
    first, second = (parts_of(side) for side in sides)
    if first is None or second is None:
        raise _not_followed(name, function)
    literal, composed = (first, second) if ("", name) in second else (second, first)
    if any(reference for _, reference in literal):
        raise _not_followed(name, f"{EQUALS} with another parameter")
    text = "".join(part for part, _ in literal)
    references = [reference for _, reference in composed]
    if sum(map(bool, references)) == 1 and name in references:
        at = references.index(name)
        before, after = ("".join(p for p, _ in row) for row in (composed[:at], composed[at + 1 :]))
        if len(text) >= len(before) + len(after) and text.startswith(before):
            yield from [text[len(before) : len(text) - len(after)]] * text.endswith(after)
        return
    if len(text) > _LONGEST:
        raise _not_followed(name, function)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            value = text[start:end]
            shape: list[Token] = [
                (value if reference == name else part) if reference in ("", name) else Wildcard.ANY
                for part, reference in composed
            ]
            if compile_tokens(shape)(text):
                yield value


def parts_of(data: Any) -> list[tuple[str, str]] | None:
    """Return the strings and references of an expression, or None where it is something else."""
    if isinstance(data, (str, int, float)):
        return [(parameter_text(data), "")]
    if not isinstance(data, Mapping) or len(data) != 1:
        return None
    ((function, argument),) = data.items()
    if function == "Ref":
        return [("", str(argument))]
    if function == "Fn::Sub" and (found := sub_parts(argument)):
        pieces = re.split(r"\$\{([^}]*)\}", found[0])
        made = [
            ([("", p)] if p not in found[1] else parts_of(found[1][p])) if index % 2 else [(p, "")]
            for index, p in enumerate(pieces)
        ]
        return None if None in made else [part for row in made for part in row or ()]
    if function == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        delimiter, items = argument
        if isinstance(delimiter, str) and isinstance(items, list):
            joined: list[tuple[str, str]] = []
            for index, item in enumerate(items):
                inner = parts_of(item)
                if inner is None:
                    return None
                joined += [(delimiter, "")] if index else []
                joined += inner
            return joined
    return None
