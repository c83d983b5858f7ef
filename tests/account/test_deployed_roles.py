"""What the roles of a template name, and who is given them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from influmojo_cfn.account.deployed_roles import (
    arns_attached,
    families_of,
    instance_roles,
    is_for_tasks,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

ARN = "arn:aws:iam::111122223333:role/"


def resolved(**resources: Mapping[str, object]) -> ResolvedTemplate:
    return ResolvedTemplate({"Resources": resources}, Environment())


def role(**properties: object) -> dict[str, object]:
    return {"Type": "AWS::IAM::Role", "Properties": properties}


def test_the_strings_of_a_property_are_those_of_every_role() -> None:
    template = resolved(A=role(ManagedPolicyArns=["a", "b"]), B=role(ManagedPolicyArns="c"), C={})
    assert [*arns_attached(template)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ({"Service": "ecs-tasks.amazonaws.com"}, True),
        ({"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}, True),
        ({"Service": "scheduler.amazonaws.com"}, False),
        ({"Federated": "gitlab.com"}, False),
        ({"AWS": "*"}, True),
    ],
)
def test_a_role_is_for_tasks_unless_it_is_known_to_be_for_others(
    principal: dict[str, object], expected: bool
) -> None:
    trust = {"Statement": [{"Principal": principal}]}
    assert is_for_tasks(resolved(A=role(AssumeRolePolicyDocument=trust)), "A") == expected


def test_a_role_of_instances_is_one_that_a_profile_holds() -> None:
    profile = {"Type": "AWS::IAM::InstanceProfile", "Properties": {"Roles": ["b", "other"]}}
    arns = {"A": f"{ARN}a", "B": f"{ARN}x/b"}
    outside = (f"{ARN}*/other", f"{ARN}other")
    assert instance_roles(resolved(P=profile), arns) == (*outside, f"{ARN}x/b")


@pytest.mark.parametrize(
    ("names", "families"),
    [
        (["shop-ecs-task-role", "shop-ecs-task-execution-role"], ("shop-*",)),
        (["shop-api-task-role", "x/shop-api-task-execution-role"], ("shop-api",)),
        (["shop-dunning-schedule-role", "shop-ecs-task-role"], ("shop-*", "shop-dunning")),
    ],
)
def test_families_begin_as_the_names_of_their_roles(
    names: list[str], families: tuple[str, ...]
) -> None:
    assert families_of([f"{ARN}{name}" for name in names]) == families
