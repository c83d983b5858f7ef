"""Calls name their place."""

from __future__ import annotations

from influmojo_cfn.evidence.code_value import SdkCall


def test_a_call_names_its_place() -> None:
    call = SdkCall(service="s3", operation="PutObject", file="app.py", line=3)
    assert call.place == "app.py:3"
