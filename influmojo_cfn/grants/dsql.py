"""Grants on Amazon Aurora DSQL."""

from awacs import dsql

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="dsql.connect",
        in_every_boundary=False,
        purpose="Connect to an Aurora DSQL cluster with a custom database role.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/"
            "authentication-authorization.html"
        ),
        arguments=(
            Argument(name="cluster", kind="dsql_cluster_id", description="The cluster's ID."),
        ),
        statements=(
            StatementRow(
                sid="ConnectToCluster",
                actions=(dsql.DbConnect,),
                resources=(
                    "arn:${AWS::Partition}:dsql:${AWS::Region}:${AWS::AccountId}:cluster/{cluster}",
                ),
            ),
        ),
        notes=(
            "dsql:DbConnectAdmin, the database role admin, is omitted: GRANT a role of its own to "
            "this IAM role in the database.",
        ),
    ),
)
