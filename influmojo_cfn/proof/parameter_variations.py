"""One parameter at a time away from its default, where conditions omit something else."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.derived_parameters import compared_with_each_other, said
from influmojo_cfn.cloudformation.parameter_uses import compared_by_aws, declared, lookups
from influmojo_cfn.cloudformation.parameters import default_text
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.errors import Error
from influmojo_cfn.proof.assignments import (
    MOST_CASES,
    Assignment,
    ComparedStrings,
    assignments,
    example_values,
    is_admitted,
    rows_of,
)

MOST_WORK = 20_000
"""How many cases there can be, times the resources of the templates: ten seconds."""


class ParameterVariation(NamedTuple):
    """A case in which the parameter ``name`` has another value than its defaults.

    ``where`` says to people which.
    """

    name: str
    case: Assignment
    where: str


class ParameterVariations(NamedTuple):
    """Cases of one parameter at a time, and the parameters that no case was made of."""

    cases: tuple[ParameterVariation, ...] = ()
    omitted: tuple[str, ...] = ()

    @property
    def besides(self) -> str:
        """What there is to add where it is said that parameters are at their defaults."""
        return ", or one of them at another value that conditions compare" if self.cases else ""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Why what parameters change is not known, of each that no case was made of."""
        return tuple(
            f"the parameter {name} is compared at its default only" for name in self.omitted
        )


def parameter_variations(
    templates: Collection[Any],
    open_names: Collection[str],
    given: Collection[str],
    introduced: Collection[str] = (),
    *,
    is_each_open_apart: bool = False,
) -> ParameterVariations:
    """Return the cases of parameters that the templates' conditions ask about, one at a time.

    What a condition omits at the defaults is there in one of them. Only values that the
    conditions tell from the defaults are cases, and every other value of a parameter that is
    ``introduced``. No case is made of a parameter that no letter can represent, or where there are
    too many. ``is_each_open_apart`` tells that the values of ``open_names`` are compared elsewhere,
    and have one here.
    """
    found: list[ParameterVariation] = []
    omitted: list[str] = []
    strings = ComparedStrings(templates)
    resources = sum(len(template.get("Resources") or ()) for template in templates)
    most = min(MOST_CASES, MOST_WORK // max(resources, 1))
    asked = {*_asked_about(templates), *introduced}
    for name in sorted(asked):
        defaults = {
            text for row in rows_of(templates, name) if (text := default_text(row)) is not None
        }
        if name in given or name in open_names or not defaults:
            continue
        try:
            texts = strings(name)
            compared = compared_with_each_other(name) & asked - {*given}
            apart = {*open_names} - compared if is_each_open_apart else ()
            cases = assignments(templates, {*open_names, *compared, name}, strings, apart=apart)
        except Error:
            apart = {*open_names} if is_each_open_apart else ()
            is_new = name in introduced
            texts, cases = _one_by_one(strings, open_names, apart, name, defaults, is_new)
        if cases is None or len(found) + len(cases) > most:
            omitted.append(name)
            continue
        for case in cases:
            value = case.values.get(name)
            is_told = value is not None or defaults & set(texts) or name in introduced
            if {value} != defaults and is_told:
                found.append(ParameterVariation(name, case, _where(name, value, texts)))
    return ParameterVariations(tuple(found), tuple(omitted))


def _one_by_one(
    strings: ComparedStrings,
    open_names: Collection[str],
    apart: Collection[str],
    name: str,
    defaults: set[str],
    is_introduced: bool,
) -> tuple[list[str], list[Assignment] | None]:
    """Return what a parameter that no letter represents is compared with, and cases of that.

    One string more represents all others.
    """
    try:
        texts = strings(name, by_a_letter=False)
        cases = assignments(strings.templates, open_names, strings, apart=apart)
    except Error:
        return [], None
    values = told_apart(strings.templates, name, texts, defaults, other=is_introduced)
    if cases is None:
        return texts, None
    return texts, [
        case._replace(values={**case.values, name: value}) for case in cases for value in values
    ]


def told_apart(
    templates: Collection[Any],
    name: str,
    texts: Collection[str],
    defaults: Collection[str],
    *,
    other: bool = False,
) -> list[str]:
    """Return the values of a parameter that are told from its defaults, one for all that are not.

    ``other`` asks for such a one also where no default is among ``texts``.
    """
    seen = {*texts, *defaults}
    others = (v for each in templates for v in example_values(each, name) if v not in seen)
    values = [text for text in texts if is_admitted(templates, name, text)]
    is_asked = other or not {*defaults}.isdisjoint(texts)
    return [*values, *islice(others, 1 if is_asked else 0)]


def _where(name: str, value: str | None, others: Collection[str]) -> str:
    if value is not None:
        return f"where {said(name, value)}"
    if not others:
        return f"where {name} is another string"
    listed = " or ".join(other or "empty" for other in others)
    return f"where {name} is not {listed}"


def introduced_parameters(old: Any, new: Any) -> list[str]:
    """Return the parameters that resources of the new template refer to, and none of the old one.

    A parameter of another name in place of one that is limited alike is the same one renamed.
    """
    before, after = declared(old), declared(new)
    if not after:
        return []
    came = referred_to(new.get("Resources")) - referred_to(old.get("Resources"))
    removed = [_limits(row) for name, row in before.items() if name not in after]
    return [
        name
        for name, row in after.items()
        if name in came and (name in before or _limits(row) not in removed)
    ]


def _limits(row: Any) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _FOR_PEOPLE}


_FOR_PEOPLE = ("ConstraintDescription", "Description")


def _asked_about(templates: Collection[Any]) -> list[str]:
    """Return the parameters that conditions, keys of mappings, or who is let in, refer to."""
    found: set[str] = set()
    for template in templates:
        told_apart_by_aws = [*compared_by_aws(template.get("Resources") or {})]
        asking = [template.get("Conditions"), lookups(template), told_apart_by_aws]
        found |= referred_to(asking) & declared(template).keys()
    return sorted(found)
