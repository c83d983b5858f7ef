"""Records of CloudTrail, as AWS writes them, for tests."""

from __future__ import annotations

from typing import Any

TASK = "influmojo-ecs-task-role"
EXECUTION = "influmojo-ecs-task-execution-role"


def record(
    source: str,
    name: str,
    parameters: dict[str, Any] | None = None,
    *,
    role: str = TASK,
    time: str = "2026-10-01T00:00:00Z",
    error: str = "",
    **others: Any,
) -> dict[str, Any]:
    """Return a record of one call of a role."""
    found = {
        "eventVersion": "1.09",
        "userIdentity": {
            "type": "AssumedRole",
            "arn": f"arn:aws:sts::111122223333:assumed-role/{role}/task",
            "sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}},
        },
        "eventTime": time,
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": "us-east-1",
        "requestParameters": parameters,
        "recipientAccountId": "111122223333",
        **others,
    }
    if error:
        found |= {"errorCode": error, "errorMessage": "is not authorized"}
    return found
