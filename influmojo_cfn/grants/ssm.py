"""Grants on AWS Systems Manager Parameter Store."""

from awacs import kms, ssm

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import (
    CODE,
    ENVIRONMENT,
    Argument,
    ConditionRow,
    Grant,
    StatementRow,
)

GRANTS = (
    Grant(
        name="ssm.read_parameters",
        purpose="Read parameters of Parameter Store, by path or by name.",
        uses=(ENVIRONMENT, CODE),
        source=(
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
            "secrets-envvar-ssm-paramstore.html"
        ),
        arguments=(
            Argument(
                name="path",
                kind="parameter_path",
                description="The path whose parameters are read, at every depth.",
                required=False,
            ),
            Argument(
                name="names",
                kind="parameter_name",
                description="Single parameters.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="arns",
                kind="parameter_arn",
                description="Single parameters by their full ARN, of any account and Region.",
                required=False,
                repeated=True,
            ),
            KMS_KEY,
        ),
        at_least_one=(("path", "names", "arns"),),
        statements=(
            StatementRow(
                sid="ReadParameters",
                actions=(ssm.GetParameters,),
                resources=(
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}/*",
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{names}",
                    "{arns}",
                ),
                roles=("execution",),
            ),
            StatementRow(
                sid="ReadParameters",
                actions=(ssm.GetParameter, ssm.GetParameters),
                resources=(
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}/*",
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{names}",
                    "{arns}",
                ),
                roles=("task",),
            ),
            StatementRow(
                sid="ReadParametersByPath",
                actions=(ssm.GetParametersByPath,),
                resources=(
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}",
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}/*",
                ),
                roles=("task",),
            ),
            StatementRow(
                sid="DecryptParameters",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="kms:ViaService",
                        values=("ssm.${AWS::Region}.amazonaws.com",),
                    ),
                    ConditionRow(
                        operator="StringLike",
                        key="kms:EncryptionContext:PARAMETER_ARN",
                        values=(
                            "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}"
                            ":parameter{path}/*",
                            "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}"
                            ":parameter{names}",
                            "{arns}",
                        ),
                    ),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "A parameter of another account is named by its ARN, and shared with AWS RAM. Of "
            "another Region under a customer managed key, it needs kms.decrypt as well.",
            "A SecureString under the account's own key aws/ssm needs no key permission: name "
            "kms_key for a customer managed key only.",
            "ssm:DescribeParameters is omitted: it supports no resource but *.",
        ),
    ),
)
