"""Arguments that the grants of several services share."""

from __future__ import annotations

from influmojo_cfn.grants.model import Argument

ACCOUNT = Argument(
    "account",
    "account_id",
    "The account that owns it; the stack's own if omitted.",
    required=False,
    default="${AWS::AccountId}",
)

REGION = Argument(
    "region",
    "region",
    "The Region it is in; the stack's own if omitted.",
    required=False,
    default="${AWS::Region}",
)

KMS_KEY = Argument(
    "kms_key",
    "kms_key_arn",
    "The customer managed key it is encrypted with, if any.",
    required=False,
)

BUCKET = Argument("bucket", "bucket_name", "The bucket.")

BUCKET_ACCOUNT = Argument(
    "account", "account_id", "The account that must own the bucket; any if omitted.", required=False
)

PREFIX = Argument(
    "prefix",
    "object_prefix",
    "The object key prefix; every object if omitted.",
    required=False,
    default="",
    may_be_empty=True,
)
