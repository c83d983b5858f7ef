"""E9802: more managed policies than can be attached."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.quotas.sizes import MANAGED_POLICIES_ATTACHED
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9802",
    shortdesc="Too many managed policies are attached",
    description="Ten managed policies can be attached to a role, user or group (a quota that AWS can raise).",
    why="The eleventh is refused, and the stack fails.",
    bad="""
Resources:
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Principal:
            Service: lambda.amazonaws.com
          Action: sts:AssumeRole
      ManagedPolicyArns: # here
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-0
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-1
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-2
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-3
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-4
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-5
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-6
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-7
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-8
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-9
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-10
""",
    good="""
Resources:
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Principal:
            Service: lambda.amazonaws.com
          Action: sts:AssumeRole
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-0
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-1
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-2
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-3
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-4
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-5
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-6
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-7
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-8
        - !Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/part-9
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    tags=("iam", "quotas"),
    scope="entity",
)
def attachments(entity: Entity) -> Iterator[Found]:
    """Find more managed policies than can be attached."""
    always = [value for value in entity.managed_arns if not value.branch]
    count = len({value.text for value in always}) + sum(not p.branch for p in entity.attached)
    if count > MANAGED_POLICIES_ATTACHED:
        key = "ManagedPolicyArns"
        place = (*entity.path, "Properties", key) if key in entity.properties else entity.path
        yield place, f"{count} managed policies are attached, of {MANAGED_POLICIES_ATTACHED}"
