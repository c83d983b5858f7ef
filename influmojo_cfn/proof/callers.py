"""Classes of callers: within one, no clause tells one caller from another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.iam.arn import account_arn
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.proof.clauses import Clause

_FRESH_ACCOUNT = "999999999999"


class CallerClass(NamedTuple):
    """Callers that no clause tells apart: one of them; None represents no caller at all."""

    principal: Caller | None


def callers(clauses: Sequence[Clause]) -> list[CallerClass]:
    """Return a caller of every class that the principals of clauses tell apart.

    Each principal that a clause names gives four: that caller, a session of a role, another caller
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
            named.update({(kind, text): None for text in map(covered, texts) if _is_one(text)})
    if not has_principals:
        return [CallerClass(None)]
    found = _FoundCallers()
    of_accounts = [(kind, text) for kind, text in named if kind == "AWS"]
    for kind, text in of_accounts:
        found.add(kind, text)
    found.add_accounts()
    for kind, text in [each for each in named if each not in of_accounts]:
        found.add(kind, text)
    found.add_sessions()
    found.add_strangers()
    return [CallerClass(principal) for principal in found.callers]


def _is_one(text: str) -> bool:
    """Return whether a principal names one caller, be it one that is perhaps not let in."""
    return bool(text) and not has_wildcard(text)


class _FoundCallers:
    """The callers that principals name, and their accounts, roles and sessions."""

    def __init__(self) -> None:
        self.callers: dict[Caller, None] = {}
        self.roles: dict[tuple[str, str, str], None] = {}
        self.accounts: dict[tuple[str, str], None] = {}
        self.sessions: list[tuple[str, str, str, str]] = []

    def add(self, kind: str, text: str) -> None:
        """Add what a principal names."""
        parts = text.split(":", 5)
        if kind == "AWS" and text.isdigit():
            self.accounts["aws", text] = None
        elif kind == "AWS" and len(parts) == 6:
            self._add_arn(text, parts[1], parts[4], parts[5])
        else:
            self.callers[Caller(kind, text)] = None

    def _add_arn(self, text: str, partition: str, account: str, resource: str) -> None:
        self.accounts[partition, account] = None
        if resource.startswith("role/"):
            self.roles[partition, account, resource.removeprefix("role/")] = None
        elif resource.startswith("assumed-role/") and resource.count("/") == 2:
            role, session = resource.removeprefix("assumed-role/").split("/")
            self.roles.setdefault((partition, account, role), None)
            self.sessions.append((partition, account, role, session))
        elif resource != "root":
            self.callers[Caller("AWS", text, (account_arn(partition, account),))] = None

    def add_accounts(self) -> None:
        """Add a user and a role of each account, and of one that no clause names."""
        self.accounts["aws", _FRESH_ACCOUNT] = None
        for partition, account in self.accounts:
            root = account_arn(partition, account)
            self.callers[Caller("AWS", root)] = None
            user = f"arn:{partition}:iam::{account}:user/anyone"
            self.callers[Caller("AWS", user, (root,))] = None
            self.roles[partition, account, "AnyRole"] = None

    def add_sessions(self) -> None:
        """Add a session of each role, and those that a clause names."""
        for partition, account, role in self.roles:
            name = role.split("/")[-1]
            own = (each[3] for each in self.sessions if each[:3] == (partition, account, name))
            for session in ("session", *own):
                arn = f"arn:{partition}:sts::{account}:assumed-role/{name}/{session}"
                own_role = f"arn:{partition}:iam::{account}:role/{role}"
                also = (own_role, account_arn(partition, account))
                self.callers[Caller("AWS", arn, also)] = None

    def add_strangers(self) -> None:
        """Add a caller of each other kind that no clause names."""
        self.callers[Caller("Service", "another-service.amazonaws.com")] = None
        self.callers[Caller("Federated", "another-provider.example.com")] = None
        self.callers[Caller("CanonicalUser", "0" * 64)] = None
