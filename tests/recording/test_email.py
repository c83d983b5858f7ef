"""Who a request to Amazon SES sends as, and what with."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from influmojo_cfn.recording.email import email_context, email_resources

MESSAGE = base64.b64encode(b"From: Shop <shop@shop.example>\nTo: b@example.com\n\nHello").decode()
ARN = "arn:aws:ses:us-east-1:111122223333"


@pytest.mark.parametrize(
    ("action", "members", "expected"),
    [
        pytest.param(
            "ses:SendEmail",
            {"Source": "Shop <shop@shop.example>"},
            ["identity/shop.example"],
            id="v1",
        ),
        pytest.param(
            "ses:SendEmail",
            {"FromEmailAddress": "shop@shop.example", "ConfigurationSetName": "set"},
            ["identity/shop.example", "configuration-set/set"],
            id="v2 with a configuration set",
        ),
        pytest.param(
            "ses:SendEmail",
            {
                "FromEmailAddress": "shop@shop.example",
                "Content": {"Template": {"TemplateName": "hello"}},
            },
            ["identity/shop.example", "template/hello"],
            id="v2 with a template",
        ),
        pytest.param(
            "ses:SendRawEmail",
            {"RawMessage.Data": MESSAGE},
            ["identity/shop.example"],
            id="the sender in the message",
        ),
        pytest.param("ses:SendRawEmail", {"RawMessage.Data": "%"}, [], id="no message"),
    ],
)
def test_resources(action: str, members: dict[str, Any], expected: list[str]) -> None:
    found = email_resources(action, members, "us-east-1", "111122223333")
    assert found == [f"{ARN}:{each}" for each in expected]


def test_context() -> None:
    assert email_context({"FromEmailAddress": "Shop <shop@shop.example>"}) == {
        "ses:FromAddress": "shop@shop.example",
        "ses:FromDisplayName": "Shop",
    }
