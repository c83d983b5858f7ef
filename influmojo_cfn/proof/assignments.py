"""Parameters whose values are not given: every value that matters, one stand-in for all others.

A parameter without a value, or one that a proof leaves open, has an opaque letter
(:mod:`.patterns`) as its value. It stands between what all values begin and end with by the
AllowedPattern. Whatever is proven of a letter holds for every text, so the rest of the pattern need
not be understood. The template's conditions compare parameters with strings: each such text is a
case of its own, and the letter represents all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.allowed_patterns import ValueForm, examples_of, form_of
from influmojo_cfn.cloudformation.derived_parameters import (
    compared_with_each_other,
    comparisons,
    is_possible,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import compared_strings, declared
from influmojo_cfn.cloudformation.parameters import (
    default_text,
    is_read,
    parameter_values,
    rows_of_value,
)
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import TemplateError, each_of
from influmojo_cfn.iam.automata import MOST_LETTERS, PLAIN_LETTERS, opaque
from influmojo_cfn.iam.text import UNKNOWN
from influmojo_cfn.proof.action_values import ActionParameters
from influmojo_cfn.proof.typed_values import TypedParameters

MOST_CASES = 512
MOST_TYPED = 32
"""How many combinations of values of typed parameters are cases; of more they are not known."""


class Assignment(NamedTuple):
    """Values of parameters; a letter represents any text but those of the other assignments.

    ``forms`` tell between what the letter of a parameter stands in each of its values.
    """

    values: Mapping[str, str]
    letters: Mapping[str, str]
    forms: Mapping[str, ValueForm] = MappingProxyType({})

    def value(self, letter: str, text: str = "") -> str:
        """Return the value of a parameter by its letter, or with a string in the letter's place."""
        form = self.forms.get(letter, ValueForm())
        return f"{form.prefix}{text or letter}{form.suffix}"

    def with_value(self, name: str, value: str) -> Assignment:
        """Return the case in which a parameter has a value in place of its letter."""
        letters = {each: other for each, other in self.letters.items() if other != name}
        return self._replace(values={**self.values, name: value}, letters=letters)

    def described(self) -> str:
        """Return for which values of the open parameters this stands."""
        parts = [f"{name}=(any string)" for name in sorted(self.letters.values())]
        parts += [f"{name}={value or '(empty)'}" for name, value in sorted(self.values.items())]
        return ", ".join(parts)

    def shown(self, text: str) -> str:
        """Write a string for people: each value that a letter stands in as ``${Parameter}``."""
        for letter in self.forms:
            text = text.replace(self.value(letter), letter)
        for letter in self.letters:  # as repr() writes it in a reason
            text = text.replace(repr(letter)[1:-1], letter)
        return "".join(f"${{{self.letters[c]}}}" if c in self.letters else c for c in text)


def check_texts(template: Any, source: str) -> None:
    """Raise :class:`TemplateError` for a string that holds what represents a parameter here."""
    pending = [template]
    while pending:
        data = pending.pop()
        if isinstance(data, Mapping):
            pending.extend((*data, *data.values()))
        elif isinstance(data, list):
            pending.extend(data)
        elif isinstance(data, str) and not data.isascii() and UNKNOWN.search(data):
            raise TemplateError(
                f"{source}: {data!r} contains a character of Unicode's private use area, which a"
                " statement about every value has another use for"
            )


def open_parameters(templates: Collection[Any], given: Collection[str]) -> list[str]:
    """Return the text parameters that have neither a default nor a given value.

    Those that no letter can represent are omitted: what is made of them is unknown.
    """
    texts_of = ComparedStrings(templates)
    return [
        name
        for template in templates
        for name, row in declared(template).items()
        if name not in given
        and "Default" not in row
        and _is_text(row)
        and _is_followed(texts_of, name)
    ]


def _is_followed(texts_of: Callable[[str], list[str]], name: str) -> bool:
    try:
        texts_of(name)
    except TemplateError:
        return False
    return True


