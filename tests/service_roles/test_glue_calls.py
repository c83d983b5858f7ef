"""A job of Glue reads its script and writes temporary files with its role."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.glue_calls import glue_calls
from tests.service_roles.templates import calls

JOB = """
Resources:
  Job:
    Type: AWS::Glue::Job
    Properties:
      Role: job
      Command: {Name: glueetl, ScriptLocation: %s}
      DefaultArguments: {--TempDir: %s}
"""
LOGS = {
    "logs:CreateLogStream arn::logs:::log-group:/aws-glue/${...}",
    "logs:PutLogEvents arn::logs:::log-group:/aws-glue/${...}",
}


@pytest.mark.parametrize(
    ("script", "temporary", "found"),
    [
        (
            "s3://scripts/a/b.py",
            "s3://scripts/tmp/",
            {"s3:GetObject arn::s3:::scripts/a/b.py", "s3:PutObject arn::s3:::scripts/tmp/${...}"},
        ),
        ("s3://scripts", "!Ref Place", {"s3:GetObject arn::s3:::scripts/${...}"}),
        ("https://scripts/a.py", "s3://", set()),
    ],
)
def test_a_job_causes_calls(script: str, temporary: str, found: set[str]) -> None:
    assert calls(glue_calls, JOB % (script, temporary)) - LOGS == found


def test_every_job_writes_its_log_and_opens_its_connections() -> None:
    text = JOB % ("https://scripts/a.py", "s3://") + "      Connections: {Connections: [orders]}\n"
    opens = "glue:GetConnection arn::glue:::connection/orders"
    assert calls(glue_calls, text) == LOGS | {opens}
