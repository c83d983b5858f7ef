"""An account held against what a template declares: what is missing, extra or different.

It is the guide's "What you should see" and "Verification", point by point. Roles and policies
exist under their names, the right policies are attached, ECS is trusted, and documents have what
they should. Each difference comes with the command that fixes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from influmojo_cfn.account.identities import (
    OWN_TAG_PREFIX,
    Identities,
    PolicyState,
    ProfileState,
    RoleState,
)
from influmojo_cfn.account.policy_comparison import PolicyComparison, compare_policies
from influmojo_cfn.account.remediation import RemediationCommands
from influmojo_cfn.data.create_only_properties import CREATE_ONLY
from influmojo_cfn.iam.document_problems import PolicyType

DriftState = Literal["as declared", "missing", "extra", "different"]

BOUNDARY, SESSION = "permissions boundary", "maximum session duration"


@dataclass(frozen=True, kw_only=True)
class Check:
    """One point: what it is about, what is declared, what is there, and the remediation command.

    ``cannot_change``: only a resource created anew would have the declared value; no command does.
    ``fails``: a deployment would create it anew, and fail on its name.
    """

    subject: str
    point: str
    state: DriftState
    expected: str = ""
    seen: str = ""
    fix: str = ""
    cannot_change: bool = False
    fails: bool = False

    @property
    def differs(self) -> bool:
        """Return whether the account is not as declared."""
        return self.state != "as declared"


@dataclass(frozen=True, kw_only=True)
class Verifier:
    """Compares, and gives the commands that fix.

    ``options`` are the AWS CLI's options that reach the account. ``deploy`` is the command that
    makes everything; ``deployed`` says that it would change nothing, because an unchanged stack
    does not notice what was deleted manually. What is missing is then created by IAM's own
    commands. ``held`` are the logical IDs that the stack has, None where there is no stack. What it
    does not have yet is deployed: a deployment fails on the name of what was created by hand.
    ``other_tags`` are tags that resources can carry besides their own, as a stack gives its own
    tags to its resources.
    """

    options: str = ""
    deploy: str = "aws cloudformation deploy"
    deployed: bool = False
    held: Collection[str] | None = None
    other_tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def commands(self) -> RemediationCommands:
        """The commands that fix."""
        return RemediationCommands(options=self.options)

    def verify(self, expected: Identities, found: Identities) -> tuple[Check, ...]:
        """Return a check for each point of each policy, role and profile that is declared.

        Policies come first: in this order the commands find what they refer to.
        """
        by_hand = self.deployed or bool(found.roles or found.policies)
        own_arns = {arn: policy.arn for arn, policy in found.policies.items()}
        checks: list[Check] = []
        for arn, policy in expected.policies.items():
            there = found.policies.get(arn)
            if there is None:
                create = self.commands.create_policy(policy) if by_hand else self.deploy
                checks.append(self._missing(f"policy {policy.name}", policy.logical_id, create))
            else:
                checks.extend(self.policy(policy, there))
        for name, declared in expected.roles.items():
            role = replace(
                declared, attached=tuple(own_arns.get(each, each) for each in declared.attached)
            )
            has = found.roles.get(name)
            if has is None:
                create = self.commands.create_role(role) if by_hand else self.deploy
                checks.append(self._missing(f"role {name}", role.logical_id, create))
            else:
                checks.extend(self.role(role, has))
        for name, profile in expected.profiles.items():
            checks.extend(self.profile(profile, found.profiles.get(name), by_hand))
        return tuple(checks)

    def profile(
        self, expected: ProfileState, found: ProfileState | None, by_hand: bool
    ) -> Iterator[Check]:
        """Compare one instance profile with what is there under its name."""
        subject = f"instance profile {expected.name}"
        if found is None:
            create = self.commands.create_profile(expected) if by_hand else self.deploy
            yield self._missing(subject, expected.logical_id, create)
            return
        yield Check(subject=subject, point="exists", state="as declared", seen=found.name)
        wanted, seen = ", ".join(expected.roles), ", ".join(found.roles)
        yield _same(subject, "role", wanted, seen, self.commands.hold_role(expected, found))
        yield _same(subject, "path", expected.path, found.path)

    def _missing(self, subject: str, logical_id: str, create: str) -> Check:
        fix = create if self.held is None or logical_id in self.held else self.deploy
        return Check(subject=subject, point="exists", state="missing", expected=subject, fix=fix)

    def role(self, expected: RoleState, found: RoleState) -> Iterator[Check]:
        """Compare one role with what is there under its name.

        A role without permissions under another path, such as one that was created again, can be
        deleted at no loss: it is not compared further.
        """
        subject = f"role {expected.name}"
        yield Check(subject=subject, point="exists", state="as declared", seen=found.name)
        if expected.path != found.path and not (found.attached or found.inline):
            again = self.commands.create_role_again(expected)
            yield _same(subject, "path", expected.path, found.path, again)
            return
        yield _document(
            subject,
            "trust policy",
            "trust",
            expected.trust,
            found.trust,
            self.commands.trust(expected),
        )
        yield from self._attachments(subject, expected, found)
        yield from self._inline(subject, expected, found)
        yield _same(
            subject, BOUNDARY, expected.boundary, found.boundary, self.commands.boundary(expected)
        )
        update = self.commands.update_role(expected)
        yield _same(subject, "description", expected.description, found.description, update)
        yield _same(
            subject,
            SESSION,
            f"{expected.max_session_seconds} s",
            f"{found.max_session_seconds} s",
            update,
        )
        yield _same(subject, "path", expected.path, found.path)
        yield from self._tags(subject, expected, expected, found)

    def policy(self, expected: PolicyState, found: PolicyState) -> Iterator[Check]:
        """Compare one managed policy with what is there under its name."""
        subject = f"policy {expected.name}"
        yield Check(subject=subject, point="exists", state="as declared", seen=found.arn)
        yield _document(
            subject,
            "document",
            "identity",
            expected.document,
            found.document,
            self.commands.new_version(expected, found),
        )
        yield _same(subject, "description", expected.description, found.description)
        yield _same(subject, "path", expected.path, found.path)
        yield from self._tags(subject, found, expected, found)

    def _attachments(self, subject: str, expected: RoleState, found: RoleState) -> Iterator[Check]:
        for arn in sorted({*expected.attached, *found.attached}):
            point = f"attached policy {arn.rpartition('/')[2]}"
            if arn not in found.attached:
                fix = self.commands.attach(expected, arn)
                yield Check(subject=subject, point=point, state="missing", expected=arn, fix=fix)
            elif arn not in expected.attached:
                fix = self.commands.detach(expected, arn)
                yield Check(subject=subject, point=point, state="extra", seen=arn, fix=fix)
            else:
                yield Check(subject=subject, point=point, state="as declared", seen=arn)

    def _inline(self, subject: str, expected: RoleState, found: RoleState) -> Iterator[Check]:
        for policy in sorted({*expected.inline, *found.inline}):
            point = f"inline policy {policy}"
            if policy not in expected.inline:
                fix = self.commands.delete_inline(expected, policy)
                yield Check(subject=subject, point=point, state="extra", seen=policy, fix=fix)
                continue
            fix = self.commands.put_inline(expected, policy)
            if policy in found.inline:
                documents = expected.inline[policy], found.inline[policy]
                yield _document(subject, point, "identity", *documents, fix)
            else:
                yield Check(subject=subject, point=point, state="missing", expected=policy, fix=fix)

    def _tags(
        self,
        subject: str,
        tagged: RoleState | PolicyState,
        expected: RoleState | PolicyState,
        found: RoleState | PolicyState,
    ) -> Iterator[Check]:
        for key in sorted({*expected.tags, *found.tags}):
            wanted, seen = expected.tags.get(key), found.tags.get(key)
            known = key.startswith(OWN_TAG_PREFIX) or self.other_tags.get(key) == seen
            if wanted is None and known:
                continue
            fix = self.commands.tag(tagged, key, wanted)
            yield _same(subject, f"tag {key}", wanted, seen, fix)


def with_replacements(
    checks: Iterable[Check], declared: Identities, kept: Identities
) -> Iterator[Check]:
    """Yield the checks of what a stack keeps, with those of what its deployment fails to replace.

    ``declared`` is what the template declares, ``kept`` the same with the stack's own paths and
    descriptions.
    """
    fails = {(each.subject, each.point): each for each in _replacements(declared, kept)}
    for check in checks:
        found = fails.pop((check.subject, check.point), check)
        yield check if check.differs else found
    yield from fails.values()


def _replacements(declared: Identities, kept: Identities) -> Iterator[Check]:
    """Yield a check for each path and each policy's description that a stack has otherwise."""
    kept_by_id = {each.logical_id: each for each in _states(kept)}
    for wanted in _states(declared):
        there = kept_by_id[wanted.logical_id]
        kind, resource_type = _KINDS[type(wanted)]
        for point in map(str.lower, CREATE_ONLY[resource_type].others):
            values = (getattr(wanted, point), getattr(there, point))
            check = _same(f"{kind} {wanted.name}", point, *values)
            if check.differs:
                yield replace(check, fails=True)


