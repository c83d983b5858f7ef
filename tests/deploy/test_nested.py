"""The roles and the services nested in one root, deployed on the engine."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.deploy.engine import Engine
from tests.conftest import ROOT

pytestmark = pytest.mark.engine
NAMES = ("influmojo-ecs-iam.yaml", "influmojo-ecs-service.yaml", "influmojo-root.yaml")


def deployed(engine: Engine, scaling: str) -> Any:
    s3, cloudformation = engine.client("s3"), engine.client("cloudformation")
    s3.create_bucket(
        Bucket="templates", CreateBucketConfiguration={"LocationConstraint": "ap-south-1"}
    )
    for name in NAMES:
        s3.put_object(Bucket="templates", Key=name, Body=(ROOT / "templates" / name).read_bytes())
    subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    balancing = engine.client("elbv2")
    (balancer,) = balancing.create_load_balancer(Name="web", Subnets=subnets)["LoadBalancers"]
    (target,) = balancing.create_target_group(Name="none", Protocol="HTTP", Port=80)["TargetGroups"]
    (listener,) = balancing.create_listener(
        LoadBalancerArn=balancer["LoadBalancerArn"],
        Protocol="HTTP",
        Port=80,
        DefaultActions=[{"Type": "forward", "TargetGroupArn": target["TargetGroupArn"]}],
    )["Listeners"]
    parameters = {
        "TemplatesUrl": f"{engine.url}/templates",
        "VpcId": "vpc-0123456789abcdef0",
        "SubnetIds": ",".join(subnets),
        "ListenerArn": listener["ListenerArn"],
        "LoadBalancerSecurityGroupId": "sg-0123456789abcdef0",
        "ScalingEnabled": scaling,
    }
    cloudformation.create_stack(
        StackName="root",
        TemplateURL=f"{engine.url}/templates/{NAMES[2]}",
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
    )
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName="root", WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    return cloudformation


def test_the_whole_is_deployed_and_each_task_definition_carries_the_nested_roles(
    engine: Engine,
) -> None:
    cloudformation = deployed(engine, "false")
    (stack,) = cloudformation.describe_stacks(StackName="root")["Stacks"]
    outputs = {row["OutputKey"]: row["OutputValue"] for row in stack["Outputs"]}
    ecs = engine.client("ecs")
    services = ecs.list_services(cluster="influmojo-cluster")["serviceArns"]
    assert len(services) == 3
    for family in ("webapp", "admin", "backend"):
        found = ecs.describe_task_definition(taskDefinition=f"influmojo-{family}")
        definition = found["taskDefinition"]
        assert definition["taskRoleArn"] == outputs["TaskRoleArn"]
        assert definition["executionRoleArn"] == outputs["TaskExecutionRoleArn"]


def test_the_engine_does_not_run_scaling(engine: Engine) -> None:
    # When it does, the test above should deploy with scaling on.
    with pytest.raises(Exception, match="ROLLBACK_COMPLETE"):
        deployed(engine, "true")
    stacks = engine.client("cloudformation").list_stacks()["StackSummaries"]
    reasons = " ".join(str(stack.get("StackStatusReason")) for stack in stacks)
    assert "Unsupported resource type: AWS::ApplicationAutoScaling::ScalableTarget" in reasons
