"""The users, groups, permission sets and outside principals to which a template gives policies.

A policy is attached in either direction: by the principal's own properties, or by the Users, Groups
and Roles of a policy, which can name a principal that is not in the template. A member of a group
has the group's policies.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-27).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.iam.managed_policies import aws_managed_policy, is_aws_managed
from influmojo_cfn.iam.unknown import Unknown

USER, GROUP, ROLE = "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"
PERMISSION_SET = "AWS::SSO::PermissionSet"

ATTACHES: dict[str, tuple[tuple[str, str], ...]] = {
    "AWS::IAM::ManagedPolicy": (("Users", USER), ("Groups", GROUP), ("Roles", ROLE)),
    "AWS::IAM::Policy": (("Users", USER), ("Groups", GROUP), ("Roles", ROLE)),
    "AWS::IAM::UserPolicy": (("UserName", USER),),
    "AWS::IAM::GroupPolicy": (("GroupName", GROUP),),
    "AWS::IAM::RolePolicy": (("RoleName", ROLE),),
}
"""The properties with which a policy names who has it, and what they name."""


@dataclass(frozen=True, kw_only=True)
class TemplatePrincipal:
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
    groups: list[str] = field(default_factory=list)


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
        self.managed = {
            name: resolved.identifier(name, "Ref")
            for name in resolved.of_type("AWS::IAM::ManagedPolicy")
        }
        self._by_arn = {arn: name for name, arn in self.managed.items() if isinstance(arn, str)}
        self._documents: dict[str, Policy] = {}
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        for kind in (USER, GROUP, ROLE):
            for name in resolved.of_type(kind):
                own = resolved.name_of(name, kind)
                if isinstance(own, str):
                    self._names[kind][own] = name

    def principals(self) -> dict[str, TemplatePrincipal]:
        for kind in (USER, GROUP):
            for name in self.resolved.of_type(kind):
                self._own(name, kind)
        for name in self.resolved.of_type(PERMISSION_SET):
            self._permission_set(name)
        self._memberships()
        for kind, properties in ATTACHES.items():
            for name in self.resolved.of_type(kind):
                for key, principal in properties:
                    self._attach(name, key, principal)
        return {
            name: TemplatePrincipal(
                name=name,
                kind=row.kind,
                policies=(*row.policies, *self._of_groups(row)),
                boundary=row.boundary,
            )
            for name, row in self.found.items()
        }

    def _of_groups(self, row: _GatheredPolicies) -> Iterator[Policy]:
        for group in dict.fromkeys(row.groups):
            if group in self.found:
                yield from self.found[group].policies
            else:
                yield Policy((), group, unknown=(f"the {group} is not in the template",))

    def _own(self, name: str, kind: str) -> None:
        row = self.found.setdefault(name, _GatheredPolicies(kind))
        row.policies += self._doubt(name)
        row.policies += self._inline(name)
        row.policies += self._listed(name, "ManagedPolicyArns")
        boundary = self.resolved.property(name, "PermissionsBoundary")
        row.boundary = self._policy_of(boundary) if boundary not in (None, "") else None
        for group in _items(self.resolved.property(name, "Groups")):
            row.groups.append(self._principal(group, GROUP))

    def _doubt(self, name: str) -> Iterator[Policy]:
        exists = self.resolved.exists(name)
        if isinstance(exists, Unknown):
            yield Policy((), name, unknown=(exists.reason,))

    def _inline(self, name: str) -> Iterator[Policy]:
        for index, item in enumerate(_items(self.resolved.property(name, "Policies"))):
            path: Path = ("Resources", name, "Properties", "Policies", index, "PolicyDocument")
            if isinstance(item, Mapping):
                title = item.get("PolicyName")
                title = title if isinstance(title, str) else f"Policies[{index}] of {name}"
                yield self._read(item.get("PolicyDocument"), title, path)
            else:
                yield Policy((), name, unknown=(getattr(item, "reason", "is not a policy"),))

    def _listed(self, name: str, key: str) -> Iterator[Policy]:
        for item in _items(self.resolved.property(name, key)):
            yield self._policy_of(item)

    def _permission_set(self, name: str) -> None:
        row = self.found.setdefault(name, _GatheredPolicies(PERMISSION_SET))
        row.policies += self._doubt(name)
        inline = self.resolved.property(name, "InlinePolicy")
        if inline not in (None, ""):
            path: Path = ("Resources", name, "Properties", "InlinePolicy")
            row.policies.append(self._read(inline, f"InlinePolicy of {name}", path))
        row.policies += self._listed(name, "ManagedPolicies")
        for item in _items(self.resolved.property(name, "CustomerManagedPolicyReferences")):
            row.policies.append(_elsewhere(item))
        limit = self.resolved.property(name, "PermissionsBoundary")
        if isinstance(limit, Mapping) and "ManagedPolicyArn" in limit:
            row.boundary = self._policy_of(limit["ManagedPolicyArn"])
        elif limit is not None:
            row.boundary = _elsewhere(limit)

    def _memberships(self) -> None:
        for name in self.resolved.of_type("AWS::IAM::UserToGroupAddition"):
            group = self._principal(self.resolved.property(name, "GroupName"), GROUP)
            for user in _items(self.resolved.property(name, "Users")):
                member = self.found.setdefault(self._principal(user, USER), _GatheredPolicies(USER))
                member.groups.append(group)
                member.policies += self._doubt(name)

    def _attach(self, name: str, key: str, kind: str) -> None:
        for item in _items(self.resolved.property(name, key)):
            principal = self._principal(item, kind)
            if kind == ROLE and principal in self.resolved.resources:
                continue  # the roles of the template are read on their own
            row = self.found.setdefault(principal, _GatheredPolicies(kind))
            row.policies += self._doubt(name)
            row.policies.append(self._of_resource(name))

    def _principal(self, item: Any, kind: str) -> str:
        """Return the logical ID, or what a principal outside the template is called."""
        word = kind.rpartition("::")[2].lower()
        if isinstance(item, Unknown):
            if item.logical_id in self.resolved.resources:
                return item.logical_id
            return f"{word} {item.covers} ({item.reason})"
        return self._names[kind].get(str(item), f"{word} {item}")

    def _of_resource(self, name: str) -> Policy:
        if name not in self._documents:
            data = self.resolved.property(name, "PolicyDocument")
            path: Path = ("Resources", name, "Properties", "PolicyDocument")
            self._documents[name] = self._read(data, name, path)
        return self._documents[name]

    def _policy_of(self, arn: Any) -> Policy:
        """Return the policy of an ARN; one that is neither here nor AWS's is unknown."""
        if isinstance(arn, Unknown):
            if arn.logical_id in self.managed:
                return self._of_resource(arn.logical_id)
            return Policy((), arn.covers, unknown=(arn.reason,))
        if arn in self._by_arn:
            return self._of_resource(self._by_arn[arn])
        if isinstance(arn, str) and is_aws_managed(arn):
            return aws_managed_policy(arn)
        return Policy((), str(arn), unknown=(f"the policy {arn} is not in the template",))

    def _read(self, data: Any, name: str, path: Path) -> Policy:
        return readable(self.document, self.resolved, name, path, data)


def readable(
    document: Document,
    resolved: ResolvedTemplate,
    name: str,
    path: Path,
    data: Any,
    kind: Any = "identity",
) -> Policy:
    """Return the policy of resolved data, be it a text of JSON; one with problems is unknown."""
    if isinstance(data, Unknown):
        return Policy((), name, unknown=(data.reason,), path=path, source=document)
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError:
            return Policy((), name, unknown=(f"{name}: its policy is not JSON",), source=document)
    policy, problems = read_policy(
        data, kind=kind, name=name, path=path, source=document, place=resolved.source_path
    )
    doubt = tuple(f"{problem.where}: {problem.message}" for problem in problems)
    return Policy((), name, unknown=doubt, path=path, source=document) if doubt else policy


def _elsewhere(item: Any) -> Policy:
    if isinstance(item, Unknown):
        return Policy((), item.covers, unknown=(item.reason,))
    shown = json.dumps(item, default=str, sort_keys=True)
    return Policy((), shown, unknown=(f"the policy {shown} is not in the template",))


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
