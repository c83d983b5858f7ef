"""Grants on Amazon ECS."""

from awacs import ecs, iam

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="ecs.run_task",
        in_every_boundary=False,
        purpose="Run tasks of one task definition in one cluster.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security_iam_id-based-"
            "policy-examples.html"
        ),
        arguments=(
            Argument(
                name="task_definition",
                kind="task_family",
                description="The family of the task definition, in every revision.",
            ),
            Argument(name="cluster", kind="cluster_name", description="The cluster."),
            Argument(
                name="roles",
                kind="role_name",
                description="The execution role and the task role of the task definition.",
                repeated=True,
            ),
            Argument(
                name="wait",
                kind="boolean",
                description="Also see whether the tasks have ended, and stop them.",
                required=False,
            ),
        ),
        statements=(
            StatementRow(
                sid="RunTask",
                actions=(ecs.RunTask,),
                resources=(
                    "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
                    ":task-definition/{task_definition}:*",
                ),
                conditions=(
                    ConditionRow(
                        operator="ArnEquals",
                        key="ecs:cluster",
                        values=(
                            "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
                            ":cluster/{cluster}",
                        ),
                    ),
                ),
            ),
            StatementRow(
                sid="PassTaskRoles",
                actions=(iam.PassRole,),
                resources=("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/{roles}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="iam:PassedToService",
                        values=("ecs-tasks.amazonaws.com",),
                    ),
                ),
            ),
            StatementRow(
                sid="FollowTasks",
                actions=(ecs.DescribeTasks, ecs.StopTask),
                resources=(
                    "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task/{cluster}/*",
                ),
                when=("wait",),
            ),
        ),
        notes=(
            "Tags in the call (tags, propagateTags, enableECSManagedTags) also need "
            "ecs:TagResource, with custom.statement.",
            "With wait, the role can describe and stop every task of the cluster: no condition "
            "key names the task definition of a running task.",
        ),
    ),
)
