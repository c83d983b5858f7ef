"""The users, groups, permission sets and outside principals to which a template gives policies.

A policy is attached in either direction: by the principal's own properties, or by the Users, Groups
and Roles of a policy. These can name a principal that is not in the template. A member of a group
has the group's policies.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-27).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import (
    ATTACHES,
    GROUP,
    ROLE,
    USER,
    AttachedPolicies,
)
from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.iam.unknown import Unknown

PERMISSION_SET = "AWS::SSO::PermissionSet"


class TemplatePrincipal(NamedTuple):
    """A user, a group, a permission set, or a principal that only a policy names."""

    name: str
    kind: str
    policies: tuple[Policy, ...]
    boundary: Policy | None = None


@dataclass
class _GatheredPolicies:
    kind: str
    policies: list[Policy] = field(default_factory=list)
    boundary: Policy | None = None
    doubt: Unknown | None = None
    groups: dict[str, Unknown | None] = field(default_factory=dict)


def principals_of(document: Document, resolved: ResolvedTemplate) -> dict[str, TemplatePrincipal]:
    """Return the principals that have policies of a template, but its own roles, by their names.

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
    """
    return _PrincipalReader(document, resolved).principals()


class _PrincipalReader:
    """Gathers the policies of each principal in one pass over the template."""

    def __init__(self, document: Document, resolved: ResolvedTemplate) -> None:
        self.document = document
        self.resolved = resolved
        self.found: dict[str, _GatheredPolicies] = {}
        self.attached = AttachedPolicies(resolved, self._read)
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        self._unknown_names: dict[str, list[tuple[Unknown, str]]] = defaultdict(list)
        for kind in (USER, GROUP, ROLE):
            for name in resolved.of_type(kind):
                own = resolved.name_of(name, kind)
                if isinstance(own, str):
                    self._names[kind][own] = name
                else:
                    self._unknown_names[kind].append((own, name))

    def principals(self) -> dict[str, TemplatePrincipal]:
        for kind in (USER, GROUP):
            for name in self.resolved.of_type(kind):
                self._gather_own(name, kind)
        for name in self.resolved.of_type(PERMISSION_SET):
            self._permission_set(name)
        self._memberships()
        for name in self.resolved.of_type(*ATTACHES):
            self._attach(name)
        return {
            name: TemplatePrincipal(
                name=name,
                kind=row.kind,
                policies=tuple(self._whole(row)),
                boundary=row.boundary,
            )
            for name, row in self.found.items()
        }

    def _whole(self, row: _GatheredPolicies) -> Iterator[Policy]:
        """Yield the policies of a principal, those of its groups too."""
        for policy in (*row.policies, *self._of_groups(row)):
            yield policy.in_doubt(row.doubt) if row.doubt else policy

    def _of_groups(self, row: _GatheredPolicies) -> Iterator[Policy]:
        for group, doubt in row.groups.items():
            if group not in self.found:
                yield Policy.unread(group, f"the {group} is not in the template")
                continue
            for policy in self.found[group].policies:
                yield policy.in_doubt(doubt) if doubt else policy

    def _gather_own(self, name: str, kind: str) -> None:
        row = self.found.setdefault(name, _GatheredPolicies(kind))
        row.doubt = self._doubt(name)
        row.policies += self.attached.inline(name)
        row.policies += self.attached.listed(name)
        row.boundary = self.attached.boundary(self.resolved.property(name, "PermissionsBoundary"))
        for group in items_of(self.resolved.property(name, "Groups")):
            row.groups[self._principal(group, GROUP)] = None

    def _doubt(self, name: str) -> Unknown | None:
        """Return why it is not known whether the stack has a resource; None where it has."""
        exists = self.resolved.exists(name)
        return exists if isinstance(exists, Unknown) else None

    def _permission_set(self, name: str) -> None:
        row = self.found.setdefault(name, _GatheredPolicies(PERMISSION_SET))
        row.doubt = self._doubt(name)
        inline = self.resolved.property(name, "InlinePolicy")
        if inline not in (None, ""):
            title = f"InlinePolicy of {name}"
            row.policies.append(self._read(name, ("InlinePolicy",), title, inline))
        row.policies += self.attached.listed(name, "ManagedPolicies")
        for item in items_of(self.resolved.property(name, "CustomerManagedPolicyReferences")):
            row.policies.append(_elsewhere(item))
        limit = self.resolved.property(name, "PermissionsBoundary")
        if isinstance(limit, Mapping) and "ManagedPolicyArn" in limit:
            row.boundary = self.attached.of_arn(limit["ManagedPolicyArn"])
        elif limit is not None:
            row.boundary = _elsewhere(limit)

    def _memberships(self) -> None:
        for name in self.resolved.of_type("AWS::IAM::UserToGroupAddition"):
            group = self._principal(self.resolved.property(name, "GroupName"), GROUP)
            for user in items_of(self.resolved.property(name, "Users")):
                member = self.found.setdefault(self._principal(user, USER), _GatheredPolicies(USER))
                doubt = self._doubt(name)
                if group not in member.groups or doubt is None:
                    member.groups[group] = doubt

    def _attach(self, policy: str) -> None:
        for kind, name in self.attached.names(policy):
            principal = self._principal(name, kind)
            if kind == ROLE and principal in self.resolved.resources:
                continue  # the roles of the template are read on their own
            row = self.found.setdefault(principal, _GatheredPolicies(kind))
            found, doubt = self.attached.of_resource(policy), self._doubt(policy)
            row.policies.append(found.in_doubt(doubt) if doubt else found)

    def _principal(self, item: Any, kind: str) -> str:
        """Return the logical ID, or what a principal outside the template is called."""
        word = kind.rpartition("::")[2].lower()
        if isinstance(item, Unknown):
            if self.resolved.resource(item.logical_id).get("Type") == kind:
                return item.logical_id
            for own, name in self._unknown_names[kind]:
                if item.is_same(own):
                    return name
            which = f", {sha256(item.origin.encode()).hexdigest()[:6]}" if item.origin else ""
            return f"{word} {item.covers} ({item.reason}{which})"
        return self._names[kind].get(str(item), f"{word} {item}")

    def _read(self, logical_id: str, keys: Path, name: str, data: Any) -> Policy:
        path: Path = ("Resources", logical_id, "Properties", *keys)
        return readable(self.document, self.resolved, name, path, data)


def readable(
    document: Document,
    resolved: ResolvedTemplate,
    name: str,
    path: Path,
    data: Any,
    kind: Any = "identity",
) -> Policy:
    """Return the policy of resolved data, be it a string of JSON; one with problems is unknown."""
    data = parsed_policy(data)
    if isinstance(data, (str, Unknown)):
        reason = f"{name}: its policy is not JSON" if isinstance(data, str) else data.reason
        return Policy.unread(name, reason, of=data, path=path, source=document)
    policy, problems = read_policy(
        data, kind=kind, name=name, path=path, source=document, place=resolved.source_path
    )
    doubt = tuple(f"{problem.where}: {problem.message}" for problem in problems)
    if not doubt:
        return policy
    return Policy.unread(name, *doubt, of=data, path=path, source=document)


def _elsewhere(item: Any) -> Policy:
    if isinstance(item, Unknown):
        return Policy.unread(item.covers, item.reason, of=item)
    shown = json.dumps(item, default=str, sort_keys=True)
    return Policy.unread(shown, f"the policy {shown} is not in the template")
