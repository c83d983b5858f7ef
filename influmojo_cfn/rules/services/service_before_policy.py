"""W9716: services for which CloudFormation does not wait until a role's policy is attached."""

from __future__ import annotations

import re

from influmojo_cfn.cloudformation.sections import strings_in
from influmojo_cfn.rules.ecs.tasks import tasks
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.admission import policies_of
from influmojo_cfn.rules.services.function_not_open import is_permission_on
from influmojo_cfn.rules.services.given import roles_at
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.every_service_call import service_calls
from influmojo_cfn.service_roles.service_call import Delivery


@rule(
    id="W9716",
    shortdesc="The service can start before its role has its policy",
    description="CloudFormation waits for what a resource names: the service names the role, and the policy does so too. Amazon S3 tries what a new bucket notifies.",
    why="The first tasks start without the permission and fail, and the deployment rolls back.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html",
    tags=("iam", "ecs", "services"),
)
def service_before_policy(model: Model) -> Findings:
    known = {model.resolver.named(task.logical_id): task for task in tasks(model)}
    needed: dict[str, set[str]] = {}
    for service in model.resources("AWS::ECS::Service") if known else ():
        task = known.get(service.text("TaskDefinition"))
        roles = [role for role in (task.execution, task.task) if role] if task else []
        policies = set().union(*map(_separate, roles))
        needed.setdefault(service.logical_id, set()).update(policies)
    for found in (needed, _checked_at_creation(model), _notifying(model)):
        for logical_id, holders in found.items():
            late = holders - _waited_for(model, logical_id) if holders else set()
            if late - {logical_id}:
                names = ", ".join(sorted(late - {logical_id}))
                yield ("Resources", logical_id), f"nothing waits for {names}: add DependsOn"


def _separate(role: Entity) -> set[str]:
    """Return the policies of a role that are resources of their own."""
    return {policy.logical_id for policy in role.policies} - {role.logical_id}


def _notifying(model: Model) -> dict[str, set[str]]:
    """Find buckets that can be created before what lets Amazon S3 in: it tries each destination.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ways-to-add-notification-config-to-bucket.html
    (read 2026-11-28)
    """
    late: dict[str, set[str]] = {}
    for each in deliveries(model.resolver):
        if each.service == "s3.amazonaws.com":
            late.setdefault(each.sender, set()).update(_letting_in(model, each))
    return late


def _letting_in(model: Model, delivery: Delivery) -> set[str]:
    """Return the logical IDs of the policies, or permissions, of what a bucket sends to."""
    if delivery.actions == ("lambda:InvokeFunction",):
        return {
            permission.logical_id
            for permission in model.resources("AWS::Lambda::Permission")
            if permission.text("Principal") == delivery.service
            and is_permission_on(permission, delivery)
        }
    return {policy.logical_id for policy in policies_of(model, delivery)}


CHECKED_AT_CREATION = frozenset(
    {
        "AWS::CodePipeline::Pipeline",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::StepFunctions::StateMachine",
    }
)
"""Types that call AWS with their role as soon as they are created. A pipeline runs; Lambda looks at
the event source, the VPC and the dead-letter queue, Step Functions at the log group.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html and
https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html (read 2026-11-27)
"""


def _checked_at_creation(model: Model) -> dict[str, set[str]]:
    """Find resources that can be created before the policy that they are checked against."""
    separate = {role.logical_id: _separate(role) for role in model.roles}
    late: dict[str, set[str]] = {}
    for call in service_calls(model.resolver) if any(separate.values()) else ():
        kind = str(model.resolver.resource(call.logical_id).get("Type"))
        action = call.actions[0].lower()
        if not call.certain or kind not in CHECKED_AT_CREATION:
            continue
        if kind == "AWS::StepFunctions::StateMachine" and not action.startswith("logs:"):
            continue
        if kind == "AWS::CodePipeline::Pipeline" and call.role.logical_id != call.logical_id:
            continue  # the role of a build, which starts after the source has been read
        for _, role in roles_at(model, call.role):
            allowing = {
                policy.logical_id
                for policy in role.policies
                for s in policy.statements
                if s.allows and s.may_name(action)
            }
            if allowing and allowing <= separate[role.logical_id]:
                late.setdefault(call.logical_id, set()).update(allowing)
    return late


def _waited_for(model: Model, logical_id: str) -> set[str]:
    """Return the resources whose names stand in a resource, or in those that it names.

    Any word that is a logical ID counts as a reference: so what is waited for is never missed.
    """
    resources = model.resolver.section("Resources")
    found: set[str] = set()
    following = [logical_id]
    while following:
        words = {
            w for text in strings_in(resources.get(following.pop())) for w in _WORD.findall(text)
        }
        new = words & resources.keys() - found
        found |= new
        following += new
    return found


_WORD = re.compile("[A-Za-z0-9]+")
