"""The difference between a deployed stack and a new template, including nested stacks.

The stack is compared at its deployed parameter values. The new template is compared at the values
of an update: those given, else the stack's, else the template's defaults.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from influmojo_cfn.account.stack_template import StackTemplate, nested_in
from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import declared
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
    environment = _updated(stack.environment, new, parameters)
    found = compare_documents(
        stack.document,
        new,
        environment=environment,
        deployed=stack.environment,
        role=role,
        nested=False,
    )
    names = sorted({*stack.nested, *nested_in(new)})
    if not names or role is not None:
        return found
    # A nested stack is compared by its template, below, not by its TemplateURL.
    changes = [each for each in found.changes if each.role.partition("/")[0] not in names]
    assumptions = list(found.assumptions)
    assumptions.append(f"nested stacks are compared as well: {', '.join(names)}")
    for name in names:
        nested = _compare_nested(name, stack, new, environment)
        changes += [replace(each, role=f"{name}/{each.role}") for each in nested.changes]
        assumptions += [f"{name}: {line}" for line in nested.assumptions]
    return replace(found, changes=tuple(changes), assumptions=tuple(assumptions))


def _updated(before: Environment, new: Document, given: Mapping[str, str]) -> Environment:
    """Return the environment of an update: a parameter that is not given keeps its value."""
    known = {key: value for key, value in before.parameters.items() if key in declared(new.data)}
    return replace(before, parameters={**known, **given})


def _compare_nested(
    name: str, stack: StackTemplate, new: Document, environment: Environment
) -> Difference:
    old = stack.nested.get(name)
    properties = nested_in(new).get(name)
    if old is None:
        absent = Document(_NOTHING, f"stack {stack.environment.stack_name}")
        old = StackTemplate(document=absent, environment=replace(environment, parameters={}))
    if properties is None:
        return compare_with_stack(old, Document(_NOTHING, new.source), {})
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
    defaults = {key: str(rows[key]["Default"]) for key in kept if "Default" in rows[key]}
    known = {key: value for key, value in values.items() if value is not None and key in rows}
    before = {key: value for key, value in kept.items() if key not in unknown_names}
    return compare_with_stack(
        replace(old, environment=replace(old.environment, parameters=before)),
        document,
        {**defaults, **known},
    )


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
