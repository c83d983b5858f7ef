"""Grants on Amazon Kinesis Data Streams."""

from awacs import kinesis, kms

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="kinesis.put_records",
        purpose="Put records into a data stream.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html",
        arguments=(
            Argument(name="stream", kind="stream_name", description="The data stream."),
            KMS_KEY,
        ),
        statements=(
            StatementRow(
                sid="PutRecords",
                actions=(kinesis.PutRecord, kinesis.PutRecords),
                resources=(
                    "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/{stream}",
                ),
            ),
            StatementRow(
                sid="EncryptRecords",
                actions=(kms.GenerateDataKey,),
                resources=("{kms_key}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="kms:ViaService",
                        values=("kinesis.${AWS::Region}.amazonaws.com",),
                    ),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "The Kinesis Producer Library also calls kinesis:ListShards and "
            "cloudwatch:PutMetricData: add custom.statement and cloudwatch.put_metrics for it.",
        ),
    ),
    Grant(
        name="kinesis.read_records",
        in_every_boundary=False,
        purpose="Read records of a data stream.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html",
        arguments=(
            Argument(name="stream", kind="stream_name", description="The data stream."),
            KMS_KEY,
        ),
        statements=(
            StatementRow(
                sid="ReadRecords",
                actions=(
                    kinesis.DescribeStreamSummary,
                    kinesis.GetRecords,
                    kinesis.GetShardIterator,
                    kinesis.ListShards,
                ),
                resources=(
                    "arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/{stream}",
                ),
            ),
            StatementRow(
                sid="DecryptRecords",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="kms:ViaService",
                        values=("kinesis.${AWS::Region}.amazonaws.com",),
                    ),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "The Kinesis Client Library also keeps leases in DynamoDB: add dynamodb.read_items, "
            "dynamodb.write_items and cloudwatch.put_metrics for it.",
        ),
    ),
)