def assignments(
    templates: Collection[Any],
    open_names: Collection[str],
    texts_of: ComparedStrings | None = None,
    *,
    apart: Collection[str] = (),
) -> list[Assignment] | None:
    """Return the cases to look at so that all values of the open parameters are covered.

    None when there are more than :data:`MOST_CASES`. ``texts_of`` is that of these templates, where
    a caller asks for the same parameters often. Those ``apart`` have one value in all cases.

    Raises:
        Error: no letter can represent some of them; all are named.
    """
    names = sorted(set(open_names))
    texts_of = texts_of or ComparedStrings(templates)
    compared = each_of(*(partial(texts_of, name) for name in names))
    compared = _with_texts_of_both(dict(zip(names, compared, strict=True)))
    typed = texts_of.typed_values(names)
    choices: list[list[tuple[str, str, str]]] = []
    forms: dict[str, ValueForm] = {}
    count = 1
    for index, (name, texts) in enumerate(zip(names, compared, strict=True)):
        limited = [row.get("AllowedValues") for row in rows_of(templates, name)]
        own = [(name, text, "") for text in texts if is_admitted(templates, name, text)]
        if more := [text for text in typed.get(name, ()) if text not in texts]:
            own += [(name, text, "") for text in more]
        elif not limited or not all(isinstance(values, list) for values in limited):
            form = _form(templates, name, [text for _, text, _ in own])
            letter = opaque((PLAIN_LETTERS if form.is_plain else MOST_LETTERS) + index)
            if form.prefix or form.suffix:
                forms[letter] = form
            own.append((name, letter, letter))
        choices.append(own[-1:] if name in apart else own)
        count *= len(choices[-1])
        if count > MOST_CASES:
            return None
    return [
        Assignment(
            {name: value for name, value, letter in row if not letter},
            {letter: name for name, _, letter in row if letter},
            forms,
        )
        for row in product(*choices)
        if is_possible({name: value for name, value, _ in row})
    ]


