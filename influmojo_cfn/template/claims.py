"""Claims that an app's roles keep, written from the app: ``prove`` proves them of its template.

They say what separate roles are for: that ECS reads for one service nothing that only another one
names, in whichever environment, and that only ECS tasks of the account assume the roles.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.app.deployment import DeploymentPipeline, identity_of
from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.app.infrastructure import InfrastructureRole
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.app.shape import expect_app
from influmojo_cfn.template.assembly import GrantPolicy, policies_of
from influmojo_cfn.template.deployment import (
    PUSH,
    families_of,
    passed_arns,
    repositories_of,
    service_arns,
)
from influmojo_cfn.template.environment_files import values_in
from influmojo_cfn.template.parameters import parameter_of, rows_of
from influmojo_cfn.template.role_rows import RoleRow, roles_of, task_roles_of
from influmojo_cfn.template.schedules import family_arn, role_arns_of
from influmojo_cfn.template.trust import provider_arn

_READS = ("ssm:", "secretsmanager:")
"""How the actions begin that read configuration."""


def claims_of(app: App) -> dict[str, Any]:
    """Return the claims file of an app as plain data.

    EnvironmentName can have every value; every other parameter is at its default, and has the
    values that each environment of the app gives it.
    """
    expect_app(app)
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
    claim = {"claim": title, "roles": roles, "never": {"actions": ["iam:*", "sts:*"]}}
    return [claim] if roles else []


def _of_purpose(app: App, row: RoleRow) -> list[dict[str, Any]]:
    if row.role in ("schedule", "rule"):
        return _runs_only_its_job(app, row)
    if row.infrastructure:
        return _of_infrastructure(row, row.infrastructure)
    return _deploys_only_the_app(app, row) if row.role == "deployment" else [_trust(row)]


_CHANGES = ("Add", "Attach", "Create", "Delete", "Detach", "Put", "Remove", "Set", "Tag", "Update")
"""How the actions of IAM begin that change something."""


def _deploys_only_the_app(app: App, row: RoleRow) -> list[dict[str, Any]]:
    assert app.deployment is not None
    never = partial(_never_elsewhere, row)
    passed = [text.text for text in passed_arns(app, task_roles_of(app))]
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
    never: dict[str, Any] = {"actions": actions}
    if resources:
        never["not-resources"] = [text for each in resources for text in _in_any_environment(each)]
    return {"claim": title, "role": row.logical_id, "never": never}


def _assumed_by_the_pipeline_alone(deployment: DeploymentPipeline, row: RoleRow) -> dict[str, Any]:
    (pipeline,) = deployment.pipelines
    identity = identity_of(pipeline)
    operator = "StringLike" if identity.any_of else "StringEquals"
    return {
        "claim": "Only the pipeline that the app names assumes its role",
        "role": row.logical_id,
        "only-trusted-by": {
            "principals": {"Federated": provider_arn(identity)},
            "actions": "sts:AssumeRoleWithWebIdentity",
            "conditions": {operator: {f"{identity.host}:sub": identity.subject}},
        },
    }


def _of_infrastructure(row: RoleRow, found: InfrastructureRole) -> list[dict[str, Any]]:
    role = {"role": row.logical_id}
    trusted: dict[str, Any] = {
        "principals": {"Service": found.service},
        "actions": "sts:AssumeRole",
    }
    if found.source:
        account = {"aws:SourceAccount": "${AWS::AccountId}"}
        trusted["conditions"] = {"StringEqualsIfExists": account}
    claim = f"Only {found.service} assumes {row.logical_id}"
    claims: list[dict[str, Any]] = [{"claim": claim, **role, "only-trusted-by": trusted}]
    if found.passes:
        claim = f"{row.logical_id} passes roles to ECS tasks alone"
        passed = {"StringNotEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
        never = {"actions": "iam:*", "conditions": passed}
        claims.append({"claim": claim, **role, "never": never})
    changes = [f"iam:{verb}*" for verb in _CHANGES if verb != "Create"]
    claim = f"{row.logical_id} changes no role and no policy"
    never = {"actions": [*changes, "iam:CreateRole", "iam:CreatePolicy*"]}
    return [*claims, {"claim": claim, **role, "never": never}]


_STARTERS = {
    "rule": ("rule", "events", "EventBridge"),
    "schedule": ("schedule", "scheduler", "EventBridge Scheduler"),
}


def _runs_only_its_job(app: App, row: RoleRow) -> list[dict[str, Any]]:
    """Claim of the role of a schedule that it runs its job and passes its roles, and no others."""
    starts, service, who = _STARTERS[row.role]
    role = {"role": row.logical_id}
    passed = [text for arn in role_arns_of(app, row.owner) for text in _in_any_environment(arn)]
    return [
        {
            "claim": f"The {starts} of the {row.owner} runs its task and no other",
            **role,
            "never": {
                "actions": "ecs:*",
                "not-resources": _in_any_environment(family_arn(app, row.owner)),
            },
        },
        {
            "claim": f"The {starts} of the {row.owner} passes the roles of its task and no others",
            **role,
            "never": {"actions": ["iam:*", "sts:*"], "not-resources": passed},
        },
        {
            "claim": f"The {starts} of the {row.owner} passes roles to ECS tasks alone",
            **role,
            "never": {
                "actions": "iam:*",
                "conditions": {
                    "StringNotEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
                },
            },
        },
        {
            "claim": f"Only {who} in this account assumes {row.logical_id}",
            **role,
            "only-trusted-by": {
                "principals": {"Service": f"{service}.amazonaws.com"},
                "actions": "sts:AssumeRole",
                "conditions": {"StringEquals": {"aws:SourceAccount": "${AWS::AccountId}"}},
            },
        },
    ]


def _in_any_environment(text: str) -> list[str]:
    """Return what a string is without an EnvironmentName, and with one."""
    prefixes = ("", f"${{{ENVIRONMENT}}}-")
    return list(dict.fromkeys(text.replace(ENVIRONMENT_PREFIX, each) for each in prefixes))


def _only(one: list[str], other: list[str]) -> list[str]:
    return [text for text in one if text not in other]


def _named(row: RoleRow) -> str:
    return f"for {row.owner}" if row.owner else "with the shared role"


def _reads_only_its_own(row: RoleRow, resources: list[str]) -> dict[str, Any]:
    never: dict[str, Any] = {"actions": [f"{service}*" for service in _READS]}
    if resources:
        never["not-resources"] = resources
    what = f"no configuration {_named(row)}"
    if resources:
        what = f"only the configuration of {row.owner or 'the shared role'}"
    return {"claim": f"ECS reads {what}", "role": row.logical_id, "never": never}


def _does_not_read(row: RoleRow, other: RoleRow, resources: list[str]) -> dict[str, Any]:
    whose = f"of {other.owner}" if other.owner else "of the shared role"
    return {
        "claim": f"ECS cannot read the configuration {whose} {_named(row)}",
        "role": row.logical_id,
        "never": {"actions": [f"{service}*" for service in _READS], "resources": resources},
    }


def _trust(row: RoleRow) -> dict[str, Any]:
    where = "of this account" if row.strict_trust else "of this account, where ECS sends one,"
    operator = "StringEquals" if row.strict_trust else "StringEqualsIfExists"
    return {
        "claim": f"Only ECS tasks {where} assume {row.logical_id}",
        "role": row.logical_id,
        "only-trusted-by": {
            "principals": {"Service": "ecs-tasks.amazonaws.com"},
            "actions": "sts:AssumeRole",
            "conditions": {operator: {"aws:SourceAccount": "${AWS::AccountId}"}},
        },
    }
