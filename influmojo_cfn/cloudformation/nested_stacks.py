"""Nested stacks whose template is a file at hand, read as a part of their parent.

As ``aws cloudformation package`` takes it, a TemplateURL (or the Location of an application of SAM)
without a scheme is a file next to the parent's. What is elsewhere stays, and is not read.

Source: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html and
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-application.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.included_files import with_included_files
from influmojo_cfn.cloudformation.intrinsics import SUB_NAME, sub_parts
from influmojo_cfn.cloudformation.language_extensions import with_loops_expanded
from influmojo_cfn.cloudformation.nested_names import SEPARATOR, NestedNames
from influmojo_cfn.cloudformation.openapi_routes import with_routes
from influmojo_cfn.cloudformation.parameters import HandedOn, parameter_text
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sam import with_sam_roles
from influmojo_cfn.cloudformation.sections import section, with_parts
from influmojo_cfn.cloudformation.source import document_at, file_beside, is_file
from influmojo_cfn.cloudformation.transforms import LEAVES_ROLES_ALONE, transforms_of
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.unknown import Unknown

LOCATIONS = {
    "AWS::CloudFormation::Stack": "TemplateURL",
    "AWS::Serverless::Application": "Location",
}
"""The types that are stacks of their own, and the property that says where their template is."""
MOST_FILES = 200
"""How many files are read for one template; stacks beyond stay."""
_MOST_DEPTH = 20

Outputs = dict[tuple[str, str], Any]
"""What Fn::GetAtt gives for an output of a nested stack."""


def with_nested_stacks(document: Document, environment: Environment | None = None) -> Document:
    """Return a template with the resources of the nested stacks whose files are at hand.

    Args:
        document: the template; files are found from where it is.
        environment: its surroundings.

    Raises:
        TemplateError: a nested template cannot be read.
    """
    return _StackReader(environment or Environment()).read(document, ())


def nested_files(document: Document) -> list[str]:
    """Return the files at hand that the nested stacks of a template name, as they are found.

    Raises:
        TemplateError: a section of the template is of a wrong shape.
    """
    if not isinstance(document.data, Mapping):
        return []
    resolved = ResolvedTemplate(document.data, Environment(), missing_is_unknown=True)
    found = [source for _, source in _located(document, resolved)]
    return [source for source in dict.fromkeys(found) if is_file(source)]


def is_nested_and_read(resources: Mapping[str, Any], name: str) -> bool:
    """Return whether a resource is a nested stack whose resources are in the template."""
    start = f"{name}{SEPARATOR}"
    return any(isinstance(each, str) and each.startswith(start) for each in resources)


class _StackReader:
    """Reads the nested stacks of one template, and those of these."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.files = 0

    def read(self, document: Document, around: tuple[str, ...]) -> Document:
        """Return a template with its nested stacks; ``around`` are the files that it is in."""
        found = list(self._stacks(document, around))
        if not found:
            return document
        sections: dict[str, dict[str, Any]] = {
            name: dict(document.data.get(name) or {})
            for name in ("Parameters", "Conditions", "Mappings", "Resources")
        }
        outputs: Outputs = {}
        keys, values = dict(document.keys), dict(document.values)
        more: list[Any] = []
        for stack, nested, names in found:
            row = document.data["Resources"][stack]
            self._add(sections, outputs, row, nested.data, names)
            _hand_on(sections["Parameters"], row, nested.data)
            more += [t for t in transforms_of(nested.data) if t not in LEAVES_ROLES_ALONE]
            place = document.place(("Resources", stack))
            for name in names.resources:
                keys["Resources", names.named(name)] = place
        data = {**document.data, **{name: rows for name, rows in sections.items() if rows}}
        if more:
            data["Transform"] = [*transforms_of(document.data), *more]
        data = {**_with_outputs(data, outputs), "Parameters": sections["Parameters"]}
        if not sections["Parameters"]:
            del data["Parameters"]
        return replace(document, data=data, keys=keys, values=values)

    def _add(
        self,
        sections: Mapping[str, dict[str, Any]],
        outputs: Outputs,
        row: Mapping[str, Any],
        nested: Mapping[str, Any],
        names: NestedNames,
    ) -> None:
        """Add what a nested template holds to the sections of its parent."""
        outer = row.get("Condition")
        for name, each in names.mappings.items():
            sections["Mappings"][names.named(name)] = each
        for name, each in names.conditions.items():
            sections["Conditions"][names.named(name)] = names.written(each)
        if outer is not None:
            sections["Conditions"] |= names.combinations(outer)
        for name, each in names.resources.items():
            sections["Resources"][names.named(name)] = names.resource(each, outer)
        for name, each in section(nested, "Outputs").items():
            if isinstance(each, Mapping):
                outputs[names.stack, f"Outputs.{name}"] = names.written(each.get("Value"))

    def _stacks(
        self, document: Document, around: tuple[str, ...]
    ) -> Iterator[tuple[str, Document, NestedNames]]:
        """Yield each nested stack with its template, its own nested stacks in it."""
        if not _stacks_of(document):
            return
        try:
            resolved = ResolvedTemplate(document.data, self.environment, missing_is_unknown=True)
        except TemplateError:  # whoever reads the template says what is wrong
            return
        for name, source in _located(document, resolved):
            if source in (document.source, *around):
                continue
            nested = self._read(source)
            if nested is not None:
                yield self._stack(name, nested, resolved, (*around, document.source))

    def _read(self, source: str) -> Document | None:
        """Return the template in a file; None where the file doesn't exist."""
        self.files += 1
        if self.files > MOST_FILES:
            return None
        found = document_at(source)
        if found is None:
            return None
        is_template = isinstance(found.data, Mapping) and "Resources" in found.data
        return found if is_template else None

    def _stack(
        self, name: str, nested: Document, resolved: ResolvedTemplate, around: tuple[str, ...]
    ) -> tuple[str, Document, NestedNames]:
        """Return a nested stack with its template processed in turn."""
        given = resolved.property(name, "Parameters")
        texts = _texts(given if isinstance(given, Mapping) else {})
        declared = section(nested.data, "Parameters")
        here = replace(
            self.environment,
            parameters={key: text for key, text in texts.items() if key in declared and text},
            stack_name=None,
        )
        open_names = {key for key in declared if texts.get(key, "") is None}
        inner = _StackReader(here)
        inner.files = self.files
        read = with_loops_expanded(with_included_files(nested), here, open_names)
        read = with_routes(with_sam_roles(read))
        read = inner.read(read, around)
        self.files = inner.files
        written = resolved.properties(name).get("Parameters")
        return name, read, NestedNames(name, read.data, _written(given, written))


