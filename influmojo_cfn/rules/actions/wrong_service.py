"""E9104: an action under the prefix of another service."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.rules.actions.names import api_action, misnamed, other_prefixes
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9104",
    shortdesc="The action belongs to another service's prefix",
    description="Neighbouring services have prefixes of their own: rds and rds-db, ses and email.",
    why="Under the wrong prefix the action does not exist and grants nothing.",
    source_url="https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html",
)
def wrong_service(statement: PolicyStatement) -> Findings:
    for value, prefix, name in misnamed(statement):
        if api_action(prefix, name):
            continue
        others = other_prefixes(prefix, name)
        if others:
            found = (service(other) for other in others)
            names = [one.actions[name.lower()].qualified_name for one in found if one]
            right = " or ".join(map(repr, names))
            yield value.path, f"{value.text!r} does not exist; the action is {right}"
