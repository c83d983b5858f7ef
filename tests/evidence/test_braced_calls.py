"""Each file is read by the reader of its language, and a call is yielded once."""

from __future__ import annotations

from tests.evidence.reading import calls_of, lines


def test_a_request_and_the_method_that_takes_it_are_one_call() -> None:
    text = (
        "import software.amazon.awssdk.services.s3.S3Client;\n"
        "import software.amazon.awssdk.services.s3.model.GetObjectRequest;\n"
        "class A { S3Client s3; void f() {\n"
        's3.getObject(GetObjectRequest.builder().bucket("b").build()); } }'
    )
    assert lines(calls_of(text, name="A.java"), "bucket") == ["4 s3 GetObject 'b'"]
    assert calls_of(text, name="a.ts") == []
