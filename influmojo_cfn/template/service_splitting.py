"""A template of many services, split into nested stacks that each fit where a template is passed.

The root keeps what the services share: cluster, namespace, the group of those that are connected.
A part has some services or jobs with all that is theirs, and takes what it needs of the shared
resources by parameters of their names. A service that waits for another one is in the same part or
a later one, which waits for the other part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.cloudformation.referenced_names import as_parameters
from influmojo_cfn.template.ecs_cluster import cluster_resources
from influmojo_cfn.template.ecs_service_connect import members_group, namespace_resources
from influmojo_cfn.template.splitting import Part, WholeTemplate, files_of, parts_that_fit


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
    found = [_part(whole, shared, names) for names in groups]
    if any(name in template["Parameters"] for _, passed in found for name in passed):
        return {f"{stem}{ending}": dict(template)}
    parts = [
        Part(template=part, passed=passed, after=_before(whole, groups, names))
        for names, (part, passed) in zip(groups, found, strict=True)
    ]
    return files_of(whole, parts, (stem, ending), "Services", app.resource_tags, shared)


def _shared(app: App) -> frozenset[str]:
    made = (*cluster_resources(app), *namespace_resources(app), *members_group(app))
    return frozenset(each.title for each in made)


def _part(
    whole: WholeTemplate, shared: Collection[str], names: Collection[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a part, and the value of each parameter that represents what is shared."""
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
    return part, needed


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


def _before(whole: WholeTemplate, groups: list[set[str]], names: set[str]) -> list[int]:
    """Return the numbers of the groups that some resources of another one wait for."""
    waits = {each for name in names for each in _waits(whole.template["Resources"][name])} - names
    return [number for number, other in enumerate(groups, 1) if other & waits]
