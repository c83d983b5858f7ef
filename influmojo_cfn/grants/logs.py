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
            Argument(
                name="groups",
                kind="log_group_name",
                description="The log groups.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="prefix",
                kind="log_group_prefix",
                description="The log group name prefix, such as /ecs/influmojo.",
                required=False,
            ),
            Argument(
                name="create_group",
                kind="boolean",
                description="Also create the group, for the log option awslogs-create-group.",
                required=False,
            ),
        ),
        at_least_one=(("groups", "prefix"),),
        statements=(
            StatementRow(
                sid="WriteLogs",
                actions=(logs.CreateLogStream, logs.PutLogEvents),
                resources=GROUPS,
            ),
            StatementRow(
                sid="CreateLogGroups",
                actions=(logs.CreateLogGroup,),
                resources=GROUPS,
                when=("create_group",),
            ),
        ),
        notes=(
            "A log stream's ARN ends in :log-stream:NAME, so a group is granted as NAME:*; IAM "
            "takes the same form for the group itself.",
        ),
    ),
)
