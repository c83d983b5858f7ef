"""Libraries that call AWS themselves, by how source code imports them, and what they call.

What they call is set by configuration, so reading code does not tell it. Each name is that of the
library's own documentation:
https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html,
https://docs.powertools.aws.dev/lambda/python/latest/utilities/parameters/,
https://docs.awspring.io/spring-cloud-aws/docs/3.0.0/reference/html/index.html,
https://github.com/bbc/sqs-consumer, https://github.com/dynamoose/dynamoose,
https://github.com/anacronw/multer-s3, https://github.com/pynamodb/PynamoDB,
https://s3fs.readthedocs.io/, https://github.com/piskvorky/smart_open,
https://github.com/django-ses/django-ses, https://github.com/kislyuk/watchtower,
https://gocloud.dev/,
https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/sqs.html,
https://github.com/celery/kombu/blob/main/kombu/transport/SQS.py (read 2026-11-28),
https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_cache-go.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

_CELERY = (
    "SQS if the URL of its broker begins with sqs:// (sqs:SendMessage, sqs:ReceiveMessage, "
    "sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueAttributes, sqs:GetQueueUrl; "
    "without predefined_queues also sqs:ListQueues and sqs:CreateQueue)"
)

LIBRARIES: Mapping[str, str] = {
    "aws_lambda_powertools.utilities.parameters": "SSM, Secrets Manager, AppConfig or DynamoDB",
    "aws_secretsmanager_caching": "Secrets Manager",
    "com.amazonaws.secretsmanager.caching": "Secrets Manager",
    "github.com/aws/aws-secretsmanager-caching-go": "Secrets Manager",
    "@aws-lambda-powertools/parameters": "SSM, Secrets Manager, AppConfig or DynamoDB",
    "awswrangler": "S3, Athena and Glue",
    "celery": _CELERY,
    "django_ses": "SES",
    "dynamoose": "DynamoDB",
    "gocloud.dev/blob/s3blob": "S3",
    "gocloud.dev/pubsub/awssnssqs": "SNS and SQS",
    "io.awspring.cloud.dynamodb": "DynamoDB",
    "io.awspring.cloud.s3": "S3",
    "io.awspring.cloud.ses": "SES",
    "io.awspring.cloud.sns": "SNS",
    "io.awspring.cloud.sqs": "SQS",
    "kombu": _CELERY,
    "multer-s3": "S3",
    "pynamodb": "DynamoDB",
    "s3fs": "S3",
    "smart_open": "S3",
    "sqs-consumer": "SQS",
    "sqs-producer": "SQS",
    "storages.backends.s3": "S3",
    "storages.backends.s3boto3": "S3",
    "watchtower": "CloudWatch Logs",
    "winston-cloudwatch": "CloudWatch Logs",
}
"""Module, or the beginning of its name, to what it calls."""
