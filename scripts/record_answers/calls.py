"""Which calls of the command line a folder of inputs asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.record_answers.inputs import ROLES, Inputs

Args = tuple[str, ...]

BATCH = 50
"""How many policy documents one call of check takes: most of its time goes into the first."""

FEW = 10
"""How many templates one call of check takes: each costs cfn-lint up to a second, a few more."""

AGAINST = 12
"""How many pairs are asked what an update from one to the other would break: each takes seconds."""

PLACE = ("--account", "111122223333", "--region", "ap-south-1")

URL = "https://example-bucket.s3.amazonaws.com/ecs"
NOW = ("--context", "aws:CurrentTime=2026-11-27T00:00:00Z", "--context", "aws:EpochTime=1795737600")
REQUESTS: tuple[Args, ...] = (
    ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::influmojo-uploads/a.png"),
    ("--action", "s3:PutObject", "--resource", "arn:aws:s3:::influmojo-uploads/a.png"),
    ("--action", "s3:ListBucket", "--resource", "arn:aws:s3:::influmojo-uploads"),
    ("--action", "ecr:GetAuthorizationToken"),
    (
        *("--action", "ecr:BatchGetImage", "--resource"),
        "arn:aws:ecr:us-east-1:111122223333:repository/influmojo-webapp",
    ),
    (
        *("--action", "logs:PutLogEvents", "--resource"),
        "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/influmojo:log-stream:a/b/c",
    ),
    (
        *("--action", "ssm:GetParameters", "--resource"),
        "arn:aws:ssm:us-east-1:111122223333:parameter/influmojo/production/url",
    ),
    (
        *("--action", "secretsmanager:GetSecretValue", "--resource"),
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:influmojo/db-AbCdEf",
    ),
    (
        *("--action", "kms:Decrypt", "--resource"),
        "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        *("--context", "kms:ViaService=s3.us-east-1.amazonaws.com"),
    ),
    (
        *("--action", "sqs:SendMessage", "--resource"),
        "arn:aws:sqs:us-east-1:111122223333:orders",
        *("--context", "aws:SourceIp=203.0.113.7"),
    ),
    (
        *("--action", "sns:Publish", "--resource"),
        "arn:aws:sns:us-east-1:111122223333:influmojo-notifications",
    ),
    (
        *("--action", "iam:PassRole", "--resource"),
        "arn:aws:iam::111122223333:role/influmojo-task",
        *("--context", "iam:PassedToService=ecs-tasks.amazonaws.com"),
    ),
    ("--action", "dynamodb:Scan"),
    (
        *("--action", "sts:AssumeRole", "--principal", "Service:ecs-tasks.amazonaws.com"),
        *("--context", "aws:SourceAccount=111122223333"),
    ),
    ("--action", "sts:AssumeRole", "--principal", "AWS:444455556666"),
    ("--action", "s3:GetObjects"),
)
"""What every role is asked, the last being no action."""


def plan(found: Inputs, grants: Iterable[str], rules: Iterable[str]) -> list[Args]:
    """Return every call to make, in order and none twice."""
    calls: set[Args] = {("rules",), ("grants",), ("grants", "--schema")}
    calls.update(("rules", name) for name in [*rules, "E0000"])
    calls.update(("grants", name) for name in [*grants, "s3.read_object"])
    calls.update(_of_checks(found))
    for name in found.templates:
        calls.update(_of_template(found, name))
    for old, new in found.pairs:
        calls.update(_of_pair(old, new))
    updates = [pair for pair in found.pairs if set(pair) <= set(found.templates)]
    calls.update(("explain", new, "--format", "json") for _, new in updates)
    for old, new in updates[:: max(1, len(updates) // AGAINST)]:
        calls.add(("check", new, "--against", old, "--format", "json"))
    for name in found.claims:
        calls.update(_of_claims(found, name))
    for name in found.task_definitions:
        calls.update(_of_task_definition(found, name))
    for name in found.apps:
        calls.update(_of_app(name))
    for name in found.others:
        calls.update((command, name) for command in ("check", "explain", "derive"))
        calls.add(("build", "--app", name, "--output", "-"))
    calls.update(_of_app(None))
    return sorted(calls)


def _of_checks(found: Inputs) -> Iterator[Args]:
    """Give the checks, those of one folder together; of pairs of templates only the diff counts."""
    alone = [name for name in (*found.templates, *found.claims) if not _in_pair(name)]
    for names, batch in ((found.policies, BATCH), (sorted(alone), FEW)):
        folders: dict[str, list[str]] = {}
        for name in names:
            folders.setdefault(name.rpartition("/")[0], []).append(name)
        for row in folders.values():
            for start in range(0, len(row), batch):
                yield ("check", "--format", "json", *row[start : start + batch])


def _in_pair(name: str) -> bool:
    return ".old." in name or ".new." in name


def _of_template(found: Inputs, name: str) -> Iterator[Args]:
    if _in_pair(name):
        return
    yield "explain", name, "--format", "json"
    yield "explain", name
    for number, role in enumerate(found.roles(name)):
        for request in REQUESTS:
            yield "simulate", name, "--role", role, *request, *NOW, "--format", "json"
        if not number:
            yield "simulate", name, "--role", role, *REQUESTS[0], *NOW, "--expect", "allowed"
            yield "simulate", name, "--role", role, *REQUESTS[4], *NOW, "--expect", "denied"
    if found.runs_tasks(name):
        yield from _preflight(name, name)
        yield "derive", name
    if found.roles(name):
        yield "deployer-policy", name, *PLACE
        yield "resource-policies", name, *PLACE


def _of_pair(old: str, new: str) -> Iterator[Args]:
    yield "diff", old, new
    yield "diff", old, new, "--format", "json", "--fail-on-new-access"
    yield "diff", new, old, "--format", "json", "--fail-on-new-access"


def _of_claims(found: Inputs, name: str) -> Iterator[Args]:
    stem = re.sub(r"-claims\.\w+$", "", name)
    for template in found.templates:
        if template.rpartition(".")[0].removesuffix("-ecs-iam") == stem:
            yield "prove", template, "--claims", name
            yield "prove", template, "--claims", name, "--format", "json"


def _of_task_definition(found: Inputs, name: str) -> Iterator[Args]:
    yield "derive", name
    yield "derive", name, "--project", "orders", "--execute-command"
    asked = 0
    for template in sorted(found.templates):
        beside = template.rpartition(".")[0] + "-task"
        if beside == name.rpartition(".")[0]:
            for role in found.roles(template):
                yield from _preflight(template, name, "--execution-role", role)
        own = {"TaskRole", "TaskExecutionRole"} <= set(found.roles(template))
        if own and asked < ROLES:
            asked += 1
            yield from _preflight(template, name)


def _preflight(template: str, tasks: str, *options: str) -> Iterator[Args]:
    yield "preflight", template, "--task-definition", tasks, *options
    yield "preflight", template, "--task-definition", tasks, *options, "--format", "json"


def _of_app(name: str | None) -> Iterator[Args]:
    app = ("--app", name) if name else ()
    yield "build", *app, "--output", "-", "--budget"
    yield "build", *app, "--output", "-", "--format", "json"
    yield "policies", *app, "--output-dir", "{out}", *PLACE
    yield "boundary-policy", *app, "--output", "-"
    yield "deployer-policy", *app, *PLACE
    yield "deployer-policy", *app, *PLACE, "--calls"
    yield "deployer-policy", *app, *PLACE, "--only-through-cloudformation"
    yield "resource-policies", *app, *PLACE
    written = ("--output", "{out}/service.yaml", "--root-output", "{out}/root.yaml")
    yield "service", *app, *written, "--templates-url", URL
    environments = ("--environment", "staging", "--environment", "production")
    yield "nest", *app, "--template-url", f"{URL}/roles.yaml", *environments
    yield "stack-set", *app, "--template-url", f"{URL}/roles.yaml", "--output", "-"


def first_of_each(found: Inputs, calls: Iterable[Args]) -> list[Args]:
    """Return a call of each command, of the smallest template where there is a choice."""
    sizes = {name: Path(name).stat().st_size for name in found.templates}
    first: dict[str, Args] = {}

    def size(args: Args) -> int:
        return min((sizes[arg] for arg in args if arg in sizes), default=1_000_000)

    for args in calls:
        if args[0] not in first or size(args) < size(first[args[0]]):
            first[args[0]] = args
    return [first[command] for command in sorted(first)]
