"""The calls of all services, each once, with those on keys."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.every_service_call import service_calls
from tests.service_roles.templates import REWRITE, TEMPLATES, WRITTEN, calls, in_full, resolver_of

TEMPLATE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Failed:
    Type: AWS::SQS::Queue
    Properties: {QueueName: failed, KmsMasterKeyId: !GetAtt Key.Arn}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: function
      DeadLetterConfig: {TargetArn: !GetAtt Failed.Arn}
"""


def test_a_call_on_what_is_encrypted_takes_the_key() -> None:
    assert calls(service_calls, TEMPLATE) == {
        "sqs:SendMessage arn::sqs:::failed",
        "kms:GenerateDataKey arn::kms:::key/${Key}",
    }


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_calls_of_whole_templates_are_those_that_are_written(name: str) -> None:
    file = WRITTEN / f"{name}.txt"
    written = file.read_text("utf-8").splitlines() if file.exists() else []
    assert in_full(resolver_of(TEMPLATES[name])) == written, f"if it is meant: {REWRITE}"


def test_what_is_written_is_of_a_template_that_is_there() -> None:
    assert {file.stem for file in WRITTEN.iterdir()} == set(TEMPLATES), f"run {REWRITE}"
