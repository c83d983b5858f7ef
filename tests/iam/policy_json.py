"""The JSON document that a policy was read from, to show that its reading loses nothing."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Text, Unknown


def document_of(policy: Policy) -> dict[str, Any]:
    """Return the JSON document of a policy, the one that ``parse_policy`` reads back.

    Raises:
        ValueError: a part of the policy is unknown, so that no document says the same.
    """
    statements = [_statement_document(statement) for statement in policy.statements]
    if policy.unknown or any(statement.unknown for statement in policy.statements):
        raise ValueError("a policy with unknown parts has no document")
    return {"Version": policy.version, "Statement": statements}


def _statement_document(statement: Statement) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if statement.sid is not None:
        document["Sid"] = statement.sid
    document["Effect"] = statement.effect
    if statement.principals is not None:
        name = "NotPrincipal" if statement.not_principal else "Principal"
        everyone = statement.principals == {"*": ("*",)}
        document[name] = (
            "*" if everyone else {k: _plain(v) for k, v in statement.principals.items()}
        )
    document["NotAction" if statement.not_action else "Action"] = _plain(statement.actions)
    if statement.resources or statement.principals is None:
        name = "NotResource" if statement.not_resource else "Resource"
        document[name] = _plain(statement.resources)
    for condition in statement.conditions:
        block = document.setdefault("Condition", {})
        block.setdefault(condition.operator, {})[condition.key] = _plain(condition.values)
    return document


def _plain(texts: tuple[Text, ...]) -> list[str]:
    if any(isinstance(text, Unknown) for text in texts):
        raise ValueError("a policy with unknown parts has no document")
    return [str(text) for text in texts]
