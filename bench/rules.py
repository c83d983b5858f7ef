"""cfn-lint with our rules, beside cfn-lint without them."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measure import ROOT, show, wall

LINT = str(Path(sys.executable).parent / "cfn-lint")
TEMPLATE = ROOT / "templates/influmojo-ecs-iam.yaml"


def many_roles(count: int) -> dict[str, Any]:
    """Return a template of many roles, each with an inline policy of two statements."""
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": {
            f"Role{number}": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": trust,
                    "Policies": [{"PolicyName": "own", "PolicyDocument": policy(number)}],
                },
            }
            for number in range(count)
        },
    }


def policy(number: int) -> dict[str, Any]:
    """Return a policy on a bucket and a queue that no other role uses."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Objects",
                "Effect": "Allow",
                "Action": ["s3:GetObject", "s3:PutObject"],
                "Resource": {"Fn::Sub": f"arn:${{AWS::Partition}}:s3:::bucket-{number}/*"},
            },
            {
                "Sid": "Messages",
                "Effect": "Allow",
                "Action": ["sqs:SendMessage", "sqs:GetQueueUrl"],
                "Resource": {
                    "Fn::Sub": "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:"
                    f"queue-{number}"
                },
            },
        ],
    }


def main() -> bool:
    """Measure on our own template and on one of 200 roles."""
    with tempfile.TemporaryDirectory() as folder:
        roles = Path(folder, "roles.json")
        roles.write_text(json.dumps(many_roles(200)))
        return all([measure("our template", TEMPLATE), measure("200 roles", roles)])


def measure(what: str, template: Path) -> bool:
    """Lint one template with and without our rules, whatever they find."""
    # cfn-lint's status counts its findings; "none" makes it 0 for both.
    plain = [LINT, "--non-zero-exit-code", "none", "-t", str(template)]
    took = wall({"with": [*plain, "-a", "influmojo_cfn.rules"], "without": plain})
    return show(
        f"cfn-lint with our rules / without, on {what}",
        took["with"] / took["without"],
        at_most=1.25,
        detail=f"{took['with']:.3f} s / {took['without']:.3f} s",
    )
