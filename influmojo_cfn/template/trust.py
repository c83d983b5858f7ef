"""The trust policies of an app's roles: who assumes each, and for whom."""

from __future__ import annotations

from typing import Any

from awacs import aws, sts
from troposphere import Ref, Sub

from influmojo_cfn.app import App
from influmojo_cfn.app.deployment import Identity, identity_of
from influmojo_cfn.app.infrastructure import InfrastructureRole
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.policies import document, filled
from influmojo_cfn.template.role_rows import RoleRow
from influmojo_cfn.template.schedules import rule_arn, schedule_group_arn
from influmojo_cfn.template.statements import Text

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
        "The trust conditions stay in their IfExists form: no AWS page says that ECS sends these "
        "keys for execution roles, and a strict condition on a key that is not sent stops every "
        "task from starting."
    ),
}

RULE_MUST = "The trust conditions name the rule, so that no other rule can use this role."

INFRASTRUCTURE_MUST = (
    "The trust policy names the one service that uses this role; the conditions hold where the "
    "service says for whom it acts."
)


def trust(strict: bool) -> aws.PolicyDocument:
    """Return the trust policy for tasks of the own account.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    string_equals = aws.StringEquals if strict else aws.StringEqualsIfExists
    arn_like = aws.ArnLike if strict else aws.ArnLikeIfExists
    source = Sub("arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*")
    statement = aws.Statement(
        Sid="AssumeByEcsTasks",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", "ecs-tasks.amazonaws.com"),
        Action=[sts.AssumeRole],
        Condition=aws.Condition(
            [
                string_equals({"aws:SourceAccount": Ref("AWS::AccountId")}),
                arn_like({"aws:SourceArn": source}),
            ]
        ),
    )
    return document([statement])


def schedule_trust(source: Any) -> aws.PolicyDocument:
    """Return the trust policy for the schedules of a group, whose ARN is ``source``.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    return started_trust("scheduler", source)


def started_trust(service: str, source: Any) -> aws.PolicyDocument:
    """Return the trust policy for a service that starts tasks, on behalf of ``source``.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    statement = aws.Statement(
        Sid=f"AssumeBy{service.title()}",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", f"{service}.amazonaws.com"),
        Action=[sts.AssumeRole],
        Condition=aws.Condition(
            [
                aws.StringEquals({"aws:SourceAccount": Ref("AWS::AccountId")}),
                aws.ArnEquals({"aws:SourceArn": source}),
            ]
        ),
    )
    return document([statement])


def infrastructure_trust(found: InfrastructureRole) -> aws.PolicyDocument:
    """Return the trust policy of a role that AWS uses for the infrastructure."""
    conditions: list[aws.ConditionElement] = []
    if found.service != "ec2.amazonaws.com":  # EC2 assumes it for an instance, and sends no source.
        conditions.append(
            aws.StringEqualsIfExists({"aws:SourceAccount": Ref("AWS::AccountId")})
            if not found.strict
            else aws.StringEquals({"aws:SourceAccount": Ref("AWS::AccountId")})
        )
    if found.source:
        source = {"aws:SourceArn": Sub(f"arn:${{AWS::Partition}}:{found.source}")}
        conditions.append(aws.ArnLike(source) if found.strict else aws.ArnLikeIfExists(source))
    statement = aws.Statement(
        Sid=f"AssumeBy{found.service.partition('.')[0].title()}",
        Effect=aws.Allow,
        Principal=aws.Principal("Service", found.service),
        Action=[sts.AssumeRole],
        **({"Condition": aws.Condition(conditions)} if conditions else {}),
    )
    return document([statement])


def provider_arn(identity: Identity) -> str:
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
    statement = aws.Statement(
        Sid="AssumeByPipeline",
        Effect=aws.Allow,
        Principal=aws.Principal("Federated", Sub(provider_arn(identity))),
        Action=[sts.AssumeRoleWithWebIdentity],
        Condition=aws.Condition(conditions),
    )
    return document([statement])


def trust_of(app: App, row: RoleRow, conditions: Conditions) -> tuple[aws.PolicyDocument, str]:
    """Return the trust policy of a role, and why it must stay as it is."""
    if row.role == "deployment":
        return deployment_trust(app), DEPLOYMENT_MUST
    if row.infrastructure:
        return infrastructure_trust(row.infrastructure), INFRASTRUCTURE_MUST
    if row.role == "rule":
        rule = Text(text=rule_arn(app, row.owner))
        return started_trust("events", filled(rule, conditions)), RULE_MUST
    if row.role == "schedule":
        group = Text(text=schedule_group_arn(app))
        return schedule_trust(filled(group, conditions)), SCHEDULE_MUST
    return trust(row.strict_trust), TRUST_MUST[row.strict_trust]
