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

from influmojo_cfn.errors import Error, TemplateError, each_of
from influmojo_cfn.evaluation.environment import Environment
from influmojo_cfn.evaluation.parameters import parameter_values
from influmojo_cfn.proof.automata import MOST_LETTERS, PLAIN_LETTERS, is_opaque, opaque
from influmojo_cfn.yaml import Document

MOST_CASES = 512
MOST_WORK = 20_000
"""How many cases of departures there may be, times the resources of the templates: ten seconds."""


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
    """Give the text parameters that have neither a default nor a given value.

    Those that no letter can stand for are left out: what is made of them is unknown.
    """
    return [
        name
        for template in templates
        for name, row in _declared(template).items()
        if name not in given
        and "Default" not in row
        and _is_text(row)
        and _is_followed(templates, name)
    ]


def _is_followed(templates: Collection[Any], name: str) -> bool:
    try:
        _all_told_apart(templates, name)
    except TemplateError:
        return False
    return True


def assignments(templates: Collection[Any], open_names: Collection[str]) -> list[Assignment] | None:
    """Give the cases to look at so that all values of the open parameters are covered.

    None when there are more than :data:`MOST_CASES`.

    Raises:
        Error: no letter can stand for some of them; all are named.
    """
    names = sorted(set(open_names))
    told_apart = each_of(*(partial(_all_told_apart, templates, name) for name in names))
    choices: list[list[tuple[str, str, str]]] = []
    count = 1
    for index, (name, texts) in enumerate(zip(names, told_apart, strict=True)):
        limited = [_declared(t).get(name, {}).get("AllowedValues") for t in templates]
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


@dataclass(frozen=True)
class Departure:
    """A case in which the parameter ``name`` has another value than its defaults.

    ``where`` says to people which.
    """

    name: str
    case: Assignment
    where: str


