"""An instance that joins a cluster calls ECS with the role of its instance profile."""

from __future__ import annotations

import json
from base64 import b64encode

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


IN_BASE_64 = b64encode(b"#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n").decode()
INITIALIZED = """
Resources:
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [instances]}
  Instances:
    Type: AWS::EC2::Instance
    Metadata: %s
    Properties:
      IamInstanceProfile: !Ref Profile
      UserData: {Fn::Base64: "/opt/aws/bin/cfn-init -v --stack s --resource %s"}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Metadata:
      AWS::CloudFormation::Init:
        config: {commands: {01: {command: !Sub "echo ECS_CLUSTER=web > /etc/ecs/ecs.config"}}}
"""
FILE = """
      AWS::CloudFormation::Init:
        config: {files: {/etc/ecs/ecs.config: {content: !Join ["", [ECS_CLUSTER=, web]]}}}"""
SCALED = """
  Provider:
    Type: AWS::ECS::CapacityProvider
    Properties: {AutoScalingGroupProvider: {AutoScalingGroupArn: !Ref Group}}
  Group:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: {%s}
"""


def test_user_data_is_read_in_base_64() -> None:
    kind = "AWS::EC2::Instance"
    found = calls(instance_calls, TEMPLATE % (kind, FORMS[kind] % IN_BASE_64))
    assert "ecs:RegisterContainerInstance arn::ecs:::cluster/web" in found


@pytest.mark.parametrize(
    ("metadata", "named", "is_agent"),
    [("{}", "Instances", False), (FILE, "Instances", True), ("{}", "Group", True)],
)
def test_what_cfn_init_writes_sets_the_agent_up(metadata: str, named: str, is_agent: bool) -> None:
    found = calls(instance_calls, INITIALIZED % (metadata, named))
    assert ("ecs:RegisterContainerInstance arn::ecs:::cluster/web" in found) is is_agent


@pytest.mark.parametrize(
    ("properties", "is_agent"),
    [
        ("LaunchTemplate: {LaunchTemplateId: !Ref Instances, Version: 1}", True),
        (
            "MixedInstancesPolicy: {LaunchTemplate: {LaunchTemplateSpecification: "
            "{LaunchTemplateId: !Ref Instances}}}",
            True,
        ),
        ("LaunchTemplate: {LaunchTemplateId: lt-1, Version: 1}", False),
    ],
)
def test_instances_that_ecs_scales_run_the_agent(properties: str, is_agent: bool) -> None:
    kind = "AWS::EC2::LaunchTemplate"
    template = TEMPLATE % (kind, FORMS[kind] % "!Ref Data") + SCALED % properties
    found = calls(instance_calls, template)
    assert ("ecs:RegisterContainerInstance ${...}" in found) is is_agent


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
