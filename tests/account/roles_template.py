"""A small template of two roles, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def template(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template of an execution role and a task role, which has the statements."""
    policy = {"Version": "2012-10-17", "Statement": list(statements) or [_statement()]}
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Parameters": {
            "EnvironmentName": {"Type": "String", "Default": ""},
            "PermissionsBoundaryArn": {"Type": "String", "Default": ""},
        },
        "Conditions": {
            "HasEnvironment": {"Fn::Not": [{"Fn::Equals": [{"Ref": "EnvironmentName"}, ""]}]},
            "HasBoundary": {"Fn::Not": [{"Fn::Equals": [{"Ref": "PermissionsBoundaryArn"}, ""]}]},
        },
        "Resources": {
            "TaskExecutionRole": _role("task-execution-role", _AWS_MANAGED),
            "TaskPolicy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "ManagedPolicyName": _name("task-policy"),
                    "PolicyDocument": policy,
                },
            },
            "TaskRole": _role("task-role", {"Ref": "TaskPolicy"}),
        },
    }


_AWS_MANAGED = {
    "Fn::Sub": (
        "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    )
}


def _statement() -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::influmojo/*"}


def _name(end: str) -> dict[str, Any]:
    named = {"Fn::Sub": f"influmojo-${{EnvironmentName}}-ecs-{end}"}
    return {"Fn::If": ["HasEnvironment", named, f"influmojo-ecs-{end}"]}


def _role(end: str, policy: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "RoleName": _name(end),
            "AssumeRolePolicyDocument": TRUST,
            "ManagedPolicyArns": [policy],
            "PermissionsBoundary": {
                "Fn::If": [
                    "HasBoundary",
                    {"Ref": "PermissionsBoundaryArn"},
                    {"Ref": "AWS::NoValue"},
                ]
            },
        },
    }
