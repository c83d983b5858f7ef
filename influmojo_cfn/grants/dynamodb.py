"""Grants on Amazon DynamoDB."""

from awacs import dynamodb, kms

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import DOCS, Argument, ConditionRow, Grant, StatementRow

VIA_DYNAMODB = ConditionRow(
    "StringEquals", "kms:ViaService", ("dynamodb.${AWS::Region}.amazonaws.com",)
)

TABLE = Argument("table", "table_name", "The table.")

TABLE_ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{table}"

INDEX_ARN = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/{table}/index/*"

KEY = StatementRow(
    "UseTableKey",
    (kms.Decrypt,),
    ("{kms_key}",),
    (
        VIA_DYNAMODB,
        ConditionRow("StringEquals", "kms:EncryptionContext:aws:dynamodb:tableName", ("{table}",)),
    ),
    when=("kms_key",),
)

GRANTS = (
    Grant(
        name="dynamodb.read_items",
        purpose="Read items of a table and query or scan it and its indexes.",
        source=f"{DOCS}amazondynamodb/latest/developerguide/api-permissions-reference.html",
        arguments=(TABLE, KMS_KEY),
        statements=(
            StatementRow(
                "ReadItems",
                (dynamodb.BatchGetItem, dynamodb.ConditionCheckItem, dynamodb.GetItem),
                (TABLE_ARN,),
            ),
            StatementRow("QueryItems", (dynamodb.Query, dynamodb.Scan), (TABLE_ARN, INDEX_ARN)),
            KEY,
        ),
        notes=("Only queries and scans reach an index; the other calls name the table.",),
    ),
    Grant(
        name="dynamodb.write_items",
        purpose="Put, update and delete items of a table.",
        source=f"{DOCS}amazondynamodb/latest/developerguide/api-permissions-reference.html",
        arguments=(TABLE, KMS_KEY),
        statements=(
            StatementRow(
                "WriteItems",
                (
                    dynamodb.BatchWriteItem,
                    dynamodb.DeleteItem,
                    dynamodb.PutItem,
                    dynamodb.UpdateItem,
                ),
                (TABLE_ARN,),
            ),
            KEY,
        ),
        notes=("An index is written by DynamoDB itself: no write names one.",),
    ),
)
