"""A recording, as text and JSON, with the grants that are missing."""

from __future__ import annotations

import json

from influmojo_cfn.app import App, grant
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evidence.recorded_calls import RecordedCall, RecordedRun
from influmojo_cfn.recording.recording import Recording
from influmojo_cfn.report.recording import as_json, missing_grants, not_granted, pretty
from influmojo_cfn.template import build

APP = App(project="shop", grants=(grant("textract.read_documents"),))
CALLS = (
    RecordedCall(action="textract:DetectDocumentText", allowed=True, count=2),
    RecordedCall(action="sqs:SendMessage", resource="arn:aws:sqs:us-east-1:111122223333:jobs"),
)
RUN = RecordedRun(account="111122223333", region="us-east-1", calls=CALLS, not_served=("y",))
ROLE = roles_of(Document(build(APP), "app"))["TaskRole"]


def test_text_and_json() -> None:
    found = Recording(run=RUN, unused=("Sid: a on b",), role=ROLE)
    assert pretty(found) == (
        "3 calls of 2 actions\n"
        "  NOT GRANTED sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:jobs (1)\n"
        "  allowed     textract:DetectDocumentText on * (2)\n"
        "Add these grants:\n"
        "    - grant: sqs.send_messages\n"
        "      queue: jobs\n"
        "      only:\n"
        "        - sqs:SendMessage\n"
        "      why: A recorded run called sqs:SendMessage (1 in all).\n"
        "Never used:\n"
        "  Sid: a on b\n"
        "Not served by the local emulator:\n"
        "  y\n"
    )
    data = json.loads(as_json(found))
    assert data["missingGrants"] == list(missing_grants(found))
    assert data["unusedStatements"] == ["Sid: a on b"]
    assert not_granted(found) == CALLS[1:]


def test_without_an_app_nothing_is_judged() -> None:
    text = pretty(Recording(run=RUN, unused=()))
    assert "NOT GRANTED" not in text
    assert "  sqs:SendMessage on arn:aws:sqs:us-east-1:111122223333:jobs (1)\n" in text
