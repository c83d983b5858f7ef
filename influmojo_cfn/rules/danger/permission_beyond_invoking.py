"""W9628: an Action of AWS::Lambda::Permission that is a wildcard or changes the function."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import Action, action
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9628",
    shortdesc="The permission is for more than to invoke the function",
    description="Services and other accounts invoke a function; every other action changes or reads it.",
    why="The principal can change the function's code, or let others use it.",
    source_url="https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
)
def permission_beyond_invoking(model: Model) -> Findings:
    for permission in model.resources("AWS::Lambda::Permission"):
        for value in permission.values("Action"):
            found = action(value.text)
            if value.text.lower() in ("*", "lambda:*") or (found and _changes(found)):
                yield value.path, f"{value.text!r} is more than to invoke: lambda:InvokeFunction"


def _changes(found: Action) -> bool:
    return (
        found.service == "lambda"
        and not found.name.lower().startswith("invoke")
        and (found.access_level in ("Write", "Permissions management", "Tagging"))
    )
