"""A template of many services, split into nested stacks that each fit where a template is passed.

The root keeps what the services share: cluster, namespace, the group of those that are connected.
A part has some services or jobs with all that is theirs, and takes what it needs of the shared
resources by parameters of their names. A service that waits for another one is in the same part or
a later one, which waits for the other part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from troposphere import GetAtt, Join, Ref

from influmojo_cfn.app import App
from influmojo_cfn.cloudformation.referenced_names import as_parameters
from influmojo_cfn.template.ecs_cluster import cluster_resources
from influmojo_cfn.template.ecs_service_connect import members_group, namespace_resources
from influmojo_cfn.template.splitting import (
    WholeTemplate,
    conditions_asked,
    nested_part,
    parts_that_fit,
)


def split_services(
    app: App, template: Mapping[str, Any], size: int, stem: str, ending: str
) -> dict[str, dict[str, Any]]:
    """Return the root of a services' template and its parts, each by its file name.

    It is the whole alone where a parameter has the name that a part needs for a shared resource.
    ``size`` is that of the whole as text, ``stem`` and ``ending`` make its file name.
    """
    shared = _shared(app)
    whole = WholeTemplate.read(template)
    workloads = _in_order(whole, list(_workloads(whole, shared)))
    groups = list(
        parts_that_fit(whole, workloads, lambda names: _part(whole, shared, names)[0], size)
    )
    parts = [_part(whole, shared, names) for names in groups]
    if any(each[0] in template["Parameters"] for _, needed in parts for each in needed):
        return {f"{stem}{ending}": dict(template)}
    files = {f"{stem}-{number}{ending}": part for number, part in enumerate(parts, 1)}
    root = _root(app, whole, shared, groups, files)
    return {f"{stem}{ending}": root, **{name: part for name, (part, _) in files.items()}}


def _shared(app: App) -> frozenset[str]:
    made = (*cluster_resources(app), *namespace_resources(app), *members_group(app))
    return frozenset(each.title for each in made)


def _part(
    whole: WholeTemplate, shared: Collection[str], names: Collection[str]
) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Return a part, and the name and value of each parameter that stands for what is shared."""
    part = whole.part(names)
    needed: dict[str, Any] = {}
    for name, row in part["Resources"].items():
        inside = [each for each in _waits(row) if each in names]
        row = {key: value for key, value in row.items() if key != "DependsOn"}
        row["Properties"] = as_parameters(row["Properties"], shared, needed)
        part["Resources"][name] = {**row, **({"DependsOn": inside} if inside else {})}
    # What is shared is the root's to put out.
    part["Outputs"] = {
        name: {**row, "Value": as_parameters(row["Value"], shared, needed)}
        for name, row in part["Outputs"].items()
        if not whole.outputs[name].isdisjoint(names)
    }
    added = {
        name: {"Type": "String", "Description": f"{name} of the stack that nests this one."}
        for name in needed
    }
    part["Parameters"] = {**part["Parameters"], **added}
    return part, list(needed.items())


def _waits(row: Mapping[str, Any]) -> list[str]:
    found = row.get("DependsOn", [])
    return [found] if isinstance(found, str) else list(found)


def _workloads(whole: WholeTemplate, shared: Collection[str]) -> Iterator[set[str]]:
    """Yield the resources of each service and job: those that refer to each other."""
    left = {name: None for name in whole.resources if name not in shared}
    while left:
        found, more = set(), {next(iter(left))}
        while more:
            found |= more
            more = {
                each
                for each in left
                if each not in found
                and any(
                    each in whole.resources[name] or name in whole.resources[each] for name in more
                )
            }
        for name in found:
            left.pop(name)
        yield found


def _in_order(whole: WholeTemplate, workloads: list[set[str]]) -> list[set[str]]:
    """Return workloads, each after those that it waits for."""
    resources = whole.template["Resources"]
    ordered: list[set[str]] = []
    left = workloads
    while left:
        there: set[str] = set().union(*left)
        ready = [
            names
            for names in left
            if not any(each in there - names for n in names for each in _waits(resources[n]))
        ]
        ordered += ready or left  # CloudFormation refuses a circle: there is none.
        left = [names for names in left if names not in ready] if ready else []
    return ordered


def _root(
    app: App,
    whole: WholeTemplate,
    shared: Collection[str],
    groups: list[set[str]],
    files: Mapping[str, tuple[dict[str, Any], list[tuple[str, Any]]]],
) -> dict[str, Any]:
    """Return the template that has what is shared, and nests the parts."""
    template = whole.template
    tags = {"Project": app.display_title, **app.tags}
    resources = {name: row for name, row in template["Resources"].items() if name in shared}
    outputs = dict(template["Outputs"])
    ids = [f"Services{number}" for number, _ in enumerate(groups, 1)]
    for logical_id, names, (file, (part, needed)) in zip(ids, groups, files.items(), strict=True):
        down = {name: _passed(name, template) for name in part["Parameters"]} | dict(needed)
        why = f"Part {logical_id.removeprefix('Services')} of the services, which do not fit one."
        waits = {each for name in names for each in _waits(template["Resources"][name])} - names
        before = [ids[n] for n, other in enumerate(groups) if other & waits]
        resources[logical_id] = nested_part(file, down, why, tags)
        if before:
            resources[logical_id]["DependsOn"] = before
        for name in part["Outputs"]:
            value = GetAtt(logical_id, f"Outputs.{name}").to_dict()
            outputs[name] = {**outputs[name], "Value": value}
    used = set().union(*(whole.resources[name] for name in shared))
    used |= {name for row in outputs.values() for name in (row.get("Condition", ""),)}
    used |= set().union(*(whole.outputs[name] for name in outputs))
    asked = conditions_asked(template.get("Conditions", {}), used)
    sections = {
        **template,
        "Conditions": {n: row for n, row in template.get("Conditions", {}).items() if n in asked},
        "Resources": resources,
        "Outputs": outputs,
    }
    return {key: value for key, value in sections.items() if value}


def _passed(name: str, template: Mapping[str, Any]) -> Any:
    # A nested stack's parameter is a text: a list goes down joined with commas.
    kind = template["Parameters"].get(name, {}).get("Type", "String")
    is_list = kind.startswith("List<") or kind == "CommaDelimitedList"
    return (Join(",", Ref(name)) if is_list else Ref(name)).to_dict()
