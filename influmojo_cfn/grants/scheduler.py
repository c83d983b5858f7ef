"""Grants on Amazon EventBridge Scheduler."""

from awacs import iam, scheduler

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="scheduler.create_schedules",
        in_every_boundary=False,
        purpose="Create, change, read and delete schedules of one group.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/scheduler/latest/UserGuide/security-iam.html",
        arguments=(
            Argument(
                name="group",
                kind="schedule_group_name",
                description="The schedule group; a schedule without a group is in default.",
            ),
            Argument(
                name="role",
                kind="role_name",
                description="The role with which the schedules call their target.",
            ),
            Argument(
                name="prefix",
                kind="schedule_prefix",
                description="The schedule name prefix; every name if omitted.",
                required=False,
                default="",
                may_be_empty=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="CreateSchedules",
                actions=(
                    scheduler.CreateSchedule,
                    scheduler.DeleteSchedule,
                    scheduler.GetSchedule,
                    scheduler.UpdateSchedule,
                ),
                resources=(
                    "arn:${AWS::Partition}:scheduler:${AWS::Region}:${AWS::AccountId}"
                    ":schedule/{group}/{prefix}*",
                ),
            ),
            StatementRow(
                sid="PassScheduleRole",
                actions=(iam.PassRole,),
                resources=("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/{role}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="iam:PassedToService",
                        values=("scheduler.amazonaws.com",),
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
