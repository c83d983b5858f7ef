"""Grants on AWS KMS."""

from awacs import kms

from influmojo_cfn.grants.model import (
    CODE,
    DOCS,
    ENVIRONMENT,
    Argument,
    ConditionRow,
    Grant,
    StatementRow,
)

GRANTS = (
    Grant(
        name="kms.decrypt",
        purpose="Decrypt with a customer managed key, through named services only.",
        uses=(CODE, ENVIRONMENT),
        source="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
        arguments=(
            Argument("key", "kms_key_arn", "The customer managed key."),
            Argument(
                "services",
                "kms_service",
                "The services that may use it for the role, such as s3.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                "Decrypt",
                (kms.Decrypt,),
                ("{key}",),
                (
                    ConditionRow(
                        "StringEquals",
                        "kms:ViaService",
                        ("{services}.${AWS::Region}.amazonaws.com",),
                    ),
                ),
            ),
        ),
        notes=(
            "kms:ViaService names the stack's Region: a key of another Region needs a "
            "custom.statement.",
            "Other grants bring the key actions that go with them: name kms_key there first.",
            "A key of another account must also allow it in its key policy: influmojo-cfn "
            "resource-policies prints it.",
        ),
    ),
    Grant(
        name="kms.encrypt_data",
        in_every_boundary=False,
        purpose="Encrypt and decrypt the application's own data with a key.",
        source=f"{DOCS}kms/latest/developerguide/customer-managed-policies.html",
        arguments=(Argument("key", "kms_key_arn", "The customer managed key."),),
        statements=(
            StatementRow(
                "EncryptData", (kms.Decrypt, kms.Encrypt, kms.GenerateDataKey), ("{key}",)
            ),
        ),
        notes=(
            "The code calls AWS KMS itself. For what another service encrypts, such as objects of "
            "S3, name kms_key in the grant on that service.",
        ),
    ),
    Grant(
        name="kms.sign",
        in_every_boundary=False,
        purpose="Sign data, such as tokens, with an asymmetric key.",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html",
        arguments=(Argument("key", "kms_key_arn", "The asymmetric key."),),
        statements=(StatementRow("SignData", (kms.GetPublicKey, kms.Sign), ("{key}",)),),
    ),
)
