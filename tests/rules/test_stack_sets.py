"""The template within a stack set is checked as any other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template
from influmojo_cfn.rules.stack_sets import within_stack_sets

INNER = {
    "Resources": {
        "Policy": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": {
                        "Effect": "Allow",
                        "Action": "s3:GetObjekt",
                        "Resource": "arn:aws:s3:::b/*",
                    },
                }
            },
        }
    }
}
YAML = """
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Action: s3:GetObjekt, Resource: !Sub "arn:aws:s3:::${B}/*"}
"""


def outer(body: Any) -> dict[str, Any]:
    kind = "AWS::CloudFormation::StackSet"
    return {"Resources": {"Set": {"Type": kind, "Properties": {"TemplateBody": body}}}}


MADE = (
    {"Fn::Sub": YAML.replace("${B}", "${!B}")},
    {"Fn::Join": ["", [json.dumps(INNER)[:40], json.dumps(INNER)[40:]]]},
    {"Fn::Sub": [YAML.replace("!Sub ", "").replace("${B}", "${Set}"), {"Set": {"Ref": "Set"}}]},
)


@pytest.mark.parametrize(
    "body",
    [json.dumps(INNER), YAML, INNER, *MADE],
    ids=["JSON", "YAML", "data", "Sub", "Join", "unknown"],
)
def test_a_mistake_within_is_found_at_the_body(body: Any) -> None:
    found = [one for one in check_template(outer(body)) if one.rule_id == "E9101"]
    assert [one.path[:4] for one in found] == [("Resources", "Set", "Properties", "TemplateBody")]
    assert "Policy" in found[0].message


@pytest.mark.parametrize(
    "body", ["", "{", "[]", 7, None, {"Fn::Sub": "x"}, {"Ref": "Body"}, "Resources: [}"]
)
def test_what_is_no_template_is_left_alone(body: Any) -> None:
    assert within_stack_sets(outer(body), check_template) == []


@pytest.mark.parametrize("template", [None, [], {"Resources": 7}, {"Resources": {"A": None}}])
def test_a_template_of_a_wrong_shape_has_no_stack_sets(template: Any) -> None:
    assert within_stack_sets(template, check_template) == []
