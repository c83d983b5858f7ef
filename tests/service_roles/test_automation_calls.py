"""The steps of an automation that name a call of an SDK make it with the automation's role."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.automation_calls import automation_calls
from tests.service_roles.templates import calls

DOCUMENT = """
Resources:
  Role: {Type: AWS::IAM::Role}
  Document:
    Type: AWS::SSM::Document
    Properties:
      Content:
        assumeRole: !GetAtt Role.Arn
        mainSteps: [{name: a, action: "aws:%s", inputs: {%s}}]
"""


@pytest.mark.parametrize(
    ("step", "inputs", "found"),
    [
        ("executeAwsApi", "Service: ecs, Api: UpdateService", {"ecs:UpdateService"}),
        ("executeAwsApi", "Service: ec2, Api: describe_instances", {"ec2:DescribeInstances"}),
        (
            "waitForAwsResourceProperty",
            "Service: rds, Api: DescribeDBInstances",
            {"rds:DescribeDBInstances"},
        ),
        (
            "assertAwsResourceProperty",
            "Service: elbv2, Api: DescribeTargetHealth",
            {"elasticloadbalancing:DescribeTargetHealth"},
        ),
        ("executeAwsApi", "Service: nothing, Api: DoIt", set()),
        ("executeAwsApi", "Service: ecs", set()),
        ("executeScript", "Service: ecs, Api: UpdateService", set()),
        ("sleep", "Duration: PT1M", set()),
    ],
)
def test_a_step_makes_the_call_that_it_names(step: str, inputs: str, found: set[str]) -> None:
    text = DOCUMENT % (step, inputs)
    assert {each.split()[0] for each in calls(automation_calls, text)} == found


def test_a_document_without_a_role_makes_its_callers_calls() -> None:
    text = DOCUMENT % ("executeAwsApi", "Service: ecs, Api: UpdateService")
    assert calls(automation_calls, text.replace("assumeRole", "description")) == set()
