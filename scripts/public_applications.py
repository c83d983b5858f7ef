"""Ten applications on Amazon ECS whose files are public, and what their own code calls.

Read from the files (2026-11-27): facts alone, and of the roles only what the application's code
calls. What a role allows besides is omitted: log groups, which the execution role writes, and all
that only a wildcard names.
"""

from __future__ import annotations

from typing import NamedTuple


class PublicApplication(NamedTuple):
    """An application by repository and file; ``calls`` are IAM actions, ``grants`` allow them."""

    purpose: str
    repository: str
    path: str
    calls: tuple[str, ...]
    grants: tuple[str, ...]


_PATTERNS = "aws-samples/serverless-patterns"

APPLICATIONS = (
    PublicApplication(
        "worker behind a queue, scaled by its length",
        _PATTERNS,
        "sqs-ecs-autoscaling/template.yaml",
        ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
        ("sqs.consume_messages",),
    ),
    PublicApplication(
        "task that a durable function waits for",
        _PATTERNS,
        "lambda-ecs-durable-python-sam/template.yaml",
        (
            "lambda:SendDurableExecutionCallbackSuccess",
            "lambda:SendDurableExecutionCallbackFailure",
        ),
        ("lambda.complete_callbacks",),
    ),
    PublicApplication(
        "step of a state machine",
        _PATTERNS,
        "stepfunctions-fargate-lambda/template.yaml",
        ("states:SendTaskSuccess",),
        ("states.complete_tasks",),
    ),
    PublicApplication(
        "backend of a WebSocket API",
        _PATTERNS,
        "apigw-websocket-api-fargate-cdk/apigw_websocket_fargate_cdk/"
        "apigw_websocket_fargate_cdk_stack.py",
        ("execute-api:ManageConnections", "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
        ("execute_api.manage_connections", "xray.write_traces"),
    ),
    PublicApplication(
        "web shop with a table",
        "aws-samples/amazon-ecs-mythicalmysfits-workshop",
        "workshop-2/core.yml",
        ("dynamodb:Scan", "dynamodb:Query", "dynamodb:UpdateItem", "dynamodb:GetItem"),
        ("dynamodb.read_items", "dynamodb.write_items"),
    ),
    PublicApplication(
        "web service with a collector of metrics",
        "aws-samples/ecsdemo-amp",
        "cdk/app.py",
        ("aps:RemoteWrite", "ssm:GetParameters"),
        ("aps.write_metrics", "ssm.read_parameters"),
    ),
    PublicApplication(
        "load tests that keep their results",
        "aws-solutions/distributed-load-testing-on-aws",
        "source/infrastructure/lib/testing-resources/ecs.ts",
        ("s3:GetObject", "s3:PutObject", "s3:ListBucket"),
        ("s3.read_objects", "s3.upload_objects", "s3.list_bucket"),
    ),
    PublicApplication(
        "gateway to models of several providers",
        "aws-solutions-library-samples/guidance-for-multi-provider-generative-ai-gateway-on-aws",
        "litellm-terraform-stack/modules/ecs/iam.tf",
        (
            "bedrock:InvokeModel",
            "bedrock:InvokeModelWithResponseStream",
            "sagemaker:InvokeEndpoint",
            "s3:GetObject",
            "s3:ListBucket",
        ),
        (
            "bedrock.invoke_model",
            "sagemaker.invoke_endpoint",
            "s3.read_objects",
            "s3.list_bucket",
        ),
    ),
    PublicApplication(
        "reader of satellite images",
        "aws-solutions-library-samples/osml-cdk-constructs",
        "lib/osml/model_runner/roles/mr_task_role.ts",
        (
            "sts:AssumeRole",
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:GenerateDataKey",
            "kinesis:PutRecord",
            "kinesis:PutRecords",
            "sns:Publish",
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:SendMessage",
            "sqs:GetQueueUrl",
            "s3:GetObject",
            "s3:PutObject",
            "s3:DeleteObject",
            "s3:ListBucket",
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:Query",
            "dynamodb:Scan",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:BatchWriteItem",
            "sagemaker:InvokeEndpoint",
            "sagemaker:InvokeEndpointAsync",
        ),
        (
            "sts.assume_role",
            "kms.encrypt_data",
            "kinesis.put_records",
            "sns.publish",
            "sqs.consume_messages",
            "sqs.send_messages",
            "s3.read_objects",
            "s3.upload_objects",
            "s3.delete_objects",
            "s3.list_bucket",
            "dynamodb.read_items",
            "dynamodb.write_items",
            "sagemaker.invoke_endpoint",
        ),
    ),
    PublicApplication(
        "assistant with a language model",
        "aws-samples/java-on-aws",
        "infra/cfn/java-spring-ai-agents-stack.yaml",
        ("bedrock:InvokeModel", "cloudwatch:PutMetricData", "xray:PutTraceSegments"),
        ("bedrock.invoke_model", "cloudwatch.put_metrics", "xray.write_traces"),
    ),
)
"""The applications; a test holds their calls against the grants."""
