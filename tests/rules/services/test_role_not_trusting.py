"""A role that a property gives to a service trusts it, wherever the property is."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES, RoleProperty
from influmojo_cfn.rules.engine import check_template


def template(row: RoleProperty, *principals: Any) -> dict[str, Any]:
    given: Any = {"Fn::GetAtt": ["Given", "Arn"]}
    for key in reversed(row.path):
        given = [given] if key == "*" else {key: given}
    statements = [
        {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
        for principal in principals
    ]
    trust = {"Version": "2012-10-17", "Statement": statements}
    properties = {"AssumeRolePolicyDocument": trust}
    return {
        "Resources": {
            "Given": {"Type": "AWS::IAM::Role", "Properties": properties},
            "Taker": {"Type": row.resource_type, "Properties": given},
        }
    }


def found(data: dict[str, Any]) -> bool:
    return any(one.rule_id == "E9714" for one in check_template(data))


def name(row: RoleProperty) -> str:
    return f"{row.resource_type} {'.'.join(row.path)}"


@pytest.mark.parametrize("row", ROLE_PROPERTIES, ids=name)
def test_a_role_of_another_service_is_found(row: RoleProperty) -> None:
    assert found(template(row, {"Service": "workspaces.amazonaws.com"}))
    assert not found(template(row, {"Service": row.service}))


ROW = next(
    row for row in ROLE_PROPERTIES if row.resource_type == "AWS::CodeDeploy::DeploymentGroup"
)
MAY_BE = {
    "a region": {"Service": "codedeploy.eu-west-1.amazonaws.com"},
    "China": {"Service": "codedeploy.amazonaws.com.cn"},
    "a suffix": {"Service": {"Fn::Sub": "codedeploy.${AWS::URLSuffix}"}},
    "a list": {"Service": ["lambda.amazonaws.com", "codedeploy.amazonaws.com"]},
    "a parameter": {"Service": {"Ref": "Service"}},
    "everyone": "*",
    "a slip, which has a finding of its own": {"Service": "codedploy.amazonaws.com"},
}


@pytest.mark.parametrize("principal", MAY_BE.values(), ids=MAY_BE)
def test_what_may_trust_the_service_is_left_alone(principal: Any) -> None:
    assert not found(template(ROW, principal))


def test_a_second_statement_counts() -> None:
    own = {"Service": "codedeploy.amazonaws.com"}
    assert not found(template(ROW, {"Service": "ec2.amazonaws.com"}, own))
    assert found(template(ROW, {"AWS": "111122223333"}, {"Service": "ec2.amazonaws.com"}))
