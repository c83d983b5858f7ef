"""Grants on Amazon SQS."""

from awacs import kms, sqs

from influmojo_cfn.grants.arguments import ACCOUNT, KMS_KEY, REGION
from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

QUEUE = Argument(name="queue", kind="queue_name", description="The queue.")

QUEUE_ARN = "arn:${AWS::Partition}:sqs:{region}:{account}:{queue}"

VIA_SQS = ConditionRow(
    operator="StringEquals", key="kms:ViaService", values=("sqs.{region}.amazonaws.com",)
)

SOURCE = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-api-permissions-reference.html"
)

GRANTS = (
    Grant(
        name="sqs.send_messages",
        purpose="Send messages to a queue.",
        uses=(CODE,),
        source=SOURCE,
        arguments=(QUEUE, ACCOUNT, REGION, KMS_KEY),
        statements=(
            StatementRow(
                sid="SendMessages",
                actions=(sqs.GetQueueAttributes, sqs.GetQueueUrl, sqs.SendMessage),
                resources=(QUEUE_ARN,),
            ),
            StatementRow(
                sid="EncryptMessages",
                actions=(kms.Decrypt, kms.GenerateDataKey),
                resources=("{kms_key}",),
                conditions=(VIA_SQS,),
                when=("kms_key",),
            ),
        ),
        notes=("sqs:SendMessage covers SendMessageBatch, which isn't an IAM action.",),
    ),
    Grant(
        name="sqs.consume_messages",
        purpose="Receive messages from a queue, and delete or hide them.",
        uses=(CODE,),
        source=SOURCE,
        arguments=(QUEUE, ACCOUNT, REGION, KMS_KEY),
        statements=(
            StatementRow(
                sid="ConsumeMessages",
                actions=(
                    sqs.ChangeMessageVisibility,
                    sqs.DeleteMessage,
                    sqs.GetQueueAttributes,
                    sqs.GetQueueUrl,
                    sqs.ReceiveMessage,
                ),
                resources=(QUEUE_ARN,),
            ),
            StatementRow(
                sid="DecryptMessages",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                conditions=(VIA_SQS,),
                when=("kms_key",),
            ),
        ),
        notes=(
            "sqs:DeleteMessage and sqs:ChangeMessageVisibility cover their batch calls, which are "
            "not IAM actions.",
        ),
    ),
)
