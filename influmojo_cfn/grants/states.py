"""Grants on AWS Step Functions."""

from awacs import states

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="states.start_execution",
        purpose="Start executions of a state machine.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/step-functions/latest/dg/concept-create-iam-advanced.html"
        ),
        arguments=(
            Argument(
                name="state_machine",
                kind="state_machine_name",
                description="The state machine.",
            ),
        ),
        statements=(
            StatementRow(
                sid="StartExecution",
                actions=(states.StartExecution,),
                resources=(
                    "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}"
                    ":stateMachine:{state_machine}",
                ),
            ),
        ),
    ),
    Grant(
        name="states.complete_tasks",
        in_every_boundary=False,
        purpose="Report to a state machine that waits with a task token.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html",
        statements=(
            StatementRow(
                sid="CompleteTasks",
                actions=(
                    states.SendTaskFailure,
                    states.SendTaskHeartbeat,
                    states.SendTaskSuccess,
                ),
                resources=("*",),
                forced_star="These actions take only *: the task token identifies the execution.",
            ),
        ),
    ),
)
