"""The pytest fixture: the SDK of this process talks to the emulator, and is recorded."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from influmojo_cfn.recording.in_process import recorded
from influmojo_cfn.recording.recording import RecordingSession

pytestmark = pytest.mark.engine

APP = """project: shop
grants:
  - grant: s3.upload_objects
    bucket: shop-uploads
"""


def test_the_fixture_records_and_enforces(
    influmojo_recording: Callable[..., RecordingSession], tmp_path: Path
) -> None:
    import boto3
    from botocore.exceptions import ClientError

    app = tmp_path / "app.yaml"
    app.write_text(APP)
    session = influmojo_recording(str(app), enforce=True)
    s3 = boto3.session.Session().client("s3")
    s3.put_object(Bucket="shop-uploads", Key="a", Body=b"x")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket="shop-uploads", Key="a")
    calls = session.recording().run.calls
    assert [(call.action, call.allowed) for call in calls] == [
        ("s3:PutObject", True),
        ("s3:GetObject", False),
    ]


def test_the_environment_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with recorded():
        assert os.environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
        assert "AWS_PROFILE" not in os.environ
    assert os.environ["AWS_PROFILE"] == "mine"
    assert "AWS_ENDPOINT_URL" not in os.environ
