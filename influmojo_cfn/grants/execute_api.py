"""Grants on Amazon API Gateway."""

from awacs import execute_api

from influmojo_cfn.grants.model import CODE, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="execute_api.invoke",
        in_every_boundary=False,
        purpose="Call the methods of an API that uses IAM authorization.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "api-gateway-control-access-using-iam-policies-to-invoke-api.html"
        ),
        arguments=(
            Argument(name="api", kind="api_id", description="The API's ID."),
            Argument(name="stage", kind="api_stage", description="The stage."),
        ),
        statements=(
            StatementRow(
                sid="InvokeApi",
                actions=(execute_api.Invoke,),
                resources=(
                    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}"
                    ":{api}/{stage}/*",
                ),
            ),
        ),
    ),
    Grant(
        name="execute_api.manage_connections",
        in_every_boundary=False,
        purpose="Send messages to the clients of a WebSocket API, and disconnect them.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "apigateway-websocket-control-access-iam.html"
        ),
        arguments=(
            Argument(name="api", kind="api_id", description="The API's ID."),
            Argument(name="stage", kind="api_stage", description="The stage."),
        ),
        statements=(
            StatementRow(
                sid="ManageConnections",
                actions=(execute_api.ManageConnections,),
                resources=(
                    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}"
                    ":{api}/{stage}/*/@connections/*",
                ),
            ),
        ),
    ),
)
