"""Policies of every kind, in which statements are put: templates as text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from textwrap import indent

from influmojo_cfn.cloudformation import parse

TASK_ROLE = """\
TaskRole:
  Type: AWS::IAM::Role
  Properties:
    AssumeRolePolicyDocument:
      Version: '2012-10-17'
      Statement:
        - Effect: Allow
          Principal: {Service: ecs-tasks.amazonaws.com}
          Action: sts:AssumeRole
          Condition:
            StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}
            ArnLike:
              aws:SourceArn: !Sub arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*
"""


def _policy(kind: str, properties: str, statements: str) -> str:
    head = f"Policy:\n  Type: {kind}\n  Properties:\n{indent(properties, ' ' * 4)}"
    return (
        f"{head}    PolicyDocument:\n      Version: '2012-10-17'\n      Statement:\n"
        f"{indent(statements, ' ' * 8)}"
    )


def managed(statements: str) -> str:
    """Put statements into a managed policy that a task role has."""
    role = TASK_ROLE + "    ManagedPolicyArns:\n      - !Ref Policy\n"
    return role + _policy("AWS::IAM::ManagedPolicy", "Description: own\n", statements)


def inline(statements: str) -> str:
    """Put statements into the Policies of a task role."""
    own = (
        "    Policies:\n      - PolicyName: own\n        PolicyDocument:\n"
        "          Version: '2012-10-17'\n          Statement:\n"
    )
    return TASK_ROLE + own + indent(statements, " " * 12)


def policy(statements: str) -> str:
    """Put statements into an AWS::IAM::Policy."""
    properties = "PolicyName: own\nRoles: [!Ref TaskRole]\n"
    return TASK_ROLE + _policy("AWS::IAM::Policy", properties, statements)


def role_policy(statements: str) -> str:
    """Put statements into an AWS::IAM::RolePolicy."""
    properties = "PolicyName: own\nRoleName: !Ref TaskRole\n"
    return TASK_ROLE + _policy("AWS::IAM::RolePolicy", properties, statements)


def user_policy(statements: str) -> str:
    """Put statements into an AWS::IAM::UserPolicy."""
    user = "Mailer:\n  Type: AWS::IAM::User\n"
    properties = "PolicyName: own\nUserName: !Ref Mailer\n"
    return user + _policy("AWS::IAM::UserPolicy", properties, statements)


def branch(statements: str) -> str:
    """Put each statement into a branch of Fn::If."""
    items = [item for item in re.split(r"(?m)^- ", statements) if item.strip()]
    branches = "".join(
        "- Fn::If:\n  - IsProduction\n  - "
        + item.rstrip().replace("\n", "\n  ")
        + "\n  - !Ref AWS::NoValue\n"
        for item in items
    )
    return managed(branches)


CARRIERS: dict[str, Callable[[str], str]] = {
    "managed": managed,
    "inline": inline,
    "policy": policy,
    "role_policy": role_policy,
    "user_policy": user_policy,
    "branch": branch,
}


def template(
    carrier: str, statements: str, *, resources: str = "", parameters: str = "", sections: str = ""
) -> str:
    """Return a template with statements in a policy of a kind, and what else the case needs."""
    if "Conditions:" not in sections:
        sections += "Conditions:\n  IsProduction: !Equals [!Ref AWS::StackName, production]\n"
    if parameters:
        sections += f"Parameters:\n{indent(parameters, '  ')}"
    body = indent(resources + CARRIERS[carrier](statements), "  ")
    return f"AWSTemplateFormatVersion: '2010-09-09'\n{sections}Resources:\n{body}"


def as_json(text: str) -> str:
    """Return a template in YAML as JSON, one value a line."""
    return json.dumps(parse(text).data, indent=2)