def _stacks_of(document: Document) -> dict[str, Mapping[str, Any]]:
    """Return the nested stacks of a template that are not yet a part of it."""
    resources = section(document.data, "Resources")
    return {
        name: row
        for name, row in resources.items()
        if isinstance(row, Mapping)
        and isinstance(row.get("Type"), str)
        and row["Type"] in LOCATIONS
        and not is_nested_and_read(resources, name)
    }


def _located(document: Document, resolved: ResolvedTemplate) -> Iterator[tuple[str, str]]:
    """Yield each nested stack whose template is a file, be it there or not, and the file."""
    for name, row in _stacks_of(document).items():
        url = resolved.property(name, LOCATIONS[row["Type"]])
        source = file_beside(document.source, url) if isinstance(url, str) else ""
        if source:
            yield name, source


def _hand_on(
    parameters: dict[str, Any], stack: Mapping[str, Any], nested: Mapping[str, Any]
) -> None:
    """Note with what limits a stack that is always there takes parameters as they are."""
    declared = section(nested, "Parameters")
    given = section(stack.get("Properties"), "Parameters")
    for name, value in given.items() if "Condition" not in stack else ():
        source = value.get("Ref") if isinstance(value, Mapping) and len(value) == 1 else None
        own, inner = parameters.get(str(source)), declared.get(name)
        if isinstance(own, Mapping) and isinstance(inner, Mapping):
            parameters[str(source)] = HandedOn(own, (inner,))


def _written(given: Any, written: Any) -> Mapping[str, Any]:
    """Return the values of Parameters as the parent writes them."""
    if isinstance(given, Mapping) and isinstance(written, Mapping) and set(given) <= set(written):
        return written
    return {}


def _texts(values: Mapping[str, Any]) -> dict[str, str | None]:
    """Return the values of parameters as strings; None where they are not known."""
    found: dict[str, str | None] = {}
    for name, value in values.items():
        items = value if isinstance(value, list) else [value]
        unknown = any(isinstance(item, (Unknown, Mapping, list)) for item in items)
        found[name] = None if unknown else parameter_text(items)
    return found


def _with_outputs(data: Any, outputs: Outputs, depth: int = 0) -> Any:
    """Return data in which outputs of nested stacks are what the stacks give there."""
    if isinstance(data, Mapping) and len(data) == 1 and depth < _MOST_DEPTH:
        ((name, argument),) = data.items()
        if name == "Fn::GetAtt":
            parts = argument.split(".", 1) if isinstance(argument, str) else argument
            found = _output(parts, outputs)
            return data if found is None else _with_outputs(found[0], outputs, depth + 1)
        if name == "Fn::Sub" and sub_parts(argument) is not None:
            return {name: _with_outputs_in_sub(argument, outputs, depth)}
    return with_parts(data, lambda item: _with_outputs(item, outputs, depth))


def _output(parts: Any, outputs: Outputs) -> tuple[Any] | None:
    """Return the value of an output; None where it is none that is known."""
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return None
    key = (parts[0], ".".join(parts[1:])) if parts else ("", "")
    return (outputs[key],) if key in outputs else None


def _with_outputs_in_sub(argument: Any, outputs: Outputs, depth: int) -> Any:
    parts = sub_parts(argument)
    assert parts is not None
    body, given = parts
    names = {key: _with_outputs(value, outputs, depth) for key, value in given.items()}
    for found in SUB_NAME.finditer(body):
        name = found.group(2).strip()
        value = _output(name.split(".", 1), outputs)
        if not found.group(1) and name not in names and value is not None:
            names[name] = _with_outputs(value[0], outputs, depth + 1)
    return [body, names] if names else body
