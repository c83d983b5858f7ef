"""What boto3 offers beyond operations: transfers, presigned URLs, tokens, resource objects.

Source: https://docs.aws.amazon.com/boto3/latest/reference/services/ (read 2026-11-27): "Injected"
methods of the S3 client and its resources, ``generate_db_auth_token`` of RDS and Aurora DSQL, and
the resources of DynamoDB, S3, SNS and SQS with their identifiers and actions.
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

IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "dynamodb.Table": ("TableName",),
    "s3.Bucket": ("Bucket",),
    "s3.Object": ("Bucket", "Key"),
    "s3.ObjectSummary": ("Bucket", "Key"),
    "s3.BucketObjects": ("Bucket",),
    "sns.Topic": ("TopicArn",),
    "sqs.Queue": ("QueueUrl",),
    "sqs.Message": ("QueueUrl",),
}
"""Resource object to the arguments that its identifiers stand for."""

RESOURCE_METHODS: Mapping[str, Mapping[str, Method]] = {
    "dynamodb": {
        "Table": Method((), ("TableName",), "dynamodb.Table"),
        "batch_write_item": Method(("BatchWriteItem",)),
        "batch_get_item": Method(("BatchGetItem",)),
        "create_table": Method(("CreateTable",), (), "dynamodb.Table"),
    },
    "dynamodb.Table": {
        "put_item": Method(("PutItem",)),
        "get_item": Method(("GetItem",)),
        "delete_item": Method(("DeleteItem",)),
        "update_item": Method(("UpdateItem",)),
        "query": Method(("Query",)),
        "scan": Method(("Scan",)),
        "batch_writer": Method(("BatchWriteItem",)),
        "load": Method(("DescribeTable",)),
        "reload": Method(("DescribeTable",)),
        "wait_until_exists": Method(("DescribeTable",)),
        "delete": Method(("DeleteTable",)),
    },
    "s3": {
        "Bucket": Method((), ("Bucket",), "s3.Bucket"),
        "Object": Method((), ("Bucket", "Key"), "s3.Object"),
        "create_bucket": Method(("CreateBucket",), (), "s3.Bucket"),
    },
    "s3.Bucket": {
        "upload_file": Method(("UploadFile",), ("Filename", "Key")),
        "upload_fileobj": Method(("UploadFile",), ("Fileobj", "Key")),
        "download_file": Method(("DownloadFile",), ("Key", "Filename")),
        "download_fileobj": Method(("DownloadFile",), ("Key", "Fileobj")),
        "put_object": Method(("PutObject",)),
        "delete_objects": Method(("DeleteObjects",)),
        "copy": Method(("UploadFile", "CopySource"), ("CopySource", "Key")),
        "Object": Method((), ("Key",), "s3.Object"),
        "objects": Method((), (), "s3.BucketObjects"),
        "load": Method(("ListBuckets",)),
        "create": Method(("CreateBucket",)),
        "delete": Method(("DeleteBucket",)),
        "wait_until_exists": Method(("HeadBucket",)),
    },
    "s3.BucketObjects": {
        "all": Method(("ListObjects",), (), "s3.ObjectSummary"),
        "filter": Method(("ListObjects",), (), "s3.ObjectSummary"),
        "limit": Method(("ListObjects",), (), "s3.ObjectSummary"),
        "page_size": Method(("ListObjects",), (), "s3.ObjectSummary"),
        "pages": Method(("ListObjects",)),
        "delete": Method(("ListObjects", "DeleteObjects")),
    },
    "s3.Object": {
        "put": Method(("PutObject",)),
        "get": Method(("GetObject",)),
        "delete": Method(("DeleteObject",)),
        "load": Method(("HeadObject",)),
        "reload": Method(("HeadObject",)),
        "wait_until_exists": Method(("HeadObject",)),
        "upload_file": Method(("UploadFile",), ("Filename",)),
        "upload_fileobj": Method(("UploadFile",), ("Fileobj",)),
        "download_file": Method(("DownloadFile",), ("Filename",)),
        "download_fileobj": Method(("DownloadFile",), ("Fileobj",)),
        "copy": Method(("UploadFile", "CopySource"), ("CopySource",)),
        "copy_from": Method(("CopyObject", "CopySource")),
    },
    "s3.ObjectSummary": {
        "get": Method(("GetObject",)),
        "put": Method(("PutObject",)),
        "delete": Method(("DeleteObject",)),
        "load": Method(("HeadObject",)),
        "Object": Method((), (), "s3.Object"),
    },
    "sns": {
        "Topic": Method((), ("TopicArn",), "sns.Topic"),
        "create_topic": Method(("CreateTopic",), (), "sns.Topic"),
    },
    "sns.Topic": {
        "publish": Method(("Publish",)),
        "subscribe": Method(("Subscribe",)),
        "delete": Method(("DeleteTopic",)),
    },
    "sqs": {
        "Queue": Method((), ("QueueUrl",), "sqs.Queue"),
        "get_queue_by_name": Method(("GetQueueUrl",), (), "sqs.Queue"),
        "create_queue": Method(("CreateQueue",), (), "sqs.Queue"),
    },
    "sqs.Queue": {
        "send_message": Method(("SendMessage",)),
        "send_messages": Method(("SendMessageBatch",)),
        "receive_messages": Method(("ReceiveMessage",), (), "sqs.Message"),
        "delete_messages": Method(("DeleteMessageBatch",)),
        "change_message_visibility_batch": Method(("ChangeMessageVisibilityBatch",)),
        "purge": Method(("PurgeQueue",)),
        "load": Method(("GetQueueAttributes",)),
    },
    "sqs.Message": {
        "delete": Method(("DeleteMessage",)),
        "change_visibility": Method(("ChangeMessageVisibility",)),
    },
}
"""Resource, or an object of one, to its methods."""
