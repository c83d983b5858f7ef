"""Classes of callers: within one, no clause tells one caller from another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.proof.clauses import Clause

_FRESH_ACCOUNT = "999999999999"


@dataclass(frozen=True)
class CallerClass:
    """Callers that no clause tells apart: one of them; None stands for no caller at all."""

    principal: Caller | None


def callers(clauses: Sequence[Clause]) -> list[CallerClass]:
    """Return a caller of every class that the principals of clauses tell apart.

    For each principal that a clause names there is that caller, a session of a role, another caller
    of the same account, and one of an account that no clause names.
    """
    named: dict[tuple[str, str], None] = {}
    has_principals = False
    for clause in clauses:
        principals = clause.statement.principals
        if principals is None:
            continue
        has_principals = True
        for kind, texts in principals.items():
            named.update({(kind, t): None for t in texts if isinstance(t, str) and t != "*"})
    if not has_principals:
        return [CallerClass(None)]
    found: dict[Caller, None] = {}
    roles: dict[tuple[str, str, str], None] = {}
    accounts: dict[tuple[str, str], None] = {}
    sessions: list[tuple[str, str, str, str]] = []
    for kind, text in named:
        if kind != "AWS":
            found[Caller(kind, text)] = None
            continue
        parts = text.split(":", 5)
        if text.isdigit():
            accounts["aws", text] = None
        elif len(parts) == 6:
            partition, account, resource = parts[1], parts[4], parts[5]
            accounts[partition, account] = None
            if resource.startswith("role/"):
                roles[partition, account, resource.removeprefix("role/")] = None
            elif resource.startswith("assumed-role/") and resource.count("/") == 2:
                role, session = resource.removeprefix("assumed-role/").split("/")
                roles.setdefault((partition, account, role), None)
                sessions.append((partition, account, role, session))
            elif resource != "root":
                found[Caller("AWS", text, (f"arn:{partition}:iam::{account}:root",))] = None
        else:
            found[Caller("AWS", text)] = None
    accounts["aws", _FRESH_ACCOUNT] = None
    for partition, account in accounts:
        root = f"arn:{partition}:iam::{account}:root"
        found[Caller("AWS", root)] = None
        found[Caller("AWS", f"arn:{partition}:iam::{account}:user/anyone", (root,))] = None
        roles[partition, account, "AnyRole"] = None
    for partition, account, role in roles:
        root = f"arn:{partition}:iam::{account}:root"
        names = [
            "session",
            *(s[3] for s in sessions if s[:3] == (partition, account, role.split("/")[-1])),
        ]
        for name in names:
            arn = f"arn:{partition}:sts::{account}:assumed-role/{role.split('/')[-1]}/{name}"
            also = (f"arn:{partition}:iam::{account}:role/{role}", root)
            found[Caller("AWS", arn, also)] = None
    found[Caller("Service", "another-service.amazonaws.com")] = None
    found[Caller("Federated", "another-provider.example.com")] = None
    found[Caller("CanonicalUser", "0" * 64)] = None
    return [CallerClass(principal) for principal in found]
