"""The users, groups, permission sets and outside principals to which a template gives policies.

A policy is attached in either direction: by the principal's own properties, or by the Users, Groups
and Roles of a policy. These can name a principal that is not in the template. A member of a group
has the group's policies.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-27) and
https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
(read 2026-11-28).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import (
    ATTACHES,
    GROUP,
    ROLE,
    USER,
    AttachedPolicies,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import REFERENCE
from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.cloudformation.transforms import additions
from influmojo_cfn.cloudformation.unread_resources import concerning
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import Text, Unknown, covered

PERMISSION_SET = "AWS::SSO::PermissionSet"
UNKNOWN_TAGS = MappingProxyType({"*": Unknown("which tags the caller has is not known")})
NOT_READ = ("what a transform adds", "what is not read")
"""The names of policies that represent what a principal can have and is not read."""
ADDITION = "AWS::IAM::UserToGroupAddition"
_RESERVED = "aws-reserved/sso.amazonaws.com/"


@dataclass(frozen=True, kw_only=True)
class TemplatePrincipal:
    """A role, user, group or permission set in one environment, or what only a policy names.

    ``kind`` is its resource type. What only a policy names has no logical ID: what it is called
    replaces it, and ``is_elsewhere`` holds. ``boundary`` is None where there is none. In ``tags``
    the key ``*`` represents tags of which not even the key is known. ``unread`` names what of the
    template can grant access and is not read. ``doubt`` tells why it is not known whether the stack
    has the principal; empty where it has.
    """

    logical_id: str
    kind: str
    name: Text
    arn: Text
    policies: tuple[Policy, ...]
    boundary: Policy | None = None
    tags: Mapping[str, Text] = field(default_factory=dict)
    path: Path = ()
    environment: Environment = field(default_factory=Environment)
    unread: tuple[str, ...] = ()
    doubt: str = ""
    is_elsewhere: bool = False


@dataclass
class _GatheredPolicies:
    kind: str
    name: Text = ""
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


def names_others(resources: Mapping[str, Any]) -> bool:
    """Return whether resources are, or can name, principals that are not roles."""
    for row in resources.values():
        kind = row.get("Type") if isinstance(row, Mapping) else None
        if kind in (USER, GROUP, PERMISSION_SET):
            return True
        keys = [key for key, named in ATTACHES.get(str(kind), ()) if named != ROLE]
        if not section(row, "Properties").keys().isdisjoint(keys):
            return True
    return False


def can_attach_by_name(document: Document) -> bool:
    """Return whether policies or memberships name a principal other than by a Ref to a resource."""
    if can_attach_by_name not in document.memo:
        resources = section(document.data, "Resources")
        document.memo[can_attach_by_name] = any(
            not (isinstance(name, Mapping) and str(name.get(REFERENCE)) in resources)
            for row in resources.values()
            for name in _names_in(row)
        )
    return bool(document.memo[can_attach_by_name])


def _names_in(row: Any) -> Iterator[Any]:
    """Yield what is written in the properties of a resource that name principals."""
    kind = row.get("Type") if isinstance(row, Mapping) else None
    attaching = [key for key, _ in ATTACHES.get(str(kind), ())]
    for key in ("GroupName", "Users") if kind == ADDITION else attaching:
        yield from items_of(section(row, "Properties").get(key))


def attached_by_name(
    document: Document, resolved: ResolvedTemplate, is_open: Callable[[str], bool]
) -> Iterator[tuple[str, str, Policy]]:
    """Yield the policies that names attach which can be any: of what type, the name, the policy.

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
        is_open: whether a name represents any one.
    """
    reader = _PrincipalReader(document, resolved)
    for name in resolved.of_type(*ATTACHES):
        for kind, who in reader.attached.names(name):
            if isinstance(who, str) and is_open(who):
                yield kind, who, reader.attached.of_resource(name)
    if resolved.of_type(ADDITION):
        reader.principals()
    for _, group, who in reader.additions():
        if isinstance(who, str) and is_open(who) and group in reader.found:
            for policy in reader.found[group].policies:
                yield USER, who, policy


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
        for called, row in self.found.items():
            row.policies += not_read(self.document, self.resolved, called)
        return {called: self._principal_of(called, row) for called, row in self.found.items()}

    def _principal_of(self, called: str, row: _GatheredPolicies) -> TemplatePrincipal:
        is_elsewhere = called not in self.resolved.resources
        return TemplatePrincipal(
            logical_id=called,
            kind=row.kind,
            name=row.name,
            arn=self._arn(called, row, is_elsewhere=is_elsewhere),
            policies=tuple(self._whole(row)),
            boundary=row.boundary,
            tags=UNKNOWN_TAGS if is_elsewhere else tags_of_principal(self.resolved, called),
            path=("Resources", called),
            environment=self.resolved.environment,
            is_elsewhere=is_elsewhere,
        )

    def _arn(self, called: str, row: _GatheredPolicies, *, is_elsewhere: bool) -> Text:
        """Return the ARN; the path of one elsewhere, and all of a name's ending, can be any."""
        if row.kind != PERMISSION_SET and not is_elsewhere:
            return self.resolved.identifier(called, "Arn")
        here, name = self.resolved.environment, covered(row.name)
        if row.kind == PERMISSION_SET:
            reason = f"which role the permission set {called} makes is not known"
            name = f"role/{_RESERVED}*AWSReservedSSO_{name}_*"
        else:
            reason, word = f"the path of the {called} is not known", _word(row.kind)
            name = f"{word}/*{name}"
        return Unknown(reason, f"arn:{here.known_partition}:iam::{here.account}:{name}")

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

    def _row(self, called: str, kind: str, name: Any) -> _GatheredPolicies:
        shown = name if isinstance(name, (str, Unknown)) else str(name)
        return self.found.setdefault(called, _GatheredPolicies(kind, shown))

    def _gather_own(self, name: str, kind: str) -> None:
        row = self._row(name, kind, self.resolved.name_of(name, kind))
        row.doubt = self._doubt(name)
        row.policies += self.attached.inline(name)
        row.policies += self.attached.listed(name)
        row.boundary = self.attached.boundary(self.resolved.property(name, "PermissionsBoundary"))
        for group in items_of(self.resolved.property(name, "Groups")):
            row.groups[self._called(group, GROUP)] = None

    def _doubt(self, name: str) -> Unknown | None:
        """Return why it is not known whether the stack has a resource; None where it has."""
        exists = self.resolved.exists(name)
        return exists if isinstance(exists, Unknown) else None

    def _permission_set(self, name: str) -> None:
        own = self.resolved.property(name, "Name")
        row = self._row(name, PERMISSION_SET, own)
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
        for name, group, user in self.additions():
            member = self._row(self._called(user, USER), USER, user)
            doubt = self._doubt(name)
            if group not in member.groups or doubt is None:
                member.groups[group] = doubt
            for each in self._perhaps(user, USER):
                each.groups.setdefault(group, user)

    def additions(self) -> Iterator[tuple[str, str, Any]]:
        """Yield each resource that adds a user to a group, what the group is called, the user."""
        for name in self.resolved.of_type(ADDITION):
            group = self._called(self.resolved.property(name, "GroupName"), GROUP)
            for user in items_of(self.resolved.property(name, "Users")):
                yield name, group, user

    def _attach(self, policy: str) -> None:
        for kind, name in self.attached.names(policy):
            principal = self._called(name, kind)
            if kind == ROLE and principal in self.resolved.resources:
                continue  # the roles of the template are read on their own
            row = self._row(principal, kind, name)
            found, doubt = self.attached.of_resource(policy), self._doubt(policy)
            row.policies.append(found.in_doubt(doubt) if doubt else found)
            for each in self._perhaps(name, kind):
                each.policies.append(found.in_doubt(name))

    def _perhaps(self, item: Any, kind: str) -> Iterator[_GatheredPolicies]:
        """Yield the users or groups of the template that a name which is not known might be of."""
        if not isinstance(item, Unknown) or item.logical_id in self.resolved.resources:
            return
        if self._called(item, kind) in self.resolved.resources or kind == ROLE:
            return
        known: Iterable[tuple[Text, str]] = self._names[kind].items()
        for own, name in (*known, *self._unknown_names[kind]):
            if may_meet(item.covers, covered(own)):
                yield self._row(name, kind, own)

    def _called(self, item: Any, kind: str) -> str:
        """Return the logical ID, or what a principal outside the template is called."""
        word = _word(kind)
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


