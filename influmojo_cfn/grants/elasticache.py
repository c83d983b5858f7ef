"""Grants on Amazon ElastiCache."""

from awacs import elasticache

from influmojo_cfn.grants.model import Argument, Grant, StatementRow

PREFIX = "arn:${AWS::Partition}:elasticache:${AWS::Region}:${AWS::AccountId}"

GRANTS = (
    Grant(
        name="elasticache.connect",
        in_every_boundary=False,
        purpose="Connect to a cache with IAM authentication.",
        source="https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html",
        arguments=(
            Argument(
                "replication_group",
                "cache_name",
                "The replication group, of a cache with nodes.",
                required=False,
            ),
            Argument("serverless_cache", "cache_name", "The serverless cache.", required=False),
            Argument("user", "cache_user", "The user's ID in ElastiCache."),
        ),
        at_least_one=(("replication_group", "serverless_cache"),),
        statements=(
            StatementRow(
                "ConnectToCache",
                (elasticache.Connect,),
                (
                    f"{PREFIX}:replicationgroup:{{replication_group}}",
                    f"{PREFIX}:serverlesscache:{{serverless_cache}}",
                    f"{PREFIX}:user:{{user}}",
                ),
            ),
        ),
        notes=(
            "AWS evaluates the cache and the user, and both must be allowed.",
            "The user's authentication mode must be iam, and its name the same as its ID.",
        ),
    ),
)