def _with_texts_of_both(compared: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the strings of parameters, those of two that are compared with each other for both."""
    found = {name: set(texts) for name, texts in compared.items()}
    pairs = [both for name in compared if (both := compared_with_each_other(name) & {*compared})]
    for both in pairs * 2:  # what is compared with one of a second pair comes to the first
        texts = set[str]().union(*(found[name] for name in both))
        found |= dict.fromkeys(both, texts)
    return [sorted(texts) for texts in found.values()]


def all_assignments(
    templates: Collection[Any], open_names: Collection[str]
) -> tuple[list[Assignment], tuple[str, ...]]:
    """Return what :func:`assignments` does; of too many, one case, and why the others are left out.

    Raises:
        Error: no letter can represent a parameter.
    """
    found = assignments(templates, open_names)
    if found is not None:
        return found, ()
    names = ", ".join(sorted(open_names))
    reason = f"{names} have more than {MOST_CASES} cases that matter: --parameter gives values"
    return assignments(templates, open_names, apart=open_names) or [], (reason,)


def _form(templates: Collection[Any], name: str, without: Collection[str]) -> ValueForm:
    """Return what all templates tell of every value of a parameter, but some.

    The parts of an ARN are told apart only where no colon can stand in a letter's place.
    """
    forms = {
        max(
            (_form_of_row(each, without) for each in rows_of_value(row)),
            key=lambda form: (form.is_plain, form),
        )
        for row in rows_of(templates, name)
    }
    form = forms.pop() if len(forms) == 1 else ValueForm()
    return form if form.is_plain or ":" not in form.prefix + form.suffix else ValueForm()


def _form_of_row(row: Mapping[str, Any], without: Collection[str]) -> ValueForm:
    """Return what a row tells of a value; of one in Parameter Store it limits the name alone."""
    return ValueForm() if is_read(row) else form_of(row.get("AllowedPattern"), without)


def assigned(document: Document, given: Environment, case: Assignment) -> Environment:
    """Return an environment in which the open parameters of a template have their values.

    A parameter that the template keeps from its value is at its default. A letter is a value: one
    that is read from Parameter Store is not known by the name.
    """
    rows = declared(document.data)
    letters = {each: name for each, name in case.letters.items() if not is_read(rows.get(name, {}))}
    taken = {n: v for n, v in case.values.items() if is_admitted([document.data], n, v)}
    values = {**given.parameters, **taken}
    values.update({name: case.value(letter) for letter, name in letters.items()})
    defaults = {n: text for n, row in rows.items() if (text := default_text(row)) is not None}
    made = comparisons(rows, {**_place(given), **defaults, **values})
    values.update((name, value) for name, value in made if name not in case.values)
    # One at its default is as one that is not given: both are read once.
    told = {n: v for n, v in values.items() if n in rows and v != defaults.get(n)}
    return replace(given, parameters=told, unconstrained=frozenset(letters.values()))


def _place(given: Environment) -> dict[str, str]:
    """Return the pseudo parameters of an environment that conditions compare."""
    return {
        "AWS::AccountId": given.account,
        "AWS::Partition": given.known_partition,
        "AWS::Region": given.region,
    }


def takes(template: Any, case: Assignment, name: str) -> bool:
    """Return whether a template has a parameter that takes its value of a case."""
    value = case.values.get(name)
    return name in declared(template) and (value is None or is_admitted([template], name, value))


_EXAMPLE_ARNS = tuple(
    f"arn:aws:{start}:{account}:{resource}"
    for start, resource in (
        ("iam:", "policy/x"),
        ("iam:", "role/x"),
        ("kms:us-east-1", "key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("kms:us-east-1", "alias/x"),
        ("sns:us-east-1", "x"),
        ("sqs:us-east-1", "x"),
        ("secretsmanager:us-east-1", "secret:x-AbCdEf"),
        ("dynamodb:us-east-1", "table/x"),
    )
    for account in ("111122223333", "444455556666")
)
"""ARNs for parameters that take nothing else, of this account and of another one."""


def example_values(
    template: Mapping[str, Any], name: str, likely: Iterable[str] = ()
) -> Iterator[str]:
    """Yield strings that a parameter's own limits admit, for a counterexample that can be deployed.

    Those that are likely to matter come first, and what begins or ends with them.
    """
    default = default_text(declared(template).get(name, {})) or ""
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
        *_EXAMPLE_ARNS,
        *(e for row in rows_of([template], name) for e in examples_of(row.get("AllowedPattern"))),
    ):
        if is_admitted([template], name, text):
            yield text


def rows_of(templates: Collection[Any], name: str) -> list[Mapping[str, Any]]:
    """Return what the templates that have a parameter say of it."""
    return [row for template in templates if (row := declared(template).get(name)) is not None]


def _is_text(row: Mapping[str, Any]) -> bool:
    kind = str(row.get("Type", "String"))
    return "List<" not in kind and "CommaDelimitedList" not in kind


def is_admitted(templates: Collection[Any], name: str, text: str) -> bool:
    """Return whether some template's own limits let a parameter have a value.

    A value that a nested stack takes as it is must pass the limits of that stack's parameter too.
    """
    return any(
        all(_is_in_limits(each, text) for each in rows_of_value(row))
        for row in rows_of(templates, name)
    )


def _is_in_limits(row: Mapping[str, Any], text: str) -> bool:
    try:
        parameter_values({"Parameters": {"Value": row}}, {"Value": text})
    except TemplateError:
        return False
    return True


def compared_strings_in(
    templates: Collection[Any], name: str, *, by_a_letter: bool = True
) -> list[str]:
    """Return the strings that some template compares a parameter with, or the only ones it allows.

    Raises:
        TemplateError: see :func:`.parameter_uses.compared_strings`.
    """
    found = (compared_strings(each, name, by_a_letter=by_a_letter) for each in templates)
    return sorted({text for texts in found for text in texts})


class ComparedStrings:
    """The strings that templates compare parameters with: :func:`compared_strings_in` of many.

    What refers to which parameter is found once, so that nothing else is read for each.
    """

    def __init__(self, templates: Collection[Any]) -> None:
        self.templates = templates
        self._found: dict[tuple[str, bool], list[str]] = {}

    def typed_values(self, names: Iterable[str]) -> dict[str, list[str]]:
        """Return the values of parameters that no letter represents, unless they are many."""
        found = self._typed.values(names, partial(is_admitted, self.templates))
        return found if prod(map(len, found.values())) <= MOST_TYPED else {}

    @cached_property
    def _typed(self) -> TypedParameters:
        return TypedParameters(self.templates)

    @cached_property
    def _actions(self) -> ActionParameters:
        return ActionParameters(self.templates)

    @cached_property
    def _parts(self) -> list[dict[str, list[tuple[str, Any, set[str]]]]]:
        """The conditions and resources of each template, and what each refers to."""
        return [
            {
                key: [(part, row, referred_to(row)) for part, row in section(template, key).items()]
                for key in ("Conditions", "Resources")
                if section(template, key)
            }
            for template in self.templates
        ]

    def __call__(self, name: str, *, by_a_letter: bool = True) -> list[str]:
        """Return the strings that some template compares a parameter with.

        Raises:
            TemplateError: see :func:`compared_strings_in`.
        """
        key = name, by_a_letter
        if key not in self._found:
            self._found[key] = self._compared(*key)
        return self._found[key]

    def _compared(self, name: str, by_a_letter: bool) -> list[str]:
        narrowed = [
            {**template, **{key: _referring(rows, name) for key, rows in parts.items()}}
            for template, parts in zip(self.templates, self._parts, strict=True)
        ]
        found = compared_strings_in(narrowed, name, by_a_letter=by_a_letter)
        actions = self._actions.values(name, partial(is_admitted, self.templates, name))
        return sorted({*found, *actions})


def _referring(rows: Iterable[tuple[str, Any, set[str]]], name: str) -> dict[str, Any]:
    return {part: row for part, row, names in rows if name in names}
