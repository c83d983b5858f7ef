"""The AWS CLI's commands that restore roles and managed policies to what a template declares.

Several commands for one difference are joined by ``&&``, as a shell takes them.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

from influmojo_cfn.account.identities import Identities, PolicyState, ProfileState, RoleState

MOST_VERSIONS = 5
"""How many versions of a managed policy IAM keeps; a sixth is rejected."""

_SHORTHAND = re.compile(r"[\w\s.:/+@-]*")
"""Tag keys and values that the AWS CLI takes as Key=...,Value=...; others are written as JSON."""


@dataclass(frozen=True, kw_only=True)
class RemediationCommands:
    """Words commands; ``options`` are the AWS CLI's options that reach the account."""

    options: str = ""

    def create_role(self, role: RoleState) -> str:
        """Make a role that is missing, its policies attached."""
        words = [
            *([f"--path {quote(role.path)}"] if role.path != "/" else []),
            *([f"--description {quote(role.description)}"] if role.description else []),
            f"--max-session-duration {role.max_session_seconds}",
            *([f"--permissions-boundary {quote(role.boundary)}"] if role.boundary else []),
            *([f"--tags {_tags(role.tags)}"] if role.tags else []),
            f"--assume-role-policy-document {_document(role.trust)}",
        ]
        return " && ".join(
            [
                self._role("create-role", role, *words),
                *(self.attach(role, arn) for arn in role.attached),
                *(self.put_inline(role, name) for name in sorted(role.inline)),
            ]
        )

    def create_role_again(self, role: RoleState) -> str:
        """Delete a role and make it as declared; IAM deletes none that has a policy or profile."""
        return f"{self._role('delete-role', role)} && {self.create_role(role)}"

    def update_role(self, role: RoleState) -> str:
        """Set description and longest session: UpdateRole resets the one that is not given."""
        return self._role(
            "update-role",
            role,
            f"--max-session-duration {role.max_session_seconds}",
            f"--description {quote(role.description)}",
        )

    def trust(self, role: RoleState) -> str:
        """Set the trust policy."""
        return self._role(
            "update-assume-role-policy", role, f"--policy-document {_document(role.trust)}"
        )

    def attach(self, role: RoleState, arn: str) -> str:
        """Attach a managed policy."""
        return self._role("attach-role-policy", role, f"--policy-arn {quote(arn)}")

    def detach(self, role: RoleState, arn: str) -> str:
        """Detach a managed policy."""
        return self._role("detach-role-policy", role, f"--policy-arn {quote(arn)}")

    def put_inline(self, role: RoleState, policy: str) -> str:
        """Set an inline policy as the role declares it."""
        document = f"--policy-document {_document(role.inline[policy])}"
        return self._role("put-role-policy", role, f"--policy-name {quote(policy)}", document)

    def delete_inline(self, role: RoleState, policy: str) -> str:
        """Delete an inline policy."""
        return self._role("delete-role-policy", role, f"--policy-name {quote(policy)}")

    def boundary(self, role: RoleState) -> str:
        """Set the permissions boundary, or take it off where the role declares none."""
        if role.boundary is None:
            return self._role("delete-role-permissions-boundary", role)
        arn = f"--permissions-boundary {quote(role.boundary)}"
        return self._role("put-role-permissions-boundary", role, arn)

    def create_policy(self, policy: PolicyState) -> str:
        """Make a managed policy that is missing."""
        words = [
            *([f"--path {quote(policy.path)}"] if policy.path != "/" else []),
            *([f"--description {quote(policy.description)}"] if policy.description else []),
            *([f"--tags {_tags(policy.tags)}"] if policy.tags else []),
            f"--policy-document {_document(policy.document)}",
        ]
        return self._iam("create-policy", f"--policy-name {quote(policy.name)}", *words)

    def new_version(self, policy: PolicyState, found: PolicyState) -> str:
        """Set the document, after making room where there are as many versions as IAM keeps."""
        arn = f"--policy-arn {quote(found.arn)}"
        document = f"--policy-document {_document(policy.document)}"
        steps = [self._iam("create-policy-version", arn, "--set-as-default", document)]
        if len(found.other_versions) >= MOST_VERSIONS - 1:
            oldest = f"--version-id {found.other_versions[0]}"
            steps.insert(0, self._iam("delete-policy-version", arn, oldest))
        return " && ".join(steps)

    def create_profile(self, profile: ProfileState) -> str:
        """Make an instance profile that is missing, with its role."""
        path = [f"--path {quote(profile.path)}"] if profile.path != "/" else []
        name = f"--instance-profile-name {quote(profile.name)}"
        create = self._iam("create-instance-profile", name, *path)
        nothing = ProfileState(name=profile.name)
        held = self.hold_role(profile, nothing)
        return f"{create} && {held}" if held else create

    def hold_role(self, profile: ProfileState, found: ProfileState) -> str:
        """Have an instance profile hold its role, in the place of another one."""
        steps = [("remove-role-from", each) for each in found.roles if each not in profile.roles]
        steps += [("add-role-to", each) for each in profile.roles if each not in found.roles]
        name = f"--instance-profile-name {quote(profile.name)}"
        return " && ".join(
            self._iam(f"{verb}-instance-profile", name, f"--role-name {quote(role)}")
            for verb, role in steps
        )

    def tag(self, of: RoleState | PolicyState, key: str, value: str | None) -> str:
        """Set a tag, or remove it where ``value`` is None."""
        kind = "policy" if isinstance(of, PolicyState) else "role"
        name = (
            f"--policy-arn {quote(of.arn)}"
            if isinstance(of, PolicyState)
            else f"--role-name {quote(of.name)}"
        )
        if value is None:
            return self._iam(f"untag-{kind}", name, f"--tag-keys {quote(key)}")
        return self._iam(f"tag-{kind}", name, f"--tags {_tags({key: value})}")

    def _role(self, verb: str, role: RoleState, *words: str) -> str:
        return self._iam(verb, f"--role-name {quote(role.name)}", *words)

    def _iam(self, verb: str, *words: str) -> str:
        """Return the command with the options early: a document is long and comes last."""
        return " ".join([f"aws iam {verb}{self.options}", *words])


def _document(document: Mapping[str, Any]) -> str:
    return quote(json.dumps(document))


def _tags(tags: Mapping[str, str]) -> str:
    if all(_SHORTHAND.fullmatch(text) for row in tags.items() for text in row):
        return " ".join(quote(f"Key={key},Value={value}") for key, value in tags.items())
    rows = [{"Key": key, "Value": value} for key, value in tags.items()]
    return quote(json.dumps(rows, ensure_ascii=False))


def set_tags(iam: Any, expected: Identities, found: Identities) -> tuple[str, ...]:
    """Set the tags that policies lack; give the names of those that were changed."""
    fixed: list[str] = []
    for arn, policy in expected.policies.items():
        there = found.policies.get(arn)
        tags = _lacking(policy, there)
        if there is not None and tags:
            iam.tag_policy(
                PolicyArn=there.arn,
                Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
            )
            fixed.append(policy.name)
    return tuple(fixed)


def _lacking(expected: PolicyState, found: PolicyState | None) -> dict[str, str]:
    there = found.tags if found else {}
    return {key: value for key, value in expected.tags.items() if there.get(key) != value}
