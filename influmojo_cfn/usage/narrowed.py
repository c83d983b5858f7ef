"""The app file of what was used: each statement without what was never seen, proven narrower."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from influmojo_cfn.app import App, GrantUse, Job, Role, RoleName, Service
from influmojo_cfn.app.selected_actions import is_kept, selectable_actions
from influmojo_cfn.app.uses import has_own_roles, role_of, row_of
from influmojo_cfn.app.validation import CUSTOM
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.config import from_document
from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.derive import app_values
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.access_comparison import compare
from influmojo_cfn.usage.statement_usage import Gathered, PermissionUse, RoleUsage, usage_of

_PROJECT = re.compile(r"(.+?)-ecs-task(?:-execution)?-role")
_IDS = {"start": "TaskExecutionRole", "code": "TaskRole"}
_EXECUTION = re.compile("execution", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """The app, and what it omits: role, action and resources of each."""

    app: App
    removed: tuple[str, ...]


def narrowed_app(
    usages: Sequence[RoleUsage], environment: Environment, project: str | None = None
) -> Narrowed:
    """Return the app whose roles keep what was used, and what CloudTrail does not log.

    Raises:
        Error: the roles are not one task role and one execution role at most, a policy holds what
            no app file can say, or the prover does not find the app narrower.
    """
    by_use = _by_use(usages)
    declarations = [
        each for use, usage in by_use.items() for each in _declarations(usage, use, environment)
    ]
    names = [str(usage.role.name) for usage in usages if isinstance(usage.role.name, str)]
    known = [found[1] for name in names if (found := _PROJECT.fullmatch(name))]
    project = project or next(iter(known), "narrowed")
    app = from_document(app_values(project, None, declarations))
    _prove(app, {_IDS[use]: usage for use, usage in by_use.items()}, environment)
    removed = tuple(
        f"{usage.role.logical_id}: {each.action} on {', '.join(each.granted)}"
        for usage in usages
        for each in usage.permissions
        if each.status == "unseen"
    )
    return Narrowed(app=app, removed=removed)


def narrowed_of_app(
    app: App, usages: Sequence[RoleUsage], gathered: Gathered, environment: Environment
) -> Narrowed:
    """Return the app that a template was built from, without what was never seen.

    What is kept stays as it is written, with its parameters. A grant of which anything was seen, or
    is not logged, keeps only those actions.

    Raises:
        Error: the prover does not find the app narrower.
    """
    narrowing = _Narrowing(app, _by_role(app, usages), gathered, environment)
    left: dict[str, Any] = {}
    for group in _GROUPS:
        kept = narrowing.kept_grants(_grants_of(app, group), group)
        left |= {group: _only_with(app, group, kept)[group]}
    for workloads in ("services", "jobs"):
        left[workloads] = tuple(
            replace(each, grants=narrowing.kept_grants(each.grants, "grants", _owner(app, each)))
            for each in getattr(app, workloads)
        )
    narrowed = replace(app, **left)
    _prove(narrowed, narrowing.by_role, environment)
    return Narrowed(app=narrowed, removed=tuple(narrowing.removed))


def _owner(app: App, workload: Service | Job) -> str:
    return workload.name if has_own_roles(app, workload) else ""


class _Narrowing:
    """Narrows the grants of an app; ``by_role`` has what was used of each of its roles."""

    def __init__(
        self,
        app: App,
        by_role: Mapping[str, RoleUsage],
        gathered: Gathered,
        environment: Environment,
    ) -> None:
        from influmojo_cfn.template.role_rows import task_roles_of

        self.app = app
        self.by_role = by_role
        self.gathered = gathered
        self.environment = environment
        self.removed: list[str] = []
        self._ids = {(row.owner, row.role): row.logical_id for row in task_roles_of(app)}

    def kept_grants(
        self, uses: Sequence[GrantUse], group: str, owner: str = ""
    ) -> tuple[GrantUse, ...]:
        """Return what is kept of the grants of a group, or of a service with roles of its own."""
        found: list[GrantUse] = []
        for use in uses:
            role = _ROLES.get(group) or role_of(use)
            usage = self.by_role.get(self._ids.get((owner, role), ""))
            if usage is None or (role == "execution" and (self.app.services or self.app.jobs)):
                found.append(use)  # The services need it: it would be granted to them otherwise.
                continue
            fields = _only_with(self.app, group, (use,))
            single = App(project=self.app.project, attach_execution_policy=False, **fields)
            alone = _roles_of(single, self.environment)[_SHARED[role]]
            named = {usage.role.logical_id: replace(alone, logical_id=usage.role.logical_id)}
            kept, gone = _used(use, usage_of(named, self.gathered), role)
            found += kept
            self.removed += gone
        return tuple(found)


def _by_role(app: App, usages: Sequence[RoleUsage]) -> dict[str, RoleUsage]:
    """Return what was used of each role of an app, by the role's logical ID.

    The two shared roles can have other names in the template. Those of services are of their names.
    """
    from influmojo_cfn.template.role_rows import task_roles_of

    ids = {row.logical_id for row in task_roles_of(app)}
    if ids <= set(_IDS.values()):
        return {_IDS[use]: usage for use, usage in _by_use(usages).items()}
    found = {each.role.logical_id: each for each in usages if each.role.logical_id in ids}
    if not found:
        raise Error(
            f"the template has none of the app's roles ({', '.join(sorted(ids))}); give the "
            "template that was built from this app file"
        )
    return found


_GROUPS = ("grants", "execution_role", "task_role")
_SHARED: Mapping[RoleName, str] = {"execution": _IDS["start"], "task": _IDS["code"]}
_ROLES: Mapping[str, RoleName] = {"execution_role": "execution", "task_role": "task"}
"""The fields of an app that have the grants of its shared roles."""


def _grants_of(app: App, group: str) -> Sequence[GrantUse]:
    if group == "grants":
        return app.grants
    role: Role | None = getattr(app, group)
    return role.grants if role else ()


def _only_with(app: App, group: str, grants: Sequence[GrantUse]) -> dict[str, Any]:
    """Return the fields of an app that has these grants of a group, and no others."""
    nothing = {"grants": (), "execution_role": None, "task_role": None}
    if group == "grants" or not grants:
        return nothing | {group: grants if group == "grants" else None}
    return nothing | {group: replace(getattr(app, group), grants=grants)}


def _used(
    use: GrantUse, usages: Sequence[RoleUsage], role: RoleName
) -> tuple[list[GrantUse], list[str]]:
    """Return what is kept of a grant, and what is removed of it."""
    own = [
        each
        for usage in usages
        for each in usage.permissions
        if not each.policy.name.startswith("arn:")
    ]
    seen = {each.action for each in own if each.status != "unseen"}
    if own and not seen:
        return [], [f"{use.grant}: {', '.join(each.action for each in own)}"]
    kept = _only_seen(use, seen, role)
    gone = dict.fromkeys(each.action for each in own if kept != use and each.action not in seen)
    return [kept], [f"{use.grant}: {action}" for action in gone]


def _only_seen(use: GrantUse, seen: Collection[str], role: RoleName) -> GrantUse:
    """Return a grant of the catalog with those of its own service's actions that were seen."""
    row = row_of(use)
    if row is None or row.name == CUSTOM:
        return use
    known = selectable_actions(row, use, role)
    granted = [action for action in known if is_kept(row, use, action)]
    kept = tuple(action for action in granted if action in seen)
    return replace(use, only=kept) if kept and len(kept) < len(granted) else use


