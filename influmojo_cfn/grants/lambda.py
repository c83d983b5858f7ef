"""Grants on AWS Lambda."""

from awacs import awslambda

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="lambda.invoke",
        in_every_boundary=False,
        purpose="Invoke a Lambda function.",
        source="https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html",
        arguments=(
            Argument(
                "functions",
                "function_name",
                "The functions, or a version or an alias of them.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                "InvokeFunctions",
                (awslambda.InvokeFunction,),
                (
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
        source=f"{DOCS}service-authorization/latest/reference/list_awslambda.html",
        arguments=(
            Argument("functions", "durable_function_name", "The durable functions.", repeated=True),
        ),
        statements=(
            StatementRow(
                "CompleteCallbacks",
                (
                    awslambda.SendDurableExecutionCallbackFailure,
                    awslambda.SendDurableExecutionCallbackHeartbeat,
                    awslambda.SendDurableExecutionCallbackSuccess,
                ),
                (
                    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}"
                    ":function:{functions}:*/durable-execution/*",
                ),
            ),
        ),
    ),
)
