"""What a service sends as its source fits the form that it has in the table."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.service_roles.sent_sources import SENT_FORMS, sent_external_id, sent_source
from tests.service_roles.templates import resolver_of

TEMPLATE = """
Resources:
  Schedule: {Type: AWS::Scheduler::Schedule}
  Grouped:
    Type: AWS::Scheduler::Schedule
    Properties: {GroupName: reports}
  Project: {Type: AWS::CodeBuild::Project}
  Machine: {Type: AWS::StepFunctions::StateMachine}
  Pipeline: {Type: AWS::CodePipeline::Pipeline}
  Pipe: {Type: AWS::Pipes::Pipe}
  Named:
    Type: AWS::Pipes::Pipe
    Properties: {Name: orders}
  Release:
    Type: AWS::CodePipeline::Pipeline
    Properties: {Name: release}
  Function: {Type: AWS::Lambda::Function}
  Users: {Type: AWS::Cognito::UserPool, Properties: {SmsConfiguration: {ExternalId: shop}}}
  Silent: {Type: AWS::Cognito::UserPool}
"""


@pytest.mark.parametrize(
    ("logical_id", "service"),
    [
        ("Schedule", "scheduler"),
        ("Grouped", "scheduler"),
        ("Project", "codebuild"),
        ("Machine", "states"),
        ("Pipeline", "codepipeline"),
        ("Pipe", "pipes"),
    ],
)
def test_the_source_has_the_form_of_its_service(logical_id: str, service: str) -> None:
    source = sent_source(resolver_of(TEMPLATE), logical_id)
    assert any(may_meet(source, form) for form in SENT_FORMS[f"{service}.amazonaws.com"].with_role)


def test_a_schedule_sends_its_group() -> None:
    resolver = resolver_of(TEMPLATE)
    for name, group in (("Schedule", "default"), ("Grouped", "reports")):
        sent = sent_source(resolver, name).split(":")
        assert (sent[2], sent[5]) == ("scheduler", f"schedule-group/{group}")
    assert sent_source(resolver, "Function") == ""


def test_a_pipe_and_a_pipeline_send_their_names() -> None:
    resolver = resolver_of(TEMPLATE)
    pipe, pipeline = (sent_source(resolver, name) for name in ("Named", "Release"))
    assert pipe.split(":")[2::3] == ["pipes", "pipe/orders"]
    assert pipeline.split(":")[2::3] == ["codepipeline", "release"]


def test_a_user_pool_sends_its_external_id() -> None:
    resolver = resolver_of(TEMPLATE)
    found = [sent_external_id(resolver, name) for name in ("Users", "Silent", "Function")]
    assert found == ["shop", "", ""]
