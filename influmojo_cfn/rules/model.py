"""What a template says of IAM: every policy, statement, role and task definition, with its place.

Built once per template, by :mod:`.read`.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.patterns import covers, has_wildcard, may_meet
from influmojo_cfn.iam.service_authorization import Action, actions_matching
from influmojo_cfn.iam.written import Value, WrittenStatement
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.service_roles.template_fields import Property, resources


@dataclass(eq=False, kw_only=True)
class PolicyStatement(WrittenStatement):
    """One statement of a policy, in one branch, and what rules ask of it."""

    policy: TemplatePolicy

    @property
    def outcome(self) -> str:
        """What the statement does to a request: ``allowed`` or ``denied``."""
        return "denied" if self.denies else "allowed"

    @property
    def everywhere(self) -> bool:
        """Return whether the statement's resources hold ``*`` alone."""
        return any(value.text == "*" for value in self.resources)

    @cached_property
    def known_actions(self) -> dict[str, Action]:
        """Every action that the statement's Action names, by lower-case name."""
        known: dict[str, Action] = {}
        for value in self.actions:
            known.update(_by_name(value.text))
        return known

    @cached_property
    def written(self) -> list[tuple[Value, str, str]]:
        """The known values of Action and NotAction that have a colon, with prefix and name."""
        found = []
        for value in (*self.actions, *self.not_actions):
            prefix, colon, name = value.text.partition(":")
            if colon and not t.has_unknown(value.text):
                found.append((value, prefix, name))
        return found

    @cached_property
    def unlisted(self) -> list[tuple[Value, str, str]]:
        """Those of ``written`` that name no action of any service."""
        return [row for row in self.written if not _by_name(row[0].text)]

    @cached_property
    def exact_actions(self) -> dict[str, Branch]:
        """The values of Action without wildcards, in lower case, with the branch of each."""
        return {v.text.lower(): v.branch for v in self.actions if not has_wildcard(v.text)}

    @cached_property
    def action_patterns(self) -> list[tuple[str, Branch]]:
        """The values of Action with wildcards, in lower case, with the branch of each."""
        return [(v.text.lower(), v.branch) for v in self.actions if has_wildcard(v.text)]

    def may_name(self, action: str) -> bool:
        """Return whether the statement can be about an action (lower case), in one of its branches."""
        if self.not_actions:
            omitted = (value for value in self.not_actions if not value.branch)
            return not any(covers(value.text.lower(), action) for value in omitted)
        return any(may_meet(value.text.lower(), action) for value in self.actions)

    @cached_property
    def services(self) -> frozenset[str]:
        """The service prefixes of Action; ``*`` represents any."""
        return frozenset(value.text.partition(":")[0].lower() for value in self.actions)


@dataclass(eq=False)
class TemplatePolicy:
    """One policy document. ``kind`` is managed, inline, trust, bare or resource.

    The last is one of a resource of the type ``resource_type``, such as a bucket, or a bare
    document with principals that is not a trust policy. ``is_boundary`` tells that nothing has the
    policy but as its permissions boundary, so that it grants nothing.
    """

    kind: str
    name: Value | None
    logical_id: str
    document: Any
    path: Path
    resolver: Resolver
    branch: Branch = ALWAYS
    in_template: bool = True
    resource_type: str = ""
    is_boundary: bool = False
    statements: list[PolicyStatement] = field(default_factory=list)

    @property
    def is_trust(self) -> bool:
        """Return whether this says who can assume a role."""
        return self.kind == "trust"

    @property
    def has_principals(self) -> bool:
        """Return whether this belongs to a resource, be it a role, and names who can reach it."""
        return self.kind in ("trust", "resource")

    def show(self, text: str) -> str:
        """Write partly known text for a person."""
        return self.resolver.show(text)


@dataclass(eq=False)
class Entity:
    """A role, user or group of a template with all that the template attaches to it.

    ``named_arns`` is ManagedPolicyArns, ``managed_arns`` those of them that the template does not
    hold itself. ``uses`` holds
    ``execution`` and ``task`` where a task definition names the role so.
    """

    kind: str
    logical_id: str
    path: Path
    properties: Mapping[str, Any]
    resolver: Resolver
    branch: Branch = ALWAYS
    trust: TemplatePolicy | None = None
    inline: list[TemplatePolicy] = field(default_factory=list)
    attached: list[TemplatePolicy] = field(default_factory=list)
    managed_arns: list[Value] = field(default_factory=list)
    named_arns: list[Value] = field(default_factory=list)
    uses: set[str] = field(default_factory=set)

    @property
    def policies(self) -> list[TemplatePolicy]:
        """The policies of the template that this has."""
        return self.inline + self.attached

    @property
    def statements(self) -> Iterator[PolicyStatement]:
        """The statements of those policies."""
        for policy in self.policies:
            yield from policy.statements


@dataclass(eq=False)
class Model:
    """Everything that the rules look at, of one template or one policy document."""

    template: Mapping[str, Any]
    resolver: Resolver
    policies: list[TemplatePolicy]
    entities: dict[str, Entity]

    @property
    def roles(self) -> list[Entity]:
        """The roles of the template."""
        return [entity for entity in self.entities.values() if entity.kind == "Role"]

    @property
    def statements(self) -> Iterator[PolicyStatement]:
        """The statements of every policy."""
        for policy in self.policies:
            yield from policy.statements

    def resources(self, *kinds: str) -> Iterator[Property]:
        """Yield the properties of each resource of the types."""
        return resources(self.resolver, *kinds)


def matching(value: Value) -> tuple[Action, ...]:
    """Return the actions that a value of Action names; none for ``*`` and for what is unknown."""
    return named_by(value.text)


@remembered
def named_by(text: str) -> tuple[Action, ...]:
    """Return the actions that a string names; none for ``*`` and for what is unknown."""
    if t.has_unknown(text) or ":" not in text:
        return ()
    return actions_matching(text)


def names_of(value: Value) -> KeysView[str]:
    """Return the actions (lower case) that a value of Action names."""
    return _by_name(value.text).keys()


@remembered
def _by_name(text: str) -> dict[str, Action]:
    return {found.qualified_name.lower(): found for found in named_by(text)}


def role_named(model: Model, value: Any) -> Entity | None:
    """Return the role of the template that an ARN, name, Ref or Fn::GetAtt names, if it is one."""
    text = model.resolver.text(value)
    name = text.rpartition("/")[2]
    for entity in model.roles:
        if text == model.resolver.named(f"{entity.logical_id}.Arn"):
            return entity
        if name and name == model.resolver.named(entity.logical_id):
            return entity
    return None
