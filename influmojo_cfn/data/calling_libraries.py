"""Libraries that call AWS themselves: how code and files of dependencies name them.

What most of them call is set by configuration, so reading code does not tell it. Each name is that
of the library's own documentation:
https://django-storages.readthedocs.io/en/latest/backends/amazon-S3.html,
https://docs.powertools.aws.dev/lambda/python/latest/, https://docs.powertools.aws.dev/lambda/java/latest/,
https://docs.awspring.io/spring-cloud-aws/docs/3.0.0/reference/html/index.html,
https://github.com/awslabs/amazon-sqs-java-messaging-lib, https://github.com/awslabs/amazon-kinesis-client,
https://github.com/aws/aws-secretsmanager-jdbc, https://github.com/aws/aws-advanced-jdbc-wrapper,
https://github.com/aws/aws-msk-iam-auth, https://camel.apache.org/components/latest/,
https://github.com/bbc/sqs-consumer, https://github.com/dynamoose/dynamoose,
https://github.com/anacronw/multer-s3, https://middy.js.org/docs/middlewares/intro,
https://github.com/pynamodb/PynamoDB, https://s3fs.readthedocs.io/,
https://github.com/piskvorky/smart_open, https://github.com/django-ses/django-ses,
https://github.com/kislyuk/watchtower, https://gocloud.dev/,
https://docs.celeryq.dev/en/stable/getting-started/backends-and-brokers/sqs.html,
https://github.com/celery/kombu/blob/main/kombu/transport/SQS.py (read 2026-11-28),
https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_cache-go.html
(read 2026-11-27).
"""

from __future__ import annotations

from typing import NamedTuple


class Library(NamedTuple):
    """A library, and what it calls.

    ``imports`` are its modules, or the beginnings of their names, as source code has them.
    ``packages`` are its names in files of dependencies, where the library can call AWS without
    being imported.
    """

    calls: str
    imports: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()


_SQS_OF_CELERY = (
    "SQS if the URL of its broker begins with sqs:// (sqs:SendMessage, sqs:ReceiveMessage, "
    "sqs:DeleteMessage, sqs:ChangeMessageVisibility, sqs:GetQueueAttributes, sqs:GetQueueUrl; "
    "without predefined_queues also sqs:ListQueues and sqs:CreateQueue)"
)
_PARAMETERS = "SSM, Secrets Manager, AppConfig or DynamoDB"
_LOGS = "CloudWatch Logs"
_KINESIS = "Kinesis, DynamoDB and CloudWatch"

