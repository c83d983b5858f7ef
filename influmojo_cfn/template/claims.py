"""Claims that an app's roles keep, written from the app: ``prove`` proves them of its template.

They state what separate roles are for. ECS reads for one service nothing that only another one
names, in any environment. Only ECS tasks of the account assume the roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.app.deployment import DeploymentPipeline, identity_of
from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.app.infrastructure import InfrastructureRole
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.app.shape import check_app
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.template.assembly import GrantPolicy, policies_of
from influmojo_cfn.template.deployment import (
    PUSH,
    families_of,
    repositories_of,
    service_arns,
)
from influmojo_cfn.template.environment_files import values_in
from influmojo_cfn.template.parameters import parameter_of, rows_of
from influmojo_cfn.template.role_rows import RoleRow, roles_of
from influmojo_cfn.template.schedules import family_arn, passed_arns
from influmojo_cfn.template.trust import provider_arn

_READS = ("ssm:", "secretsmanager:")
"""How the actions begin that read configuration."""
_READING = tuple(f"{service}*" for service in _READS)


def claims_of(app: App) -> dict[str, Any]:
    """Return the claims file of an app as plain data.

    EnvironmentName can have every value; every other parameter is at its default, and has the
    values that each environment of the app gives it.
    """
    check_app(app)
    rows, policies = roles_of(app), policies_of(app)
    read = {row.logical_id: _read_by(policies, row) for row in rows}
    execution = [row for row in rows if row.role == "execution"]
    return {
        "for-every": [ENVIRONMENT],
        **_environments(app),
        "claims": [
            *(_reads_only_its_own(row, read[row.logical_id]) for row in execution),
            *(
                _does_not_read(row, other, only)
                for row in execution
                for other in execution
                if (only := _only(read[other.logical_id], read[row.logical_id]))
            ),
            *(claim for row in rows for claim in _of_purpose(app, row)),
            *_change_no_role(policies, rows),
        ],
    }


def _environments(app: App) -> dict[str, Any]:
    """Return the values that environments give the parameters of the roles, by their names."""
    template = {"Parameters": {row.name: parameter_of(row).to_dict() for row in rows_of(app)}}
    found = {name: values_in(app, name, template) for name in app.environments}
    return {"environments": found} if found else {}


def _read_by(policies: list[GrantPolicy], row: RoleRow) -> list[str]:
    """Return the resources that a role reads configuration from, with parameters in them."""
    found: dict[str, None] = {}
    for policy in policies:
        for statement in policy.statements if policy.row == row else ():
            if statement.effect == "Allow" and any(a.startswith(_READS) for a in statement.actions):
                found.update(dict.fromkeys(text.text for text in statement.resources))
    return list(found)


def _change_no_role(policies: list[GrantPolicy], rows: tuple[RoleRow, ...]) -> list[dict[str, Any]]:
    """Claim it of the roles that are granted nothing on roles."""
    granted = {
        policy.row.logical_id
        for policy in policies
        for statement in policy.statements
        if any(action.partition(":")[0] in ("iam", "sts", "*") for action in statement.actions)
    }
    roles = [
        row.logical_id for row in rows if row.logical_id not in granted and not row.infrastructure
    ]
    who = roles[0] if len(roles) == 1 else "These roles"
    title = f"{who} cannot pass, change or assume a role"
    return [_claim(title, {"roles": roles}, never=_never(["iam:*", "sts:*"]))] if roles else []


def _of_purpose(app: App, row: RoleRow) -> list[dict[str, Any]]:
    if row.role in ("schedule", "rule"):
        return _runs_only_its_job(app, row)
    if row.infrastructure:
        return _of_infrastructure(row, row.infrastructure)
    return _deploys_only_the_app(app, row) if row.role == "deployment" else [_of_tasks(row)]


_CHANGES = ("Add", "Attach", "Create", "Delete", "Detach", "Put", "Remove", "Set", "Tag", "Update")
"""How the actions of IAM begin that change something."""


def _deploys_only_the_app(app: App, row: RoleRow) -> list[dict[str, Any]]:
    assert app.deployment is not None
    never = partial(_never_elsewhere, row)
    passed = [text.text for text in passed_arns(app)]
    pushed = [text.text for text in repositories_of(app)]
    services = [text.text for text in service_arns(app)]
    families = [text.text for text in families_of(app)]
    runs = ["ecs:RunTask", "ecs:StartTask"]
    run = families if app.deployment.run_tasks else []
    words = "runs the app's tasks alone" if run else "runs no task by itself"
    return [
        never("The pipeline passes the roles of the app's tasks alone", ["iam:*"], passed),
        never("The pipeline changes nothing in IAM", [f"iam:{verb}*" for verb in _CHANGES], []),
        never(
            "The pipeline pushes to the app's repositories alone",
            [each.JSONrepr() for each in PUSH],
            list(dict.fromkeys(pushed)),
        ),
        never(
            "The pipeline registers the app's task definitions alone",
            ["ecs:RegisterTaskDefinition"],
            families,
        ),
        never("The pipeline updates the app's services alone", ["ecs:Update*"], services),
        never(f"The pipeline {words}", runs, run),
        _assumed_by_the_pipeline_alone(app.deployment, row),
    ]


def _never_elsewhere(
    row: RoleRow, title: str, actions: list[str], resources: list[str]
) -> dict[str, Any]:
    """Return the claim that a role calls actions on some resources alone, or not at all."""
    named = [text for each in resources for text in _in_any_environment(each)]
    return _claim(title, row, never=_never(actions, others_than=named))


def _passes_to_tasks_alone(row: RoleRow, who: str) -> dict[str, Any]:
    passed = {"StringNotEquals": {"iam:PassedToService": ECS_TASKS}}
    never = {"actions": "iam:*", "conditions": passed}
    return _claim(f"{who} passes roles to ECS tasks alone", row, never=never)


def _assumed_by_the_pipeline_alone(deployment: DeploymentPipeline, row: RoleRow) -> dict[str, Any]:
    (pipeline,) = deployment.pipelines
    identity = identity_of(pipeline)
    operator = "StringLike" if identity.any_of else "StringEquals"
    trusted = {
        "principals": {"Federated": provider_arn(identity)},
        "actions": "sts:AssumeRoleWithWebIdentity",
        "conditions": {operator: {f"{identity.host}:sub": identity.subject}},
    }
    title = "Only the pipeline that the app names assumes its role"
    return _claim(title, row, **{"only-trusted-by": trusted})


def _assumed_by_a_service_alone(
    row: RoleRow, who: str, service: str, operator: str | None
) -> dict[str, Any]:
    """Return the claim that only a service does; the operator compares for which account."""
    trusted: dict[str, Any] = {"principals": {"Service": service}, "actions": "sts:AssumeRole"}
    if operator:
        trusted["conditions"] = {operator: {"aws:SourceAccount": "${AWS::AccountId}"}}
    return _claim(f"Only {who} {row.logical_id}", row, **{"only-trusted-by": trusted})


def _of_infrastructure(row: RoleRow, found: InfrastructureRole) -> list[dict[str, Any]]:
    operator = "StringEqualsIfExists" if found.source else None
    claims = [_assumed_by_a_service_alone(row, f"{found.service} assumes", found.service, operator)]
    if found.passes:
        claims.append(_passes_to_tasks_alone(row, row.logical_id))
    changes = [f"iam:{verb}*" for verb in _CHANGES if verb != "Create"]
    title = f"{row.logical_id} changes no role and no policy"
    never = _never([*changes, "iam:CreateRole", "iam:CreatePolicy*"])
    return [*claims, _claim(title, row, never=never)]


_STARTERS = {
    "rule": ("rule", "events", "EventBridge"),
    "schedule": ("schedule", "scheduler", "EventBridge Scheduler"),
}


def _runs_only_its_job(app: App, row: RoleRow) -> list[dict[str, Any]]:
    """Claim of the role of a schedule that it runs its job and passes its roles, and no others."""
    starts, service, who = _STARTERS[row.role]
    starter = f"The {starts} of the {row.owner}"
    arns = [text.text for text in passed_arns(app, row.owner)]
    passed = [text for arn in arns for text in _in_any_environment(arn)]
    family = _in_any_environment(family_arn(app, row.owner))
    return [
        _claim(
            f"{starter} runs its task and no other",
            row,
            never={"actions": "ecs:*", "not-resources": family},
        ),
        _claim(
            f"{starter} passes the roles of its task and no others",
            row,
            never=_never(["iam:*", "sts:*"], others_than=passed),
        ),
        _passes_to_tasks_alone(row, starter),
        _assumed_by_a_service_alone(
            row, f"{who} in this account assumes", f"{service}.amazonaws.com", "StringEquals"
        ),
    ]


def _claim(title: str, of: RoleRow | dict[str, Any], **kept: Any) -> dict[str, Any]:
    roles = {"role": of.logical_id} if isinstance(of, RoleRow) else of
    return {"claim": title, **roles, **kept}


def _never(actions: Sequence[str], *, others_than: list[str] | None = None) -> dict[str, Any]:
    return {"actions": list(actions), **({"not-resources": others_than} if others_than else {})}


def _in_any_environment(text: str) -> list[str]:
    """Return what a string is without an EnvironmentName, and with one."""
    prefixes = ("", f"${{{ENVIRONMENT}}}-")
    return list(dict.fromkeys(text.replace(ENVIRONMENT_PREFIX, each) for each in prefixes))


def _only(one: list[str], other: list[str]) -> list[str]:
    return [text for text in one if text not in other]


def _named(row: RoleRow) -> str:
    return f"for {row.owner}" if row.owner else "with the shared role"


def _reads_only_its_own(row: RoleRow, resources: list[str]) -> dict[str, Any]:
    what = f"no configuration {_named(row)}"
    if resources:
        what = f"only the configuration of {row.owner or 'the shared role'}"
    return _claim(f"ECS reads {what}", row, never=_never(_READING, others_than=resources))


def _does_not_read(row: RoleRow, other: RoleRow, resources: list[str]) -> dict[str, Any]:
    whose = f"of {other.owner}" if other.owner else "of the shared role"
    title = f"ECS cannot read the configuration {whose} {_named(row)}"
    return _claim(title, row, never={**_never(_READING), "resources": resources})


def _of_tasks(row: RoleRow) -> dict[str, Any]:
    where = "of this account" if row.strict_trust else "of this account, where ECS sends one,"
    operator = "StringEquals" if row.strict_trust else "StringEqualsIfExists"
    who = f"ECS tasks {where} assume"
    return _assumed_by_a_service_alone(row, who, ECS_TASKS, operator)
