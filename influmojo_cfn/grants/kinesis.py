"""Grants on Amazon Kinesis Data Streams."""

from awacs import kinesis, kms

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

VIA_KINESIS = ConditionRow(
    "StringEquals", "kms:ViaService", ("kinesis.${AWS::Region}.amazonaws.com",)
)

GRANTS = (
    Grant(
        name="kinesis.put_records",
        purpose="Put records into a data stream.",
        source="https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html",
        arguments=(Argument("stream", "stream_name", "The data stream."), KMS_KEY),
        statements=(
            StatementRow(
                "PutRecords",
                (kinesis.PutRecord, kinesis.PutRecords),
                ("arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/{stream}",),
            ),
            StatementRow(
                "EncryptRecords",
                (kms.GenerateDataKey,),
                ("{kms_key}",),
                (VIA_KINESIS,),
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
        source="https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html",
        arguments=(Argument("stream", "stream_name", "The data stream."), KMS_KEY),
        statements=(
            StatementRow(
                "ReadRecords",
                (
                    kinesis.DescribeStreamSummary,
                    kinesis.GetRecords,
                    kinesis.GetShardIterator,
                    kinesis.ListShards,
                ),
                ("arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/{stream}",),
            ),
            StatementRow(
                "DecryptRecords", (kms.Decrypt,), ("{kms_key}",), (VIA_KINESIS,), when=("kms_key",)
            ),
        ),
        notes=(
            "The Kinesis Client Library also keeps leases in DynamoDB: add dynamodb.read_items, "
            "dynamodb.write_items and cloudwatch.put_metrics for it.",
        ),
    ),
)
