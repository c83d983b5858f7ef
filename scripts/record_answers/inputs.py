"""What each file of a folder is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROLES = 3
"""How many roles of a template are asked."""


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what they hold."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]


_Loader.add_multi_constructor("!", _untagged)


@dataclass
class Inputs:
    """The files of a folder by what they are; names are relative to it."""

    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    policies: list[str] = field(default_factory=list)
    task_definitions: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    apps: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def roles(self, name: str) -> list[str]:
        """Return the first logical IDs of roles in a template."""
        resources = self.templates[name].get("Resources")
        rows = resources.items() if isinstance(resources, dict) else ()
        found = [str(k) for k, row in rows if _type(row) == "AWS::IAM::Role"]
        return found[:ROLES]

    def runs_tasks(self, name: str) -> bool:
        """Return whether a template holds a task definition."""
        resources = self.templates[name].get("Resources")
        rows = resources.values() if isinstance(resources, dict) else ()
        return any(_type(row) == "AWS::ECS::TaskDefinition" for row in rows)


def _type(resource: Any) -> Any:
    return resource.get("Type") if isinstance(resource, dict) else None


def inputs(folder: Path) -> Inputs:
    """Return what the files of a folder are."""
    found = Inputs()
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml", ".json"))
    names = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file()}
    for name, path in names.items():
        data = _read(path)
        keys = set(map(str, data)) if isinstance(data, dict) else set()
        new = _partner(name)
        if new in names:
            found.pairs.append((name, new))
        if keys & {"Resources", "Transform", "AWSTemplateFormatVersion"}:
            found.templates[name] = data
        elif "Statement" in keys:
            found.policies.append(name)
        elif "claims" in keys:
            found.claims.append(name)
        elif keys & {"containerDefinitions", "taskDefinition"}:
            found.task_definitions.append(name)
        elif keys & {"project", "execution_role", "task_role"}:
            found.apps.append(name)
        else:
            found.others.append(name)
    return found


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None


def _partner(name: str) -> str | None:
    for old, new in ((".old.", ".new."), ("-bad.", "-good.")):
        if old in name:
            return name.replace(old, new)
    return None