def _roles_of(app: App, environment: Environment) -> Mapping[str, TemplateRole]:
    """Return the roles of an app at the values of those parameters that it has."""
    from influmojo_cfn.template import build

    template = build(app)
    own = {
        name: value
        for name, value in environment.parameters.items()
        if name in template["Parameters"]
    }
    return roles_of(Document(template, "app"), replace(environment, parameters=own))


def _by_use(usages: Sequence[RoleUsage]) -> dict[str, RoleUsage]:
    found: dict[str, RoleUsage] = {}
    for usage in usages:
        name = f"{usage.role.logical_id} {covered(usage.role.name)}"
        use = "start" if _EXECUTION.search(name) else "code"
        if use in found:
            raise Error(
                f"{found[use].role.logical_id} and {usage.role.logical_id} are both "
                f"{'execution' if use == 'start' else 'task'} roles, and an app file has one; "
                "choose with --role"
            )
        found[use] = usage
    return found


def _declarations(usage: RoleUsage, use: str, environment: Environment) -> Iterator[dict[str, Any]]:
    for policy in usage.role.policies:
        if policy.unknown:
            raise Error(f"{policy.name}: {policy.unknown[0]}; what it allows cannot be narrowed")
        for statement in policy.statements:
            own = [
                each
                for each in usage.permissions
                if each.policy is policy and each.statement is statement
            ]
            yield from _of_statement(policy, statement, own, use, environment)


