"""What services send as aws:SourceArn when they assume a role that they were given."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.template_fields import arn_of, properties_of

SENT_FORMS: Mapping[str, tuple[str, ...]] = {
    "cloudtrail.amazonaws.com": ("arn:*:cloudtrail:*:*:trail/*",),
    "codebuild.amazonaws.com": (
        "arn:*:codebuild:*:*:project/*",
        "arn:*:codebuild:*:*:fleet/*",
        "arn:*:codebuild:*:*:report-group/*",
    ),
    "codepipeline.amazonaws.com": ("arn:*:codepipeline:*:*:*",),
    "pipes.amazonaws.com": ("arn:*:pipes:*:*:pipe/*",),
    "scheduler.amazonaws.com": ("arn:*:scheduler:*:*:schedule-group/*",),
    "states.amazonaws.com": ("arn:*:states:*:*:stateMachine:*",),
    "vpc-flow-logs.amazonaws.com": ("arn:*:ec2:*:*:vpc-flow-log/*",),
}
"""By the service's principal, the patterns of the ARNs.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/codepipeline/latest/userguide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cross-service-confused-deputy-prevention.html
and https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html (read 2026-11-27)
"""


def sent_source(resolver: Resolver, logical_id: str) -> str:
    """Return the ARN that a service sends for a resource, or an empty string where not known.

    EventBridge Scheduler sends the ARN of the schedule's group.
    """
    kind = resolver.resource(logical_id).get("Type")
    properties = properties_of(resolver, logical_id)
    if kind == "AWS::Scheduler::Schedule":
        group = properties.text("GroupName", default="default")
        return arn_of("scheduler", f"schedule-group/{group}")
    if kind == "AWS::StepFunctions::StateMachine":
        return properties.attribute("Arn")
    service, form = _BY_NAME.get(str(kind), ("", ""))
    return arn_of(service, form.format(properties.name("Name"))) if service else ""


_BY_NAME: Mapping[str, tuple[str, str]] = {
    "AWS::CodeBuild::Project": ("codebuild", "project/{}"),
    "AWS::CodePipeline::Pipeline": ("codepipeline", "{}"),
    "AWS::Pipes::Pipe": ("pipes", "pipe/{}"),
}
"""Types whose own ARN is sent: its service, and what stands around the property Name."""


def sent_external_id(resolver: Resolver, logical_id: str) -> str:
    """Return the external ID that a user pool sends with a text message, or an empty text.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-sms-settings.html
    (read 2026-11-27)
    """
    if resolver.resource(logical_id).get("Type") != "AWS::Cognito::UserPool":
        return ""
    return properties_of(resolver, logical_id).text("SmsConfiguration", "ExternalId")
