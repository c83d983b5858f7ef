"""How fast requests are decided, and what one question costs as a process."""

from __future__ import annotations

import sys

from bench.measure import ROOT, seconds, show, wall
from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evaluation.principals import evaluator_of, principal_context
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.request_context import resource_context
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.testing import Role

TEMPLATE = ROOT / "templates" / "influmojo-ecs-iam.yaml"
UPLOADS = "arn:aws:s3:::influmojo-uploads"
CALLS = [
    ("s3:PutObject", f"{UPLOADS}/avatars/{{}}.png"),
    ("s3:GetObject", "arn:aws:s3:::other/{}.png"),
    ("ses:SendEmail", "arn:aws:ses:us-east-1:111122223333:identity/influmojo-{}.com"),
    ("sns:Publish", "arn:aws:sns:us-east-1:111122223333:influmojo-notifications"),
    ("rds-db:connect", "arn:aws:rds-db:us-east-1:111122223333:dbuser:db-A{}/app"),
]
EMPTY = "import click, yaml\n@click.command()\ndef main(): pass\nmain()"
REQUESTS = 20_000


def decisions_a_second() -> float:
    """Decide many requests of the Influmojo task role, none of them twice."""
    role = roles_of(read_document(TEMPLATE))["TaskRole"]
    context = principal_context(role)
    asked = [
        (action, resource.format(number))
        for number in range(REQUESTS // len(CALLS))
        for action, resource in CALLS
    ]

    def decide_all() -> None:
        evaluator = evaluator_of(role)
        for action, resource in asked:
            own = resource_context(resource, "111122223333")
            evaluator.decide(Request(action, resource, {**context, **own}))

    return len(asked) / seconds(decide_all, rounds=5)


def answers_a_second() -> float:
    """Ask a role under test many questions, none of them twice."""
    role = Role(TEMPLATE, "TaskRole")
    asked = [
        (action, resource.format(number))
        for number in range(REQUESTS // len(CALLS))
        for action, resource in CALLS
    ]
    return len(asked) / seconds(lambda: [role.can(*each) for each in asked], rounds=15)


def seconds_for(statements: int) -> float:
    """Decide a request against a policy whose every statement must be looked at."""
    written = [
        {
            "Effect": "Allow" if number % 2 else "Deny",
            "Action": ["s3:Get*", "s3:PutObject"],
            "Resource": f"arn:aws:s3:::bucket-{number}/*",
            "Condition": {"StringLike": {"aws:PrincipalTag/team": f"team-{number}-*"}},
        }
        for number in range(statements)
    ]
    policy = parse_policy({"Version": "2012-10-17", "Statement": written})
    evaluator = Evaluator([policy])
    context = context_of({"aws:PrincipalTag/team": "web"})
    requests = [Request("s3:GetObject", f"arn:aws:s3:::none/{n}", context) for n in range(20)]
    return seconds(lambda: [evaluator.decide(request) for request in requests], rounds=40)


def main() -> bool:
    """Measure decisions, their growth, and one question as a process."""
    fast = show(
        "decisions a second on the Influmojo task role",
        decisions_a_second(),
        at_least=20_000,
        unit="/s",
    )
    answers = show(
        "testing.Role.can on the Influmojo task role",
        answers_a_second(),
        at_least=50_000,
        unit="/s",
    )
    few, many = seconds_for(100), seconds_for(1_000)
    linear = show(
        "cost of 1,000 statements / cost of 100, per statement",
        many / few / 10,
        at_most=1.5,
        detail=f"{many / 20 * 1e6:.0f} us / {few / 20 * 1e6:.0f} us a decision",
    )
    ask = [sys.executable, "-m", "influmojo_cfn", "simulate", str(TEMPLATE)]
    ask += ["--role", "TaskRole", "--action", "s3:PutObject", "--resource", f"{UPLOADS}/a"]
    took = wall({"simulate": ask, "empty": [sys.executable, "-c", EMPTY]}, rounds=15)
    light = show(
        "simulate as a process / an empty click command with PyYAML",
        took["simulate"] / took["empty"],
        at_most=3.0,
        detail=f"{took['simulate']:.3f} s / {took['empty']:.3f} s",
    )
    return fast and answers and linear and light
