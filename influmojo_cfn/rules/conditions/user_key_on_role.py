"""E9314: aws:username in the policies of a role."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9314",
    shortdesc="A role's requests carry no aws:username",
    description="aws:username is there for IAM users; a role's session has aws:userid.",
    why="In a role's policy the condition or variable never matches.",
    bad="""
Resources:
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              Effect: Allow
              Action: s3:ListBucket
              Resource: !Sub arn:${AWS::Partition}:s3:::influmojo-uploads
              Condition:
                StringEquals:
                  aws:username: app # here
""",
    good="""
Effect: Allow
Action: s3:ListBucket
Resource: !Sub arn:${AWS::Partition}:s3:::influmojo-uploads
Condition:
  StringEquals:
    aws:PrincipalTag/team: app
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    tags=("iam", "conditions"),
    scope="entity",
)
def user_key_on_role(entity: Entity) -> Iterator[Found]:
    """Find aws:username in the policies of a role."""
    if entity.kind != "Role":
        return
    for statement in entity.statements:
        for condition in statement.conditions:
            if condition.key.lower() == "aws:username" and condition.needs_key:
                yield condition.path, "a role's requests carry no aws:username"
        for value in statement.resources:
            if "${aws:username" in value.text.lower():
                yield value.path, "a role's requests carry no aws:username"
