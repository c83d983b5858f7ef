"""Grants on AWS KMS."""

from awacs import kms

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
        name="kms.decrypt",
        purpose="Decrypt with a customer managed key, through named services only.",
        uses=(CODE, ENVIRONMENT),
        source="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
        arguments=(
            Argument(name="key", kind="kms_key_arn", description="The customer managed key."),
            Argument(
                name="services",
                kind="kms_service",
                description="The services that may use it for the role, such as s3.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="Decrypt",
                actions=(kms.Decrypt,),
                resources=("{key}",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="kms:ViaService",
                        values=("{services}.${AWS::Region}.amazonaws.com",),
                    ),
                ),
            ),
        ),
        notes=(
            "Other grants bring the key actions that go with them: name kms_key there first.",
            "A key of another account must also allow it in its key policy: influmojo-cfn "
            "resource-policies prints it.",
        ),
    ),
)
