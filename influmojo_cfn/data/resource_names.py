"""What names of resources are made of, and how long they are: no request is about any other.

Each row: service of the ARN, variables of its resource types, the characters of a name, how many it
has at least and at most, and AWS's page. The variables are called as in the service authorization
reference. A name that is not listed can be any string. Of a name with a path, it is the last part.
Most of them are also in botocore's models (read 2026-11-28).
"""

from __future__ import annotations

from string import ascii_letters, ascii_lowercase, digits

_LETTERS = ascii_letters + digits
_LOWERCASE = ascii_lowercase + digits
_API = "https://docs.aws.amazon.com"
_IAM = f"{_API}/IAM/latest/UserGuide/reference_iam-quotas.html"

RESOURCE_NAMES: tuple[tuple[str, tuple[str, ...], str, int, int, str], ...] = (
    (
        "s3",
        ("BucketName",),
        _LOWERCASE + ".-",
        3,
        63,
        f"{_API}/AmazonS3/latest/userguide/bucketnamingrules.html",
    ),
    (
        "s3",
        ("AccessPointName",),
        _LOWERCASE + "-",
        3,
        50,
        f"{_API}/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html",
    ),
    (
        "sqs",
        ("QueueName",),
        _LETTERS + "_.-",
        1,
        80,
        f"{_API}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
    ),
    (
        "iam",
        ("RoleNameWithPath", "UserNameWithPath", "RoleName"),
        _LETTERS + "_+=,.@-",
        1,
        64,
        _IAM,
    ),
    (
        "iam",
        ("GroupNameWithPath", "PolicyNameWithPath", "InstanceProfileNameWithPath"),
        _LETTERS + "_+=,.@-",
        1,
        128,
        _IAM,
    ),
    (
        "logs",
        ("LogGroupName",),
        _LETTERS + "._/#-",
        1,
        512,
        f"{_API}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
    ),
    (
        "dynamodb",
        ("TableName", "IndexName"),
        _LETTERS + "_.-",
        3,
        255,
        f"{_API}/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html",
    ),
    (
        "ecr",
        ("RepositoryName",),
        _LOWERCASE + "._/-",
        2,
        256,
        f"{_API}/AmazonECR/latest/APIReference/API_CreateRepository.html",
    ),
    (
        "secretsmanager",
        ("SecretId",),
        _LETTERS + "/_+=.@!-",
        1,
        519,
        f"{_API}/secretsmanager/latest/apireference/API_CreateSecret.html",
    ),
    (
        "kms",
        ("Alias",),
        _LETTERS + ":/_-",
        1,
        250,
        f"{_API}/kms/latest/APIReference/API_CreateAlias.html",
    ),
    (
        "kinesis",
        ("StreamName",),
        _LETTERS + "_.-",
        1,
        128,
        f"{_API}/kinesis/latest/APIReference/API_CreateStream.html",
    ),
    (
        "events",
        ("RuleName",),
        _LETTERS + "_.-",
        1,
        64,
        f"{_API}/eventbridge/latest/APIReference/API_PutRule.html",
    ),
    (
        "firehose",
        ("DeliveryStreamName",),
        _LETTERS + "_.-",
        1,
        64,
        f"{_API}/firehose/latest/APIReference/API_CreateDeliveryStream.html",
    ),
    (
        "ecs",
        ("ClusterName", "ServiceName", "TaskDefinitionFamilyName"),
        _LETTERS + "_-",
        1,
        255,
        f"{_API}/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    ),
)
