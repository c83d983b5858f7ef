"""An instance that joins a cluster calls ECS with the role of its instance profile."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.instance_calls import AGENT_ACTIONS, instance_calls
from tests.service_roles.templates import calls

TEMPLATE = """
Resources:
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [instances]}
  Instances:
    Type: %s
    Properties: %s
"""
JOINS = "{Fn::Base64: {Fn::Sub: 'echo ECS_CLUSTER=web >> /etc/ecs/ecs.config'}}"
FORMS = {
    "AWS::EC2::Instance": "{IamInstanceProfile: !Ref Profile, UserData: %s}",
    "AWS::AutoScaling::LaunchConfiguration": (
        "{IamInstanceProfile: !GetAtt Profile.Arn, UserData: %s}"
    ),
    "AWS::EC2::LaunchTemplate": (
        "{LaunchTemplateData: {IamInstanceProfile: {Arn: !GetAtt Profile.Arn}, UserData: %s}}"
    ),
}


@pytest.mark.parametrize("kind", FORMS)
def test_the_agent_calls_ecs(kind: str) -> None:
    found = calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % JOINS))
    assert found == {f"{action} ${{...}}" for action in AGENT_ACTIONS}


@pytest.mark.parametrize("kind", FORMS)
def test_other_instances_call_nothing(kind: str) -> None:
    assert calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % "plain")) == set()
