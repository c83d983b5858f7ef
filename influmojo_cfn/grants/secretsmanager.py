"""Grants on AWS Secrets Manager."""

from awacs import kms, secretsmanager

from influmojo_cfn.grants.arguments import KMS_KEY
from influmojo_cfn.grants.model import (
    CODE,
    ENVIRONMENT,
    Argument,
    ConditionRow,
    Grant,
    StatementRow,
)

SECRETS = (
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:{names}-??????",
    "{arns}",
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:{prefix}*",
)

GRANTS = (
    Grant(
        name="secretsmanager.read_secrets",
        purpose="Read the values of secrets in Secrets Manager.",
        uses=(ENVIRONMENT, CODE),
        source=(
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
            "secrets-envvar-secrets-manager.html"
        ),
        arguments=(
            Argument(
                name="names",
                kind="secret_name",
                description="Secrets by name, in the stack's own account and Region.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="arns",
                kind="secret_arn",
                description="Secrets by their full ARN, of any account and Region.",
                required=False,
                repeated=True,
            ),
            Argument(
                name="prefix",
                kind="secret_prefix",
                description="The secret name prefix, such as influmojo/.",
                required=False,
            ),
            Argument(
                name="caching",
                kind="boolean",
                description=(
                    "Whether a caching client or the JDBC driver reads them: these also call "
                    "secretsmanager:DescribeSecret."
                ),
                required=False,
            ),
            KMS_KEY,
        ),
        at_least_one=(("names", "arns", "prefix"),),
        statements=(
            StatementRow(
                sid="ReadSecrets",
                actions=(secretsmanager.GetSecretValue,),
                resources=SECRETS,
            ),
            StatementRow(
                sid="DescribeSecrets",
                actions=(secretsmanager.DescribeSecret,),
                resources=SECRETS,
                roles=("task",),
                when=("caching",),
            ),
            StatementRow(
                sid="DecryptSecrets",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="kms:ViaService",
                        values=("secretsmanager.${AWS::Region}.amazonaws.com",),
                    ),
                    ConditionRow(
                        operator="StringLike",
                        key="kms:EncryptionContext:SecretARN",
                        values=SECRETS,
                    ),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "A secret's ARN ends in a hyphen and six random characters: a name becomes "
            "NAME-??????, and not NAME*, which longer names would match too.",
            "A secret under the account's own key aws/secretsmanager needs no key permission: name "
            "kms_key for a customer managed key only.",
            "Secrets of another Region under a customer managed key need kms.decrypt as well: "
            "kms:ViaService names this Region's Secrets Manager.",
        ),
    ),
)
