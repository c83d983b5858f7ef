"""A template of many roles, split into nested stacks that each fit where a template is passed.

The whole template is taken apart by its roles: a part has some roles with their policies, and of
parameters, conditions and outputs what those need. The root has the whole form, passes each part
its parameters, and brings the outputs up under the names that they have in the whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from troposphere import GetAtt, Ref

from influmojo_cfn.cloudformation.referenced_names import names_in

INLINE_BYTES = 51_200
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

_ROOM = 2_048
"""What is left free in a part: the sizes of its roles are estimates."""

_FORM = "AWS::CloudFormation::Interface"
_CONTEXT = "com.aws.cloudformation.Context"


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
        return {key: value for key, value in sections.items() if value}


def conditions_asked(conditions: Mapping[str, Any], names: Collection[str]) -> set[str]:
    """Return the conditions among names with all that they refer to, conditions and parameters."""
    asked = set(names) & set(conditions)
    more = asked
    while more:
        found = {name for each in more for name in names_in(conditions[each])} - asked
        asked |= found
        more = found & set(conditions)
    return asked


def split(
    template: Mapping[str, Any], size: int, stem: str, ending: str, tags: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Return the root of a split template and its parts, each by its file name.

    ``size`` is that of the whole as text, ``stem`` and ``ending`` make its file name, and ``tags``
    are those of the nested stacks.
    """
    whole = WholeTemplate.read(template)
    parts = map(whole.part, parts_that_fit(whole, _roles(whole), whole.part, size))
    files = {f"{stem}-{number}{ending}": part for number, part in enumerate(parts, 1)}
    return {f"{stem}{ending}": _root(template, files, tags), **files}


def parts_that_fit(
    whole: WholeTemplate,
    together: Iterable[set[str]],
    part: Callable[[Collection[str]], Mapping[str, Any]],
    size: int,
) -> Iterator[set[str]]:
    """Yield the resources of each part: as many of those that belong together as fit into one.

    ``part`` writes the part of some resources; ``size`` is that of the whole as text.
    """
    # How many bytes of text a byte of JSON becomes, which is faster to write.
    ratio = size / len(json.dumps(whole.template))
    taken: set[str] = set()
    for names in together:
        more = taken | names
        if taken and len(json.dumps(part(more))) * ratio > INLINE_BYTES - _ROOM:
            yield taken
            more = names
        taken = more
    yield taken


def _roles(whole: WholeTemplate) -> Iterator[set[str]]:
    """Yield each role with the resources that it names, and those that name it."""
    left = dict.fromkeys(whole.resources)
    for name, row in whole.template["Resources"].items():
        if row["Type"] == "AWS::IAM::Role":
            named = {name, *(whole.resources[name] & left.keys())}
            named |= {each for each in left if name in whole.resources[each]}
            for each in named:
                left.pop(each, None)
            yield named
    for name in left:
        yield {name}


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


def _root(
    whole: Mapping[str, Any], files: Mapping[str, dict[str, Any]], tags: Mapping[str, str]
) -> dict[str, Any]:
    """Return the template that nests the parts; what an output is stands in its part."""
    resources, holder = {}, {}
    for number, (name, part) in enumerate(files.items(), 1):
        logical_id = f"Roles{number}"
        holder.update(dict.fromkeys(part["Outputs"], logical_id))
        down = {each: Ref(each).to_dict() for each in part["Parameters"]}
        why = f"Part {number} of the roles, which do not fit one template."
        resources[logical_id] = nested_part(name, down, why, tags)
    outputs = {
        name: {
            **{key: row[key] for key in ("Condition",) if key in row},
            "Value": GetAtt(holder[name], f"Outputs.{name}").to_dict(),
            "Export": row["Export"],
        }
        for name, row in whole["Outputs"].items()
    }
    conditions = whole.get("Conditions", {})
    # A part has an output under the same condition: what the root asks for is there.
    asked = conditions_asked(conditions, {row.get("Condition", "") for row in outputs.values()})
    kept = {name: row for name, row in conditions.items() if name in asked}
    return {
        **{key: whole[key] for key in ("AWSTemplateFormatVersion", "Description", "Metadata")},
        "Parameters": whole["Parameters"],
        **({"Conditions": kept} if kept else {}),
        "Resources": resources,
        "Outputs": outputs,
    }


def nested_part(
    file: str, parameters: Mapping[str, Any], why: str, tags: Mapping[str, str]
) -> dict[str, Any]:
    """Return the nested stack of a part, whose template is a file beside the root."""
    return {
        "Type": "AWS::CloudFormation::Stack",
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Delete",
        "Metadata": {
            "cfn-lint": {"config": {"ignore_checks": ["W3002"]}},
            _CONTEXT: {"why": why, "must": [PACKAGE_FIRST]},
        },
        "Properties": {
            "TemplateURL": file,
            "Parameters": dict(parameters),
            "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        },
    }


PACKAGE_FIRST = (
    "TemplateURL is a file: `aws cloudformation package` uploads it and puts its address here."
)
