"""A template of many services, split into nested stacks that each fit where a template is passed.

The root keeps what the services share: cluster, namespace, the group of those that are connected. A
part has one service or job with all that is its own, so that one more or less leaves the others in
their stacks. It takes what it needs of the shared resources by parameters of their names. The stack
of a service that waits for another one waits for that one's stack.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.cloudformation.referenced_names import as_parameters
from influmojo_cfn.template.ecs_cluster import cluster_resources
from influmojo_cfn.template.ecs_service_connect import members_group, namespace_resources
from influmojo_cfn.template.splitting import NestedPart, WholeTemplate, files_of

_TASK_DEFINITION = "AWS::ECS::TaskDefinition"


def split_services(
    app: App, template: Mapping[str, Any], stem: str, ending: str
) -> dict[str, dict[str, Any]]:
    """Return the root of a services' template and its parts, each by its file name.

    It is the whole alone where a parameter has the name that a part needs for a shared resource.
    ``stem`` and ``ending`` make the file name of the root.
    """
    shared = _shared(app)
    whole = WholeTemplate.read(template)
    groups = {_name(whole, names): names for names in _workloads(whole, shared)}
    found = {name: _part(whole, shared, names) for name, names in groups.items()}
    if any(each in template["Parameters"] for _, passed in found.values() for each in passed):
        return {f"{stem}{ending}": dict(template)}
    parts = [
        NestedPart(
            name=name, template=part, passed=passed, after=_before(whole, groups, groups[name])
        )
        for name, (part, passed) in found.items()
    ]
    return files_of(whole, parts, (stem, ending), "Services", app.resource_tags, shared)


def _shared(app: App) -> frozenset[str]:
    made = (*cluster_resources(app), *namespace_resources(app), *members_group(app))
    return frozenset(each.title for each in made)


def _name(whole: WholeTemplate, names: Collection[str]) -> str:
    """Return the name of a part: that of its task definition, or of its first resource."""
    resources = whole.template["Resources"]
    tasks = [each for each in names if resources[each]["Type"] == _TASK_DEFINITION]
    return min(tasks or names).removesuffix("TaskDefinition")


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


def _before(
    whole: WholeTemplate, groups: Mapping[str, Collection[str]], names: Collection[str]
) -> list[str]:
    """Return the names of the groups that some resources of another one wait for."""
    waits = {each for name in names for each in _waits(whole.template["Resources"][name])}
    return [name for name, other in groups.items() if (waits - {*names}) & {*other}]
