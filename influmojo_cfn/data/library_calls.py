"""What functions of libraries call on AWS, where the code alone tells it.

A name is that of a module, and of what the code calls of it. That is a function, ``Class.method``,
``.method`` of whatever it is called on, ``@annotation``, or ``default`` for what a module exports.
Sources of the libraries (read 2026-11-28): powertools 3 (Python) and 2 (TypeScript),
aws-secretsmanager-caching 1.2, watchtower 3.4, smart_open 9.0, pynamodb 6.1, sqs-consumer 14.2,
sqs-producer 8.0, multer-s3 3.0. Others in their documentation: Spring Cloud AWS 3 in
https://docs.awspring.io/spring-cloud-aws/docs/3.0.0/reference/html/index.html, pyarrow's file
system in https://arrow.apache.org/docs/python/generated/pyarrow.fs.S3FileSystem.html, and
aws_assume_role_lib in https://github.com/benkehoe/aws-assume-role-lib. The addresses that pandas
and awswrangler take in https://pandas.pydata.org/docs/user_guide/io.html and
https://aws-sdk-pandas.readthedocs.io/en/stable/api.html.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class LibraryCall(NamedTuple):
    """The operations of a function, and the arguments of the SDK that its own arguments give.

    ``arguments`` are those that it is given by position; ``named`` has others by its own names.
    ``asked`` has operations that it calls only where it is given an argument.
    """

    service: str
    operations: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    named: Mapping[str, str] = {}
    asked: Mapping[str, str] = {}


def _secret(argument: str = "secret_id") -> LibraryCall:
    named = {argument: "secretid"}
    return LibraryCall("secretsmanager", ("DescribeSecret", "GetSecretValue"), ("secretid",), named)


_PARAMETER = LibraryCall("ssm", ("GetParameter",), ("name",))
_PATH = LibraryCall("ssm", ("GetParametersByPath",), ("path",))
_SECRET = LibraryCall("secretsmanager", ("GetSecretValue",), ("secretid",), {"name": "secretid"})
_POWERTOOLS = "aws_lambda_powertools.utilities.parameters"
_TEMPLATE = ("GetQueueAttributes", "GetQueueUrl")

_READ = ("GetObject", "HeadObject")
_LISTED = ("GetObject", "HeadObject", "ListObjectsV2")
_ADDRESS = dict.fromkeys(
    ("filepath_or_buffer", "io", "path", "path_or_buf", "path_or_buffer", "uri"), "uri"
)
"""How functions call the address of an object: ``s3://bucket/key``."""


def _at(operations: tuple[str, ...], *arguments: str) -> LibraryCall:
    return LibraryCall("s3", operations, (*arguments, "uri"), _ADDRESS)


PYTHON: Mapping[str, LibraryCall] = {
    **{
        f"pandas.read_{form}": _at(_READ)
        for form in (
            *("csv", "excel", "feather", "fwf", "json", "orc", "parquet", "pickle"),
            *("stata", "table", "xml"),
        )
    },
    **{
        f"awswrangler.s3.read_{form}": _at(_LISTED)
        for form in ("csv", "excel", "fwf", "json", "orc", "parquet")
    },
    **{
        f"awswrangler.s3.to_{form}": _at(("UploadFile",), "df")
        for form in ("csv", "excel", "json", "orc", "parquet")
    },
    "awswrangler.s3.delete_objects": _at(("DeleteObjects", "ListObjectsV2")),
    "awswrangler.s3.does_object_exist": _at(("HeadObject",)),
    "awswrangler.s3.download": _at(_READ),
    "awswrangler.s3.list_objects": _at(("ListObjectsV2",)),
    "awswrangler.s3.upload": _at(("UploadFile",), "local_file"),
    f"{_POWERTOOLS}.get_parameter": _PARAMETER,
    f"{_POWERTOOLS}.get_parameters": _PATH,
    f"{_POWERTOOLS}.get_secret": _SECRET,
    f"{_POWERTOOLS}.SSMProvider.get": _PARAMETER,
    f"{_POWERTOOLS}.SSMProvider.get_multiple": _PATH,
    f"{_POWERTOOLS}.SecretsProvider.get": _SECRET,
    "aws_assume_role_lib.assume_role": LibraryCall("sts", ("AssumeRole",), ("session", "rolearn")),
    "aws_secretsmanager_caching.InjectKeywordedSecretString": _secret(),
    "aws_secretsmanager_caching.InjectSecretString": _secret(),
    "aws_secretsmanager_caching.SecretCache.get_secret_binary": _secret(),
    "aws_secretsmanager_caching.SecretCache.get_secret_string": _secret(),
    **{
        f"{module}.S3FileSystem.{name}": LibraryCall("s3", operations)
        for module in ("pyarrow.fs", "pyarrow._s3fs")
        for name, operations in (
            ("get_file_info", ("HeadObject", "ListObjectsV2")),
            ("open_input_file", ("GetObject", "HeadObject")),
            ("open_input_stream", ("GetObject", "HeadObject")),
            ("open_output_stream", ("UploadFile",)),
        )
    },
    "smart_open.open": LibraryCall("s3", ("GetObject",), ("uri", "mode")),
    "watchtower.CloudWatchLogHandler": LibraryCall(
        "logs",
        ("CreateLogGroup", "CreateLogStream", "DescribeLogGroups", "PutLogEvents"),
        ("loggroupname",),
        {"log_group_name": "loggroupname"},
        {"log_group_retention_days": "PutRetentionPolicy", "log_group_tags": "TagResource"},
    ),
}
"""Functions of Python by their dotted names."""