def not_read(document: Document, resolved: ResolvedTemplate, principal: str) -> Iterator[Policy]:
    """Stand for what a transform, or an unread resource that refers to it, can give a principal.

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
        principal: the logical ID of the principal.
    """
    if not_read not in resolved.memo:
        resolved.memo[not_read] = additions(resolved.template)
    reasons = (resolved.memo[not_read], tuple(concerning(resolved, principal)))
    for name, why in zip(NOT_READ, reasons, strict=True):
        if why:
            yield Policy.unread(name, *why, source=document)


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


def tags_of_principal(resolved: ResolvedTemplate, logical_id: str) -> dict[str, Text]:
    """Return the tags; ``*`` represents those of which not even the key is known.

    The role of a permission set has other tags than that, which its users bring.
    """
    if resolved.resource(logical_id).get("Type") in (GROUP, PERMISSION_SET):
        return dict(UNKNOWN_TAGS)
    tags: dict[str, Text] = {}
    for row in items_of(resolved.property(logical_id, "Tags")):
        key = row.get("Key") if isinstance(row, Mapping) else row
        value = row.get("Value") if isinstance(row, Mapping) else None
        if isinstance(key, Unknown):
            tags["*"] = Unknown(key.reason)
        elif isinstance(key, str) and isinstance(value, (str, Unknown)):
            tags[key] = value
    return tags


def _word(kind: str) -> str:
    return kind.rpartition("::")[2].lower()


def _elsewhere(item: Any) -> Policy:
    if isinstance(item, Unknown):
        return Policy.unread(item.covers, item.reason, of=item)
    shown = json.dumps(item, default=str, sort_keys=True)
    return Policy.unread(shown, f"the policy {shown} is not in the template")
