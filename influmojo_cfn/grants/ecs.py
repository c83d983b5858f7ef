"""Grants on Amazon ECS."""

from awacs import ecs, iam

from influmojo_cfn.grants.model import DOCS, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="ecs.run_task",
        in_every_boundary=False,
        purpose="Run tasks of one task definition in one cluster.",
        source=f"{DOCS}AmazonECS/latest/developerguide/security_iam_id-based-policy-examples.html",
        arguments=(
            Argument(
                "task_definition",
                "task_family",
                "The family of the task definition, in every revision.",
            ),
            Argument("cluster", "cluster_name", "The cluster."),
            Argument(
                "roles",
                "role_name",
                "The execution role and the task role of the task definition.",
                repeated=True,
            ),
            Argument(
                "wait",
                "boolean",
                "Also see whether the tasks have ended, and stop them.",
                required=False,
            ),
        ),
        statements=(
            StatementRow(
                "RunTask",
                (ecs.RunTask,),
                (
                    "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
                    ":task-definition/{task_definition}:*",
                ),
                (
                    ConditionRow(
                        "ArnEquals",
                        "ecs:cluster",
                        (
                            "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}"
                            ":cluster/{cluster}",
                        ),
                    ),
                ),
            ),
            StatementRow(
                "PassTaskRoles",
                (iam.PassRole,),
                ("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/{roles}",),
                (
                    ConditionRow(
                        "StringEquals", "iam:PassedToService", ("ecs-tasks.amazonaws.com",)
                    ),
                ),
            ),
            StatementRow(
                "FollowTasks",
                (ecs.DescribeTasks, ecs.StopTask),
                ("arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task/{cluster}/*",),
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
