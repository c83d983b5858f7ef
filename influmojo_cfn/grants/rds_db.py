"""Grants on databases of Amazon RDS and Aurora, with IAM database authentication."""

from awacs import rds_db

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="rds_db.connect",
        purpose="Connect to a database as a database user, with IAM authentication.",
        source=f"{DOCS}AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html",
        arguments=(
            Argument(
                "resource_id",
                "db_resource_id",
                "The resource ID of the instance, cluster or proxy, not its name.",
            ),
            Argument("user", "db_user", "The database user."),
        ),
        statements=(
            StatementRow(
                "ConnectToDatabase",
                (rds_db.connect,),
                (
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
