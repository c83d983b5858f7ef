"""Grants on Amazon Data Firehose."""

from awacs import firehose

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="firehose.put_records",
        purpose="Put records into a Firehose stream.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html",
        arguments=(
            Argument(
                name="stream", kind="delivery_stream_name", description="The Firehose stream."
            ),
        ),
        statements=(
            StatementRow(
                sid="PutRecords",
                actions=(firehose.PutRecord, firehose.PutRecordBatch),
                resources=(
                    "arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}"
                    ":deliverystream/{stream}",
                ),
            ),
        ),
    ),
)
