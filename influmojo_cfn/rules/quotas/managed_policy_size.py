"""E9803: managed policies over their size."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import Policy
from influmojo_cfn.rules.quotas.sizes import MANAGED_POLICY, least_size
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9803",
    shortdesc="The managed policy is too large",
    description="A managed policy holds 6,144 characters, white space not counted.",
    why="IAM refuses the policy, and the stack fails.",
    bad="""
Resources:
  TaskPolicy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: # here
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Action: sqs:SendMessage
          Resource:
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-000-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-001-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-002-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-003-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-004-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-005-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-006-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-007-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-008-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-009-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-010-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-011-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-012-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-013-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-014-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-015-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-016-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-017-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-018-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-019-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-020-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-021-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-022-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-023-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-024-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-025-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-026-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-027-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-028-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-029-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-030-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-031-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-032-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-033-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-034-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-035-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-036-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-037-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-038-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-039-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-040-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-041-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-042-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-043-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-044-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-045-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-046-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-047-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-048-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-049-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-050-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-051-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-052-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-053-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            - !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders-054-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
""",
    good="""
Resources:
  TaskPolicy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Action: sqs:SendMessage
            Resource: !Sub arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:orders
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    tags=("iam", "quotas"),
    scope="policy",
)
def managed_policy_size(policy: Policy) -> Iterator[Found]:
    """Find managed policies over their size."""
    if policy.kind == "managed" and not policy.branch:
        size = least_size(policy.document, policy.resolver)
        if size > MANAGED_POLICY:
            yield (
                policy.path,
                f"at least {size:,} characters of {MANAGED_POLICY:,}: {size - MANAGED_POLICY:,} too many",
            )
