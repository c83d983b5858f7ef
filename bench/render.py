"""Rendering a template as YAML, beside ``json.dumps`` of the same dict, and by size."""

from __future__ import annotations

import json
from typing import Any

from bench.measure import seconds, show


def template(resources: int) -> dict[str, Any]:
    """Return a template of managed policies, such as the builder makes."""
    statement = {
        "Sid": "ReadObjects",
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:PutObject"],
        "Resource": [{"Fn::Sub": "arn:${AWS::Partition}:s3:::bucket-1/*"}],
        "Condition": {"StringEquals": {"aws:ResourceAccount": {"Ref": "AWS::AccountId"}}},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Many policies",
        "Resources": {
            f"Policy{number}": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Metadata": {"com.aws.cloudformation.Context": {"why": "a reason: with a colon"}},
                "Properties": {
                    "ManagedPolicyName": f"policy-{number}",
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [
                            {**statement, "Sid": f"Read{number}"},
                            {**statement, "Sid": f"Write{number}"},
                        ],
                    },
                },
            }
            for number in range(resources)
        },
    }


def main() -> bool:
    """Measure 500 resources against JSON, and the cost of one among 50 and among 500."""
    from influmojo_cfn.cloudformation.writer import dump

    small, large = template(50), template(500)
    ours = seconds(lambda: dump(large))
    theirs = seconds(lambda: json.dumps(large))
    near = show(
        "render 500 resources as YAML / json.dumps",
        ours / theirs,
        at_most=12,
        detail=f"{ours * 1000:.1f} ms / {theirs * 1000:.1f} ms",
    )
    growth = ours / 500 / (seconds(lambda: dump(small), rounds=21) / 50)
    return near and show("cost per resource, of 500 / of 50", growth, at_most=1.5)
