"""An account held against what a template declares: what is missing, extra or different.

It is the guide's "What you should see" and "Verification", point by point: roles and policies
exist under their names, the right policies are attached, ECS is trusted, and documents say what
they should; each difference comes with the command that mends it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from shlex import quote
from typing import Any, Literal

from influmojo_cfn.deploy.comparison import Comparison, compare_documents
from influmojo_cfn.deploy.identity import OWN_TAG_PREFIX, Identities, PolicyState, RoleState
from influmojo_cfn.evaluation.policy import Kind

State = Literal["as declared", "missing", "extra", "different"]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One point: what it is about, what is declared, what is there, and the mending command."""

    subject: str
    point: str
    state: State
    expected: str = ""
    seen: str = ""
    mend: str = ""

    @property
    def differs(self) -> bool:
        """Whether the account is not as declared."""
        return self.state != "as declared"


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Compares and words the mending commands.

    ``options`` are the AWS CLI's options that reach the account; ``deploy`` is the command that
    makes what is missing; ``other_tags`` are tags that resources may carry besides their own, as a
    stack gives its own tags to its resources.
    """

    options: str = ""
    deploy: str = "aws cloudformation deploy"
    other_tags: Mapping[str, str] = field(default_factory=dict)

    def verify(self, expected: Identities, found: Identities) -> tuple[Check, ...]:
        """Give a check for each point of each role and policy that is declared."""
        checks: list[Check] = []
        for name, role in expected.roles.items():
            checks.extend(self.role(role, found.roles.get(name)))
        for arn, policy in expected.policies.items():
            checks.extend(self.policy(policy, found.policies.get(arn)))
        return tuple(checks)

    def role(self, expected: RoleState, found: RoleState | None) -> Iterator[Check]:
        """Compare one role."""
        subject = f"role {expected.name}"
        if found is None:
            yield _missing(subject, self.deploy)
            return
        yield Check(subject=subject, point="exists", state="as declared", seen=found.name)
        name = f"--role-name {quote(expected.name)}"
        yield self._trust(subject, name, expected, found)
        yield from self._attachments(subject, name, expected, found)
        yield from self._inline(subject, name, expected, found)
        yield self._boundary(subject, name, expected, found)
        yield _same(
            subject,
            "description",
            expected.description,
            found.description,
            self._iam(f"update-role {name} --description {quote(expected.description)}"),
        )
        yield _same(
            subject,
            "longest session",
            f"{expected.max_session_seconds} s",
            f"{found.max_session_seconds} s",
            self._iam(f"update-role {name} --max-session-duration {expected.max_session_seconds}"),
        )
        yield _same(
            subject,
            "path",
            expected.path,
            found.path,
            "a path cannot be changed: the role has to be made again under another name",
        )
        yield from self._tags(subject, f"tag-role {name}", f"untag-role {name}", expected, found)

    def policy(self, expected: PolicyState, found: PolicyState | None) -> Iterator[Check]:
        """Compare one managed policy."""
        subject = f"policy {expected.name}"
        if found is None:
            yield _missing(subject, self.deploy)
            return
        yield Check(subject=subject, point="exists", state="as declared", seen=found.arn)
        arn = f"--policy-arn {quote(expected.arn)}"
        yield self._document(
            subject,
            "document",
            "identity",
            expected.document,
            found.document,
            self._iam(f"create-policy-version {arn} --set-as-default --policy-document"),
        )
        yield _same(
            subject,
            "description",
            expected.description,
            found.description,
            "a policy's description cannot be changed: keep it, or make the policy again",
        )
        yield from self._tags(subject, f"tag-policy {arn}", f"untag-policy {arn}", expected, found)

    def _trust(self, subject: str, name: str, expected: RoleState, found: RoleState) -> Check:
        command = self._iam(f"update-assume-role-policy {name} --policy-document")
        return self._document(
            subject, "trust policy", "trust", expected.trust, found.trust, command
        )

    def _document(
        self,
        subject: str,
        point: str,
        kind: Kind,
        expected: Mapping[str, Any],
        found: Mapping[str, Any],
        command: str,
    ) -> Check:
        comparison = compare_documents(expected, found, kind=kind)
        if comparison.same:
            return Check(subject=subject, point=point, state="as declared")
        return Check(
            subject=subject,
            point=point,
            state=_state(comparison),
            expected=_lines(comparison.missing),
            seen=_lines(comparison.extra),
            mend=f"{command} {quote(json.dumps(expected))}",
        )

    def _attachments(
        self, subject: str, name: str, expected: RoleState, found: RoleState
    ) -> Iterator[Check]:
        for arn in sorted({*expected.attached, *found.attached}):
            point = f"attached policy {arn.rpartition('/')[2]}"
            if arn not in found.attached:
                mend = self._iam(f"attach-role-policy {name} --policy-arn {quote(arn)}")
                yield Check(subject=subject, point=point, state="missing", expected=arn, mend=mend)
            elif arn not in expected.attached:
                mend = self._iam(f"detach-role-policy {name} --policy-arn {quote(arn)}")
                yield Check(subject=subject, point=point, state="extra", seen=arn, mend=mend)
            else:
                yield Check(subject=subject, point=point, state="as declared", seen=arn)

    def _inline(
        self, subject: str, name: str, expected: RoleState, found: RoleState
    ) -> Iterator[Check]:
        for policy in sorted({*expected.inline, *found.inline}):
            point, named = f"inline policy {policy}", f"{name} --policy-name {quote(policy)}"
            if policy not in expected.inline:
                mend = self._iam(f"delete-role-policy {named}")
                yield Check(subject=subject, point=point, state="extra", seen=policy, mend=mend)
                continue
            command = self._iam(f"put-role-policy {named} --policy-document")
            document = expected.inline[policy]
            if policy in found.inline:
                there = found.inline[policy]
                yield self._document(subject, point, "identity", document, there, command)
                continue
            mend = f"{command} {quote(json.dumps(document))}"
            yield Check(subject=subject, point=point, state="missing", expected=policy, mend=mend)

    def _boundary(self, subject: str, name: str, expected: RoleState, found: RoleState) -> Check:
        put = f"put-role-permissions-boundary {name} --permissions-boundary"
        mend = (
            f"{put} {quote(expected.boundary)}"
            if expected.boundary
            else f"delete-role-permissions-boundary {name}"
        )
        return _same(
            subject,
            "permissions boundary",
            expected.boundary or "",
            found.boundary or "",
            self._iam(mend),
        )

    def _tags(
        self,
        subject: str,
        tag: str,
        untag: str,
        expected: RoleState | PolicyState,
        found: RoleState | PolicyState,
    ) -> Iterator[Check]:
        for key in sorted({*expected.tags, *found.tags}):
            wanted, seen = expected.tags.get(key), found.tags.get(key)
            known = key.startswith(OWN_TAG_PREFIX) or self.other_tags.get(key) == seen
            if wanted is None and known:
                continue
            mend = self._iam(f"{untag} --tag-keys {quote(key)}")
            if wanted is not None:
                mend = self._iam(f"{tag} --tags {quote(f'Key={key},Value={wanted}')}")
            yield _same(subject, f"tag {key}", wanted, seen, mend)

    def _iam(self, command: str) -> str:
        """Give the command with the options early: a document is long and comes last."""
        verb, _, rest = command.partition(" ")
        return f"aws iam {verb}{self.options} {rest}"


def _missing(subject: str, deploy: str) -> Check:
    return Check(subject=subject, point="exists", state="missing", expected=subject, mend=deploy)


def _same(subject: str, point: str, expected: str | None, seen: str | None, mend: str) -> Check:
    """Compare two texts; empty and None are both "not there"."""
    if (expected or "") == (seen or ""):
        return Check(
            subject=subject,
            point=point,
            state="as declared",
            expected=expected or "",
            seen=seen or "",
        )
    state: State = "different" if expected and seen else "missing" if expected else "extra"
    return Check(
        subject=subject,
        point=point,
        state=state,
        expected=expected or "",
        seen=seen or "",
        mend=mend,
    )


def _state(comparison: Comparison) -> State:
    if comparison.missing and comparison.extra:
        return "different"
    return "missing" if comparison.missing else "extra"


def _lines(permissions: tuple[Any, ...], most: int = 5) -> str:
    lines = [str(permission) for permission in permissions[:most]]
    if len(permissions) > most:
        lines.append(f"and {len(permissions) - most} more")
    return "; ".join(lines)
