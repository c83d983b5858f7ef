"""The difference between a deployed stack and a new template, including nested stacks.

The stack is compared at its deployed parameter values. The new template is compared at the values
of an update: those given, else the stack's, else the template's defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from influmojo_cfn.account.stack_template import StackTemplate, nested_in
from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.parameters import default_text
from influmojo_cfn.cloudformation.referenced_names import names_in
from influmojo_cfn.cloudformation.replacements import replacements
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.proof.access import ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.difference import (
    Difference,
    check_parameters,
    compare_documents,
    resolved_for_update,
)

_NOTHING: dict[str, Any] = {"Resources": {}}


@dataclass(frozen=True)
class _Update:
    """A stack as it is deployed, and the template and environment of its update.

    ``nested`` are the updates of its nested stacks by logical ID, or the reason one is unknown.
    """

    stack: StackTemplate
    new: Document
    environment: Environment
    nested: Mapping[str, _Update | str]


def compare_with_stack(
    stack: StackTemplate, new: Document, parameters: Mapping[str, str], *, role: str | None = None
) -> Difference:
    """Return what changes if a stack is updated to a new template with these parameter values.

    Roles of a nested stack are named LOGICALID/ROLE. What the update fails on is that of all roles:
    CloudFormation rolls the whole update back.

    Raises:
        TemplateError: a template cannot be read or has no such parameter, or the role doesn't
            exist.
    """
    check_parameters(replace(stack.environment, parameters=dict(parameters)), [new])
    update = _update(stack, new, _updated(stack.environment, new, parameters))
    updates = dict(_updates(update))
    before = {
        place: resolved_for_update(each.stack.document, each.stack.environment)
        for place, each in updates.items()
    }
    after = {
        place: resolved_for_update(each.new, each.environment) for place, each in updates.items()
    }
    return replace(_compare(update, role), replacements=tuple(sorted(replacements(after, before))))


def _update(stack: StackTemplate, new: Document, environment: Environment) -> _Update:
    """Return the update of a stack, with those of its nested stacks."""
    names = sorted({*stack.nested, *nested_in(new)})
    nested = {name: _nested_update(name, stack, new, environment) for name in names}
    return _Update(stack, new, environment, nested)


def _compare(update: _Update, role: str | None) -> Difference:
    """Compare a stack with its update."""
    outer, _, inner = (role or "").partition("/")
    if inner and outer in update.nested:
        return _compare_nested(outer, update, inner)
    found = compare_documents(
        update.stack.document,
        update.new,
        environment=update.environment,
        deployed=update.stack.environment,
        role=role,
        nested=False,
    )
    # A nested stack is compared by its template, below, not by its TemplateURL.
    changes = [each for each in found.changes if each.role.partition("/")[0] not in update.nested]
    if role is not None and not changes:
        return _compare(update, found.changes[0].role)
    assumptions = list(found.assumptions)
    if update.nested and role is None:
        assumptions.append(f"nested stacks are compared as well: {', '.join(update.nested)}")
        for name in update.nested:
            nested = _compare_nested(name, update)
            changes += nested.changes
            assumptions += nested.assumptions
    return replace(found, changes=tuple(changes), assumptions=tuple(assumptions))


def _compare_nested(name: str, update: _Update, role: str | None = None) -> Difference:
    """Compare a nested stack; its roles and assumptions name it."""
    nested = update.nested[name]
    if isinstance(nested, str):
        unknown = ProofAnswer(unknown=(nested,))
        found = Difference((AccessChange("every role", "permissions", unknown, unknown),))
    else:
        found = _compare(nested, role)
    changes = tuple(replace(each, role=f"{name}/{each.role}") for each in found.changes)
    return replace(
        found, changes=changes, assumptions=tuple(f"{name}: {line}" for line in found.assumptions)
    )


def _updates(update: _Update, place: str = "") -> Iterator[tuple[str, _Update]]:
    """Yield the update of each stack that is known, by its place."""
    yield place, update
    for name, nested in update.nested.items():
        if not isinstance(nested, str):
            yield from _updates(nested, f"{place}{name}/")


def _updated(before: Environment, new: Document, given: Mapping[str, str]) -> Environment:
    """Return the environment of an update: a parameter that is not given keeps its value."""
    known = {key: value for key, value in before.parameters.items() if key in declared(new.data)}
    return replace(before, parameters={**known, **given})


def _nested_update(
    name: str, stack: StackTemplate, new: Document, environment: Environment
) -> _Update | str:
    old = stack.nested.get(name)
    properties = nested_in(new).get(name)
    if old is None:
        absent = Document(_NOTHING, f"stack {stack.environment.stack_name}")
        old = StackTemplate(document=absent, environment=replace(environment, parameters={}))
    if properties is None:
        return _update(old, Document(_NOTHING, new.source), replace(environment, parameters={}))
    document = _document_of(properties.get("TemplateURL"), name, stack, new)
    if isinstance(document, str):
        return document
    values = dict(_values(name, new, environment))
    unknown_names = [key for key, value in values.items() if value is None]
    rows = {
        key: {k: v for k, v in row.items() if k != "Default"} if key in unknown_names else row
        for key, row in declared(document.data).items()
    }
    document = replace(document, data={**document.data, "Parameters": rows})
    # An update of the root sets every parameter of a nested stack: no value is kept.
    kept = old.environment.parameters
    defaults = {
        key: text for key in kept if key in rows and (text := default_text(rows[key])) is not None
    }
    known = {key: value for key, value in values.items() if value is not None and key in rows}
    passed = _Passed(stack, new, environment)
    stays = [key for key in unknown_names if passed.is_same(name, key)]
    before = {key: value for key, value in kept.items() if key not in stays}
    return _update(
        replace(old, environment=replace(old.environment, parameters=before)),
        document,
        replace(old.environment, parameters={**defaults, **known}),
    )


@dataclass(frozen=True)
class _Passed:
    """What a root passes to its nested stacks, as it is deployed and as it is to be."""

    stack: StackTemplate
    new: Document
    environment: Environment

    def is_same(self, name: str, parameter: str) -> bool:
        """Return whether a value that is known after deployment is the same after an update."""
        before, after = (
            nested_in(each).get(name, {}).get("Parameters", {}).get(parameter)
            for each in (self.stack.document, self.new)
        )
        mappings = [each.data.get("Mappings") for each in (self.stack.document, self.new)]
        return (before, mappings[0]) == (after, mappings[1]) and self._stay(names_in(after), {name})

    def _stay(self, names: Iterable[str], seen: set[str]) -> bool:
        return all(self._stays(name, seen) for name in {*names} - seen)

    def _stays(self, name: str, seen: set[str]) -> bool:
        """Return whether a parameter, condition or resource is the same on both sides."""
        before, after = (_written(each, name) for each in (self.stack.document, self.new))
        if name in self.stack.nested and name in nested_in(self.new):
            url = nested_in(self.new)[name].get("TemplateURL")
            document = _document_of(url, name, self.stack, self.new)
            if isinstance(document, str) or document.data != self.stack.nested[name].document.data:
                return False
        values = [each.parameters.get(name) for each in (self.stack.environment, self.environment)]
        same = before == after and values[0] == values[1]
        return same and self._stay(names_in(after), {*seen, name})


def _written(document: Document, name: str) -> list[Any]:
    """Return the condition and the resource of a name, without where a nested template is."""
    found = document.data.get("Resources", {}).get(name)
    properties = nested_in(document).get(name)
    if properties is not None:
        rest = {key: value for key, value in properties.items() if key != "TemplateURL"}
        found = {**found, "Properties": rest}
    return [document.data.get("Conditions", {}).get(name), found]


def _document_of(url: object, name: str, stack: StackTemplate, new: Document) -> Document | str:
    """Return the new template of a nested stack, or the reason it is unknown."""
    before = nested_in(stack.document).get(name, {}).get("TemplateURL")
    if name in stack.nested and url is not None and url == before:
        return stack.nested[name].document
    if isinstance(url, str) and "://" not in url:
        path = Path(new.source).parent / url
        if path.is_file():
            return read_document(path)
    return f"the template of the nested stack is not read: {url}"


def _values(name: str, new: Document, environment: Environment) -> Iterator[tuple[str, str | None]]:
    """Yield the parameter values of a nested stack; None for an unknown value."""
    found = ResolvedTemplate(new.data, environment).property(name, "Parameters")
    for key, value in found.items() if isinstance(found, Mapping) else ():
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            yield key, ",".join(value)
        else:
            yield key, str(value) if isinstance(value, (str, int, float, bool)) else None
