"""The administration role of a stack set assumes the execution role of each account."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.stack_set_calls import stack_set_calls
from tests.service_roles.templates import calls

STACK_SET = """
Resources:
  Set:
    Type: AWS::CloudFormation::StackSet
    Properties: {StackSetName: a, %s}
"""


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ("PermissionModel: SERVICE_MANAGED", set()),
        ("AdministrationRoleARN: a", {"AWSCloudFormationStackSetExecutionRole"}),
        ("AdministrationRoleARN: a, ExecutionRoleName: b", {"b"}),
    ],
)
def test_the_role_of_each_account_is_assumed(properties: str, found: set[str]) -> None:
    expected = {f"sts:AssumeRole arn::iam::${{...}}:role/{name}" for name in found}
    assert calls(stack_set_calls, STACK_SET % properties) == expected
