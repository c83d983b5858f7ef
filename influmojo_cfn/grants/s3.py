"""Grants on Amazon S3."""

from awacs import kms, s3

from influmojo_cfn.grants.arguments import BUCKET, BUCKET_ACCOUNT, KMS_KEY, PREFIX
from influmojo_cfn.grants.model import CODE, START, Argument, ConditionRow, Grant, StatementRow

OWNED_BY = ConditionRow(operator="StringEquals", key="s3:ResourceAccount", values=("{account}",))

VIA_S3 = ConditionRow(
    operator="StringEquals", key="kms:ViaService", values=("s3.${AWS::Region}.amazonaws.com",)
)

OBJECTS = "arn:${AWS::Partition}:s3:::{bucket}/{prefix}*"

GRANTS = (
    Grant(
        name="s3.read_env_files",
        purpose="Read environment files from a bucket before a container starts.",
        uses=(START,),
        source=(
            "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html"
        ),
        arguments=(
            BUCKET,
            Argument(
                name="objects",
                kind="object_key",
                description="The keys of the environment files.",
                repeated=True,
            ),
            BUCKET_ACCOUNT,
            KMS_KEY,
        ),
        statements=(
            StatementRow(
                sid="ReadEnvironmentFiles",
                actions=(s3.GetObject,),
                resources=("arn:${AWS::Partition}:s3:::{bucket}/{objects}",),
                conditions=(OWNED_BY,),
            ),
            StatementRow(
                sid="LocateBucket",
                actions=(s3.GetBucketLocation,),
                resources=("arn:${AWS::Partition}:s3:::{bucket}",),
                conditions=(OWNED_BY,),
            ),
            StatementRow(
                sid="DecryptEnvironmentFiles",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                conditions=(VIA_S3,),
                when=("kms_key",),
            ),
        ),
    ),
    Grant(
        name="s3.read_objects",
        purpose="Read objects of a bucket.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"
        ),
        arguments=(BUCKET, PREFIX, BUCKET_ACCOUNT, KMS_KEY),
        statements=(
            StatementRow(
                sid="ReadObjects",
                actions=(s3.GetObject,),
                resources=(OBJECTS,),
                conditions=(OWNED_BY,),
            ),
            StatementRow(
                sid="DecryptObjects",
                actions=(kms.Decrypt,),
                resources=("{kms_key}",),
                conditions=(VIA_S3,),
                when=("kms_key",),
            ),
        ),
        notes=(
            "Without s3:ListBucket, S3 answers 403 instead of 404 for an object that does not "
            "exist: add s3.list_bucket where the difference matters.",
        ),
    ),
    Grant(
        name="s3.upload_objects",
        purpose="Upload objects to a bucket, in one or several parts, and abort multipart uploads.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html"
            "#mpuAndPermissions"
        ),
        arguments=(BUCKET, PREFIX, BUCKET_ACCOUNT, KMS_KEY),
        statements=(
            StatementRow(
                sid="UploadObjects",
                actions=(s3.AbortMultipartUpload, s3.ListMultipartUploadParts, s3.PutObject),
                resources=(OBJECTS,),
                conditions=(OWNED_BY,),
            ),
            StatementRow(
                sid="EncryptObjects",
                actions=(kms.Decrypt, kms.GenerateDataKey),
                resources=("{kms_key}",),
                conditions=(VIA_S3,),
                when=("kms_key",),
            ),
        ),
        notes=(
            "With a customer managed key, an upload in several parts needs kms:Decrypt and "
            "kms:GenerateDataKey: S3 reads the parts back.",
        ),
    ),
    Grant(
        name="s3.delete_objects",
        purpose="Delete objects of a bucket.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"
        ),
        arguments=(BUCKET, PREFIX, BUCKET_ACCOUNT),
        statements=(
            StatementRow(
                sid="DeleteObjects",
                actions=(s3.DeleteObject,),
                resources=(OBJECTS,),
                conditions=(OWNED_BY,),
            ),
        ),
        notes=("Versions of objects are not deleted for good: s3:DeleteObjectVersion is omitted.",),
    ),
    Grant(
        name="s3.list_bucket",
        purpose="List the objects of a bucket.",
        uses=(CODE,),
        source=("https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html"),
        arguments=(
            BUCKET,
            Argument(
                name="prefix",
                kind="object_prefix",
                description="The prefix that a listing must ask for; any listing if omitted.",
                required=False,
            ),
            BUCKET_ACCOUNT,
        ),
        statements=(
            StatementRow(
                sid="ListBucket",
                actions=(s3.ListBucket,),
                resources=("arn:${AWS::Partition}:s3:::{bucket}",),
                conditions=(
                    OWNED_BY,
                    ConditionRow(operator="StringLike", key="s3:prefix", values=("{prefix}*",)),
                ),
            ),
        ),
    ),
)
