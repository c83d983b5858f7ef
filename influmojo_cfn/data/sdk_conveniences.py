"""What boto3 offers beyond operations: transfers, presigned URLs, tokens, resource objects.

Source: https://docs.aws.amazon.com/boto3/latest/reference/services/ (read 2026-11-27): "Injected"
methods of the S3 client and of resource objects, and ``generate_db_auth_token`` of RDS and Aurora
DSQL. The other methods of resource objects are in ``boto3_resources.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Method(NamedTuple):
    """The operations of a method, and the names of its positional arguments."""

    operations: tuple[str, ...]
    positional: tuple[str, ...] = ()
    gives: str = ""
    """The resource object that it returns."""
    is_property: bool = False
    """It is not a method: its name alone gives the object."""


CLIENT_METHODS: Mapping[str, Mapping[str, Method]] = {
    "s3": {
        "upload_file": Method(("UploadFile",), ("Filename", "Bucket", "Key")),
        "upload_fileobj": Method(("UploadFile",), ("Fileobj", "Bucket", "Key")),
        "download_file": Method(("DownloadFile",), ("Bucket", "Key", "Filename")),
        "download_fileobj": Method(("DownloadFile",), ("Bucket", "Key", "Fileobj")),
        "copy": Method(("UploadFile", "CopySource"), ("CopySource", "Bucket", "Key")),
        "generate_presigned_post": Method(("CreatePresignedPost",), ("Bucket", "Key")),
    },
    "rds": {
        "generate_db_auth_token": Method(
            ("GenerateDbAuthToken",), ("DBHostname", "Port", "DBUsername")
        )
    },
    "dsql": {
        "generate_db_connect_auth_token": Method(("GenerateDbConnectAuthToken",), ("Hostname",)),
        "generate_db_connect_admin_auth_token": Method(
            ("GenerateDbConnectAdminAuthToken",), ("Hostname",)
        ),
    },
}
"""Service to method of its client."""

INJECTED_METHODS: Mapping[str, Mapping[str, Method]] = {
    "dynamodb.Table": {"batch_writer": Method(("BatchWriteItem",))},
    "ec2": {"create_tags": Method(("CreateTags",))},
    "ec2.Instance": {"delete_tags": Method(("DeleteTags",))},
    "s3.Bucket": {
        "upload_file": Method(("UploadFile",), ("Filename", "Key")),
        "upload_fileobj": Method(("UploadFile",), ("Fileobj", "Key")),
        "download_file": Method(("DownloadFile",), ("Key", "Filename")),
        "download_fileobj": Method(("DownloadFile",), ("Key", "Fileobj")),
        "copy": Method(("UploadFile", "CopySource"), ("CopySource", "Key")),
        "load": Method(("ListBuckets",)),
    },
    "s3.Object": {
        "upload_file": Method(("UploadFile",), ("Filename",)),
        "upload_fileobj": Method(("UploadFile",), ("Fileobj",)),
        "download_file": Method(("DownloadFile",), ("Filename",)),
        "download_fileobj": Method(("DownloadFile",), ("Fileobj",)),
        "copy": Method(("UploadFile", "CopySource"), ("CopySource",)),
    },
    "s3.ObjectSummary": {"load": Method(("HeadObject",))},
}
"""Resource objects to what boto3 adds to the methods that their descriptions have."""
