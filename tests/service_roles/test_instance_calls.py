"""An instance that joins a cluster calls ECS with the role of its instance profile."""

from __future__ import annotations

import json

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
BY_NAME = "{LaunchTemplateData: {IamInstanceProfile: {Name: !Ref Profile}, UserData: %s}}"


AT = {
    "ecs:DiscoverPollEndpoint": "${...}",
    "ecs:Poll": "arn::ecs:::container-instance/web/${...}",
    "ecs:StartTelemetrySession": "arn::ecs:::container-instance/web/${...}",
}


@pytest.mark.parametrize("kind", FORMS)
def test_the_agent_calls_ecs(kind: str) -> None:
    found = calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % JOINS))
    assert found == {
        f"{action} {AT.get(action, 'arn::ecs:::cluster/web')}" for action in AGENT_ACTIONS
    }


def test_a_launch_template_names_its_profile_too() -> None:
    kind = "AWS::EC2::LaunchTemplate"
    by_arn, by_name = (
        calls(instance_calls, TEMPLATE % (kind, form % JOINS)) for form in (FORMS[kind], BY_NAME)
    )
    assert by_arn == by_name != set()


@pytest.mark.parametrize("kind", FORMS)
def test_other_instances_call_nothing(kind: str) -> None:
    assert calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % "plain")) == set()


@pytest.mark.parametrize("kind", FORMS)
def test_external_instances_have_the_role_of_their_activation(kind: str) -> None:
    data = "{Fn::Base64: 'bash ecs-anywhere-install.sh; cat /etc/ecs/ecs.config'}"
    assert calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % data)) == set()


@pytest.mark.parametrize(
    ("command", "cluster"),
    [
        ("echo ECS_CLUSTER='web' > f", "arn::ecs:::cluster/web"),
        ("echo ECS_CLUSTER=$NAME > f", "${...}"),
        ("echo ECS_CLUSTER=${!NAME} > f", "${...}"),
        ("echo ECS_CLUSTER=${Profile}-a > f", "arn::ecs:::cluster/${Profile}-a"),
        ("yum install amazon-ecs-agent", "${...}"),
    ],
)
def test_the_cluster_is_the_one_that_the_user_data_names(command: str, cluster: str) -> None:
    kind = "AWS::EC2::Instance"
    data = json.dumps({"Fn::Base64": {"Fn::Sub": command}})
    found = calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % data))
    assert f"ecs:RegisterContainerInstance {cluster}" in found


PROVIDER = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {%s}
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [!Ref Role]}
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties:
      ManagedInstancesProvider:
        InfrastructureRoleArn: infrastructure
        InstanceLaunchTemplate: {Ec2InstanceProfileArn: !GetAtt Profile.Arn}
"""


@pytest.mark.parametrize(
    ("properties", "name"),
    [("RoleName: ecsInstanceRole", "ecsInstanceRole"), ("", "<Role>"), ("Path: /a/", "a/<Role>")],
)
def test_ecs_hands_over_the_role_of_managed_instances(properties: str, name: str) -> None:
    found = calls(instance_calls, PROVIDER % properties)
    assert found == {f"iam:PassRole arn::iam:::role/{name}"}


def test_a_profile_of_another_stack_hands_over_nothing_that_is_known() -> None:
    other = PROVIDER.replace("!GetAtt Profile.Arn", "!ImportValue profile")
    assert calls(instance_calls, other % "") == set()
