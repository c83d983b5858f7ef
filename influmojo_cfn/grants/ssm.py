"""Grants on AWS Systems Manager Parameter Store."""

from awacs import kms, ssm

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import (
    CODE,
    DOCS,
    ENVIRONMENT,
    Argument,
    ConditionRow,
    Grant,
    StatementRow,
)

PARAMETERS = (
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}/*",
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{names}",
    "{arns}",
)

VIA_PARAMETER_STORE = ConditionRow(
    "StringEquals",
    "kms:ViaService",
    ("ssm.${AWS::Region}.amazonaws.com", "ssm.{arns_region}.amazonaws.com"),
)

GRANTS = (
    Grant(
        name="ssm.read_parameters",
        purpose="Read parameters of Parameter Store, by path or by name.",
        uses=(ENVIRONMENT, CODE),
        source=f"{DOCS}AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html",
        arguments=(
            Argument(
                "path",
                "parameter_path",
                "The path whose parameters are read, at every depth.",
                required=False,
            ),
            Argument(
                "names", "parameter_name", "Single parameters.", required=False, repeated=True
            ),
            Argument(
                "arns",
                "parameter_arn",
                "Single parameters by their full ARN, of any account and Region.",
                required=False,
                repeated=True,
            ),
            KMS_KEY,
        ),
        at_least_one=(("path", "names", "arns"),),
        statements=(
            StatementRow("ReadParameters", (ssm.GetParameters,), PARAMETERS, roles=("execution",)),
            StatementRow(
                "ReadParameters", (ssm.GetParameter, ssm.GetParameters), PARAMETERS, roles=("task",)
            ),
            StatementRow(
                "ReadParametersByPath",
                (ssm.GetParametersByPath,),
                (
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}",
                    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter{path}/*",
                ),
                roles=("task",),
            ),
            StatementRow(
                "DecryptParameters",
                (kms.Decrypt,),
                ("{kms_key}",),
                (
                    VIA_PARAMETER_STORE,
                    ConditionRow("StringLike", "kms:EncryptionContext:PARAMETER_ARN", PARAMETERS),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "A parameter of another account is named by its ARN, and shared with AWS RAM. A key is "
            "used through Parameter Store of the stack's Region and of the Regions in arns. An ARN "
            "that is a parameter is taken to be of the stack's Region.",
            "A SecureString under the account's own key aws/ssm needs no key permission: name "
            "kms_key for a customer managed key only.",
            "ssm:DescribeParameters is omitted: it supports no resource but *.",
        ),
    ),
)
