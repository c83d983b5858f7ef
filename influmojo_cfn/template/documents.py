"""The policy documents of an app with every value filled in, ready to paste into the console."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.template.assembly import GrantPolicy, build, policies_of
from influmojo_cfn.template.parameters import rows_of
from influmojo_cfn.template.role_rows import RoleRow, roles_of
from influmojo_cfn.template.roles import policy_tags_of
from influmojo_cfn.template.statements import GrantStatement

TRUST_FILE = "trust-policy.json"
_TRUST_FILES = {
    "execution": TRUST_FILE,
    "task": TRUST_FILE,
    "schedule": f"schedule-{TRUST_FILE}",
    "deployment": f"deployment-{TRUST_FILE}",
}


def documents_of(app: App, environment: Environment) -> tuple[dict[str, Any], list[str]]:
    """Return the documents by file name, and what an empty parameter omits of them.

    They are what the app's template has in an environment.

    Raises:
        TemplateError: a parameter is unknown, or its value is rejected.
    """
    resolved = ResolvedTemplate(build(app), environment)
    documents: dict[str, Any] = {
        _file(policy): resolved.property(policy.logical_id, "PolicyDocument")
        for policy in _existing(app, resolved)
    }
    # One trust policy serves all tasks: the form that is safe for each of their roles.
    for row in sorted(roles_of(app), key=lambda row: row.strict_trust):
        trusted = resolved.property(row.logical_id, "AssumeRolePolicyDocument")
        documents.setdefault(_trust_file(row), trusted)
    return documents, list(_omitted(app, environment.parameters))


def _existing(app: App, resolved: ResolvedTemplate) -> Iterator[GrantPolicy]:
    yield from (each for each in policies_of(app) if resolved.exists(each.logical_id))


def _file(policy: GrantPolicy) -> str:
    number = f"-{policy.number}" if policy.number > 1 else ""
    return f"{policy.row.name}{number}.json"


def _trust_file(row: RoleRow) -> str:
    return _TRUST_FILES.get(row.role, f"{row.name}-{TRUST_FILE}")


def _omitted(app: App, given: Mapping[str, str]) -> Iterator[str]:
    """Yield which statements lack something, and the empty parameters that are the reason."""
    values = {row.name: given.get(row.name, row.default) for row in rows_of(app)}
    for policy in policies_of(app):
        for statement in policy.statements:
            missing = [name for name in dict.fromkeys(_needs(statement)) if not values[name]]
            if missing:
                verb = "is" if len(missing) == 1 else "are"
                names = " and ".join(missing)
                yield f"{policy.logical_id}.{statement.sid}: {names} {verb} empty"


def _needs(statement: GrantStatement) -> Iterator[str]:
    for group in statement.needs:
        yield from group
    for texts in (statement.resources, *(each.values for each in statement.conditions)):
        for text in texts:
            yield from text.needs


def tag_commands(app: App, environment: Environment) -> list[str]:
    """Return the commands that tag the policies, which CloudFormation cannot do."""
    resolved = ResolvedTemplate(build(app), environment)
    account = f"{environment.known_partition}:iam::{environment.account}"
    commands = []
    for policy in _existing(app, resolved):
        path = resolved.property(policy.logical_id, "Path") or "/"
        name = resolved.property(policy.logical_id, "ManagedPolicyName")
        tags = " ".join(
            shlex.quote(f"Key={key},Value={value}")
            for key, value in policy_tags_of(app, policy.row, policy.logical_id).items()
        )
        arn = shlex.quote(f"arn:{account}:policy{path}{name}")
        commands.append(f"aws iam tag-policy --policy-arn {arn} --tags {tags}")
    return commands