PYNAMODB: Mapping[str, str] = {
    "batch_get": "BatchGetItem",
    "batch_write": "BatchWriteItem",
    "count": "Query",
    "delete": "DeleteItem",
    "get": "GetItem",
    "query": "Query",
    "refresh": "GetItem",
    "save": "PutItem",
    "scan": "Scan",
    "update": "UpdateItem",
}
"""Methods of a model of pynamodb; its table is the ``table_name`` of its ``Meta``."""

BRACED: Mapping[tuple[str, str], LibraryCall] = {
    ("@aws-sdk/polly-request-presigner", "getSynthesizeSpeechUrl"): LibraryCall(
        "polly", ("SynthesizeSpeech",)
    ),
    ("@aws-lambda-powertools/parameters/ssm", "getParameter"): _PARAMETER,
    ("@aws-lambda-powertools/parameters/ssm", "getParameters"): _PATH,
    ("@aws-lambda-powertools/parameters/secrets", "getSecret"): _SECRET,
    ("multer-s3", "default"): LibraryCall("s3", ("UploadFile",)),
    ("sqs-consumer", "Consumer.create"): LibraryCall(
        "sqs",
        ("ReceiveMessage", "DeleteMessage"),
        asked={
            "heartbeatinterval": "ChangeMessageVisibility",
            "terminatevisibilitytimeout": "ChangeMessageVisibility",
        },
    ),
    ("sqs-producer", "Producer.create"): LibraryCall("sqs", ("SendMessageBatch",)),
    ("github.com/aws/aws-secretsmanager-caching-go", ".GetSecretBinary"): _secret(),
    ("github.com/aws/aws-secretsmanager-caching-go", ".GetSecretString"): _secret(),
    ("com.amazonaws.secretsmanager.caching", ".getSecretBinary"): _secret(),
    ("com.amazonaws.secretsmanager.caching", ".getSecretString"): _secret(),
    ("io.awspring.cloud.s3", "S3Template.deleteObject"): LibraryCall(
        "s3", ("DeleteObject",), ("bucket",)
    ),
    ("io.awspring.cloud.s3", "S3Template.download"): LibraryCall("s3", ("GetObject",), ("bucket",)),
    ("io.awspring.cloud.s3", "S3Template.listObjects"): LibraryCall(
        "s3", ("ListObjectsV2",), ("bucket",)
    ),
    ("io.awspring.cloud.s3", "S3Template.read"): LibraryCall("s3", ("GetObject",), ("bucket",)),
    ("io.awspring.cloud.s3", "S3Template.store"): LibraryCall("s3", ("PutObject",), ("bucket",)),
    ("io.awspring.cloud.s3", "S3Template.upload"): LibraryCall("s3", ("UploadFile",), ("bucket",)),
    ("io.awspring.cloud.sqs", "@SqsListener"): LibraryCall(
        "sqs", ("ReceiveMessage", "DeleteMessage", *_TEMPLATE), ("queueurl",)
    ),
    ("io.awspring.cloud.sqs", "SqsTemplate.receive"): LibraryCall(
        "sqs", ("ReceiveMessage", "DeleteMessage", *_TEMPLATE), ("queueurl",)
    ),
    ("io.awspring.cloud.sqs", "SqsTemplate.send"): LibraryCall(
        "sqs", ("SendMessage", *_TEMPLATE), ("queueurl",)
    ),
}
"""Functions of TypeScript, JavaScript, Go and Java by their module and name."""
