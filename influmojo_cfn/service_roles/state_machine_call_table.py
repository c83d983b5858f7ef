"""What Step Functions calls for each integration, beside what its Parameters name.

https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html and the
page of each service below it (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.service_roles.service_call import Integration

GUIDE = "https://docs.aws.amazon.com/step-functions/latest/dg/"


RULE_ACTIONS = ("events:PutTargets", "events:PutRule", "events:DescribeRule")
"""What managing the rule takes that tells Step Functions of the end of a job."""

_TABLE = ("TableName", "table/{}", ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"))

INTEGRATIONS: Mapping[str, Integration] = {
    "batch:submitJob": Integration(
        ("batch:SubmitJob",),
        f"{GUIDE}batch-iam.html",
        sync=("batch:DescribeJobs", "batch:TerminateJob"),
        rule="StepFunctionsGetEventsForBatchJobsRule",
    ),
    "codebuild:startBuild": Integration(
        ("codebuild:StartBuild",),
        f"{GUIDE}codebuild-iam.html",
        "ProjectName",
        "project/{}",
        ("AWS::CodeBuild::Project",),
        ("codebuild:StopBuild", "codebuild:BatchGetBuilds"),
        "StepFunctionsGetEventForCodeBuildStartBuildRule",
    ),
    **{
        f"dynamodb:{name[0].lower()}{name[1:]}": Integration(
            (f"dynamodb:{name}",), f"{GUIDE}dynamo-iam.html", *_TABLE
        )
        for name in ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
    },
    "ecs:runTask": Integration(
        (),
        f"{GUIDE}ecs-iam.html",
        sync=("ecs:StopTask", "ecs:DescribeTasks"),
        rule="StepFunctionsGetEventsForECSTaskRule",
    ),
    "events:putEvents": Integration(("events:PutEvents",), f"{GUIDE}eventbridge-iam.html"),
    "glue:startJobRun": Integration(
        ("glue:StartJobRun",),
        f"{GUIDE}glue-iam.html",
        sync=("glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"),
    ),
    "http:invoke": Integration(
        ("states:InvokeHTTPEndpoint", "events:RetrieveConnectionCredentials"),
        f"{GUIDE}call-https-apis.html",
    ),
    "lambda:invoke": Integration(
        ("lambda:InvokeFunction",),
        f"{GUIDE}lambda-iam.html",
        "FunctionName",
        "function:{}",
        ("AWS::Lambda::Function", "AWS::Serverless::Function"),
    ),
    "sns:publish": Integration(
        ("sns:Publish",), f"{GUIDE}sns-iam.html", "TopicArn", finding=("AWS::SNS::Topic",)
    ),
    "sqs:sendMessage": Integration(
        ("sqs:SendMessage",), f"{GUIDE}sqs-iam.html", "QueueUrl", finding=("AWS::SQS::Queue",)
    ),
    "states:startExecution": Integration(
        ("states:StartExecution",),
        f"{GUIDE}stepfunctions-iam.html",
        "StateMachineArn",
        finding=("AWS::StepFunctions::StateMachine",),
        sync=("states:DescribeExecution", "states:StopExecution"),
        rule="StepFunctionsGetEventsForStepFunctionsExecutionRule",
    ),
}
"""By the service and the call in ``arn:aws:states:::ecs:runTask.sync``."""

SDK_PREFIXES: Mapping[str, str] = {
    "cloudwatchlogs": "logs",
    "dynamodb": "dynamodb",
    "ec2": "ec2",
    "ecr": "ecr",
    "ecs": "ecs",
    "eventbridge": "events",
    "kms": "kms",
    "lambda": "lambda",
    "rds": "rds",
    "s3": "s3",
    "secretsmanager": "secretsmanager",
    "sfn": "states",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
}
"""Services as aws-sdk integrations and universal targets of schedules name them, by their prefix.

https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html and
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
(read 2026-11-27). Others are not judged.
"""

SDK_ACTIONS: Mapping[str, str] = {
    "lambda:Invoke": "lambda:InvokeFunction",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:HeadObject": "s3:GetObject",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjects": "s3:ListBucket",
    "s3:ListObjectsV2": "s3:ListBucket",
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sns:PublishBatch": "sns:Publish",
}
"""Calls that are not actions of their own, and the action that allows them."""


WAITING = (".sync", ".sync:2")
