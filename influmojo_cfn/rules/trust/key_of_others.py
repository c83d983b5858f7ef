"""E9514: conditions on keys that the principal's requests never carry."""

from __future__ import annotations

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import trusted_services

OF_SERVICES = ("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")
TAGS = "aws:principaltag/"
ROLES_ANYWHERE = "rolesanywhere.amazonaws.com"
"""The one service that sends tags of its principal: the fields of the certificate.

https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html (read 2026-11-25)
"""
NOT_OF_SERVICES = (
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:principalorgid",
    "aws:principalorgpaths",
    TAGS,
    "aws:sourcevpc",
    "aws:username",
    "aws:vpcsourceip",
)
NOT_OF_ECS = ("sts:externalid", "sts:sourceidentity")
"""Keys, or what they begin with, by who sends them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-28): the availability of each key.
"""


@rule(
    id="E9514",
    shortdesc="The principal's requests never carry the key",
    description="aws:SourceAccount and aws:SourceArn come from services, aws:PrincipalOrgID and tags from people and roles.",
    why="A condition on a key that is not sent is false: the principal is never let in.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    needs="allows",
)
def key_of_others(statement: PolicyStatement) -> Findings:
    if not statement.policy.has_principals:
        return
    never = _never_sent(statement)
    if not statement.policy.is_trust:
        never = tuple(key for key in never if key not in OF_SERVICES)
    for condition in statement.conditions:
        if condition.needs_key and condition.key.lower().startswith(never):
            yield condition.path, f"requests of this principal never carry {condition.key}"


def _never_sent(statement: PolicyStatement) -> tuple[str, ...]:
    """Return the keys, or what they begin with, that no request of the principals carries."""
    kinds = {principal.kind for principal in statement.principals}
    if "NotPrincipal" in statement.raw or not kinds:
        return ()
    if kinds == {"Service"}:
        services = trusted_services(statement)
        never = NOT_OF_SERVICES + (NOT_OF_ECS if services == {ECS_TASKS} else ())
        return tuple(key for key in never if key != TAGS or services != {ROLES_ANYWHERE})
    people = kinds <= {"AWS", "Federated"}
    named = all(principal.value.text != "*" for principal in statement.principals)
    return OF_SERVICES if people and named else ()