@dataclass(frozen=True)
class Departures:
    """Cases of one parameter at a time, and the parameters that no case was made of."""

    cases: tuple[Departure, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def besides(self) -> str:
        """What there is to add where it is said that parameters are at their defaults."""
        return ", or one of them at another value that conditions ask about" if self.cases else ""

    @property
    def exceptions(self) -> tuple[str, ...]:
        """The sentence on the parameters of which this is not so, if there are any."""
        both = self.cases and self.left_out
        return (f"{', '.join(self.left_out)} at the default only",) if both else ()


def departures(
    templates: Collection[Any], open_names: Collection[str], given: Collection[str]
) -> Departures:
    """Give the cases of parameters that the templates' conditions ask about, one at a time.

    What a condition leaves out at the defaults is there in one of them. Only values that the
    conditions tell from the defaults are cases. No case is made of a parameter that no letter can
    stand for, or where there are too many.
    """
    found: list[Departure] = []
    left_out: list[str] = []
    resources = sum(len(template.get("Resources") or ()) for template in templates)
    most = min(MOST_CASES, MOST_WORK // max(resources, 1))
    for name in _asked_about(templates):
        defaults = {str(row["Default"]) for row in _rows(templates, name) if "Default" in row}
        if name in given or name in open_names or not defaults:
            continue
        try:
            texts = _all_told_apart(templates, name)
            cases = assignments(templates, {*open_names, name})
        except Error:
            cases = None
        if cases is None or len(found) + len(cases) > most:
            left_out.append(name)
            continue
        for case in cases:
            value = case.values.get(name)
            if {value} != defaults and (value is not None or defaults & set(texts)):
                found.append(Departure(name, case, _where(name, value, texts)))
    return Departures(tuple(found), tuple(left_out))


def _where(name: str, value: str | None, others: Collection[str]) -> str:
    if value is not None:
        return f"where {name} is {value or 'empty'}"
    listed = " or ".join(other or "empty" for other in others)
    return f"where {name} is not {listed}"


def _asked_about(templates: Collection[Any]) -> list[str]:
    """Give the parameters that conditions, or the keys of mappings, refer to."""
    asking = [
        (template, [template.get("Conditions"), _lookups(template)]) for template in templates
    ]
    return sorted(
        {name for template, where in asking for name in _declared(template) if _names(where, name)}
    )


def _lookups(data: Any) -> list[Any]:
    """Give the arguments of every Fn::FindInMap."""
    if isinstance(data, Mapping):
        own = [data["Fn::FindInMap"]] if "Fn::FindInMap" in data else []
        return own + [found for value in data.values() for found in _lookups(value)]
    return [found for item in data for found in _lookups(item)] if isinstance(data, list) else []


def _first_letter(templates: Collection[Any], name: str) -> int:
    """Give where the letters begin that stand for all values of a parameter."""
    rows = _rows(templates, name)
    plain = all(is_plain_pattern(row.get("AllowedPattern")) for row in rows)
    return PLAIN_LETTERS if plain else MOST_LETTERS


def is_plain_pattern(pattern: object) -> bool:
    """Whether a look shows that no text which a regular expression admits holds a colon or a slash.

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
    """Give a template and an environment in which the open parameters have their values."""
    declared = _declared(document.data)
    values = {n: v for n, v in given.parameters.items() if n in declared}
    values.update({n: v for n, v in case.values.items() if n in declared})
    values.update({name: letter for letter, name in case.letters.items() if name in declared})
    if not declared:
        return document, replace(given, parameters=values)
    rows = {
        name: {"Type": "String"} if name in case.letters.values() else row
        for name, row in declared.items()
    }
    data = {**document.data, "Parameters": rows}
    return replace(document, data=data), replace(given, parameters=values)


def example_values(
    template: Mapping[str, Any], name: str, likely: Iterable[str] = ()
) -> Iterator[str]:
    """Give texts that a parameter's own limits admit, for a witness that can be deployed.

    Those that are likely to matter come first, and what begins or ends with them.
    """
    default = str(_declared(template).get(name, {}).get("Default", ""))
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


def _declared(template: Any) -> dict[str, Mapping[str, Any]]:
    declared = template.get("Parameters") if isinstance(template, Mapping) else None
    if not isinstance(declared, Mapping):
        return {}
    return {name: row for name, row in declared.items() if isinstance(row, Mapping)}


def _rows(templates: Collection[Any], name: str) -> list[Mapping[str, Any]]:
    """Give what the templates that have a parameter say of it."""
    return [row for template in templates if (row := _declared(template).get(name)) is not None]


def _is_text(row: Mapping[str, Any]) -> bool:
    kind = str(row.get("Type", "String"))
    return not kind.startswith("List<") and "CommaDelimitedList" not in kind


def _is_admitted(templates: Collection[Any], name: str, text: str) -> bool:
    """Whether some template's own limits let a parameter have a value."""
    for row in _rows(templates, name):
        try:
            parameter_values({"Parameters": {name: row}}, {name: text})
        except TemplateError:
            continue
        return True
    return False


def _all_told_apart(templates: Collection[Any], name: str) -> list[str]:
    return sorted({text for template in templates for text in _told_apart(template, name)})


def _told_apart(template: Any, name: str) -> Iterator[str]:
    """Give the texts that the template compares a parameter with, or the only ones it allows.

    Raises:
        TemplateError: the parameter goes into a function that takes texts apart, or is compared
            with another parameter: no letter can stand for it then.
    """
    allowed = _declared(template).get(name, {}).get("AllowedValues")
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
                if function in data and _names(data[function], name):
                    raise _not_followed(name, function)
            if "Fn::Equals" in data and _names(data["Fn::Equals"], name):
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


def _names(data: Any, name: str) -> bool:
    """Whether a value refers to a parameter."""
    if isinstance(data, str):
        return f"${{{name}}}" in data
    if isinstance(data, list):
        return any(_names(item, name) for item in data)
    if isinstance(data, Mapping):
        return data.get("Ref") == name or any(_names(item, name) for item in data.values())
    return False


def _equal_to(sides: Any, name: str) -> Iterator[str]:
    """Give the values for which a comparison could hold."""
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
            shape = "".join(
                re.escape(value if reference == name else part) if reference in ("", name) else ".*"
                for part, reference in composed
            )
            if re.fullmatch(shape, text, re.DOTALL):
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
