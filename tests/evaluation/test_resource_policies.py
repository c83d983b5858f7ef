"""Policies of a template's resources are weighed beside what a role's own decide."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.roles import evaluator_of
from influmojo_cfn.iam.unknown import covered, standing_in

TEMPLATE = """
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: PRINCIPAL}, Action: "kms:Decrypt", Resource: "*"}
  Other:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: "*"}, Action: "kms:*", Resource: "*"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement: {Effect: Allow, Action: ACTION, Resource: "*"}
"""


@pytest.mark.parametrize(
    ("principal", "action", "outcome", "otherwise"),
    [
        ("!Ref AWS::AccountId", "kms:Decrypt", "allowed", "allowed"),
        ("!Ref AWS::AccountId", "s3:GetObject", "implicitDeny", "unknown"),
        ("!GetAtt Role.Arn", "s3:GetObject", "allowed", "unknown"),
        ("arn:aws:iam::111122223333:role/admin", "kms:Decrypt", "implicitDeny", "unknown"),
    ],
)
def test_a_key_whose_id_is_not_known_is_that_of_the_same_value(
    principal: str, action: str, outcome: str, otherwise: str
) -> None:
    here = Environment()
    document = parse(TEMPLATE.replace("PRINCIPAL", principal).replace("ACTION", action), "t.yaml")
    role = roles_of(document, here)["Role"]
    key = ResolvedTemplate(document.data, here).value({"Fn::GetAtt": ["Key", "Arn"]})
    request = Request("kms:Decrypt", standing_in(covered(key)))
    policies = ResourcePolicies(document, here)
    decision = evaluator_of(role).decide(request)
    found = [policies.weigh(decision, role, each).outcome for each in (key, None)]
    assert found == [outcome, otherwise]


def test_what_is_of_no_resource_is_left_to_the_role() -> None:
    here = Environment()
    document = parse(TEMPLATE.replace("PRINCIPAL", "'*'").replace("ACTION", "'*'"), "t.yaml")
    role = roles_of(document, here)["Role"]
    request = Request("sts:GetCallerIdentity", "*")
    decision = evaluator_of(role).decide(request)
    assert ResourcePolicies(document, here).weigh(decision, role) is decision
