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
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.proof.access import ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.difference import Difference, check_parameters, compare_documents

_NOTHING: dict[str, Any] = {"Resources": {}}


def compare_with_stack(
    stack: StackTemplate, new: Document, parameters: Mapping[str, str], *, role: str | None = None
) -> Difference:
    """Return what changes if a stack is updated to a new template with these parameter values.

    Roles of a nested stack are named LOGICALID/ROLE.

    Raises:
        TemplateError: a template cannot be read or has no such parameter, or the role doesn't
            exist.
    """
    check_parameters(replace(stack.environment, parameters=dict(parameters)), [new])
    return _compare(stack, new, _updated(stack.environment, new, parameters), role)


def _compare(
    stack: StackTemplate, new: Document, environment: Environment, role: str | None
) -> Difference:
    """Compare a stack with a new template in its environment."""
    names = sorted({*stack.nested, *nested_in(new)})
    outer, _, inner = (role or "").partition("/")
    if inner and outer in names:
        found = _compare_nested(outer, stack, new, environment, role=inner)
        return _named_in(outer, found)
    found = compare_documents(
        stack.document,
        new,
        environment=environment,
        deployed=stack.environment,
        role=role,
        nested=False,
    )
    # A nested stack is compared by its template, below, not by its TemplateURL.
    changes = [each for each in found.changes if each.role.partition("/")[0] not in names]
    if role is not None and not changes:
        return _compare(stack, new, environment, found.changes[0].role)
    assumptions, replaced = list(found.assumptions), list(found.replacements)
    if names and role is None:
        assumptions.append(f"nested stacks are compared as well: {', '.join(names)}")
        for name in names:
            nested = _named_in(name, _compare_nested(name, stack, new, environment))
            changes += nested.changes
            assumptions += nested.assumptions
            replaced += nested.replacements
    return replace(
        found,
        changes=tuple(changes),
        assumptions=tuple(assumptions),
        replacements=tuple(replaced),
    )


def _named_in(stack: str, found: Difference) -> Difference:
    """Return a difference whose roles, resources and assumptions name their nested stack."""
    changes = tuple(replace(each, role=f"{stack}/{each.role}") for each in found.changes)
    assumptions = tuple(f"{stack}: {line}" for line in found.assumptions)
    replaced = tuple(
        replace(each, logical_id=f"{stack}/{each.logical_id}") for each in found.replacements
    )
    return replace(found, changes=changes, assumptions=assumptions, replacements=replaced)


def _updated(before: Environment, new: Document, given: Mapping[str, str]) -> Environment:
    """Return the environment of an update: a parameter that is not given keeps its value."""
    known = {key: value for key, value in before.parameters.items() if key in declared(new.data)}
    return replace(before, parameters={**known, **given})


def _compare_nested(
    name: str,
    stack: StackTemplate,
    new: Document,
    environment: Environment,
    role: str | None = None,
) -> Difference:
    old = stack.nested.get(name)
    properties = nested_in(new).get(name)
    if old is None:
        absent = Document(_NOTHING, f"stack {stack.environment.stack_name}")
        old = StackTemplate(document=absent, environment=replace(environment, parameters={}))
    if properties is None:
        return compare_with_stack(old, Document(_NOTHING, new.source), {}, role=role)
    document = _document_of(properties.get("TemplateURL"), name, stack, new)
    if isinstance(document, str):
        unknown = ProofAnswer(unknown=(document,))
        return Difference((AccessChange("every role", "permissions", unknown, unknown),))
    values = dict(_values(name, new, environment))
    unknown_names = [key for key, value in values.items() if value is None]
    rows = {
        key: {k: v for k, v in row.items() if k != "Default"} if key in unknown_names else row
        for key, row in declared(document.data).items()
    }
    document = replace(document, data={**document.data, "Parameters": rows})
    # An update of the root sets every parameter of a nested stack: no value is kept.
    kept = {key: value for key, value in old.environment.parameters.items() if key in rows}
    defaults = {key: text for key in kept if (text := default_text(rows[key])) is not None}
    known = {key: value for key, value in values.items() if value is not None and key in rows}
    passed = _Passed(stack, new, environment)
    stays = [key for key in unknown_names if passed.is_same(name, key)]
    before = {key: value for key, value in kept.items() if key not in stays}
    return _compare(
        replace(old, environment=replace(old.environment, parameters=before)),
        document,
        replace(old.environment, parameters={**defaults, **known}),
        role,
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
