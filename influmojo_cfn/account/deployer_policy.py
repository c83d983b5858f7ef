"""The minimal policy of a deployer, who also registers the task definitions with the roles.

It allows each call of the deployment on the very stack, roles, policies and other resources that
the template names, and nothing else.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/fas-requests-and-permission-evaluation.html
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from influmojo_cfn.account.deployment import Deployment
from influmojo_cfn.account.deployment_calls import DeploymentCall, calls, is_made_by_cloudformation
from influmojo_cfn.iam.principals import ECS_TASKS

EC2 = "ec2.amazonaws.com"

CLOUDFORMATION = "cloudformation.amazonaws.com"
"""What aws:CalledVia holds when CloudFormation makes a call, in every partition."""


_SIDS = {
    ("any", ""): "FindStacks",
    ("stack", ""): "DeployStack",
    ("role", ""): "ManageRoles",
    ("role", "boundary"): "CreateRolesWithBoundary",
    ("role", "former boundary"): "RestoreBoundaries",
    ("role", "policy"): "AttachPolicies",
    ("policy", ""): "ManagePolicies",
    ("found role", ""): "ReadRoles",
    ("found policy", ""): "ReadPolicies",
    ("found instance profile", ""): "ReadInstanceProfiles",
    ("attached policy", ""): "ReadAttachedPolicies",
    ("task definition", ""): "RegisterTaskDefinitions",
    ("role", "service"): "PassRolesToTasks",
    ("instance profile", ""): "ManageInstanceProfiles",
    ("role", "instances"): "PassRolesToInstances",
    ("oidc provider", ""): "ManageProviders",
    ("bucket", ""): "FindBucket",
    ("object", ""): "UploadTemplates",
    ("console bucket", ""): "CreateUploadBucket",
    ("console object", ""): "UploadTemplate",
    ("rain bucket", ""): "CreateRainBucket",
    ("rain object", ""): "UploadLongTemplate",
    ("cdk role", ""): "AssumeBootstrapRoles",
    ("service role", "stack"): "PassServiceRole",
}


def deployer_policy(deployment: Deployment) -> dict[str, Any]:
    """Return the policy document, each statement with a Sid that says what it is for."""
    grouped: dict[tuple[str, tuple[str, ...], str], set[str]] = {}
    for call in calls(deployment):
        condition = _condition(call, deployment)
        sid = _SIDS[call.on, call.carries if condition else ""]
        if deployment.method.only_through_cloudformation and call.by == "CloudFormation":
            condition["ForAnyValue:StringEquals"] = {"aws:CalledVia": CLOUDFORMATION}
        grouped.setdefault((sid, call.resources, json.dumps(condition)), set()).add(call.action)
    order = list(_SIDS.values())
    numbers: dict[str, int] = {}
    statements = []
    for sid, resources, given in sorted(grouped, key=lambda key: order.index(key[0])):
        numbers[sid] = numbers.get(sid, 0) + 1
        name = sid if numbers[sid] == 1 else f"{sid}{numbers[sid]}"
        actions = sorted(grouped[sid, resources, given])
        statements.append(_statement(name, actions, resources, json.loads(given)))
    return {"Version": "2012-10-17", "Statement": [*statements, *_of_other_types(deployment)]}


def _of_other_types(deployment: Deployment) -> Iterator[dict[str, Any]]:
    """Yield a statement for each set of actions of a service, on all that they are called on."""
    actions: dict[tuple[str, tuple[str, ...], str], set[str]] = {}
    for call in deployment.others if is_made_by_cloudformation(deployment) else ():
        key = (call.action.partition(":")[0], call.resources, json.dumps(call.condition))
        actions.setdefault(key, set()).add(call.action)
    together: dict[tuple[str, tuple[str, ...], str], set[str]] = {}
    for (service, resources, condition), named in actions.items():
        alike = (service, tuple(sorted(named)), condition)
        together.setdefault(alike, set()).update(resources)
    numbers: dict[str, int] = {}
    for (service, named_actions, given), on in together.items():
        numbers[service] = numbers.get(service, 0) + 1
        words = "".join(word.capitalize() for word in service.split("-"))
        condition = json.loads(given)
        if deployment.method.only_through_cloudformation:
            condition["ForAnyValue:StringEquals"] = {"aws:CalledVia": CLOUDFORMATION}
        name = f"{words}Resources{numbers[service]}"
        yield _statement(name, named_actions, sorted(on), condition)


KEYS = {
    "policy": ("ArnEquals", "iam:PolicyARN"),
    "boundary": ("ArnEquals", "iam:PermissionsBoundary"),
    "former boundary": ("ArnEquals", "iam:PermissionsBoundary"),
    "service": ("StringEquals", "iam:PassedToService"),
    "instances": ("StringEquals", "iam:PassedToService"),
    "stack": ("StringEquals", "iam:PassedToService"),
}
"""The condition on what a call carries: its operator and its key."""


def carried_by(call: DeploymentCall, deployment: Deployment) -> str | tuple[str, ...]:
    """Return what a call may carry: one value, or any of several; empty where it is open."""
    values: dict[str, str | tuple[str, ...]] = {
        "policy": deployment.attached,
        "boundary": call.boundary,
        "former boundary": deployment.former_boundaries,
        "service": ECS_TASKS,
        "instances": EC2,
        "stack": CLOUDFORMATION,
    }
    return values.get(call.carries, "")


def _condition(call: DeploymentCall, deployment: Deployment) -> dict[str, Any]:
    carried = carried_by(call, deployment)
    if carried == "":
        return {}
    operator, key = KEYS[call.carries]
    return {operator: {key: carried if isinstance(carried, str) else list(carried)}}


def _statement(
    sid: str, actions: Collection[str], resources: Collection[str], condition: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources),
        **({"Condition": condition} if condition else {}),
    }
