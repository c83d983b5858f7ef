"""E9102: the name of an API call where an action belongs."""

from __future__ import annotations

from influmojo_cfn.rules.actions.names import api_action, misnamed
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9102",
    shortdesc="The name of an API call is in the place of an action",
    description="Some API calls are authorized by an action of another name.",
    why="The name of the call isn't an action: the statement grants nothing for it.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html",
)
def api_call_name(statement: PolicyStatement) -> Findings:
    for value, prefix, name in misnamed(statement):
        right = api_action(prefix, name)
        if right:
            yield value.path, f"{value.text!r} is an API call, not an action; it needs {right!r}"
