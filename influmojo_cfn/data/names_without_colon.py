"""Resource types of which no name holds a colon, so that the colons of their ARNs can be counted.

Of every other type a name is taken to hold any character. Object keys, paths of IAM roles, labels
of DynamoDB streams and the like do hold colons. Omitted are also types of which a service is asked
by other ARNs than the service authorization reference lists (log groups, SNS subscriptions).

Each row: service prefix, resource types as the service authorization reference calls them, what a
name can be made of, and AWS's page that says so. Read 2026-11-25.
"""

from __future__ import annotations

NAMES_WITHOUT_COLON: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "cloudformation",
        ("stack", "changeset"),
        "letters, digits and hyphens; the IDs are UUIDs",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html",
    ),
    (
        "dynamodb",
        ("table", "index", "global-table"),
        "letters, digits and _ . -",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html",
    ),
    (
        "ec2",
        (
            "image",
            "instance",
            "network-interface",
            "security-group",
            "snapshot",
            "subnet",
            "volume",
            "vpc",
        ),
        "an ID of a prefix, a hyphen and hexadecimal digits",
        "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html",
    ),
    (
        "ecr",
        ("repository",),
        "lower-case letters, digits and . _ - /",
        "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
    ),
    (
        "ecs",
        (
            "capacity-provider",
            "cluster",
            "container-instance",
            "service",
            "task",
            "task-definition",
            "task-set",
        ),
        "letters, digits, _ and -; the IDs are hexadecimal digits, a revision a number",
        "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
    ),
    (
        "kms",
        ("alias", "key"),
        "letters, digits and / _ -",
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
    ),
    (
        "lambda",
        ("function", "function alias", "function version"),
        "letters, digits, - and _",
        "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
    ),
    (
        "rds",
        ("cluster", "db"),
        "letters, digits and hyphens",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html",
    ),
    (
        "secretsmanager",
        ("Secret",),
        "letters, digits and / _ + = . @ -",
        "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html",
    ),
    (
        "sqs",
        ("queue",),
        "letters, digits, _ and -, and .fifo at the end",
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
    ),
    (
        "ssm",
        ("parameter",),
        "letters, digits and . - _ /",
        "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html",
    ),
)
