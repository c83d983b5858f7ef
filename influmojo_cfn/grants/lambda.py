"""Grants on AWS Lambda."""

from awacs import awslambda

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="lambda.invoke",
        in_every_boundary=False,
        purpose="Invoke a Lambda function.",
        uses=(CODE,),
        source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html",
        arguments=(
            Argument(
                name="functions",
                kind="function_name",
                description="The functions, or a version or an alias of them.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="InvokeFunctions",
                actions=(awslambda.InvokeFunction,),
                resources=(
                    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}"
                    ":function:{functions}",
                ),
            ),
        ),
        notes=(
            "A call that names a version or an alias is allowed on NAME:VERSION or NAME:ALIAS "
            "only, and a call that names none on NAME only: list what the code calls.",
            "A function of another account must also allow the role in its resource policy, and "
            "needs custom.statement here.",
        ),
    ),
    Grant(
        name="lambda.complete_callbacks",
        in_every_boundary=False,
        purpose="Report to a durable function that waits for a callback.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html"
        ),
        arguments=(
            Argument(
                name="functions",
                kind="durable_function_name",
                description="The durable functions.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="CompleteCallbacks",
                actions=(
                    awslambda.SendDurableExecutionCallbackFailure,
                    awslambda.SendDurableExecutionCallbackHeartbeat,
                    awslambda.SendDurableExecutionCallbackSuccess,
                ),
                resources=(
                    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}"
                    ":function:{functions}:*/durable-execution/*",
                ),
            ),
        ),
    ),
)
