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
                name="log_group",
                kind="log_group_name",
                description="The log group that sessions are recorded in.",
                required=False,
            ),
            Argument(
                name="log_bucket",
                kind="bucket_name",
                description="The bucket that sessions are recorded in.",
                required=False,
            ),
            Argument(
                name="log_prefix",
                kind="object_prefix",
                description="The object key prefix of the recordings.",
                required=False,
                default="",
                may_be_empty=True,
            ),
            Argument(
                name="kms_key",
                kind="kms_key_arn",
                description="The customer managed key that sessions are encrypted with.",
                required=False,
            ),
        ),
        statements=(
            StatementRow(
                sid="OpenExecChannels",
                actions=(
                    ssmmessages.CreateControlChannel,
                    ssmmessages.CreateDataChannel,
                    ssmmessages.OpenControlChannel,
                    ssmmessages.OpenDataChannel,
                ),
                resources=("*",),
                forced_star="The ssmmessages actions take no resource but *.",
            ),
            StatementRow(
                sid="FindExecLogGroup",
                actions=(logs.DescribeLogGroups,),
                resources=("*",),
                when=("log_group",),
                forced_star="logs:DescribeLogGroups takes no resource but *.",
            ),
            StatementRow(
                sid="RecordExecInLogs",
                actions=(logs.CreateLogStream, logs.DescribeLogStreams, logs.PutLogEvents),
                resources=(
                    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}"
                    ":log-group:{log_group}:*",
                ),
            ),
            StatementRow(
                sid="RecordExecInBucket",
                actions=(s3.PutObject,),
                resources=("arn:${AWS::Partition}:s3:::{log_bucket}/{log_prefix}*",),
            ),
            StatementRow(
                sid="InspectExecBucket",
                actions=(s3.GetBucketLocation, s3.GetEncryptionConfiguration),
                resources=("arn:${AWS::Partition}:s3:::{log_bucket}",),
            ),
            StatementRow(
                sid="DecryptExecSession",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                when=("kms_key",),
            ),
        ),
        notes=(
            "Recording is chosen in the cluster's execute command configuration: name here what it "
            "names there.",
            "The session's key is used by the agent itself and through no service, so no "
            "kms:ViaService narrows it.",
        ),
    ),
)
