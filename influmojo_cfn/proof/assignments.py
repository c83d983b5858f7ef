"""Parameters whose values are not given: every value that matters, one stand-in for all others.

A parameter without a value (or one that a proof is to leave open) takes an opaque letter
(:mod:`.patterns`) as its value. Whatever is proven of a letter holds for every text, so its
AllowedPattern need not be understood. The template's conditions compare parameters with texts: each
such text is a case of its own, and the letter stands for all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.errors import TemplateError, each_of
from influmojo_cfn.iam.automata import MOST_LETTERS, PLAIN_LETTERS, is_opaque, opaque
from influmojo_cfn.iam.patterns import Token, Wildcard, compile_tokens

MOST_CASES = 512


@dataclass(frozen=True)
class Assignment:
    """Values of parameters; a letter stands for any text but those of the other assignments."""

    values: Mapping[str, str]
    letters: Mapping[str, str]

    def described(self) -> str:
        """Say for which values of the open parameters this stands."""
        parts = [f"{name}=(any text)" for name in sorted(self.letters.values())]
        parts += [f"{name}={value or '(empty)'}" for name, value in sorted(self.values.items())]
        return ", ".join(parts)

    def shown(self, text: str) -> str:
        """Write a text for people: a letter as ``${Parameter}``."""
        return "".join(f"${{{self.letters[c]}}}" if c in self.letters else c for c in text)


def check_texts(template: Any, source: str) -> None:
    """Raise :class:`TemplateError` for a text that holds what stands for a parameter here."""
    pending = [template]
    while pending:
        data = pending.pop()
        if isinstance(data, Mapping):
            pending.extend((*data, *data.values()))
        elif isinstance(data, list):
            pending.extend(data)
        elif isinstance(data, str) and not data.isascii() and any(map(is_opaque, data)):
            raise TemplateError(
                f"{source}: {data!r} holds a character of Unicode's private use area, which a"
                " statement about every value has another use for"
            )


def open_parameters(templates: Collection[Any], given: Collection[str]) -> list[str]:
    """Return the text parameters that have neither a default nor a given value.

    Those that no letter can stand for are left out: what is made of them is unknown.
    """
    return [
        name
        for template in templates
        for name, row in declared(template).items()
        if name not in given
        and "Default" not in row
        and _is_text(row)
        and _is_followed(templates, name)
    ]


def _is_followed(templates: Collection[Any], name: str) -> bool:
    try:
        told_apart_in(templates, name)
    except TemplateError:
        return False
    return True


def assignments(templates: Collection[Any], open_names: Collection[str]) -> list[Assignment] | None:
    """Return the cases to look at so that all values of the open parameters are covered.

    None when there are more than :data:`MOST_CASES`.

    Raises:
        Error: no letter can stand for some of them; all are named.
    """
    names = sorted(set(open_names))
    told_apart = each_of(*(partial(told_apart_in, templates, name) for name in names))
    choices: list[list[tuple[str, str, str]]] = []
    count = 1
    for index, (name, texts) in enumerate(zip(names, told_apart, strict=True)):
        limited = [declared(t).get(name, {}).get("AllowedValues") for t in templates]
        own = [(name, text, "") for text in texts if _is_admitted(templates, name, text)]
        if not all(isinstance(values, list) for values in limited):
            letter = opaque(_first_letter(templates, name) + index)
            own.append((name, letter, letter))
        choices.append(own)
        count *= len(own)
        if count > MOST_CASES:
            return None
    return [
        Assignment(
            {name: value for name, value, letter in row if not letter},
            {letter: name for name, _, letter in row if letter},
        )
        for row in product(*choices)
    ]


def _first_letter(templates: Collection[Any], name: str) -> int:
    """Return where the letters begin that stand for all values of a parameter."""
    rows = rows_of(templates, name)
    plain = all(is_plain_pattern(row.get("AllowedPattern")) for row in rows)
    return PLAIN_LETTERS if plain else MOST_LETTERS


def is_plain_pattern(pattern: object) -> bool:
    """Return whether no text that a regular expression admits can contain a colon or a slash.

    It is so of literals and classes of letters, digits, ``-``, ``_`` and ``.``, repeated, grouped
    and alternated; of everything else it is taken not to be so.
    """
    return isinstance(pattern, str) and _PLAIN.fullmatch(pattern.replace("(?:", "(")) is not None


_PLAIN = re.compile(
    r"""(?:
        \\[dw.-]                                                                # an escape
      | \[-?(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|\\[dw.-]|[a-zA-Z0-9_.])*-?\]  # a class
      | [a-zA-Z0-9_^$()|?*+-]                                    # a literal, a group, an anchor
      | \{[0-9]*,?[0-9]*\}                                                    # how many times
    )+""",
    re.VERBOSE,
)


def assigned(
    document: Document, given: Environment, case: Assignment
) -> tuple[Document, Environment]:
    """Return a template and an environment in which the open parameters have their values."""
    rows = declared(document.data)
    values = {n: v for n, v in given.parameters.items() if n in rows}
    values.update({n: v for n, v in case.values.items() if n in rows})
    values.update({name: letter for letter, name in case.letters.items() if name in rows})
    if not rows:
        return document, replace(given, parameters=values)
    written = {
        name: {"Type": "String"} if name in case.letters.values() else row
        for name, row in rows.items()
    }
    data = {**document.data, "Parameters": written}
    return replace(document, data=data), replace(given, parameters=values)


def example_values(
    template: Mapping[str, Any], name: str, likely: Iterable[str] = ()
) -> Iterator[str]:
    """Yield texts that a parameter's own limits admit, for a witness that can be deployed.

    Those that are likely to matter come first, and what begins or ends with them.
    """
    default = str(declared(template).get(name, {}).get("Default", ""))
    for text in (
        *(longer for part in likely for longer in (part, f"{part}xyz", f"xyz{part}")),
        *((default, f"{default}x", f"x{default}") if default else ()),
        "staging",
        "prod",
        "x",
        "a1",
        "xyzxyz",
        "111122223333",
        "444455556666",
        "1",
        "xyz-1",
        "x/y",
        "X",
        "example.com",
        "db-ABC123",
        "/x",
        "arn:aws:iam::111122223333:policy/x",
    ):
        if _is_admitted([template], name, text):
            yield text


def declared(template: Any) -> dict[str, Mapping[str, Any]]:
    """Return the parameters that a template declares, what is no template none."""
    rows = template.get("Parameters") if isinstance(template, Mapping) else None
    if not isinstance(rows, Mapping):
        return {}
    return {name: row for name, row in rows.items() if isinstance(row, Mapping)}


def rows_of(templates: Collection[Any], name: str) -> list[Mapping[str, Any]]:
    """Return what the templates that have a parameter say of it."""
    return [row for template in templates if (row := declared(template).get(name)) is not None]


def _is_text(row: Mapping[str, Any]) -> bool:
    kind = str(row.get("Type", "String"))
    return not kind.startswith("List<") and "CommaDelimitedList" not in kind


def _is_admitted(templates: Collection[Any], name: str, text: str) -> bool:
    """Return whether some template's own limits let a parameter have a value."""
    for row in rows_of(templates, name):
        try:
            parameter_values({"Parameters": {name: row}}, {name: text})
        except TemplateError:
            continue
        return True
    return False


