"""What the role of a container instance does where a task definition names no execution role.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html (EC2),
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/iam-role-ecsanywhere.html (external)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from influmojo_cfn.service_roles.ecs.calls import Call
from influmojo_cfn.task_definition.model import TaskDefinition

ON_EC2 = frozenset({"registry", "image", "log"})
"""What a role of EC2 instances can do, by the errors of the calls."""

_ON_EXTERNAL = frozenset({"registry", "image"})

REGISTERING = ("ecs:DiscoverPollEndpoint",)
"""What the agent calls on everything, before an instance is one of a cluster."""


def instance_service(definition: TaskDefinition) -> str:
    """Return the service that gives an instance its role."""
    return "ec2.amazonaws.com" if definition.runs_on_ec2 else "ssm.amazonaws.com"


def does_all(definition: TaskDefinition, calls: Iterable[Call]) -> bool:
    """Return whether an instance's role can do all that ECS calls with the execution role."""
    errors = {call.row.error for call in calls}
    if definition.runs_on_ec2 and errors <= ON_EC2:
        return True
    return definition.runs_on_external and errors <= _ON_EXTERNAL


def instance_role_words(definition: TaskDefinition, calls: Sequence[Call]) -> str:
    """Return what an instance's role does instead of an execution role, nothing on Fargate.

    Args:
        definition: a task definition that names no execution role.
        calls: what ECS calls with the execution role.
    """
    if definition.runs_on_ec2:
        where, can = "on EC2 the container instance's role", ON_EC2
    elif definition.runs_on_external:
        where, can = "on an external instance its role (ecsAnywhereRole)", _ON_EXTERNAL
    else:
        return ""
    done = _actions(call for call in calls if call.row.error in can)
    if not done:
        return ""
    left = _actions(call for call in calls if call.row.error not in can)
    rest = f"; the execution role has to be named for {left}" if left else ""
    return f"it names no executionRoleArn: {where} does that work ({done}){rest}"


def _actions(calls: Iterable[Call]) -> str:
    return ", ".join(dict.fromkeys(call.action for call in calls))
