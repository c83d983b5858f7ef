"""I9406: grants that an attached AWS managed policy makes redundant."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.quotas.managed_policies import actions_on_everything
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="I9406",
    shortdesc="An attached AWS managed policy grants the same, more widely",
    description="The role has the AWS managed policy for ECS, which allows pulls and logs on every resource.",
    why="The scoped grant beside it narrows nothing.",
    bad="""
Resources:
  TaskRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {}
      Policies:
        - PolicyName: p0
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: ecr:BatchGetImage # here
                Resource: !Sub arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/webapp
      ManagedPolicyArns:
        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy
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
      Policies:
        - PolicyName: p0
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: ecr:GetAuthorizationToken
                Resource: '*'
              - Effect: Allow
                Action: [logs:CreateLogStream, logs:PutLogEvents]
                Resource: !Sub arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/ecs/app:*
              - Effect: Allow
                Action: ecr:BatchGetImage
                Resource: !Sub arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/webapp
""",
    source_url="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html",
    tags=("iam", "logic"),
    scope="entity",
)
def redundant_beside_managed(entity: Entity) -> Iterator[Found]:
    """Find grants that an attached AWS managed policy makes redundant."""
    granted: dict[str, str] = {}
    for value in entity.managed_arns:
        if not value.branch:
            name = value.text.rpartition("/")[2]
            granted.update(dict.fromkeys(actions_on_everything(name), name))
    for statement in entity.statements if granted else ():
        for action in statement.actions if statement.allows else ():
            by = granted.get(action.text.lower())
            if by:
                yield action.path, f"{by} allows {action.text!r} on every resource"
