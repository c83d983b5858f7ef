"""The usage of roles, as text and JSON."""

from __future__ import annotations

import json

from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.report.usage import as_json, pretty
from influmojo_cfn.usage.statement_usage import gather, usage_of
from tests.conftest import ROOT
from tests.usage.example_records import EXECUTION, record


def test_text_and_json() -> None:
    roles = roles_of(read_document(ROOT / "templates/influmojo-ecs-iam.yaml"))
    found = gather(
        [
            record("secretsmanager", "GetSecretValue", {"secretId": "influmojo/a"}, role=EXECUTION),
            record("s3", "GetObject", error="AccessDenied", time="2026-10-02T00:00:00Z"),
            record("s3", "GetObject", role="other\n  used"),
        ],
        roles,
    )
    usages = usage_of(roles, found)
    text = pretty(usages, found)
    assert text.startswith(
        "3 records from 2026-10-01T00:00:00Z to 2026-10-02T00:00:00Z\n\n"
        "TaskExecutionRole (influmojo-ecs-task-execution-role)\n  used\n"
    )
    assert "  granted, and never seen since 2026-10-01T00:00:00Z\n" in text
    assert "    sns:Publish on " in text
    assert "    s3:GetObject once, last 2026-10-02T00:00:00Z: is not authorized\n" in text
    assert '\n  used"' not in text.splitlines()[-1]
    data = json.loads(as_json(usages, found))
    assert data["records"] == 3
    statuses = {each["status"] for role in data["roles"] for each in role["permissions"]}
    assert statuses == {"used", "unseen", "not logged"}


def test_no_record_is_said() -> None:
    roles = roles_of(read_document(ROOT / "templates/influmojo-ecs-iam.yaml"))
    found = gather([], roles)
    assert pretty(usage_of(roles, found), found).startswith("No record was read")


def test_calls_elsewhere_and_unknown_use_are_said() -> None:
    roles = roles_of(read_document(ROOT / "templates/influmojo-ecs-iam.yaml"))
    gathered = gather([record("s3", "GetObject", awsRegion="eu-west-1")], roles)
    text = pretty(usage_of(roles, gathered), gathered)
    assert "1 call of roles of these names in account 111122223333, Region eu-west-1" in text
    assert "--region eu-west-1" in text
    assert "granted; use is not known" in text
    assert "never seen" not in text
    assert json.loads(as_json(usage_of(roles, gathered), gathered))["elsewhere"] == [
        {"account": "111122223333", "region": "eu-west-1", "count": 1}
    ]
