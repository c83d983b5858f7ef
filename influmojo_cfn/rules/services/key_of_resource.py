"""W9733: actions on an encrypted resource of the template without those on its key."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement, matching
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import is_denied
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls
from influmojo_cfn.service_roles.encrypted_calls import KEY_ACTIONS, encrypted, key_of


@rule(
    id="W9733",
    shortdesc="The role can use the resource, but not its key",
    description="Sending to, or reading from, what a customer managed key encrypts takes kms:GenerateDataKey or kms:Decrypt.",
    why="The call is denied, although the resource is allowed.",
    source_url="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
    follows="E",
    once="statement",
)
def key_of_resource(model: Model) -> Findings:
    if next(encrypted(model.resolver), None) is None:
        return
    told = {(each.role.logical_id, each.call.actions[0]) for each in denied_service_calls(model)}
    for role in model.roles:
        for statement in role.statements:
            needed = _needed(role, statement)
            for value in statement.resources if statement.allows else ():
                key = key_of(model.resolver, value.text) if needed else ""
                missing = [
                    action
                    for action, context in needed.items()
                    if key
                    and (role.logical_id, action) not in told
                    and is_denied(model, role, action.lower(), key, context)
                ]
                if missing:
                    shown = model.resolver.show(key)
                    names = ", ".join(missing)
                    yield value.path, f"it is encrypted: {role.logical_id} needs {names} on {shown}"


def _needed(role: Entity, statement: PolicyStatement) -> dict[str, dict[str, str]]:
    """Return what the actions that a statement names take of a key, and the context of the calls.

    A pattern names an action where it begins as that does. The context of a task's secrets is left
    to the rule on them.
    """
    found: dict[str, dict[str, str]] = {}
    for value in statement.actions:
        prefix, _, name = value.text.lower().partition(":")
        via = {"kms:viaservice": f"{prefix}.{t.REGION}.amazonaws.com"}
        for action in matching(value) if name[:3].isalpha() else ():
            key_action = KEY_ACTIONS.get(action.qualified_name.lower())
            if key_action:
                found[key_action] = {} if role.uses and prefix == "secretsmanager" else via
    return found
