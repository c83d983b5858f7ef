"""cfn-lint with our rules, beside cfn-lint without them."""

from __future__ import annotations

import json
from functools import cache, partial
from typing import Any

from bench.measure import ROOT, seconds, show

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


def rich_roles(count: int) -> dict[str, Any]:
    """Return a template of many roles whose statements have to be compared with each other."""
    template = many_roles(count)
    for number in range(count):
        document = template["Resources"][f"Role{number}"]["Properties"]["Policies"][0]
        document["PolicyDocument"]["Statement"] += overlapping(number)
    return template


def overlapping(number: int) -> list[dict[str, Any]]:
    """Return ten statements on the same services, so that each pair has to be looked at."""
    prefixes = ("avatars", "reports", "exports", "imports", "archive")
    bucket = f"arn:${{AWS::Partition}}:s3:::bucket-{number}"
    return [
        {
            "Sid": f"{effect}{prefix.title()}",
            "Effect": effect,
            "Action": ["s3:GetObject", "s3:DeleteObject"] if effect == "Allow" else "s3:Put*",
            "Resource": [{"Fn::Sub": f"{bucket}/{prefix}/*"}, {"Fn::Sub": f"{bucket}/{prefix}"}],
            "Condition": {"StringLike": {"aws:PrincipalTag/team": f"{prefix}-*"}},
        }
        for prefix in prefixes
        for effect in ("Allow", "Deny")
    ]


def main() -> bool:
    """Measure on our own template, on one of 200 roles, and on one of 200 rich roles."""
    own = TEMPLATE.read_text("utf-8")
    return all(
        [
            measure("our template", own, at_most=1.10, rounds=20),
            measure("200 roles", json.dumps(many_roles(200)), at_most=1.10, rounds=6),
            measure("200 rich roles", json.dumps(rich_roles(200)), at_most=1.15, rounds=2),
        ]
    )


def measure(what: str, text: str, *, at_most: float, rounds: int) -> bool:
    """Lint one template in this process with and without our rules, whatever they find."""
    ours, plain = lint_seconds(text, rounds=rounds)
    return show(
        f"cfn-lint with our rules / without, on {what}",
        ours / plain,
        at_most=at_most,
        detail=f"{ours:.3f} s / {plain:.3f} s of CPU",
    )


def lint_seconds(text: str, *, rounds: int) -> tuple[float, float]:
    """Return the least seconds of processor time that a lint takes with our rules, and without.

    Taking turns spreads whatever else the machine does over both.
    """
    from cfnlint.api import lint

    least = {with_ours: float("inf") for with_ours in (True, False)}
    for _ in range(rounds):
        for with_ours in least:
            rules = cfn_lint_rules(with_ours)
            spent = seconds(partial(lint, text, rules, ["us-east-1"]), rounds=1)
            least[with_ours] = min(least[with_ours], spent)
    return least[True], least[False]


@cache
def cfn_lint_rules(with_ours: bool) -> Any:
    """Return cfn-lint's rules, and ours if asked for."""
    from cfnlint.core import get_rules

    return get_rules(["influmojo_cfn.rules"] if with_ours else [], [], [])
