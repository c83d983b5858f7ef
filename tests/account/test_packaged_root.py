"""A root template is packaged and deployed behind a load balancer, once for all that is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.service import command as service
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.account.test_nested_stacks import (
    NETWORK,
    ROLES,
    SERVICES,
    SUBNETS,
    deploy,
    described,
    make_bucket,
    outputs,
    package,
)
from tests.emulator import root_environment

pytestmark = pytest.mark.engine


def balancer(emulator: LocalEmulator) -> dict[str, str]:
    """Make a load balancer with a listener; give the parameters that name it."""
    balancing = emulator.client("elbv2")
    made = balancing.create_load_balancer(Name="web", Subnets=SUBNETS.split(","))["LoadBalancers"]
    target = balancing.create_target_group(Name="none", Protocol="HTTP", Port=80)["TargetGroups"]
    (listener,) = balancing.create_listener(
        LoadBalancerArn=made[0]["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target[0]["TargetGroupArn"]}],
    )["Listeners"]
    return {
        "ListenerArn": listener["ListenerArn"],
        "LoadBalancerSecurityGroupId": "sg-0123456789abcdef0",
    }


@pytest.fixture(scope="module")
def whole(
    shared_emulator: LocalEmulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LocalEmulator, Path, dict[str, str]]]:
    """The packaged root of roles and services, deployed behind a load balancer."""
    shared_emulator.reset()
    folder = tmp_path_factory.mktemp("root")
    root, file = folder / "root.yaml", folder / "packaged.yaml"
    words = ["--templates-url", str(ROLES.parent), "--root-output", str(root)]
    services = ["--output", str(folder / "influmojo-ecs-service.yaml")]
    assert CliRunner().invoke(service, [*words, *services], standalone_mode=False).return_value == 0
    with root_environment(shared_emulator):
        make_bucket(shared_emulator, "templates")
        package("templates", root, file)
        parameters = {**NETWORK, **balancer(shared_emulator), "ScalingEnabled": "false"}
        assert deploy("root", file, parameters) == 0
        yield shared_emulator, file, parameters


def test_each_task_definition_carries_the_nested_roles(
    whole: tuple[LocalEmulator, Path, dict[str, str]],
) -> None:
    emulator, _, _ = whole
    roles = outputs(emulator, "root")
    for name in SERVICES:
        found = emulator.client("ecs").describe_task_definition(taskDefinition=f"influmojo-{name}")
        definition = found["taskDefinition"]
        assert definition["taskRoleArn"] == roles["TaskRoleArn"]
        assert definition["executionRoleArn"] == roles["TaskExecutionRoleArn"]


def test_the_services_run_with_the_fewest_tasks(
    whole: tuple[LocalEmulator, Path, dict[str, str]],
) -> None:
    found = described(whole[0])
    assert {name: row["desiredCount"] for name, row in found.items()} == {
        "admin": 1,
        "backend": 2,
        "webapp": 2,
    }


def test_the_rules_of_the_listener_lead_to_the_services(
    whole: tuple[LocalEmulator, Path, dict[str, str]],
) -> None:
    emulator, _, parameters = whole
    found = emulator.client("elbv2").describe_rules(ListenerArn=parameters["ListenerArn"])["Rules"]
    targets = {
        rule["Priority"]: rule["Actions"][0]["TargetGroupArn"]
        for rule in found
        if rule["Priority"] != "default"
    }
    behind = {
        name: row["loadBalancers"][0]["targetGroupArn"] for name, row in described(emulator).items()
    }
    assert targets == {
        "100": behind["admin"],
        "200": behind["backend"],
        "300": behind["webapp"],
    }


def test_log_groups_keep_their_lines_for_a_month(
    whole: tuple[LocalEmulator, Path, dict[str, str]],
) -> None:
    groups = whole[0].client("logs").describe_log_groups(logGroupNamePrefix="/ecs/influmojo-")
    assert {row["logGroupName"]: row["retentionInDays"] for row in groups["logGroups"]} == {
        f"/ecs/influmojo-{name}": 30 for name in SERVICES
    }


@pytest.mark.parametrize("given", ["ListenerArn", "LoadBalancerSecurityGroupId"])
def test_half_a_load_balancer_is_refused(
    whole: tuple[LocalEmulator, Path, dict[str, str]], given: str
) -> None:
    emulator, file, parameters = whole
    values = {**NETWORK, given: parameters[given], "EnvironmentName": "half"}
    with pytest.raises(Exception, match="go together: give both, or neither"):
        emulator.client("cloudformation").create_stack(
            StackName="half",
            TemplateBody=file.read_text("utf-8"),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in values.items()],
        )


def test_the_engine_does_not_run_scaling(whole: tuple[LocalEmulator, Path, dict[str, str]]) -> None:
    # When it does, the root should be deployed with scaling on.
    emulator, file, _ = whole
    assert deploy("scaled", file, {**NETWORK, "EnvironmentName": "scaled"}) != 0
    stacks = emulator.client("cloudformation").list_stacks()["StackSummaries"]
    reasons = " ".join(str(stack.get("StackStatusReason")) for stack in stacks)
    assert "Unsupported resource type: AWS::ApplicationAutoScaling::ScalableTarget" in reasons
