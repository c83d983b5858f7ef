"""A declaration keeps the actions that were called."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evidence.called_actions import with_only

SEND: dict[str, Any] = {"grant": "sqs.send_messages", "queue": "jobs"}


@pytest.mark.parametrize(
    ("called", "only"),
    [
        (["sqs:SendMessage"], ["sqs:SendMessage"]),
        (["sqs:SendMessage", "sqs:GetQueueUrl"], ["sqs:GetQueueUrl", "sqs:SendMessage"]),
        (["sqs:SendMessage", "kms:Decrypt"], ["sqs:SendMessage"]),
    ],
)
def test_what_was_called_is_kept(called: list[str], only: list[str]) -> None:
    assert with_only(SEND, called) == {**SEND, "only": only}


@pytest.mark.parametrize(
    "declaration",
    [
        SEND,
        {**SEND, "kms_key": "arn:aws:kms:eu-west-1:111122223333:key/a"},
        {"grant": "custom.statement", "actions": ["s3:GetObject"], "resources": ["*"]},
    ],
)
def test_a_grant_of_which_all_was_called_stays_as_it_is(declaration: dict[str, Any]) -> None:
    called = ["sqs:SendMessage", "sqs:GetQueueUrl", "sqs:GetQueueAttributes"]
    assert with_only(declaration, called) == declaration
