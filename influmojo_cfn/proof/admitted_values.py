"""Values that a template's parameters take now and did not take before.

A parameter at its default shows nothing of them: the deployer of the template can choose one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.parameters import parameter_text
from influmojo_cfn.cloudformation.referenced_names import refers_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.assignments import compared_strings_in
from influmojo_cfn.proof.targets import other_policies, targets_of
from influmojo_cfn.proof.unread_changes import unread_changes

_MOST = 20
"""The most new values of one parameter that are compared one by one."""
_SETS = ("AllowedValues", "AllowedPattern", "Type")
_AT_MOST, _AT_LEAST = ("MaxLength", "MaxValue"), ("MinLength", "MinValue")


class AdmittedValue(NamedTuple):
    """A value that a parameter takes now; None for those of a limit that is looser or removed."""

    name: str
    value: str | None
    limit: str


def admitted_values(old: Any, new: Any, given: Collection[str]) -> Iterator[AdmittedValue]:
    """Yield what parameters of both templates take now, of those that no value is given for.

    A rule of the template that changes or is removed can have kept a value from any of its own.
    """
    before, after = declared(old), declared(new)
    names = [name for name in after if name in before and name not in given]
    for name in names:
        yield from _admitted(name, before[name], after[name])
    for rule in _changed_rules(old, new):
        for name in names:
            if refers_to(old["Rules"][rule], name):
                yield AdmittedValue(name, None, f"the rule {rule} changes")


def _changed_rules(old: Any, new: Any) -> list[str]:
    """Return the rules of the old template that the new one does not have as they are."""
    before, after = section(old, "Rules"), section(new, "Rules")
    return [rule for rule, row in before.items() if after.get(rule) != row]


def _admitted(
    name: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[AdmittedValue]:
    listed, kept = (_listed(row) for row in (before, after))
    if kept is not None:
        added = [text for text in kept if listed is not None and text not in listed]
        for text in added[:_MOST]:
            yield AdmittedValue(name, text, "AllowedValues")
        if len(added) > _MOST:
            yield AdmittedValue(name, None, "AllowedValues")
        return
    loosened = [key for key in _SETS if key in before and before[key] != after.get(key)]
    loosened += [key for key in _AT_MOST if _is_beyond(before.get(key), after.get(key), 1)]
    loosened += [key for key in _AT_LEAST if _is_beyond(before.get(key), after.get(key), -1)]
    for key in loosened:
        yield AdmittedValue(name, None, key)


def _listed(row: Mapping[str, Any]) -> list[str] | None:
    values = row.get("AllowedValues")
    return [parameter_text(value) for value in values] if isinstance(values, list) else None


def _is_beyond(before: Any, after: Any, sign: int) -> bool:
    """Return whether a bound is removed or moved outward, or is not a number."""
    if before is None or before == after:
        return False
    try:
        return after is None or sign * float(after) > sign * float(before)
    except (TypeError, ValueError):
        return True


_ANYTHING = "a-value-that-is-not-known"


def matters(document: Document, environment: Environment, name: str) -> bool:
    """Return whether what a template lets anyone do can depend on the value of a parameter."""
    try:
        texts = compared_strings_in([document.data], name, by_a_letter=False)
    except TemplateError:
        return True
    return any(_matters(document, environment, name, text) for text in (_ANYTHING, *texts[:_MOST]))


def _matters(document: Document, environment: Environment, name: str, text: str) -> bool:
    values = {**environment.parameters, name: text}
    other = replace(
        environment, parameters=values, unconstrained=environment.unconstrained | {name}
    )
    try:
        one, another = (
            ResolvedTemplate(document.data, each, missing_is_unknown=True)
            for each in (environment, other)
        )
        if _accesses(document, one) != _accesses(document, another):
            return True
        return any(True for _ in unread_changes(one, another))
    except TemplateError:
        return True


def _accesses(document: Document, resolved: ResolvedTemplate) -> list[tuple[str, Access, Any, Any]]:
    roles = targets_of(document, resolved.environment)
    targets = {**other_policies(document, resolved, set()), **roles}
    return [
        (name, target.permissions, target.trust, target.attached)
        for name, target in targets.items()
    ]
