"""The operation that a request calls, of services that the emulator does not have."""

from __future__ import annotations

import pytest

from influmojo_cfn.recording.http_request import HttpRequest
from influmojo_cfn.recording.operations import action_called


def signed(service: str, target: str = "/", method: str = "POST", **headers: str) -> HttpRequest:
    scope = f"AWS4-HMAC-SHA256 Credential=AKIA/20261127/us-east-1/{service}/aws4_request, a"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpRequest(method=method, target=target, headers={"authorization": scope, **named})


PRESIGNED = (
    "/?Action=ListPolicies&X-Amz-Credential=AKIA%2F20261127%2Fus-east-1%2Fiam%2Faws4_request"
)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (signed("comprehend", x_amz_target="Comprehend_1.DetectSentiment"), "DetectSentiment"),
        (signed("xray", "/TraceSegments"), "PutTraceSegments"),
        (signed("polly", "/v1/speech"), "SynthesizeSpeech"),
        (signed("polly", "/v1/lexicons/a", "DELETE"), "DeleteLexicon"),
        (signed("autoscaling", "/?Action=DescribeTags", "GET"), "DescribeTags"),
        (signed("polly", "/v1/no/such/path"), None),
    ],
)
def test_operation(request_: HttpRequest, expected: str | None) -> None:
    found = action_called(request_)
    assert (found.partition(":")[2] if found else None) == expected


def test_presigned() -> None:
    request = HttpRequest(method="GET", target=PRESIGNED, headers={})
    assert action_called(request) == "iam:ListPolicies"


def test_unsigned() -> None:
    assert action_called(HttpRequest(method="GET", target="/health", headers={})) is None