LIBRARIES: tuple[Library, ...] = (
    # Python
    Library(_PARAMETERS, ("aws_lambda_powertools.utilities.parameters",)),
    Library("AppConfig", ("aws_lambda_powertools.utilities.feature_flags",)),
    Library("DynamoDB", ("aws_lambda_powertools.utilities.idempotency",)),
    Library("Secrets Manager", ("aws_secretsmanager_caching",)),
    Library("KMS", ("aws_encryption_sdk", "com.amazonaws.encryptionsdk")),
    Library("S3, Athena and Glue", ("awswrangler",)),
    Library("STS", ("aws_assume_role_lib",)),
    Library(_SQS_OF_CELERY, ("celery", "kombu"), ("celery", "kombu")),
    Library("SQS", ("dramatiq_sqs",)),
    Library("SES", ("django_ses",), ("django-ses",)),
    Library("S3", ("storages.backends.s3", "storages.backends.s3boto3"), ("django-storages",)),
    Library("DynamoDB", ("pynamodb",)),
    Library("S3", ("s3fs", "cloudpathlib"), ("s3fs", "dvc-s3")),
    Library("S3 for a path that begins with s3://", ("smart_open",)),
    Library("S3 for a path that begins with s3://", ("pandas",)),
    Library("S3 if it makes an S3FileSystem", ("pyarrow.fs", "pyarrow._s3fs")),
    Library("what its connections call, by version 2 of boto", ("boto",), ("boto",)),
    Library("Athena and S3", ("pyathena",)),
    Library("Redshift if it signs in with IAM", ("redshift_connector", "sqlalchemy_redshift")),
    Library("Bedrock", ("langchain_aws", "strands.models.bedrock")),
    Library("SageMaker and S3", ("sagemaker",)),
    Library(
        "what its operators call",
        ("airflow.providers.amazon",),
        ("apache-airflow-providers-amazon",),
    ),
    Library("MSK if it signs in with IAM", ("aws_msk_iam_sasl_signer",)),
    Library("RDS", ("aws_advanced_python_wrapper",)),
    Library(_KINESIS, ("amazon_kclpy",), ("amazon-kclpy",)),
    Library(_LOGS, ("watchtower",), ("watchtower",)),
    # TypeScript and JavaScript
    Library(_PARAMETERS, ("@aws-lambda-powertools/parameters",)),
    Library("DynamoDB", ("@aws-lambda-powertools/idempotency",)),
    Library("SSM", ("@middy/ssm",)),
    Library("Secrets Manager", ("@middy/secrets-manager",)),
    Library("S3", ("@middy/s3", "multer-s3")),
    Library("AppConfig", ("@middy/appconfig",)),
    Library("KMS", ("@aws-crypto/client-node",)),
    Library(
        "DynamoDB",
        ("dynamoose", "electrodb", "dynamodb-toolbox", "connect-dynamodb", "nestjs-dynamoose"),
    ),
    Library("DynamoDB", ("@typedorm/core", "@aws/dynamodb-data-mapper", "@auth/dynamodb-adapter")),
    Library("SQS", ("sqs-consumer", "sqs-producer", "@ssut/nestjs-sqs")),
    Library(
        "AppSync if it signs in with IAM (appsync:GraphQL)", ("aws-appsync",), ("aws-appsync",)
    ),
    Library(_LOGS, ("winston-cloudwatch", "winston-aws-cloudwatch"), ("pino-cloudwatch",)),
    Library("Bedrock", ("@langchain/aws", "@ai-sdk/amazon-bedrock", "@anthropic-ai/bedrock-sdk")),
    Library(
        "RDS Data API", ("typeorm-aurora-data-api-driver",), ("typeorm-aurora-data-api-driver",)
    ),
    Library("S3", ("@payloadcms/storage-s3",), ("@strapi/provider-upload-aws-s3",)),
    Library("S3 if it uploads to S3", ("@uppy/companion",)),
    Library("SES", ("nodemailer-ses-transport",)),
    Library("Amazon Polly", ("@aws-sdk/polly-request-presigner",)),
    Library("MSK", ("aws-msk-iam-sasl-signer-js",)),
    # Go
    Library("Secrets Manager", ("github.com/aws/aws-secretsmanager-caching-go",)),
    Library("S3", ("gocloud.dev/blob/s3blob",)),
    Library("SNS and SQS", ("gocloud.dev/pubsub/awssnssqs",)),
    Library("DynamoDB", ("gocloud.dev/docstore/awsdynamodb", "github.com/guregu/dynamo")),
    Library("KMS", ("gocloud.dev/secrets/awskms",)),
    Library("SSM", ("gocloud.dev/runtimevar/awsparamstore",)),
    Library("Secrets Manager", ("gocloud.dev/runtimevar/awssecretsmanager",)),
    Library("MSK", ("github.com/aws/aws-msk-iam-sasl-signer-go",)),
    # Java
    Library("Secrets Manager", ("com.amazonaws.secretsmanager.caching",)),
    Library("Secrets Manager", ("com.amazonaws.secretsmanager.sql",), ("aws-secretsmanager-jdbc",)),
    Library("SQS", ("com.amazon.sqs.javamessaging",), ("amazon-sqs-java-messaging-lib",)),
    Library("DynamoDB", ("io.awspring.cloud.dynamodb",)),
    Library("S3", ("io.awspring.cloud.s3",)),
    Library("SES", ("io.awspring.cloud.ses",), ("spring-cloud-aws-starter-ses",)),
    Library("SNS", ("io.awspring.cloud.sns",)),
    Library("SQS", ("io.awspring.cloud.sqs",)),
    Library("Secrets Manager", (), ("spring-cloud-aws-starter-secrets-manager",)),
    Library("SSM", (), ("spring-cloud-aws-starter-parameter-store",)),
    Library("CloudWatch", (), ("micrometer-registry-cloudwatch2",)),
    Library(_PARAMETERS, ("software.amazon.lambda.powertools.parameters",)),
    Library("DynamoDB", ("software.amazon.lambda.powertools.idempotency",)),
    Library(
        "what its endpoints call",
        ("org.apache.camel.component.aws2",),
        ("camel-aws2-s3", "camel-aws2-sqs", "camel-aws2-sns"),
    ),
    Library(
        "RDS, and Secrets Manager if its plugin is set",
        ("software.amazon.jdbc",),
        ("aws-advanced-jdbc-wrapper",),
    ),
    Library("MSK", ("software.amazon.msk",), ("aws-msk-iam-auth",)),
    Library(_KINESIS, ("software.amazon.kinesis", "com.amazonaws.services.kinesis.clientlibrary")),
    Library(
        "Kinesis and CloudWatch",
        ("com.amazonaws.services.kinesis.producer", "software.amazon.kinesis.producer"),
    ),
    Library(
        "Bedrock",
        ("org.springframework.ai.bedrock", "dev.langchain4j.model.bedrock"),
        ("spring-ai-starter-model-bedrock-converse",),
    ),
)

READ_PACKAGES = (
    "@aws-cdk/",
    "@aws-lambda-powertools/",
    "@aws-sdk/",
    "@smithy/",
    "@types/",
    "aioboto",
    "amazon-cognito-identity-js",
    "amazon-kinesis-client",
    "aws-amplify",
    "aws-cdk",
    "aws-crt",
    "aws-encryption-sdk-java",
    "aws-java-sdk",
    "aws-lambda",
    "aws-serverless-java-container",
    "aws-sdk",
    "aws-xray",
    "awscli",
    "awslambda",
    "boto3",
    "botocore",
    "cdk-",
    "github.com/aws/aws-lambda-go",
    "github.com/aws/aws-sdk-go",
    "github.com/aws/aws-xray-sdk-go",
    "github.com/aws/jsii-runtime-go",
    "github.com/aws/smithy-go",
    "github.com/awslabs/aws-lambda-go-api-proxy",
    "mangum",
    "micronaut-aws",
    "micronaut-function-aws",
    "moto",
    "mypy-boto3",
    "quarkus-amazon-lambda",
    "quarkus-amazon-services",
    "s3transfer",
    "serverless",
    "spring-cloud-function-adapter-aws",
    "types-aiobotocore",
    "types-boto3",
)
"""Beginnings of the packages named after AWS that are read where code uses them, or call nothing.

The SDKs, their types, and what builds, deploys or runs code.
"""
