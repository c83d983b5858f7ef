"""The same unknown value on both sides is one value, whatever words say why it is not known."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.proof.difference import compare_documents

TEMPLATE = """
Parameters:
  Stored: {Type: "AWS::SSM::Parameter::Value<String>", Default: /my/bucket}
  List: {Type: CommaDelimitedList}
  Stage: {Type: String}
Mappings: {Buckets: {prod: {Name: one}, test: {Name: two}}}
Resources:
  Bucket: {Type: "AWS::S3::Bucket"}
  Other: {Type: "Custom::Bucket"}
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:*", Resource: RESOURCE}
"""


def outcome(before: str, after: str) -> str:
    found = compare_documents(parse(before, "old.yaml"), parse(after, "new.yaml"))
    return next(each.outcome for each in found.changes if each.part == "permissions")


@pytest.mark.parametrize(
    "resource",
    [
        '!Sub "arn:aws:s3:::${Stored}/*"',
        '!Sub "arn:aws:s3:::${Bucket}/*"',
        '!Sub "arn:aws:s3:::${Other.Name}/*"',
        '!Sub "arn:aws:s3:::{{resolve:ssm:/my/bucket}}/*"',
        '!Join ["", ["arn:aws:s3:::", !ImportValue shared, "/*"]]',
    ],
)
def test_a_known_unknown_value_can_be_compared(resource: str) -> None:
    before = TEMPLATE.replace("RESOURCE", resource)
    narrower = before.replace('Action: "s3:*"', 'Action: "s3:Get*"')
    changed = before.replace("/*", "/public/*")
    gained = compare_documents(parse(before, "old.yaml"), parse(narrower, "new.yaml")).changes[0]
    assert gained.gained.verdict == "proven"
    within = compare_documents(parse(before, "old.yaml"), parse(changed, "new.yaml")).changes[0]
    assert within.gained.verdict == "proven"
    assert outcome(narrower, before) in ("widened", "unknown")


def test_a_value_of_parameter_store_is_the_same_on_both_sides() -> None:
    before = TEMPLATE.replace("RESOURCE", '!Sub "arn:aws:s3:::${Stored}/*"')
    narrower = before.replace('Action: "s3:*"', 'Action: "s3:Get*"')
    assert outcome(before, narrower) == "narrowed"
    assert outcome(narrower, before) == "widened"
    assert outcome(before, before.replace("/my/bucket", "/other/bucket")) == "unknown"


def test_what_may_be_something_else_is_not_known() -> None:
    before = TEMPLATE.replace("RESOURCE", '!Sub ["arn:aws:s3:::${B}", {B: !Base64 {Ref: Stage}}]')
    narrower = before.replace('Action: "s3:*"', 'Action: "s3:Get*"')
    assert outcome(before, narrower) == "unknown"


def test_a_lookup_with_a_default_tells_its_keys_apart() -> None:
    lookup = '!FindInMap [Buckets, !Ref Stage, Name, {DefaultValue: "none"}]'
    before = TEMPLATE.replace("RESOURCE", '!Sub ["arn:aws:s3:::${B}", {B: "none"}]')
    after = before.replace('{B: "none"}', f"{{B: {lookup}}}")
    assert outcome(before, after) == "both"
