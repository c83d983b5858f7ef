"""Grants on Amazon API Gateway."""

from awacs import execute_api

from influmojo_cfn.grants.model import Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="execute_api.invoke",
        in_every_boundary=False,
        purpose="Call the methods of an API that uses IAM authorization.",
        source=(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "api-gateway-control-access-using-iam-policies-to-invoke-api.html"
        ),
        arguments=(
            Argument("api", "api_id", "The API's ID."),
            Argument("stage", "api_stage", "The stage."),
        ),
        statements=(
            StatementRow(
                "InvokeApi",
                (execute_api.Invoke,),
                (
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
        source=(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "apigateway-websocket-control-access-iam.html"
        ),
        arguments=(
            Argument("api", "api_id", "The API's ID."),
            Argument("stage", "api_stage", "The stage."),
        ),
        statements=(
            StatementRow(
                "ManageConnections",
                (execute_api.ManageConnections,),
                (
                    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}"
                    ":{api}/{stage}/*/@connections/*",
                ),
            ),
        ),
    ),
)
