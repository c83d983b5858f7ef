"""Grants on Amazon SNS."""

from awacs import kms, sns

from influmojo_cfn.grants.arguments import ACCOUNT, KMS_KEY, REGION
from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="sns.publish",
        purpose="Publish messages to a topic.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html",
        arguments=(
            Argument(name="topic", kind="topic_name", description="The topic."),
            ACCOUNT,
            REGION,
            KMS_KEY,
        ),
        statements=(
            StatementRow(
                sid="PublishToTopic",
                actions=(sns.Publish,),
                resources=("arn:${AWS::Partition}:sns:{region}:{account}:{topic}",),
            ),
            StatementRow(
                sid="EncryptNotifications",
                actions=(kms.Decrypt, kms.GenerateDataKey),
                resources=("{kms_key}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="kms:ViaService",
                        values=("sns.{region}.amazonaws.com",),
                    ),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "sns:Publish covers PublishBatch. A topic of another account must also allow it in its "
            "own policy: influmojo-cfn resource-policies prints it.",
        ),
    ),
    Grant(
        name="sns.publish_sms",
        purpose="Send text messages straight to phone numbers.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html",
        statements=(
            StatementRow(
                sid="PublishSms",
                actions=(sns.Publish,),
                not_resources=("arn:${AWS::Partition}:sns:*:*:*",),
            ),
        ),
        notes=(
            "A phone number has no ARN. The statement reaches everything but topics and platform "
            "endpoints, so it does not widen sns.publish.",
            "Text messages cost money: set the account's monthly spending limit.",
        ),
    ),
)
