"""Grants on Amazon Aurora DSQL."""

from awacs import dsql

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="dsql.connect",
        in_every_boundary=False,
        purpose="Connect to an Aurora DSQL cluster with a custom database role.",
        source=f"{DOCS}aurora-dsql/latest/userguide/authentication-authorization.html",
        arguments=(Argument("cluster", "dsql_cluster_id", "The cluster's ID."),),
        statements=(
            StatementRow(
                "ConnectToCluster",
                (dsql.DbConnect,),
                ("arn:${AWS::Partition}:dsql:${AWS::Region}:${AWS::AccountId}:cluster/{cluster}",),
            ),
        ),
        notes=(
            "dsql:DbConnectAdmin, the database role admin, is omitted: GRANT a role of its own to "
            "this IAM role in the database.",
        ),
    ),
)
