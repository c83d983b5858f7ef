"""Grants on Amazon SageMaker AI."""

from awacs import sagemaker

from influmojo_cfn.grants.model import Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="sagemaker.invoke_endpoint",
        in_every_boundary=False,
        purpose="Get inferences from the model of an endpoint.",
        source="https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html",
        arguments=(Argument("endpoints", "endpoint_name", "The endpoints.", repeated=True),),
        statements=(
            StatementRow(
                "InvokeEndpoint",
                (
                    sagemaker.InvokeEndpoint,
                    sagemaker.InvokeEndpointAsync,
                    sagemaker.InvokeEndpointWithResponseStream,
                ),
                (
                    "arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}"
                    ":endpoint/{endpoints}",
                ),
            ),
        ),
        notes=(
            "Inference components of an endpoint have ARNs of their own: add custom.statement.",
        ),
    ),
)
