"""The members of a request's input, in each protocol of SDKs."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.recording.http_request import HttpRequest, cbor_error, members_of

FORM = "application/x-www-form-urlencoded; charset=utf-8"


def made(content_type: str, body: bytes, target: str = "/") -> HttpRequest:
    headers = {"content-type": content_type}
    return HttpRequest(method="POST", target=target, headers=headers, body=body)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param(
            made("application/x-amz-json-1.1", b'{"Name": "a"}'), {"Name": "a"}, id="JSON"
        ),
        pytest.param(made("application/cbor", b"\xa1\x64Name\x61a"), {"Name": "a"}, id="CBOR"),
        pytest.param(
            made("application/x-amz-cbor-1.1", b"\xa1\x64Name\x61a"),
            {"Name": "a"},
            id="CBOR of the SDK for Java",
        ),
        pytest.param(made(FORM, b"Name=a&Name=b"), {"Name": "a"}, id="a form"),
        pytest.param(
            made(FORM, b"Names.member.1=a&Names.member.2=b"),
            {"Names": ["a", "b"]},
            id="a list in a form",
        ),
        pytest.param(
            made("application/json", b'{"a": 1}', "/?list-type=2"),
            {"a": 1, "list-type": "2"},
            id="a query string",
        ),
        pytest.param(made("text/plain", b"Name: a"), {}, id="an object"),
        pytest.param(made("application/json", b"[1]"), {}, id="a list in JSON"),
        pytest.param(made("application/cbor", b"\xa2\x79"), {}, id="CBOR that ends early"),
    ],
)
def test_members(request_: HttpRequest, expected: dict[str, Any]) -> None:
    assert request_.members == expected


def test_error_in_cbor() -> None:
    long = "not allowed " * 50
    assert members_of(cbor_error("AccessDeniedException", long), is_cbor=True) == {
        "__type": "AccessDeniedException",
        "message": long,
    }


def test_what_is_no_cbor_has_no_members() -> None:
    assert members_of(b'{"ShardId": "a text that seems to be long"}', is_cbor=True) == {}
