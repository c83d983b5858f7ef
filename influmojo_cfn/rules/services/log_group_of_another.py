"""W9731: roles of functions that can write to another function's log group alone."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import is_denied
from influmojo_cfn.rules.services.given import roles_at
from influmojo_cfn.service_roles.template_fields import arn_of

_FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
_PUT, _CREATE = "logs:putlogevents", "logs:createlogstream"


@rule(
    id="W9731",
    shortdesc="The function cannot write to its own log group",
    description="A function writes to /aws/lambda/NAME, or to the log group of its LoggingConfig.",
    why="The function runs, and its logs are lost.",
    source_url="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",
    tags=("iam", "services", "resources"),
    follows="E",
)
def log_group_of_another(model: Model) -> Findings:
    found: dict[Path, str] = {}
    for function in model.resources(*_FUNCTIONS):
        own = function.text("LoggingConfig", "LogGroup")
        group = own or f"/aws/lambda/{function.name('FunctionName')}"
        message = f"{function.logical_id} writes to {model.resolver.show(group)}, not to this one"
        for place in function.below("Role"):
            for _, role in roles_at(model, place):
                for value in _out_of_reach(model, role, group):
                    found.setdefault(value.path, message)
    yield from found.items()


def _out_of_reach(model: Model, role: Entity, group: str) -> Iterator[Value]:
    """Yield the resources on which a role allows what it is denied on a log group."""
    stream = arn_of("logs", f"log-group:{group}:log-stream:{t.ANY}")
    whole = arn_of("logs", f"log-group:{group}")
    for action in (_PUT, _CREATE):
        if all(is_denied(model, role, action, arn) for arn in (stream, whole)):
            yield from _written(role, action)


def _written(role: Entity, action: str) -> Iterator[Value]:
    """Yield the resources on which a role allows an action by its name."""
    for statement in role.statements:
        if statement.allows and action in statement.exact_actions:
            yield from statement.resources