_KINDS: Mapping[type, tuple[str, str]] = {
    PolicyState: ("policy", "AWS::IAM::ManagedPolicy"),
    RoleState: ("role", "AWS::IAM::Role"),
    ProfileState: ("instance profile", "AWS::IAM::InstanceProfile"),
}
"""What a check calls a resource, by its state and its type."""


def _states(identities: Identities) -> Iterator[PolicyState | RoleState | ProfileState]:
    yield from identities.policies.values()
    yield from identities.roles.values()
    yield from identities.profiles.values()


def _document(
    subject: str,
    point: str,
    kind: PolicyType,
    expected: Mapping[str, Any],
    found: Mapping[str, Any],
    fix: str,
) -> Check:
    comparison = compare_policies(expected, found, kind=kind)
    if comparison.same:
        return Check(subject=subject, point=point, state="as declared")
    return Check(
        subject=subject,
        point=point,
        state=_state(comparison),
        expected=_lines(comparison.missing),
        seen=_lines(comparison.extra),
        fix=fix,
    )


def _same(subject: str, point: str, expected: str | None, seen: str | None, fix: str = "") -> Check:
    """Compare two strings, empty and None being equal; without ``fix`` they cannot be changed."""
    if (expected or "") == (seen or ""):
        return Check(
            subject=subject,
            point=point,
            state="as declared",
            expected=expected or "",
            seen=seen or "",
        )
    state: DriftState = "different" if expected and seen else "missing" if expected else "extra"
    return Check(
        subject=subject,
        point=point,
        state=state,
        expected=expected or "",
        seen=seen or "",
        fix=fix,
        cannot_change=not fix,
    )


def _state(comparison: PolicyComparison) -> DriftState:
    if comparison.missing and comparison.extra:
        return "different"
    return "missing" if comparison.missing else "extra"


def _lines(permissions: tuple[Any, ...], most: int = 5) -> str:
    lines = [str(permission) for permission in permissions[:most]]
    if len(permissions) > most:
        lines.append(f"and {len(permissions) - most} more")
    return "; ".join(lines)
