"""A recording's file reads back as the same run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.recorded_calls import (
    RecordedCall,
    RecordedRun,
    as_document,
    read_runs,
)

CALL = RecordedCall(
    action="s3:GetObject",
    resource="arn:aws:s3:::b/k",
    context={"s3:prefix": ("a", "b")},
    allowed=True,
    granted=("arn:aws:s3:::b/*",),
    count=3,
)
RUN = RecordedRun(
    account="111122223333",
    region="us-east-1",
    calls=(CALL,),
    not_served=("x",),
    command=("pytest",),
    status=1,
)


def test_a_file_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text(json.dumps(as_document(RUN)))
    assert read_runs([path]) == (RUN,)


ENDLESS = json.dumps(as_document(RUN)).replace('"exitStatus": 1', '"exitStatus": 1e999')
OTHERS = ("", "[]", "{}", '{"version": 1, "calls": [1]}', '{"version": 2}', "[" * 9000, ENDLESS)


@pytest.mark.parametrize("text", OTHERS)
def test_another_file_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(Error, match=r"not a recording; give a file|of version 2; record it again"):
        read_runs([path])
