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
        ("A.java", "import example.Request;\nvar r = GetObjectRequest.builder().build();", []),
    ],
)
def test_calls(name: str, text: str, expected: list[str]) -> None:
    assert lines(calls_of(text, name=name), *RESOURCES) == expected
