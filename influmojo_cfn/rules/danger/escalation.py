"""Actions that lead further than they seem, from published research.

The combinations, each with who published it, are in data/privilege_escalation.json.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from influmojo_cfn.data import table
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_authorization import Action, action
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement, named_by
from influmojo_cfn.rules.resources.reach import meets

_FACTS = "privilege_escalation"


def combinations() -> list[Mapping[str, Any]]:
    """Return the combinations of actions (lower case) and what each leads to."""
    rows: list[Mapping[str, Any]] = table(_FACTS)["combinations"]
    return rows


@cache
def _concerned() -> frozenset[str]:
    return frozenset(action for row in combinations() for action in row["actions"])


@remembered
def _concerned_in(text: str) -> frozenset[str]:
    """Return the actions of a combination that a value of Action names."""
    if text == "*":
        return _concerned()
    return _concerned() & {found.qualified_name.lower() for found in named_by(text)}


@remembered
def opened_by(text: str) -> tuple[str, ...]:
    """Return the actions that a value of Action names and that change a resource's own policy."""
    return tuple(found.qualified_name for found in named_by(text) if opens(found))


@remembered
def exposed_by(text: str) -> tuple[str, ...]:
    """Return the actions that a value of Action names and whose answer holds credentials."""
    names = (found.qualified_name for found in named_by(text))
    return tuple(name for name in names if name.lower() in exposing())


def is_meant(text: str, names: tuple[str, ...]) -> bool:
    """Return whether a value of Action is about these actions alone, not by a wildcard's way."""
    return 0 < len(names) == len(named_by(text))


@cache
def exposing() -> frozenset[str]:
    """Return the actions, in lower case, whose answer holds credentials."""
    return frozenset(table(_FACTS)["credentials"])


_NAMES_A_POLICY = re.compile(
    "^(?:add|create|delete|modify|put|remove|set|update).*"
    "(?:policy|policyforobjectlambda|permissions?|acl|publicaccessblock|ownershipcontrols)$"
)
_NOT_OF_A_RESOURCE = frozenset({"iam", "organizations"})
_LETS_NO_ONE_IN = frozenset(
    {
        "cloudformation:setstackpolicy",
        "ec2:createnetworkinterfacepermission",
        "ec2:deletenetworkinterfacepermission",
    }
)
"""A stack policy limits updates; builds, tasks and notebooks of a VPC attach their interfaces.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterfacePermission.html
(read 2026-11-28)
"""


def opens(action: Action) -> bool:
    """Return whether an action changes a resource's own policy: by our table, or by level and name."""
    if action.qualified_name.lower() in _opening():
        return True
    return (
        action.access_level == "Permissions management"
        and action.service not in _NOT_OF_A_RESOURCE
        and action.qualified_name.lower() not in _LETS_NO_ONE_IN
        and _NAMES_A_POLICY.match(action.name.lower()) is not None
    )


@cache
def _opening() -> frozenset[str]:
    return frozenset(table(_FACTS)["resource_policies"])


@cache
def _dangerous_anywhere() -> frozenset[str]:
    return frozenset(
        action
        for row in combinations()
        if row.get("on_named_resources")
        for action in row["actions"]
    )


def grants(statements: list[PolicyStatement]) -> dict[str, Path]:
    """Return where each action of interest is allowed, on more than named resources.

    Some are of interest on named ones too, unless that is the caller's own user.
    """
    granted: dict[str, Path] = {}
    denied = {
        name
        for statement in statements
        if statement.denies and statement.everywhere and not statement.conditions
        for name in statement.known_actions
    }
    for statement in statements:
        if not statement.allows or statement.conditions:
            continue
        if is_own_user(statement) or _is_of_linked_roles(statement):
            continue
        wide = any(map(_is_wide, statement.resources))
        wanted = _concerned() if wide else _dangerous_anywhere()
        for value in statement.actions:
            for name in sorted((wanted & _concerned_in(value.text)) - denied):
                if name == _SEND and _is_of_fixed_documents(statement):
                    continue
                if name not in granted and _can_be_about(statement, name):
                    granted[name] = value.path
    return granted


def _can_be_about(statement: PolicyStatement, name: str) -> bool:
    """Return whether a resource of a statement is one that an action acts on, as far as is known."""
    found = action(name)
    if found is None or not found.resource_types or not statement.resources:
        return True
    return any(
        read_arn(value.text) is None or meets(found, value.text) for value in statement.resources
    )


def _is_wide(resource: Value) -> bool:
    """Return whether an ARN names more than the resources of the stack itself."""
    return has_wildcard(resource.text) and f"/{t.STACK_NAME}" not in resource.text


_SEND = "ssm:sendcommand"
RUNNERS = frozenset(
    {
        "AWS-ApplyAnsiblePlaybooks",
        "AWS-ApplyChefRecipes",
        "AWS-ApplyDSCMofs",
        "AWS-RunAnsiblePlaybook",
        "AWS-RunDocument",
        "AWS-RunPowerShellScript",
        "AWS-RunRemoteScript",
        "AWS-RunSaltState",
        "AWS-RunShellScript",
    }
)
"""Documents of AWS that run whatever their caller passes.

https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html
(read 2026-11-27)
"""


def _is_of_fixed_documents(statement: PolicyStatement) -> bool:
    """Return whether commands can only be those of documents of AWS that do one thing."""
    names = [
        value.text.partition(":document/")[2]
        for value in statement.resources
        if ":document/" in value.text or "*" in value.text.partition(":ssm:")[2]
    ]
    return bool(names) and all(
        name.startswith("AWS-") and name not in RUNNERS and not has_wildcard(name) for name in names
    )


def _is_of_linked_roles(statement: PolicyStatement) -> bool:
    """Return whether the resources are service-linked roles, whose policies no one else can change.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    (read 2026-11-27)
    """
    return bool(statement.resources) and all(
        ":role/aws-service-role/" in value.text for value in statement.resources
    )


def is_own_user(statement: PolicyStatement) -> bool:
    """Return whether the resources are the IAM user that makes the request, or its MFA device."""
    texts = [value.text.lower() for value in statement.resources]
    return bool(texts) and all(
        ("user/" in text or ":mfa/" in text) and "${aws:username}" in text for text in texts
    )
