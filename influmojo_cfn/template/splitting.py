"""A template of many roles, split into nested stacks that each fit where a template is passed.

A part has the roles of one service or job with their policies, or another role alone. It has the
parameters, conditions and outputs that those need. So one service more or less leaves the others in
their stacks. CloudFormation moves nothing between stacks. It would create a role in one of them
before it deletes it in the other, which fails on the name. The root has the whole form, passes each
part its parameters, and brings the outputs up under the names that they have in the whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from troposphere import GetAtt

from influmojo_cfn.cloudformation.referenced_names import conditions_asked, names_in
from influmojo_cfn.template.nested_stack import STACK, exempt, nested_stack, passed_down
from influmojo_cfn.template.order import arranged
from influmojo_cfn.template.secret_names import with_secret_names

_OF_WORKLOAD = re.compile("(TaskExecution|Task|Schedule|Rule)?Role$")
"""The end of a role's logical ID, after the service or job that it is of."""

_SHARED = "Shared"
"""The part of the two roles that are of no service alone."""

_FORM = "AWS::CloudFormation::Interface"
_CONSTRAINTS = ("AllowedPattern", "MinLength", "MaxLength", "ConstraintDescription")


@dataclass(frozen=True, kw_only=True)
class WholeTemplate:
    """A template, and the names that each of its resources and outputs refers to, read once."""

    template: Mapping[str, Any]
    resources: Mapping[str, frozenset[str]]
    outputs: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, template: Mapping[str, Any]) -> WholeTemplate:
        """Return a template with its names."""
        resources, outputs = template["Resources"], template["Outputs"]
        return cls(
            template=template,
            resources={n: frozenset(names_in(row["Properties"])) for n, row in resources.items()},
            outputs={n: frozenset(names_in(row["Value"])) for n, row in outputs.items()},
        )

    def part(self, names: Collection[str]) -> dict[str, Any]:
        """Return a template of some of the resources, with what they need of the rest."""
        template = self.template
        outputs = [name for name, named in self.outputs.items() if not named.isdisjoint(names)]
        used = set().union(
            *(self.resources[name] for name in names), *(self.outputs[name] for name in outputs)
        )
        used |= {template["Outputs"][name].get("Condition", "") for name in outputs}
        used |= {template["Resources"][name].get("Condition", "") for name in names}
        conditions = template.get("Conditions", {})
        used |= conditions_asked(conditions, used)
        parameters = {name: row for name, row in template["Parameters"].items() if name in used}
        sections = {
            "AWSTemplateFormatVersion": template["AWSTemplateFormatVersion"],
            "Description": template["Description"],
            "Metadata": {_FORM: _form(template["Metadata"][_FORM], parameters)},
            "Parameters": parameters,
            "Conditions": {name: row for name, row in conditions.items() if name in used},
            "Resources": {n: row for n, row in template["Resources"].items() if n in names},
            "Outputs": {name: _unexported(template["Outputs"][name]) for name in outputs},
        }
        return with_secret_names({key: value for key, value in sections.items() if value})


