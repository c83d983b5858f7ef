"""How wide a statement's resources are."""

from __future__ import annotations

import re

from influmojo_cfn.data.actions_together import TOGETHER
from influmojo_cfn.iam.service_authorization import Action
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement, matching, names_of

NARROWING = (
    "resourcetag/",
    "resourceaccount",
    "resourceorg",
    "passedtoservice",
    ":viaservice",
    "kms:requestalias",
    "kms:resourcealiases",
    "ecs:cluster",
    "ses:fromaddress",
)
"""Parts of condition keys that narrow which resources a statement reaches."""


@remembered
def nameable(statement: PolicyStatement) -> tuple[tuple[str, str], ...]:
    """Return written action and access level where `*` is allowed although ARNs could be named.

    A condition that narrows the resources counts as naming them. A wildcard counts where every
    action that it matches must have a resource.
    """
    if not statement.allows or not statement.everywhere or statement.policy.has_principals:
        return ()
    if any(part in c.key.lower() for c in statement.conditions for part in NARROWING):
        return ()
    levels = ((value.text, _level(value.text)) for value in statement.actions)
    return tuple((text, level) for text, level in levels if level)


@remembered
def _level(text: str) -> str:
    found = matching(Value(text, ()))
    must = [action for action in found if _takes_one(action)]
    if not must or (len(must) < len(found) and len(must) == 1):
        return ""
    levels = {"List" if _shows_no_data(action) else action.access_level for action in must}
    return "List" if levels == {"List"} else min(levels - {"List"})


def _shows_no_data(action: Action) -> bool:
    """Return whether an action tells of resources, not of what is in them, or writes logs alone.

    AWSLambdaBasicExecutionRole allows the latter on every log group.
    """
    if action.qualified_name in LOG_WRITES:
        return True
    return action.access_level == "Read" and _OF_METADATA.fullmatch(action.name) is not None


LOG_WRITES = frozenset({"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"})
_OF_METADATA = re.compile(
    "Describe.*|List.*|BatchGet(?:Builds|BuildBatches|Projects|Reports|ReportGroups)"
    "|BatchCheckLayerAvailability|DiscoverInstances"
    "|Get.*(?:Acl|Attributes|Branch|Catalog|Configuration|Crawlers?|Databases?|Distribution"
    "|Execution|InstanceProfile|Jobs?|JobRuns?|Location|Logging|Metadata|Partitions?|Policy"
    "|PolicyStatus|QueueUrl|Repository|Role|Statistics|State|Status|Tables?|TableVersions?"
    "|Tagging|Versioning|WebACL|WebACLForResource)"
)
"""Names of Read actions whose answers describe resources."""


ALTERNATIVES = frozenset({"events", "execute-api", "s3"})
"""Services of which the reference marks no resource type as required where one of several is:
an object of a bucket or of an access point, for one."""


def _takes_one(action: Action) -> bool:
    """Return whether an action always acts on a resource."""
    kinds = action.resource_types
    either = action.service in ALTERNATIVES and len(kinds) > 1
    return either or any(used.required for used in kinds)


@remembered
def _documented(statement: PolicyStatement) -> frozenset[str]:
    """Return the actions (lower case) that AWS's pages allow on `*` for what a statement is for."""
    marks = statement.known_actions.keys() & TOGETHER.keys() if statement.actions else set()
    return frozenset().union(*(TOGETHER[mark] for mark in marks))


def is_documented(statement: PolicyStatement, text: str) -> bool:
    """Return whether every action that a value of Action names is allowed so by AWS's pages."""
    named = names_of(Value(text, ()))
    return bool(named) and named <= _documented(statement)
