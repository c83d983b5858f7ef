"""Arguments that the grants of several services share."""

from __future__ import annotations

from influmojo_cfn.grants.model import Argument

ACCOUNT = Argument(
    name="account",
    kind="account_id",
    description="The account that owns it; the stack's own if omitted.",
    required=False,
    default="${AWS::AccountId}",
)

REGION = Argument(
    name="region",
    kind="region",
    description="The Region it is in; the stack's own if omitted.",
    required=False,
    default="${AWS::Region}",
)

KMS_KEY = Argument(
    name="kms_key",
    kind="kms_key_arn",
    description="The customer managed key it is encrypted with, if any.",
    required=False,
)

BUCKET = Argument(name="bucket", kind="bucket_name", description="The bucket.")

BUCKET_ACCOUNT = Argument(
    name="account",
    kind="account_id",
    description="The account that must own the bucket; any if omitted.",
    required=False,
)

PREFIX = Argument(
    name="prefix",
    kind="object_prefix",
    description="The object key prefix; every object if omitted.",
    required=False,
    default="",
    may_be_empty=True,
)
