"""Calls name their place, and copies what they read."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.code_value import Literal, SdkCall, with_sources
from tests.evidence.reading import shown

A, B = (Literal("a"),), (Literal("b"),)


def test_a_call_names_its_place() -> None:
    call = SdkCall(service="s3", operation="PutObject", file="app.py", line=3)
    assert call.place == "app.py:3"


COPIES = {
    "a copy": ({"copysource": A, "bucket": B}, "CopyObject", ["GetObject a", "CopyObject b"]),
    "a part": (
        {"copysource": A, "bucket": B},
        "UploadPartCopy",
        ["GetObject a", "UploadPartCopy b"],
    ),
    "buckets named by themselves": (
        {"sourcebucket": A, "destinationbucket": B},
        "CopyObject",
        ["GetObject a", "CopyObject b"],
    ),
    "a source that is not known": ({"bucket": B}, "CopyObject", ["CopyObject b"]),
    "another call": ({"copysource": A, "bucket": B}, "PutObject", ["PutObject b"]),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_reads_its_source(name: str) -> None:
    arguments, operation, expected = COPIES[name]
    call = SdkCall(service="s3", operation=operation, arguments=arguments, file="a.py", line=1)
    found = [
        f"{each.operation} {''.join(shown(value) for value in each.arguments['bucket'])}"
        for each in with_sources([call])
    ]
    assert [each.replace("'", "") for each in found] == expected
