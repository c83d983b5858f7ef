"""What services send as aws:SourceArn, with a role that they were given and as themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.template_fields import arn_of, properties_of


class SentForms(NamedTuple):
    """The patterns of the ARNs that a service sends as aws:SourceArn, by what it calls.

    Attributes:
        with_role: when it assumes a role that it was given.
        to_resource: when it uses a resource whose policy lets it in.
        to_function: the services whose ARNs it sends when it invokes a function.
    """

    with_role: tuple[str, ...] = ()
    to_resource: tuple[str, ...] = ()
    to_function: tuple[str, ...] = ()


SENT_FORMS: Mapping[str, SentForms] = {
    "apigateway.amazonaws.com": SentForms(to_function=("execute-api",)),
    "budgets.amazonaws.com": SentForms(to_resource=("arn:*:budgets::*:*",)),
    "cloudfront.amazonaws.com": SentForms(to_resource=("arn:*:cloudfront::*:distribution/*",)),
    "cloudtrail.amazonaws.com": SentForms(
        with_role=("arn:*:cloudtrail:*:*:trail/*",),
        to_resource=(
            "arn:*:cloudtrail:*:*:trail/*",
            "arn:*:cloudtrail:*:*:eventdatastore/*",
            "arn:*:cloudtrail:*:*:channel/*",
        ),
    ),
    "cloudwatch.amazonaws.com": SentForms(
        to_resource=("arn:*:cloudwatch:*:*:alarm:*", "arn:*:cloudwatch:*:*:metric-stream/*")
    ),
    "codebuild.amazonaws.com": SentForms(
        with_role=(
            "arn:*:codebuild:*:*:project/*",
            "arn:*:codebuild:*:*:fleet/*",
            "arn:*:codebuild:*:*:report-group/*",
        )
    ),
    "codepipeline.amazonaws.com": SentForms(with_role=("arn:*:codepipeline:*:*:*",)),
    "cognito-idp.amazonaws.com": SentForms(to_function=("cognito-idp",)),
    "config.amazonaws.com": SentForms(to_function=("config",)),
    "delivery.logs.amazonaws.com": SentForms(to_resource=("arn:*:logs:*:*:*",)),
    "elasticloadbalancing.amazonaws.com": SentForms(to_function=("elasticloadbalancing",)),
    "events.amazonaws.com": SentForms(
        with_role=(
            "arn:*:events:*:*:rule/*",
            "arn:*:events:*:*:endpoint/*",
            "arn:*:events:*:*:api-destination/*",
        ),
        to_resource=("arn:*:events:*:*:*",),
        to_function=("events",),
    ),
    "iot.amazonaws.com": SentForms(to_function=("iot",)),
    "lambda.amazonaws.com": SentForms(
        to_resource=("arn:*:lambda:*:*:function:*", "arn:*:lambda:*:*:event-source-mapping:*")
    ),
    "logdelivery.elasticloadbalancing.amazonaws.com": SentForms(
        to_resource=("arn:*:elasticloadbalancing:*:*:loadbalancer/*",)
    ),
    "logging.s3.amazonaws.com": SentForms(to_resource=("arn:*:s3:::*",)),
    "logs.amazonaws.com": SentForms(to_function=("logs",)),
    "pipes.amazonaws.com": SentForms(with_role=("arn:*:pipes:*:*:pipe/*",)),
    "s3.amazonaws.com": SentForms(
        to_resource=("arn:*:s3:::*", "arn:*:s3:*:*:*/*"), to_function=("s3",)
    ),
    "scheduler.amazonaws.com": SentForms(
        with_role=("arn:*:scheduler:*:*:schedule-group/*",), to_function=("scheduler",)
    ),
    "secretsmanager.amazonaws.com": SentForms(to_function=("secretsmanager",)),
    "ses.amazonaws.com": SentForms(to_resource=("arn:*:ses:*:*:*",)),
    "sns.amazonaws.com": SentForms(to_resource=("arn:*:sns:*:*:*",), to_function=("sns",)),
    "states.amazonaws.com": SentForms(with_role=("arn:*:states:*:*:stateMachine:*",)),
    "vpc-flow-logs.amazonaws.com": SentForms(with_role=("arn:*:ec2:*:*:vpc-flow-log/*",)),
}
"""By the service's principal, what it sends, as far as its page tells.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/codebuild/latest/userguide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/codepipeline/latest/userguide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cross-service-confused-deputy-prevention.html,
https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html,
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html,
https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html,
https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#configuration-images-permissions,
https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html,
https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html,
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-identity-based.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html,
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-S3.html
(read 2026-11-28)
"""


def sent_forms(service: str) -> SentForms:
    """Return what a service is known to send, nothing where the table does not have it."""
    return SENT_FORMS.get(service.lower(), SentForms())


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
