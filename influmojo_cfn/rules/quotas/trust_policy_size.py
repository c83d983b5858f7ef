"""E9805: trust policies over their size."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import Policy
from influmojo_cfn.rules.quotas.sizes import TRUST_POLICY, least_size
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9805",
    shortdesc="The trust policy is too large",
    description="A trust policy holds 2,048 characters (a quota that AWS can raise to 4,096).",
    why="IAM refuses the role, and the stack fails.",
    bad="""
Resources:
  Reports:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: # here
        Version: '2012-10-17'
        Statement:
          Effect: Allow
          Action: sts:AssumeRole
          Principal:
            AWS:
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0000
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0001
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0002
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0003
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0004
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0005
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0006
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0007
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0008
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0009
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0010
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0011
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0012
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0013
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0014
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0015
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0016
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0017
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0018
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0019
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0020
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0021
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0022
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0023
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0024
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0025
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0026
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0027
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0028
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0029
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0030
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0031
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0032
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0033
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0034
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0035
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0036
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0037
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0038
              - arn:aws:iam::111122223333:role/reader-of-reports-number-0039
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
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    tags=("iam", "quotas"),
    scope="policy",
)
def trust_policy_size(policy: Policy) -> Iterator[Found]:
    """Find trust policies over their size."""
    if policy.kind == "trust" and not policy.branch:
        size = least_size(policy.document, policy.resolver)
        if size > TRUST_POLICY:
            yield (
                policy.path,
                f"at least {size:,} characters of {TRUST_POLICY:,}: {size - TRUST_POLICY:,} too many",
            )
