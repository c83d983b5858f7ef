"""Grants on Amazon EventBridge Scheduler."""

from awacs import iam, scheduler

from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="scheduler.create_schedules",
        in_every_boundary=False,
        purpose="Create, change, read and delete schedules of one group.",
        source="https://docs.aws.amazon.com/scheduler/latest/UserGuide/security-iam.html",
        arguments=(
            Argument(
                "group",
                "schedule_group_name",
                "The schedule group; a schedule without a group is in default.",
            ),
            Argument("role", "role_name", "The role with which the schedules call their target."),
            Argument(
                "prefix",
                "schedule_prefix",
                "The schedule name prefix; every name if omitted.",
                required=False,
                default="",
                may_be_empty=True,
            ),
        ),
        statements=(
            StatementRow(
                "CreateSchedules",
                (
                    scheduler.CreateSchedule,
                    scheduler.DeleteSchedule,
                    scheduler.GetSchedule,
                    scheduler.UpdateSchedule,
                ),
                (
                    "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}"
                    ":schedule/{group}/{prefix}*",
                ),
            ),
            StatementRow(
                "PassScheduleRole",
                (iam.PassRole,),
                ("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/{role}",),
                (
                    ConditionRow(
                        "StringEquals", "iam:PassedToService", ("scheduler.amazonaws.com",)
                    ),
                ),
            ),
        ),
        notes=(
            "The role that the schedules use must trust scheduler.amazonaws.com, with the ARN of "
            "the schedule group as aws:SourceArn.",
        ),
    ),
)
