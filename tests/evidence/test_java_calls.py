"""The calls of the SDKs for Java."""

from __future__ import annotations

import pytest

from tests.evidence.reading import CODE, calls_below, calls_of, lines

RESOURCES = ("bucket", "tablename", "queueurl", "topicarn", "dbusername", "functionname")
EXPECTED = [
    "27 s3 PutObject $UPLOADS_BUCKET",
    "29 s3 GetObject $ASSETS_BUCKET",
    "30 s3 HeadObject 'shop-archive'",
    "31 s3 ListObjectsV2 $ASSETS_BUCKET",
    "32 s3 HeadObject 'shop-archive'",
    "33 sqs SendMessage ?queue",
    "34 dynamodb PutItem 'orders'",
]
V1 = """
import com.amazonaws.services.s3.AmazonS3;
import com.amazonaws.services.s3.model.PutObjectRequest;
class A { AmazonS3 s3; void f() { s3.putObject(new PutObjectRequest("b", "k", file));
s3.getObject("c", "k"); } }
"""


def test_every_kind_of_call_of_an_application_is_read() -> None:
    assert lines(calls_below(CODE / "java"), *RESOURCES) == EXPECTED


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("A.java", V1, ["4 s3 PutObject 'b'", "5 s3 GetObject 'c'"]),
        (
            "A.java",
            "import software.amazon.awssdk.services.s3.model.CopyObjectRequest;\n"
            'var r = CopyObjectRequest.builder().sourceBucket("a").destinationBucket("b").build();',
            ["2 s3 GetObject 'a'", "2 s3 CopyObject 'b'"],
        ),
        (
            "A.java",
            "import com.amazonaws.services.s3.model.GeneratePresignedUrlRequest;\n"
            'var r = new GeneratePresignedUrlRequest("b", k).withMethod(HttpMethod.PUT);\n'
            'var s = new GeneratePresignedUrlRequest("c", k);',
            ["2 s3 PutObject 'b'", "3 s3 GetObject 'c'"],
        ),
        (
            "A.java",
            "import software.amazon.awssdk.services.dynamodb.model.*;\n"
            "import software.amazon.awssdk.services.dynamodb.DynamoDbClient;\n"
            "class A { DynamoDbClient d;\nvoid f() { d.scan(request()); }\n"
            'ScanRequest request() { return ScanRequest.builder().tableName("t").build(); } }',
            ["5 dynamodb Scan 't'"],
        ),
        (
            "A.java",
            "import com.amazonaws.services.sqs.AmazonSQS;\nclass A { AmazonSQS sqs;\n"
            'void f() { sqs.purgeQueue(url()); }\nString url() { return System.getenv("URL"); } }',
            ["3 sqs PurgeQueue $URL"],
        ),
        ("A.java", "import example.Request;\nvar r = GetObjectRequest.builder().build();", []),
    ],
)
def test_calls(name: str, text: str, expected: list[str]) -> None:
    assert lines(calls_of(text, name=name), *RESOURCES) == expected


def test_transfers_and_conveniences() -> None:
    text = (
        "import com.amazonaws.services.s3.AmazonS3;\nclass A { AmazonS3 s3; TransferManager tm;\n"
        'void f() {\ntm.upload("b", k, file);\ntm.copy("from", k, "to", k);\n'
        's3.doesObjectExist("b", k);\ns3.generatePresignedUrl("b", k, d, HttpMethod.PUT);\n} }'
    )
    assert lines(calls_of(text, name="A.java"), "bucket") == [
        "4 s3 UploadFile 'b'",
        "5 s3 GetObject 'from'",
        "5 s3 CopyObject 'to'",
        "6 s3 HeadObject 'b'",
        "7 s3 PutObject 'b'",
    ]


def test_transfers_of_version_2() -> None:
    text = (
        "import software.amazon.awssdk.transfer.s3.S3TransferManager;\n"
        "class A { S3TransferManager tm;\nvoid f() {\n"
        'tm.uploadFile(b -> b.putObjectRequest(r -> r.bucket("b")).source(p));\n'
        'tm.downloadDirectory(DownloadDirectoryRequest.builder().bucket("c").build());\n} }'
    )
    assert lines(calls_of(text, name="A.java"), "bucket") == [
        "4 s3 UploadFile 'b'",
        "5 s3 ListObjectsV2 'c'",
        "5 s3 DownloadFile 'c'",
    ]


def test_a_client_that_a_method_of_another_class_returns() -> None:
    text = 'class B { void f(Clients c) { c.s3().deleteObject("b", "k"); } }'
    made = (
        "import com.amazonaws.services.s3.AmazonS3;\nclass Clients { AmazonS3 s3() { return x; } }"
    )
    assert lines(calls_of(text, made, name="B.java"), "bucket") == ["1 s3 DeleteObject 'b'"]
