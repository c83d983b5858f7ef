"""Where a service sends to a queue, a topic or a function that must let it in, and to their keys.

Each page was read 2026-11-27.
"""

from __future__ import annotations

from influmojo_cfn.data.openapi_extensions import (
    OPENAPI_AUTHORIZERS,
    OPENAPI_BODIES,
    OPENAPI_INTEGRATIONS,
)
from influmojo_cfn.iam.text import ANY
from influmojo_cfn.service_roles.service_call import SenderRow

_SNS = "https://docs.aws.amazon.com/sns/latest/dg/"
_S3 = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"
_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html"
_NOTIFY = "NotificationConfiguration"

CONNECTIONS: tuple[SenderRow, ...] = (
    SenderRow(
        "AWS::SNS::Subscription",
        ("Endpoint",),
        "sns.amazonaws.com",
        f"{_SNS}subscribe-sqs-queue-to-sns-topic.html",
        source=("TopicArn",),
    ),
    SenderRow(
        "AWS::SNS::Subscription",
        ("RedrivePolicy", "deadLetterTargetArn"),
        "sns.amazonaws.com",
        f"{_SNS}sns-configure-dead-letter-queue.html",
        source=("TopicArn",),
    ),
    SenderRow(
        "AWS::SNS::Topic",
        ("Subscription", "*", "Endpoint"),
        "sns.amazonaws.com",
        f"{_SNS}subscribe-sqs-queue-to-sns-topic.html",
        attribute="TopicArn",
    ),
    SenderRow(
        "AWS::Events::Rule",
        ("Targets", "*", "Arn"),
        "events.amazonaws.com",
        _EVENTS,
        attribute="Arn",
        unless=("RoleArn",),
    ),
    SenderRow(
        "AWS::Events::Rule",
        ("Targets", "*", "DeadLetterConfig", "Arn"),
        "events.amazonaws.com",
        "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
        attribute="Arn",
    ),
    *(
        SenderRow("AWS::S3::Bucket", (_NOTIFY, *path), "s3.amazonaws.com", _S3, attribute="Arn")
        for path in (
            ("LambdaConfigurations", "*", "Function"),
            ("QueueConfigurations", "*", "Queue"),
            ("TopicConfigurations", "*", "Topic"),
        )
    ),
    *(
        SenderRow(
            kind,
            (key, "*"),
            "cloudwatch.amazonaws.com",
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html",
            attribute="Arn",
            invokes_as="lambda.alarms.cloudwatch.amazonaws.com",
        )
        for kind in ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")
        for key in ("AlarmActions", "OKActions", "InsufficientDataActions")
    ),
    SenderRow(
        "AWS::CodeStarNotifications::NotificationRule",
        ("Targets", "*", "TargetAddress"),
        "codestar-notifications.amazonaws.com",
        "https://docs.aws.amazon.com/dtconsole/latest/userguide/set-up-sns.html",
    ),
    SenderRow(
        "AWS::Logs::SubscriptionFilter",
        ("DestinationArn",),
        "logs.amazonaws.com",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
        source=("LogGroupName",),
        within="logs:log-group:{}:*",
    ),
    *(
        SenderRow(
            "AWS::Cognito::UserPool",
            ("LambdaConfig", *trigger),
            "cognito-idp.amazonaws.com",
            _LAMBDA,
            attribute="Arn",
        )
        for trigger in (
            ("CreateAuthChallenge",),
            ("CustomEmailSender", "LambdaArn"),
            ("CustomMessage",),
            ("CustomSMSSender", "LambdaArn"),
            ("DefineAuthChallenge",),
            ("PostAuthentication",),
            ("PostConfirmation",),
            ("PreAuthentication",),
            ("PreSignUp",),
            ("PreTokenGeneration",),
            ("PreTokenGenerationConfig", "LambdaArn"),
            ("UserMigration",),
            ("VerifyAuthChallengeResponse",),
        )
    ),
    *(
        SenderRow(
            kind,
            field,
            "apigateway.amazonaws.com",
            "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html",
            source=(api,),
            within=f"execute-api:{{}}/{ANY}",
            method="HttpMethod",
            unless=(role,),
        )
        for kind, field, api, role in (
            ("AWS::ApiGateway::Method", ("Integration", "Uri"), "RestApiId", "Credentials"),
            ("AWS::ApiGatewayV2::Integration", ("IntegrationUri",), "ApiId", "CredentialsArn"),
            (
                "AWS::ApiGateway::Authorizer",
                ("AuthorizerUri",),
                "RestApiId",
                "AuthorizerCredentials",
            ),
            (
                "AWS::ApiGatewayV2::Authorizer",
                ("AuthorizerUri",),
                "ApiId",
                "AuthorizerCredentialsArn",
            ),
        )
    ),
    *(
        SenderRow(
            kind,
            (body, *path),
            "apigateway.amazonaws.com",
            "https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html",
            within=f"execute-api:{{}}/{ANY}",
            unless=(role,),
        )
        for kind, body in OPENAPI_BODIES.items()
        for path, role in (
            *(((*place, "uri"), "credentials") for place in OPENAPI_INTEGRATIONS),
            *(
                ((*place, "authorizerUri"), "authorizerCredentials")
                for place in OPENAPI_AUTHORIZERS
            ),
        )
    ),
    *(
        SenderRow(
            "AWS::IoT::TopicRule",
            ("TopicRulePayload", *place, "Lambda", "FunctionArn"),
            "iot.amazonaws.com",
            "https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html",
            attribute="Arn",
        )
        for place in (("Actions", "*"), ("ErrorAction",))
    ),
    SenderRow(
        "AWS::IoT::Authorizer",
        ("AuthorizerFunctionArn",),
        "iot.amazonaws.com",
        "https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-create-and-manage.html",
        attribute="Arn",
    ),
    SenderRow(
        "AWS::Config::ConfigRule",
        ("Source", "SourceIdentifier"),
        "config.amazonaws.com",
        "https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules.html",
    ),
    SenderRow(
        "AWS::SES::ReceiptRule",
        ("Rule", "Actions", "*", "LambdaAction", "FunctionArn"),
        "ses.amazonaws.com",
        "https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html",
    ),
    SenderRow(
        "AWS::Bedrock::Agent",
        ("ActionGroups", "*", "ActionGroupExecutor", "Lambda"),
        "bedrock.amazonaws.com",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/agents-permissions.html",
        attribute="AgentArn",
    ),
    SenderRow(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        ("Targets", "*", "Id"),
        "elasticloadbalancing.amazonaws.com",
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
    ),
    SenderRow(
        "AWS::SecretsManager::RotationSchedule",
        ("RotationLambdaARN",),
        "secretsmanager.amazonaws.com",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html",
    ),
    SenderRow(
        "AWS::CodeCommit::Repository",
        ("Triggers", "*", "DestinationArn"),
        "codecommit.amazonaws.com",
        "https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-notify-lambda.html",
        attribute="Arn",
    ),
    *(
        SenderRow(kind, path, service, f"https://docs.aws.amazon.com/{page}")
        for kind, path, service, page in (
            (
                "AWS::Budgets::Budget",
                ("NotificationsWithSubscribers", "*", "Subscribers", "*", "Address"),
                "budgets.amazonaws.com",
                "cost-management/latest/userguide/budgets-sns-policy.html",
            ),
            (
                "AWS::CE::AnomalySubscription",
                ("Subscribers", "*", "Address"),
                "costalerts.amazonaws.com",
                "cost-management/latest/userguide/ad-SNS.html",
            ),
            (
                "AWS::Backup::BackupVault",
                ("Notifications", "SNSTopicArn"),
                "backup.amazonaws.com",
                "aws-backup/latest/devguide/backup-notifications.html",
            ),
        )
    ),
    SenderRow(
        "AWS::SES::ReceiptRule",
        ("Rule", "Actions", "*", "SNSAction", "TopicArn"),
        "ses.amazonaws.com",
        "https://docs.aws.amazon.com/ses/latest/dg/receiving-email-permissions.html",
    ),
)

SENDING = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "lambda": "lambda:InvokeFunction"}
"""What a service does with what it is connected to, by the service of its ARN."""

OPEN_TO_ACCOUNT = frozenset({"cloudwatch.amazonaws.com"})
"""Services that the policy a topic has by itself lets in: those that act as the account.

https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (read 2026-11-27)
"""
