"""The trust policies of an app's roles: who assumes each, and for whom."""

from __future__ import annotations

from typing import Any

from awacs import aws, sts
from troposphere import Ref, Sub

from influmojo_cfn.app import App
from influmojo_cfn.app.deployment import TokenIdentity, identity_of
from influmojo_cfn.app.infrastructure import InfrastructureRole
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.policies import document, filled
from influmojo_cfn.template.role_rows import RoleRow
from influmojo_cfn.template.schedules import rule_arn, schedule_group_arn
from influmojo_cfn.template.statements import SubText

DEPLOYMENT_MUST = (
    "The trust conditions name audience and subject: without the subject, every repository of the "
    "provider could assume this role."
)

SCHEDULE_MUST = (
    "The trust conditions name the schedule group, not the schedule: EventBridge Scheduler sends "
    "the group's ARN as aws:SourceArn."
)

TRUST_MUST = {
    True: (
        "The trust conditions stay strict: ECS sends aws:SourceAccount and aws:SourceArn for task "
        "roles, and without them another account could have ECS assume this role."
    ),
    False: (
        "The trust conditions stay in their IfExists form: no AWS page documents that ECS sends "
        "these keys for such roles, and a strict condition on a key that is not sent stops every "
        "task from starting."
    ),
}

RULE_MUST = "The trust conditions name the rule, so that no other rule can use this role."

INFRASTRUCTURE_MUST = (
    "The trust policy names the one service that uses this role; the conditions hold when the "
    "service names whom it acts for."
)


def trust(strict: bool) -> aws.PolicyDocument:
    """Return the trust policy for tasks of the own account.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    source = {"aws:SourceArn": Sub("arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*")}
    if strict:
        conditions = [aws.StringEquals(_ACCOUNT), aws.ArnLike(source)]
    else:
        conditions = [aws.StringEqualsIfExists(_ACCOUNT), aws.ArnLikeIfExists(source)]
    return _assumed_by("EcsTasks", aws.Principal("Service", ECS_TASKS), conditions)


_ACCOUNT = {"aws:SourceAccount": Ref("AWS::AccountId")}


def _assumed_by(
    who: str,
    principal: aws.Principal,
    conditions: list[aws.ConditionElement],
    action: aws.Action = sts.AssumeRole,
) -> aws.PolicyDocument:
    statement = aws.Statement(
        Sid=f"AssumeBy{who}",
        Effect=aws.Allow,
        Principal=principal,
        Action=[action],
        **({"Condition": aws.Condition(conditions)} if conditions else {}),
    )
    return document([statement])


def started_trust(service: str, source: Any) -> aws.PolicyDocument:
    """Return the trust policy for a service that starts tasks, on behalf of ``source``.

    The source is a rule, or the group of a schedule:

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    principal = aws.Principal("Service", f"{service}.amazonaws.com")
    conditions = [aws.StringEquals(_ACCOUNT), aws.ArnEquals({"aws:SourceArn": source})]
    return _assumed_by(service.title(), principal, conditions)


def infrastructure_trust(found: InfrastructureRole) -> aws.PolicyDocument:
    """Return the trust policy of a role that AWS uses for the infrastructure."""
    conditions: list[aws.ConditionElement] = []
    if found.service != "ec2.amazonaws.com":  # EC2 assumes it for an instance, and sends no source.
        equals = aws.StringEquals if found.strict else aws.StringEqualsIfExists
        conditions.append(equals(_ACCOUNT))
    if found.source:
        like = aws.ArnLike if found.strict else aws.ArnLikeIfExists
        conditions.append(like({"aws:SourceArn": Sub(f"arn:${{AWS::Partition}}:{found.source}")}))
    who = found.service.partition(".")[0].title()
    return _assumed_by(who, aws.Principal("Service", found.service), conditions)


def provider_arn(identity: TokenIdentity) -> str:
    """Return the ARN of the account's OpenID Connect provider of a pipeline."""
    return f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{identity.host}"


def deployment_trust(app: App) -> aws.PolicyDocument:
    """Return the trust policy for the pipeline that deploys an app.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
    """
    assert app.deployment is not None
    (pipeline,) = app.deployment.pipelines
    identity = identity_of(pipeline)
    audience = {f"{identity.host}:aud": identity.audience}
    subject = {f"{identity.host}:sub": identity.subject}
    exactly = audience if identity.any_of else {**audience, **subject}
    conditions: list[aws.ConditionElement] = [aws.StringEquals(exactly)]
    if identity.any_of:
        conditions.append(aws.StringLike(subject))
    principal = aws.Principal("Federated", Sub(provider_arn(identity)))
    return _assumed_by("Pipeline", principal, conditions, sts.AssumeRoleWithWebIdentity)


def trust_of(app: App, row: RoleRow, conditions: Conditions) -> tuple[aws.PolicyDocument, str]:
    """Return the trust policy of a role, and why it must stay as it is."""
    if row.role == "deployment":
        return deployment_trust(app), DEPLOYMENT_MUST
    if row.infrastructure:
        return infrastructure_trust(row.infrastructure), INFRASTRUCTURE_MUST
    if row.role == "rule":
        rule = SubText(text=rule_arn(app, row.owner))
        return started_trust("events", filled(rule, conditions)), RULE_MUST
    if row.role == "schedule":
        group = SubText(text=schedule_group_arn(app))
        return started_trust("scheduler", filled(group, conditions)), SCHEDULE_MUST
    return trust(row.strict_trust), TRUST_MUST[row.strict_trust]
