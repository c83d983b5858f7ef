"""E9103: a service prefix that does not exist."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.rules.actions.names import is_retired, nearest_prefix, prefix_of_service
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9103",
    shortdesc="The service prefix does not exist",
    description="An action begins with the IAM prefix of its service, such as secretsmanager.",
    why="IAM accepts any prefix; an action of no service grants nothing.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
)
def unknown_service(statement: PolicyStatement) -> Findings:
    for value, prefix, name in statement.unlisted:
        if not prefix or not name or "*" in prefix or "?" in prefix or service(prefix):
            continue
        if is_retired(prefix):
            yield value.path, f"{value.text!r}: AWS has shut down the service {prefix!r}"
            continue
        right = prefix_of_service(prefix)
        hint = f"; the prefix is {right!r}" if right else nearest_prefix(prefix)
        yield value.path, f"{value.text!r}: no service has the prefix {prefix!r}{hint}"
