"""Roles and managed policies as YAML, of which tests make small templates."""

from __future__ import annotations


def role(
    logical_id: str = "Role",
    policies: str = "[]",
    *,
    service: str = "ecs-tasks.amazonaws.com",
    condition: str = "",
) -> str:
    """Return a role that a service may assume, with a list of managed policies."""
    return f"""\
  {logical_id}:
    Type: AWS::IAM::Role{only_where(condition)}
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {{Effect: Allow, Principal: {{Service: {service}}}, Action: sts:AssumeRole}}
      ManagedPolicyArns: {policies}
"""


def managed_policy(
    logical_id: str,
    resource: str,
    *,
    action: str = "s3:GetObject",
    name: str = "",
    condition: str = "",
) -> str:
    """Return a managed policy that allows an action on a resource."""
    named = f"\n      ManagedPolicyName: {name}" if name else ""
    return f"""\
  {logical_id}:
    Type: AWS::IAM::ManagedPolicy{only_where(condition)}
    Properties:{named}
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: {action}
            Resource: {resource}
"""


def only_where(condition: str) -> str:
    return f"\n    Condition: {condition}" if condition else ""
