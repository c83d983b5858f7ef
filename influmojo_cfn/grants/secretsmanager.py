"""Grants on AWS Secrets Manager."""

from awacs import kms, secretsmanager

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

VIA_SECRETS_MANAGER = ConditionRow(
    "StringEquals",
    "kms:ViaService",
    ("secretsmanager.${AWS::Region}.amazonaws.com", "secretsmanager.{arns_region}.amazonaws.com"),
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
        source=f"{DOCS}AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
        arguments=(
            Argument(
                "names",
                "secret_name",
                "Secrets by name, in the stack's own account and Region.",
                required=False,
                repeated=True,
            ),
            Argument(
                "arns",
                "secret_arn",
                "Secrets by their full ARN, of any account and Region.",
                required=False,
                repeated=True,
            ),
            Argument(
                "prefix",
                "secret_prefix",
                "The secret name prefix, such as influmojo/.",
                required=False,
            ),
            Argument(
                "caching",
                "boolean",
                "Whether a caching client or the JDBC driver reads them: these also call "
                "secretsmanager:DescribeSecret.",
                required=False,
            ),
            KMS_KEY,
        ),
        at_least_one=(("names", "arns", "prefix"),),
        statements=(
            StatementRow("ReadSecrets", (secretsmanager.GetSecretValue,), SECRETS),
            StatementRow(
                "DescribeSecrets",
                (secretsmanager.DescribeSecret,),
                SECRETS,
                roles=("task",),
                when=("caching",),
            ),
            StatementRow(
                "DecryptSecrets",
                (kms.Decrypt,),
                ("{kms_key}",),
                (
                    VIA_SECRETS_MANAGER,
                    ConditionRow("StringLike", "kms:EncryptionContext:SecretARN", SECRETS),
                ),
                when=("kms_key",),
            ),
        ),
        notes=(
            "A secret's ARN ends in a hyphen and six random characters: a name becomes "
            "NAME-??????, and not NAME*, which longer names would match too.",
            "A secret under the account's own key aws/secretsmanager needs no key permission: name "
            "kms_key for a customer managed key only.",
            "The key is used through Secrets Manager of the stack's Region and of those in arns. "
            "An ARN that is a parameter is taken to be of the stack's Region.",
        ),
    ),
)
