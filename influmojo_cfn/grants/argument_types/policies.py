"""What policies are made of: accounts, Regions, keys, and the parts of a statement."""

from __future__ import annotations

from influmojo_cfn.grants.argument_types.model import ArgumentType

_REGION = "[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}"
_PARTITION = "aws(-[a-z]{1,4}){0,3}"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"

ARGUMENT_TYPES = (
    ArgumentType(
        name="account_id",
        pattern=r"^[0-9]{12}$",
        length=(12, 12),
        constraint="an AWS account ID: 12 digits",
        example="111122223333",
        source=f"{_IAM}console-account-id.html",
    ),
    ArgumentType(
        name="region",
        pattern=rf"^{_REGION}$",
        length=(9, 20),
        constraint="an AWS Region code such as ap-south-1",
        example="ap-south-1",
        source="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
    ),
    ArgumentType(
        name="kms_key_arn",
        widest="arn:${AWS::Partition}:kms:*:*:key/*",
        pattern=(
            rf"^arn:{_PARTITION}:kms:{_REGION}:[0-9]{{12}}:key/"
            r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$"
        ),
        length=(70, 100),
        constraint=(
            "the ARN of a customer managed KMS key (arn:...:key/...); an alias in a policy's "
            "Resource allows nothing"
        ),
        example="arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html",
    ),
    ArgumentType(
        name="kms_service",
        pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$",
        length=(2, 40),
        constraint="a kms:ViaService name prefix, such as s3 or secretsmanager",
        example="s3",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    ),
    ArgumentType(
        name="effect",
        pattern=r"^(Allow|Deny)$",
        length=(4, 5),
        constraint="Allow or Deny",
        example="Deny",
        source=f"{_IAM}reference_policies_elements_effect.html",
        fixed=True,
    ),
    ArgumentType(
        name="action",
        pattern=r"^[a-z0-9-]+:[A-Za-z0-9]*[A-Za-z0-9*]$",
        length=(3, 128),
        constraint="an IAM action such as s3:GetObjectTagging, or a prefix such as s3:GetObject*",
        example="s3:GetObjectTagging",
        fixed=True,
        source=f"{_IAM}reference_policies_elements_action.html",
    ),
    ArgumentType(
        name="resource_name",
        pattern=r"^[A-Za-z0-9_+=,.@/#-]+$",
        length=(1, 512),
        constraint="the name of a resource as its ARN has it, without wildcards",
        example="influmojo-uploads",
        source=f"{_IAM}reference-arns.html",
    ),
    ArgumentType(
        name="resource_arn",
        pattern=r"^(\*|arn:.+:.+:.*:.*:.+)$",
        length=(1, 1024),
        constraint=(
            "an ARN, in which ${AWS::Partition}, ${AWS::Region} and ${AWS::AccountId} may stand, "
            "or * where the action takes nothing else"
        ),
        parameter_constraint="an ARN, or * where the action takes nothing else",
        example="arn:${AWS::Partition}:s3:::influmojo-uploads/*",
        source=f"{_IAM}reference_policies_elements_resource.html",
    ),
    ArgumentType(
        name="reason",
        pattern=r"^\S.*$",
        length=(1, 256),
        constraint="one sentence that tells what the statement is for",
        fixed=True,
        example="The importer reads the tags of uploads.",
    ),
    ArgumentType(
        name="conditions",
        constraint="a mapping of operator to condition key to a value or a list of values",
        example="{StringEquals: {s3:ExistingObjectTag/scanned: clean}}",
        source=f"{_IAM}reference_policies_elements_condition.html",
        structured=True,
    ),
    ArgumentType(name="boolean", constraint="true or false", example=True, structured=True),
)
