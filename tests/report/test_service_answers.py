"""Answers for services, as text and as JSON."""

from __future__ import annotations

import json

import click

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.service_answers import service_answers
from influmojo_cfn.report.service_answers import document, text
from tests.preflight.test_service_answers import SCHEDULES

WRONG = SCHEDULES.replace("Action: ecs:UpdateService", "Action: ecs:ListServices", 1)


def test_the_text_names_role_user_call_and_reason() -> None:
    source = parse(WRONG, "stack.yaml")
    lines = click.unstyle(text(source, service_answers(source, Environment()))).splitlines()
    assert "some of its services will fail" in lines[1]
    start = lines.index("  StopRole, for StopAtNight (AWS::Scheduler::Schedule)")
    assert lines[start + 2].strip().startswith("✗ denied   ecs:UpdateService")
    assert "stack.yaml:" in lines[start + 3]


def test_the_document_says_what_the_text_says() -> None:
    source = parse(WRONG, "stack.yaml")
    found = document(source, service_answers(source, Environment()))
    assert found["works"] is False
    rows = [row for row in found["calls"] if row["role"] == "StopRole"]
    assert [(row["action"], row["verdict"]) for row in rows] == [
        ("sts:AssumeRole", "allowed"),
        ("ecs:UpdateService", "denied"),
    ]
    json.dumps(found)


def test_a_template_without_roles_says_so() -> None:
    source = parse("Resources: {Topic: {Type: AWS::SNS::Topic}}", "stack.yaml")
    assert "gives none of its roles" in text(source, ())
    assert document(source, ())["works"] is True


def test_what_runs_code_is_named_as_not_asked() -> None:
    function = """
Resources:
  Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Action: sts:AssumeRole
          Principal: {Service: lambda.amazonaws.com}
"""
    source = parse(function, "stack.yaml")
    answers = service_answers(source, Environment())
    assert document(source, answers)["notAsked"] == ["the code of Function"]
    assert "what the code of Function calls" in click.unstyle(text(source, answers))
    others = function.replace("AWS::Lambda::Function", "AWS::Pipes::Pipe")
    piped = parse(others.replace("{Role:", "{RoleArn:"), "stack.yaml")
    assert document(piped, service_answers(piped, Environment()))["notAsked"] == []
