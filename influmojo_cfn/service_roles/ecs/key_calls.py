"""The calls of AWS KMS that go with those on a template's encrypted buckets and streams.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html and
https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html (read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.call_row import CallRow, Cause, RoleKind
from influmojo_cfn.service_roles.field_values import Home, Reading, key_arn
from influmojo_cfn.task_definition.model import Encrypted

_S3_CONTEXT = {
    "kms:ViaService": "s3.{region}.{suffix}",
    "kms:CallerAccount": "{caller}",
    "kms:EncryptionContext:aws:s3:arn": "{encrypted}",
    "kms:EncryptionContextKeys": "aws:s3:arn",
}
_of_object = partial(
    CallRow,
    resource="{object_key}",
    context=_S3_CONTEXT,
    page="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
)

KEY_CALLS: tuple[CallRow, ...] = (
    _of_object(
        name="object key",
        role="execution",
        causes=(
            Cause("containerDefinitions[].environmentFiles[].value"),
            Cause("containerDefinitions[].credentialSpecs[]"),
            Cause("firelensConfiguration.options[config-file-value]"),
        ),
        actions=("kms:Decrypt",),
        purpose="decrypt the object",
        error="environment file",
    ),
    _of_object(
        name="router configuration key",
        role="task",
        causes=(Cause("containerDefinitions[].environment[aws_fluent_bit_init_s3_N]"),),
        actions=("kms:Decrypt",),
        purpose="decrypt the object",
        error="log router",
    ),
    _of_object(
        name="written object key",
        role="task",
        causes=(
            Cause("logConfiguration.options[bucket]"),
            Cause("executeCommandConfiguration.logConfiguration.s3BucketName"),
        ),
        actions=("kms:GenerateDataKey",),
        purpose="encrypt the objects that it writes",
        error="log router",
    ),
    CallRow(
        name="routed data stream key",
        role="task",
        causes=(Cause("logConfiguration.options[stream]"),),
        actions=("kms:GenerateDataKey",),
        resource="{stream_key}",
        purpose="encrypt the records that FireLens routes",
        page="https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html",
        error="log router",
        context={
            "kms:ViaService": "kinesis.{region}.{suffix}",
            "kms:CallerAccount": "{caller}",
            "kms:EncryptionContext:aws:kinesis:arn": "{encrypted}",
            "kms:EncryptionContextKeys": "aws:kinesis:arn",
        },
    ),
)

_ROWS: Mapping[tuple[RoleKind, str], tuple[str, str]] = {
    ("execution", "s3:GetObject"): ("object key", "object_key"),
    ("task", "s3:GetObject"): ("router configuration key", "object_key"),
    ("task", "s3:PutObject"): ("written object key", "object_key"),
    ("task", "kinesis:PutRecords"): ("routed data stream key", "stream_key"),
}
"""By role and action, the row of the call on the key, and the name of the key in it."""


def key_calls(
    role: RoleKind, action: str, resource: Text, encrypted: Iterable[Encrypted], home: Home
) -> Iterator[tuple[str, Reading]]:
    """Yield the row of a call on the key of what another call acts on, and its names.

    Args:
        role: the role that makes the other call.
        action: its action.
        resource: what it acts on.
        encrypted: the buckets and streams that a customer managed key encrypts.
        home: where the tasks run.
    """
    row, key_name = _ROWS.get((role, action), ("", ""))
    if not row:
        return
    for each in encrypted:
        whole, wanted = covered(each.arn), covered(resource)
        if not any(may_meet(wanted, pattern) for pattern in (whole, f"{whole}/*")):
            continue
        is_sure = isinstance(each.arn, str) and wanted.startswith(whole)
        names: dict[str, Text] = {
            key_name: key_arn(each.key, home),
            "encrypted": Unknown(
                "whether its bucket has a key of its own is not asked", f"{whole}*"
            ),
            "suffix": "amazonaws.com",
            "caller": home.account,
        }
        yield row, Reading(names, "" if is_sure else f"{each.logical_id} is where it is")
