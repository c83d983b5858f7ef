"""Grants on Amazon S3."""

from awacs import kms, s3

from influmojo_cfn.grants.arguments import BUCKET, BUCKET_ACCOUNT, KMS_KEY, PREFIX
from influmojo_cfn.grants.model import DOCS, START, Argument, ConditionRow, Grant, StatementRow

OWNED_BY = ConditionRow("StringEquals", "s3:ResourceAccount", ("{account}",))

VIA_S3 = ConditionRow("StringEquals", "kms:ViaService", ("s3.${AWS::Region}.amazonaws.com",))

OBJECTS = "arn:${AWS::Partition}:s3:::{bucket}/{prefix}*"

GRANTS = (
    Grant(
        name="s3.read_env_files",
        purpose="Read environment files from a bucket before a container starts.",
        uses=(START,),
        source=f"{DOCS}AmazonECS/latest/developerguide/use-environment-file.html",
        arguments=(
            BUCKET,
            Argument("objects", "object_key", "The keys of the environment files.", repeated=True),
            BUCKET_ACCOUNT,
            KMS_KEY,
        ),
        statements=(
            StatementRow(
                "ReadEnvironmentFiles",
                (s3.GetObject,),
                ("arn:${AWS::Partition}:s3:::{bucket}/{objects}",),
                (OWNED_BY,),
            ),
            StatementRow(
                "LocateBucket",
                (s3.GetBucketLocation,),
                ("arn:${AWS::Partition}:s3:::{bucket}",),
                (OWNED_BY,),
            ),
            StatementRow(
                "DecryptEnvironmentFiles",
                (kms.Decrypt,),
                ("{kms_key}",),
                (VIA_S3,),
                when=("kms_key",),
            ),
        ),
    ),
    Grant(
        name="s3.read_objects",
        purpose="Read objects of a bucket.",
        source=f"{DOCS}AmazonS3/latest/userguide/using-with-s3-policy-actions.html",
        arguments=(BUCKET, PREFIX, BUCKET_ACCOUNT, KMS_KEY),
        statements=(
            StatementRow("ReadObjects", (s3.GetObject,), (OBJECTS,), (OWNED_BY,)),
            StatementRow(
                "DecryptObjects", (kms.Decrypt,), ("{kms_key}",), (VIA_S3,), when=("kms_key",)
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
        source=f"{DOCS}AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions",
        arguments=(BUCKET, PREFIX, BUCKET_ACCOUNT, KMS_KEY),
        statements=(
            StatementRow(
                "UploadObjects",
                (s3.AbortMultipartUpload, s3.ListMultipartUploadParts, s3.PutObject),
                (OBJECTS,),
                (OWNED_BY,),
            ),
            StatementRow(
                "EncryptObjects",
                (kms.Decrypt, kms.GenerateDataKey),
                ("{kms_key}",),
                (VIA_S3,),
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
        source=f"{DOCS}AmazonS3/latest/userguide/using-with-s3-policy-actions.html",
        arguments=(BUCKET, PREFIX, BUCKET_ACCOUNT),
        statements=(StatementRow("DeleteObjects", (s3.DeleteObject,), (OBJECTS,), (OWNED_BY,)),),
        notes=("Versions of objects are not deleted for good: s3:DeleteObjectVersion is omitted.",),
    ),
    Grant(
        name="s3.list_bucket",
        purpose="List the objects of a bucket.",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html",
        arguments=(
            BUCKET,
            Argument(
                "prefix",
                "object_prefix",
                "The prefix that a listing must ask for; any listing if omitted.",
                required=False,
            ),
            BUCKET_ACCOUNT,
        ),
        statements=(
            StatementRow(
                "ListBucket",
                (s3.ListBucket,),
                ("arn:${AWS::Partition}:s3:::{bucket}",),
                (OWNED_BY, ConditionRow("StringLike", "s3:prefix", ("{prefix}*",))),
            ),
        ),
    ),
)
