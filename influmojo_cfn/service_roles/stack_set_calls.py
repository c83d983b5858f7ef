"""What CloudFormation calls with the administration role of a stack set.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import ServiceCall
from influmojo_cfn.service_roles.template_fields import resources

STACK_SET = "AWS::CloudFormation::StackSet"
EXECUTION_ROLE = "AWSCloudFormationStackSetExecutionRole"
"""The name of the role in each account, unless the stack set gives another."""

_PAGE = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "stacksets-prereqs-self-managed.html"
)


def stack_set_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield how each stack set assumes the role of an account that it deploys to."""
    for stack_set in resources(resolver, STACK_SET):
        name = stack_set.text("ExecutionRoleName", default=EXECUTION_ROLE)
        arn = f"arn:{t.PARTITION}:iam::{t.ANY}:role/{name}"
        for role in stack_set.below("AdministrationRoleARN"):
            purpose = "assume the role in each account"
            yield ServiceCall.one(role, "sts:AssumeRole", arn, purpose, _PAGE)