def told_apart_in(templates: Collection[Any], name: str) -> list[str]:
    """Return the texts that some template compares a parameter with, or the only ones it allows.

    Raises:
        TemplateError: no letter can stand for the parameter.
    """
    return sorted({text for template in templates for text in _told_apart(template, name)})


def _told_apart(template: Any, name: str) -> Iterator[str]:
    """Yield the texts that the template compares a parameter with, or the only ones it allows.

    Raises:
        TemplateError: the parameter goes into a function that takes texts apart, or is compared
            with another parameter: no letter can stand for it then.
    """
    allowed = declared(template).get(name, {}).get("AllowedValues")
    if isinstance(allowed, list):
        yield from map(str, allowed)
        return
    stack = [template[key] for key in ("Conditions", "Resources") if key in template]
    while stack:
        data = stack.pop()
        if isinstance(data, list):
            stack.extend(data)
        elif isinstance(data, Mapping):
            for function in _APART:
                if function in data and refers_to(data[function], name):
                    raise _not_followed(name, function)
            if "Fn::Equals" in data and refers_to(data["Fn::Equals"], name):
                yield from _equal_to(data["Fn::Equals"], name)
            else:
                stack.extend(value for key, value in data.items() if key != "Metadata")


_APART = (
    "Fn::Split",
    "Fn::Select",
    "Fn::Base64",
    "Fn::Length",
    "Fn::ToJsonString",
    "Fn::Transform",
    "Fn::Cidr",
)


def _not_followed(name: str, function: str) -> TemplateError:
    return TemplateError(
        f"the parameter {name} goes into {function}, which a statement about every value does not"
        " follow; give it a value with --parameter"
    )


def refers_to(data: Any, name: str) -> bool:
    """Return whether a value refers to a parameter."""
    if isinstance(data, str):
        return f"${{{name}}}" in data
    if isinstance(data, list):
        return any(refers_to(item, name) for item in data)
    if isinstance(data, Mapping):
        return data.get("Ref") == name or any(refers_to(item, name) for item in data.values())
    return False


def _equal_to(sides: Any, name: str) -> Iterator[str]:
    """Yield the values for which a comparison could hold."""
    if not isinstance(sides, list) or len(sides) != 2:
        return
    first, second = (_parts(side) for side in sides)
    if first is None or second is None:
        raise _not_followed(name, "Fn::Equals")
    literal, composed = (first, second) if ("", name) in second else (second, first)
    if any(reference for _, reference in literal):
        raise _not_followed(name, "Fn::Equals with another parameter")
    text = "".join(part for part, _ in literal)
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            value = text[start:end]
            shape: list[Token] = [
                (value if reference == name else part) if reference in ("", name) else Wildcard.ANY
                for part, reference in composed
            ]
            if compile_tokens(shape)(text):
                yield value


def _parts(data: Any) -> list[tuple[str, str]] | None:
    """Split an expression into texts and references, or None where it is something else."""
    if isinstance(data, (str, int, float)):
        return [(str(data), "")]
    if not isinstance(data, Mapping) or len(data) != 1:
        return None
    ((function, argument),) = data.items()
    if function == "Ref":
        return [("", str(argument))]
    if function == "Fn::Sub" and isinstance(argument, str):
        pieces = re.split(r"\$\{([^}]*)\}", argument)
        return [("", p) if index % 2 else (p, "") for index, p in enumerate(pieces)]
    if function == "Fn::Join" and isinstance(argument, list) and len(argument) == 2:
        delimiter, items = argument
        if isinstance(delimiter, str) and isinstance(items, list):
            found: list[tuple[str, str]] = []
            for index, item in enumerate(items):
                inner = _parts(item)
                if inner is None:
                    return None
                found += [(delimiter, "")] if index else []
                found += inner
            return found
    return None
