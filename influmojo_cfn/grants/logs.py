"""Grants on Amazon CloudWatch Logs."""

from awacs import logs

from influmojo_cfn.grants.model import CODE, LOG_DRIVER, Argument, Grant, StatementRow

GROUPS = (
    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:{groups}:*",
    "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:{prefix}*:*",
)

GRANTS = (
    Grant(
        name="logs.write_logs",
        purpose="Write to log groups; with create_group, also create them.",
        uses=(LOG_DRIVER, CODE),
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        arguments=(
            Argument("groups", "log_group_name", "The log groups.", required=False, repeated=True),
            Argument(
                "prefix",
                "log_group_prefix",
                "The log group name prefix, such as /ecs/influmojo.",
                required=False,
            ),
            Argument(
                "create_group",
                "boolean",
                "Also create the group, for the log option awslogs-create-group.",
                required=False,
            ),
        ),
        at_least_one=(("groups", "prefix"),),
        statements=(
            StatementRow("WriteLogs", (logs.CreateLogStream, logs.PutLogEvents), GROUPS),
            StatementRow("CreateLogGroups", (logs.CreateLogGroup,), GROUPS, when=("create_group",)),
        ),
        notes=(
            "A log stream's ARN ends in :log-stream:NAME, so a group is granted as NAME:*; IAM "
            "takes the same form for the group itself.",
        ),
    ),
)
