"""Grants on Amazon Data Firehose."""

from awacs import firehose

from influmojo_cfn.grants.model import Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="firehose.put_records",
        purpose="Put records into a Firehose stream.",
        source="https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html",
        arguments=(Argument("stream", "delivery_stream_name", "The Firehose stream."),),
        statements=(
            StatementRow(
                "PutRecords",
                (firehose.PutRecord, firehose.PutRecordBatch),
                (
                    "arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}"
                    ":deliverystream/{stream}",
                ),
            ),
        ),
    ),
)
