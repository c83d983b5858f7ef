"""Grants on Amazon SQS."""

from awacs import kms, sqs

from influmojo_cfn.grants.arguments import ACCOUNT, KMS_KEY, REGION
from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

QUEUE = Argument("queue", "queue_name", "The queue.")

QUEUE_ARN = "arn:${AWS::Partition}:sqs:{region}:{account}:{queue}"

VIA_SQS = ConditionRow("StringEquals", "kms:ViaService", ("sqs.{region}.amazonaws.com",))

SOURCE = (
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
    "sqs-api-permissions-reference.html"
)

GRANTS = (
    Grant(
        name="sqs.send_messages",
        purpose="Send messages to a queue.",
        source=SOURCE,
        arguments=(QUEUE, ACCOUNT, REGION, KMS_KEY),
        statements=(
            StatementRow(
                "SendMessages",
                (sqs.GetQueueAttributes, sqs.GetQueueUrl, sqs.SendMessage),
                (QUEUE_ARN,),
            ),
            StatementRow(
                "EncryptMessages",
                (kms.Decrypt, kms.GenerateDataKey),
                ("{kms_key}",),
                (VIA_SQS,),
                when=("kms_key",),
            ),
        ),
        notes=("sqs:SendMessage covers SendMessageBatch, which isn't an IAM action.",),
    ),
    Grant(
        name="sqs.consume_messages",
        purpose="Receive messages from a queue, and delete or hide them.",
        source=SOURCE,
        arguments=(QUEUE, ACCOUNT, REGION, KMS_KEY),
        statements=(
            StatementRow(
                "ConsumeMessages",
                (
                    sqs.ChangeMessageVisibility,
                    sqs.DeleteMessage,
                    sqs.GetQueueAttributes,
                    sqs.GetQueueUrl,
                    sqs.ReceiveMessage,
                ),
                (QUEUE_ARN,),
            ),
            StatementRow(
                "DecryptMessages", (kms.Decrypt,), ("{kms_key}",), (VIA_SQS,), when=("kms_key",)
            ),
        ),
        notes=(
            "sqs:DeleteMessage and sqs:ChangeMessageVisibility cover their batch calls, which are "
            "not IAM actions.",
        ),
    ),
)
