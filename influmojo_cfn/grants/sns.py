"""Grants on Amazon SNS."""

from awacs import kms, sns

from influmojo_cfn.grants.arguments import ACCOUNT, KMS_KEY, REGION
from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

VIA_SNS = ConditionRow("StringEquals", "kms:ViaService", ("sns.{region}.amazonaws.com",))

GRANTS = (
    Grant(
        name="sns.publish",
        purpose="Publish messages to a topic.",
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html",
        arguments=(Argument("topic", "topic_name", "The topic."), ACCOUNT, REGION, KMS_KEY),
        statements=(
            StatementRow(
                "PublishToTopic",
                (sns.Publish,),
                ("arn:${AWS::Partition}:sns:{region}:{account}:{topic}",),
            ),
            StatementRow(
                "EncryptNotifications",
                (kms.Decrypt, kms.GenerateDataKey),
                ("{kms_key}",),
                (VIA_SNS,),
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
        source="https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html",
        statements=(
            StatementRow(
                "PublishSms", (sns.Publish,), not_resources=("arn:${AWS::Partition}:sns:*:*:*",)
            ),
        ),
        notes=(
            "A phone number has no ARN. The statement reaches everything but topics and platform "
            "endpoints, so it does not widen sns.publish.",
            "Text messages cost money: set the account's monthly spending limit.",
        ),
    ),
)
