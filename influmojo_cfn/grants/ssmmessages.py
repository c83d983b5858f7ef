"""Grants for ECS Exec, which works through Session Manager's message channels."""

from awacs import kms, logs, s3, ssmmessages

from influmojo_cfn.grants.model import SIDECAR, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="ssmmessages.execute_command",
        purpose="Let ECS Exec open a session into the containers.",
        uses=(SIDECAR,),
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        arguments=(
            Argument(
                "log_group",
                "log_group_name",
                "The log group that sessions are recorded in.",
                required=False,
            ),
            Argument(
                "log_bucket",
                "bucket_name",
                "The bucket that sessions are recorded in.",
                required=False,
            ),
            Argument(
                "log_prefix",
                "object_prefix",
                "The object key prefix of the recordings.",
                required=False,
                default="",
                may_be_empty=True,
            ),
            Argument(
                "kms_key",
                "kms_key_arn",
                "The customer managed key that sessions are encrypted with.",
                required=False,
            ),
        ),
        statements=(
            StatementRow(
                "OpenExecChannels",
                (
                    ssmmessages.CreateControlChannel,
                    ssmmessages.CreateDataChannel,
                    ssmmessages.OpenControlChannel,
                    ssmmessages.OpenDataChannel,
                ),
                ("*",),
                forced_star="The ssmmessages actions take no resource but *.",
            ),
            StatementRow(
                "FindExecLogGroup",
                (logs.DescribeLogGroups,),
                ("*",),
                when=("log_group",),
                forced_star="logs:DescribeLogGroups takes no resource but *.",
            ),
            StatementRow(
                "RecordExecInLogs",
                (logs.CreateLogStream, logs.DescribeLogStreams, logs.PutLogEvents),
                (
                    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}"
                    ":log-group:{log_group}:*",
                ),
            ),
            StatementRow(
                "RecordExecInBucket",
                (s3.PutObject,),
                ("arn:${AWS::Partition}:s3:::{log_bucket}/{log_prefix}*",),
            ),
            StatementRow(
                "InspectExecBucket",
                (s3.GetBucketLocation, s3.GetEncryptionConfiguration),
                ("arn:${AWS::Partition}:s3:::{log_bucket}",),
            ),
            StatementRow("DecryptExecSession", (kms.Decrypt,), ("{kms_key}",), when=("kms_key",)),
        ),
        notes=(
            "Recording is chosen in the cluster's execute command configuration: name here what it "
            "names there.",
            "The session's key is used by the agent itself and through no service, so no "
            "kms:ViaService narrows it.",
        ),
    ),
)