def split(
    template: Mapping[str, Any], stem: str, ending: str, tags: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return the root of a split template and its parts, each by its file name.

    ``stem`` and ``ending`` make the file name of the root, and ``tags`` are those of the nested
    stacks.
    """
    whole = WholeTemplate.read(template)
    found: dict[str, set[str]] = {}
    for name, names in _roles(whole):
        found.setdefault(name, set()).update(names)
    parts = [NestedPart(name=name, template=whole.part(names)) for name, names in found.items()]
    return files_of(whole, parts, (stem, ending), "Roles", tags)


def _roles(whole: WholeTemplate) -> Iterator[tuple[str, set[str]]]:
    """Yield each role with the resources that it names, and those that name it, and their part."""
    left = dict.fromkeys(whole.resources)
    for name, row in whole.template["Resources"].items():
        if row["Type"] == "AWS::IAM::Role":
            named = {name, *(whole.resources[name] & left.keys())}
            named |= {each for each in left if name in whole.resources[each]}
            for each in named:
                left.pop(each, None)
            yield _OF_WORKLOAD.sub("", name) or _SHARED, named
    for name in left:
        yield name, {name}


def _unexported(output: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in output.items() if key != "Export"}


def _form(form: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict[str, Any]:
    groups = [
        {**group, "Parameters": [name for name in group["Parameters"] if name in parameters]}
        for group in form["ParameterGroups"]
    ]
    labels = form["ParameterLabels"].items()
    return {
        "ParameterGroups": [group for group in groups if group["Parameters"]],
        "ParameterLabels": {name: label for name, label in labels if name in parameters},
    }


@dataclass(frozen=True, kw_only=True)
class NestedPart:
    """A part of a template, and how its root nests it.

    ``name`` ends the logical ID of its stack. ``passed`` are the values of parameters that the part
    alone has, ``after`` the names of the parts that it waits for.
    """

    name: str
    template: Mapping[str, Any]
    passed: Mapping[str, Any] = field(default_factory=dict)
    after: Sequence[str] = ()


def files_of(
    whole: WholeTemplate,
    parts: Sequence[NestedPart],
    name: tuple[str, str],
    title: str,
    tags: Mapping[str, str],
    kept: Collection[str] = (),
) -> dict[str, dict[str, Any]]:
    """Return the root of a template and its parts, by file names that end in those of the parts.

    ``title`` begins the logical IDs of the nested stacks; ``kept`` are the resources that the root
    has itself. An output is that of the part that has it, where it is described, or the root's own.
    """
    template, (stem, ending) = whole.template, name
    resources = {each: row for each, row in template["Resources"].items() if each in kept}
    outputs = dict(template["Outputs"])
    files: dict[str, dict[str, Any]] = {}
    for part in parts:
        file, logical_id = f"{stem}-{_in_small_letters(part.name)}{ending}", f"{title}{part.name}"
        files[file] = dict(part.template)
        why = f"The {title.lower()} do not fit one template: those of {part.name}."
        down = {
            each: passed_down(each, template["Parameters"][each]["Type"])
            for each in part.template["Parameters"]
            if each not in part.passed
        }
        stack = nested_stack(logical_id, file, {**down, **part.passed}, why, tags)
        if part.after:
            stack.DependsOn = [f"{title}{each}" for each in part.after]
        resources[logical_id] = stack.to_dict()
        for key in part.template.get("Outputs", {}):
            value = GetAtt(logical_id, f"Outputs.{key}").to_dict()
            row = {k: v for k, v in outputs[key].items() if k != "Description"}
            outputs[key] = {**row, "Value": value}
    conditions = template.get("Conditions", {})
    asked = conditions_asked(conditions, set(names_in([resources, outputs])))
    sections = {
        **template,
        "Conditions": {each: row for each, row in conditions.items() if each in asked},
        "Resources": resources,
        "Outputs": outputs,
    }
    root = arranged({key: value for key, value in sections.items() if value})
    return {f"{stem}{ending}": root, **files}


def _in_small_letters(name: str) -> str:
    return re.sub("(?<!^)(?=[A-Z])", "-", name).lower()


def shorter_roots(root: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a root of nested stacks, then the same with less of what these stacks say as well.

    The descriptions of outputs go first, then the metadata of the nested stacks. Then go the
    constraints of the parameters that are passed down, which a nested stack checks itself. Their
    labels in the form go next, then descriptions. The last are the ARNs of policies, which nothing
    outside the stacks names, and the form's groups.
    """
    stacks = {name: row for name, row in root["Resources"].items() if row["Type"] == STACK}
    passed = set(names_in([row["Properties"]["Parameters"] for row in stacks.values()]))
    form = root["Metadata"][_FORM]
    found = dict(root)
    yield dict(found)
    found["Outputs"] = _without(root["Outputs"], ("Description",), root["Outputs"])
    yield dict(found)
    found["Resources"] = _without(root["Resources"], ("Metadata",), stacks)
    found["Metadata"] = {**root["Metadata"], **exempt("W3002", "I4010")}
    yield dict(found)
    found["Parameters"] = _without(root["Parameters"], _CONSTRAINTS, passed)
    yield dict(found)
    short = {key: value for key, value in form.items() if key != "ParameterLabels"}
    found["Metadata"] = {**found["Metadata"], _FORM: short}
    yield dict(found)
    found["Parameters"] = _without(found["Parameters"], ("Description",), passed)
    yield dict(found)
    found = _without_policies(found)
    yield dict(found)
    yield {**found, "Metadata": {k: v for k, v in found["Metadata"].items() if k != _FORM}}


def _without_policies(root: Mapping[str, Any]) -> dict[str, Any]:
    """Return a root without the outputs of policies' ARNs, and the conditions of them alone."""
    outputs = {k: row for k, row in root["Outputs"].items() if not k.endswith("PolicyArn")}
    conditions = root.get("Conditions", {})
    asked = conditions_asked(conditions, set(names_in([root["Resources"], outputs])))
    left = {each: row for each, row in conditions.items() if each in asked}
    return {
        key: value
        for key, value in {**root, "Conditions": left, "Outputs": outputs}.items()
        if value
    }


def _without(
    rows: Mapping[str, Mapping[str, Any]], keys: Collection[str], names: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return rows, those of some names without some of their keys."""
    return {
        name: {key: value for key, value in row.items() if name not in names or key not in keys}
        for name, row in rows.items()
    }
