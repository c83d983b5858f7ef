"""An app drawn as a Mermaid flow chart: who uses which role, its policies, and what it can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.app import App, GrantUse, Parameter
from influmojo_cfn.app.roles import logical_prefix
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.app.uses import uses_of
from influmojo_cfn.template.role_rows import RoleRow, roles_of

_USERS = {
    "execution": "Amazon ECS,<br/>starting a task",
    "task": "the application's code",
    "schedule": "Amazon EventBridge,<br/>on schedule",
    "rule": "Amazon EventBridge,<br/>on an event",
    "deployment": "the pipeline",
}
_AWS_MANAGED = "AmazonECSTaskExecutionRolePolicy"


def mermaid(app: App) -> str:
    """Return the flow chart of an app, with parameters at their defaults.

    https://mermaid.js.org/syntax/flowchart.html
    """
    lines = ["flowchart LR"]
    for row in roles_of(app):
        uses = [
            each.use for each in uses_of(app) if (each.role, each.owner) == (row.role, row.owner)
        ]
        lines += [f"  {line}" for line in _role(app, row, uses)]
    return "\n".join(lines) + "\n"


def _role(app: App, row: RoleRow, uses: list[GrantUse]) -> Iterator[str]:
    node = row.logical_id if row.infrastructure else f"{logical_prefix(row.owner)}{row.role}"
    user, role, policy = f"{node}User", row.logical_id, row.policy_id
    words = row.infrastructure.service if row.infrastructure else _USERS[row.role]
    words = words.replace("application", row.owner or "application")
    if row.owner:
        words = words.replace("a task", f"the {row.owner}")
    yield f"{user}([{_text(words)}]) -->|assumes| {role}"
    name = "-".join(filter(None, (row.begins, app.project, row.name)))
    yield f"{role}[{_text(f'<b>{name}</b><br/>role')}]"
    if row.role == "execution" and app.attach_execution_policy:
        yield f"{role} --> {_AWS_MANAGED}[{_text(f'{_AWS_MANAGED}<br/>AWS managed policy')}]"
    for managed in row.managed:
        policy_name = managed.rpartition("/")[2]
        yield f"{role} --> {policy_name}[{_text(f'{policy_name}<br/>AWS managed policy')}]"
    if row.role in ("schedule", "rule"):
        prefix = logical_prefix(row.owner)
        for passed in ("TaskExecutionRole", "TaskRole"):
            yield f"{role} -->|runs a task with| {prefix}{passed}"
    if row.role == "deployment" or (row.infrastructure and row.infrastructure.passes):
        for each in roles_of(app):
            if each.role in ("execution", "task"):
                yield f"{role} -->|passes| {each.logical_id}"
    if not uses:
        return
    yield f"{role} --> {policy}[{_text(f'<b>{app.project}-{row.policy_name}</b><br/>policy')}]"
    for number, (resource, verbs) in enumerate(_by_resource(uses).items(), 1):
        label = _text("<br/>".join(verbs))
        yield f"{policy} -->|{label}| {node}{number}[({_text(resource)})]"


def _by_resource(uses: list[GrantUse]) -> dict[str, list[str]]:
    """Group grants on the same resources: what they are on, to the verbs."""
    grouped: dict[str, list[str]] = {}
    for use in uses:
        service, _, verb = use.grant.partition(".")
        resource = "<br/>".join([service, *_values(use.arguments)])
        verbs = grouped.setdefault(resource, [])
        if verb.replace("_", " ") not in verbs:
            verbs.append(verb.replace("_", " "))
    return grouped


def _values(arguments: Mapping[str, object]) -> Iterator[str]:
    for name, value in arguments.items():
        for one in value if isinstance(value, (tuple, list)) else [value]:
            if isinstance(one, Parameter):
                yield one.default or f"given by {one.name}"
            elif isinstance(one, str):
                yield one.replace(ENVIRONMENT_PREFIX, "")
            elif one is True:
                yield name.replace("_", " ")


def _text(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
