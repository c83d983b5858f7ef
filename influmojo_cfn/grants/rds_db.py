"""Grants on databases of Amazon RDS and Aurora, with IAM database authentication."""

from awacs import rds_db

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="rds_db.connect",
        purpose="Connect to a database as a database user, with IAM authentication.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
            "UsingWithRDS.IAMDBAuth.IAMPolicy.html"
        ),
        arguments=(
            Argument(
                name="resource_id",
                kind="db_resource_id",
                description="The resource ID of the instance, cluster or proxy, not its name.",
            ),
            Argument(name="user", kind="db_user", description="The database user."),
        ),
        statements=(
            StatementRow(
                sid="ConnectToDatabase",
                actions=(rds_db.connect,),
                resources=(
                    "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}"
                    ":dbuser:{resource_id}/{user}",
                ),
            ),
        ),
        notes=(
            "aws rds describe-db-instances --query 'DBInstances[].DbiResourceId' prints the IDs of "
            "instances, describe-db-clusters has DbClusterResourceId; a proxy's ID ends its ARN.",
            "The database user must exist and must be allowed IAM authentication in the database.",
        ),
    ),
)
