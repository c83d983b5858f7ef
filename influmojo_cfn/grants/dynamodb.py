"""Grants on Amazon DynamoDB."""

from awacs import dynamodb, kms

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

TABLE = Argument(name="table", kind="table_name", description="The table.")

TABLE_ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{table}"

INDEX_ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{table}/index/*"

KEY = StatementRow(
    sid="UseTableKey",
    actions=(kms.Decrypt,),
    resources=("{kms_key}",),
    conditions=(
        ConditionRow(
            operator="StringEquals",
            key="kms:ViaService",
            values=("dynamodb.${AWS::Region}.amazonaws.com",),
        ),
        ConditionRow(
            operator="StringEquals",
            key="kms:EncryptionContext:aws:dynamodb:tableName",
            values=("{table}",),
        ),
    ),
    when=("kms_key",),
)

GRANTS = (
    Grant(
        name="dynamodb.read_items",
        purpose="Read items of a table and query or scan it and its indexes.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
            "api-permissions-reference.html"
        ),
        arguments=(TABLE, KMS_KEY),
        statements=(
            StatementRow(
                sid="ReadItems",
                actions=(dynamodb.BatchGetItem, dynamodb.ConditionCheckItem, dynamodb.GetItem),
                resources=(TABLE_ARN,),
            ),
            StatementRow(
                sid="QueryItems",
                actions=(dynamodb.Query, dynamodb.Scan),
                resources=(TABLE_ARN, INDEX_ARN),
            ),
            KEY,
        ),
        notes=("Only queries and scans reach an index; the other calls name the table.",),
    ),
    Grant(
        name="dynamodb.write_items",
        purpose="Put, update and delete items of a table.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
            "api-permissions-reference.html"
        ),
        arguments=(TABLE, KMS_KEY),
        statements=(
            StatementRow(
                sid="WriteItems",
                actions=(
                    dynamodb.BatchWriteItem,
                    dynamodb.DeleteItem,
                    dynamodb.PutItem,
                    dynamodb.UpdateItem,
                ),
                resources=(TABLE_ARN,),
            ),
            KEY,
        ),
        notes=("An index is written by DynamoDB itself: no write names one.",),
    ),
)
