"""E9314: keys that a role's requests never carry, in the policies of the role."""

from __future__ import annotations

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import trust_statements

OF_USERS = ("aws:username",)
OF_PEOPLE = (
    "aws:chatbotsourcearn",
    "aws:federatedprovider",
    "aws:multifactorauthage",
    "aws:multifactorauthpresent",
    "aws:signinsessionarn",
    "cognito-identity.amazonaws.com:",
    "saml:",
)
OF_INSTANCES = ("aws:ec2instancesource", "ec2:roledelivery", "ec2:sourceinstancearn")
"""Keys, or what they begin with, by whose sessions carry them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-25): the availability of each key.
"""


@rule(
    id="E9314",
    shortdesc="The role's requests never carry the key",
    description="aws:username is there for IAM users; signs of people, such as MFA, for roles that people assume.",
    why="In the policy of another role the condition or variable never matches.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
)
def user_key_on_role(entity: Entity) -> Findings:
    if entity.kind != "Role":
        return
    never = OF_USERS + _never_by_trust(entity)
    for statement in entity.statements:
        for condition in statement.conditions:
            if condition.needs_key and condition.key.lower().startswith(never):
                yield condition.path, f"the role's requests carry no {condition.key}"
        compared = [value for c in statement.conditions if _selects(c) for value in c.values]
        for value in (*statement.resources, *compared):
            if "${aws:username}" in value.text.lower():
                yield value.path, "the role's requests carry no aws:username"


def _selects(condition: WrittenCondition) -> bool:
    """Return whether a key that is there has to match one of the condition's values."""
    return condition.needs_key or (condition.qualifier == "ForAllValues" and not condition.negated)


def _never_by_trust(entity: Entity) -> tuple[str, ...]:
    """Return what a role's sessions never carry because of who can assume it."""
    who = [p for s in trust_statements(entity) if s.allows for p in s.principals]
    if not who or any(principal.kind != "Service" for principal in who):
        return ()
    tasks = all(principal.value.text == ECS_TASKS for principal in who)
    return OF_PEOPLE + (OF_INSTANCES if tasks else ())