def _of_statement(
    policy: Policy,
    statement: Statement,
    own: Sequence[PermissionUse],
    use: str,
    environment: Environment,
) -> Iterator[dict[str, Any]]:
    """Yield what is kept of a statement: one declaration for each list of resources."""
    if statement.not_action or statement.not_resource or statement.unknown:
        raise Error(
            f"{policy.where(statement.path)}: a statement with NotAction, NotResource or an "
            "unknown part has no place in an app file; narrow that template by hand"
        )
    kept: dict[tuple[str, ...], list[str]] = {}
    if statement.effect == "Deny":
        kept[_texts(statement.resources)] = list(_texts(statement.actions))
    for each in own:
        if each.status != "unseen":
            kept.setdefault(each.narrower or each.granted, []).append(each.action)
    for resources, actions in kept.items():
        row: dict[str, Any] = {"grant": "custom.statement"}
        if statement.effect == "Deny":
            row["effect"] = "Deny"
        row |= {"actions": actions, "resources": [_pseudo(each, environment) for each in resources]}
        if conditions := _conditions(statement):
            row["conditions"] = conditions
        name = statement.sid or policy.name
        row |= {"use": use, "reason": f"{name} allowed what was used."[:256]}
        yield row


def _conditions(statement: Statement) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for each in statement.conditions:
        found.setdefault(each.operator, {})[each.key] = list(_texts(each.values))
    return found


def _texts(values: tuple[Text, ...]) -> tuple[str, ...]:
    unknown = next((each for each in values if isinstance(each, Unknown)), None)
    if unknown is not None:
        raise Error(f"not known: {unknown.reason}; give it with --parameter")
    return tuple(map(str, values))


def _pseudo(resource: str, environment: Environment) -> str:
    """Return an ARN with pseudo parameters where it is of the deployment's own place."""
    arn = parse_arn(resource)
    if arn is None or arn.partition != environment.known_partition:
        return resource
    return str(arn.with_pseudo_parameters(environment.region, environment.account))


def _prove(app: App, by_role: Mapping[str, RoleUsage], environment: Environment) -> None:
    """Raise where a role of the app can do what the role that it was made of cannot."""
    roles = _roles_of(app, environment)
    for logical_id, usage in by_role.items():
        change = compare(_access(usage.role), _access(roles[logical_id]))
        if change.gained.verdict != "proven":
            reasons = change.gained.unknown or tuple(
                f"{each.counterexample.request.action} on {each.counterexample.request.resource}"
                for each in change.gained.excesses
            )
            raise Error(
                f"{usage.role.logical_id}: it is not proven that the app only narrows it "
                f"({reasons[0]}); nothing is written"
            )


def _access(role: TemplateRole) -> Access:
    return Access(role.policies, (role.boundary,) if role.boundary else None)
