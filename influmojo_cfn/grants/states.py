"""Grants on AWS Step Functions."""

from awacs import states

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="states.start_execution",
        purpose="Start executions of a state machine.",
        source=f"{DOCS}step-functions/latest/dg/concept-create-iam-advanced.html",
        arguments=(Argument("state_machine", "state_machine_name", "The state machine."),),
        statements=(
            StatementRow(
                "StartExecution",
                (states.StartExecution,),
                (
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
        source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html",
        statements=(
            StatementRow(
                "CompleteTasks",
                (states.SendTaskFailure, states.SendTaskHeartbeat, states.SendTaskSuccess),
                ("*",),
                forced_star="These actions take only *: the task token identifies the execution.",
            ),
        ),
    ),
)
