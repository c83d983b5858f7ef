"""Names of what an application is a client of: brokers, caches, user pools, APIs, configuration."""

from __future__ import annotations

from influmojo_cfn.grants.argument_types.model import ArgumentType
from influmojo_cfn.grants.model import DOCS

ARGUMENT_TYPES = (
    ArgumentType(
        name="kafka_cluster",
        pattern=r"^[A-Za-z0-9-]{1,64}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-s?[0-9]{1,3})?$",
        length=(38, 106),
        constraint="an Amazon MSK cluster as in its ARN: NAME/UUID",
        example="influmojo-events/1234abcd-12ab-34cd-56ef-1234567890ab-2",
        source="https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html",
    ),
    ArgumentType(
        name="kafka_topic",
        pattern=r"^[A-Za-z0-9_.-]+$",
        length=(1, 249),
        constraint="a Kafka topic name: letters, digits and _ . -",
        example="orders",
        source="https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html",
    ),
    ArgumentType(
        name="kafka_group",
        pattern=r"^[A-Za-z0-9_.-]+$",
        length=(1, 249),
        constraint="a Kafka consumer group: letters, digits and _ . -",
        example="influmojo-backend",
        source="https://docs.aws.amazon.com/msk/latest/developerguide/kafka-actions.html",
    ),
    ArgumentType(
        name="user_pool_id",
        pattern=r"^[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}_[0-9A-Za-z]+$",
        length=(11, 55),
        constraint="a Cognito user pool ID, such as ap-south-1_AbCdEfGhI",
        example="ap-south-1_AbCdEfGhI",
        source=f"{DOCS}cognito-user-identity-pools/latest/APIReference/API_UserPoolType.html",
    ),
    ArgumentType(
        name="distribution_id",
        pattern=r"^E[A-Z0-9]+$",
        length=(8, 20),
        constraint="a CloudFront distribution ID, such as E1ABCDEFGHIJKL",
        example="E1ABCDEFGHIJKL",
        source=f"{DOCS}cloudfront/latest/APIReference/API_DistributionSummary.html",
    ),
    ArgumentType(
        name="cache_name",
        pattern=r"^[A-Za-z][A-Za-z0-9-]*$",
        length=(1, 40),
        constraint="an ElastiCache name: a letter, then letters, digits and hyphens",
        example="influmojo-cache",
        source=f"{DOCS}AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html",
    ),
    ArgumentType(
        name="cache_user",
        pattern=r"^[A-Za-z][A-Za-z0-9-]*$",
        length=(1, 40),
        constraint="an ElastiCache user ID: a letter, then letters, digits and hyphens",
        example="influmojo-backend",
        source=f"{DOCS}AmazonElastiCache/latest/APIReference/API_CreateUser.html",
    ),
    ArgumentType(
        name="configuration_id",
        pattern=r"^[a-z0-9]{4,7}$",
        length=(4, 7),
        constraint="an AppConfig ID (not the name): 4 to 7 lowercase letters and digits",
        example="abc1234",
        source=f"{DOCS}appconfig/2019-10-09/APIReference/API_GetConfigurationProfile.html",
    ),
    ArgumentType(
        name="workspace_id",
        pattern=r"^ws-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        length=(39, 39),
        constraint="an Amazon Managed Service for Prometheus workspace ID (ws-...)",
        example="ws-1234abcd-12ab-34cd-56ef-1234567890ab",
        source="https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-ingest-methods.html",
    ),
    ArgumentType(
        name="api_id",
        pattern=r"^[a-z0-9]+$",
        length=(10, 10),
        constraint="an API Gateway API ID: 10 lowercase letters and digits",
        example="abcdef1234",
        source=(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "api-gateway-control-access-using-iam-policies-to-invoke-api.html"
        ),
    ),
    ArgumentType(
        name="api_stage",
        pattern=r"^[A-Za-z0-9_$-]+$",
        length=(1, 128),
        constraint="an API Gateway stage name: letters, digits and _ $ -",
        example="production",
        source=(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "api-gateway-control-access-using-iam-policies-to-invoke-api.html"
        ),
    ),
    ArgumentType(
        name="dsql_cluster_id",
        pattern=r"^[a-z0-9]{26}$",
        length=(26, 26),
        constraint="an Aurora DSQL cluster ID: 26 lowercase letters and digits",
        example="abcdefghijklmnopqrstuvwxyz",
        source="https://docs.aws.amazon.com/aurora-dsql/latest/userguide/authentication-authorization.html",
    ),
)
