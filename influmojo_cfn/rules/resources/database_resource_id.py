"""E9212: a database's name where its resource ID belongs."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9212",
    shortdesc="The database is not named by its resource ID",
    description="rds-db:connect takes the DbiResourceId (db-ABC...), a cluster's or a proxy's, never a name.",
    why="The statement matches no database, which then rejects the connection.",
    source_url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html",
    tags=("iam", "resources", "arn"),
)
def database_resource_id(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "dbi")
