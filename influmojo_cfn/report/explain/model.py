"""What there is to tell of roles: their policies, statements and actions, ready to be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from influmojo_cfn.iam.service_authorization import Action, service_name
from influmojo_cfn.report.explain.breadth import BREADTHS, Breadth, breadth_of, resources_for

LEVELS = ("List", "Read", "Write", "Permissions management", "Tagging")
"""The access levels of the Service Authorization Reference, in its order.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_"
# Services whose page is not called after the name that the data gives them.
_PAGES = {"ses": "amazonses", "iam": "awsidentityandaccessmanagementiam"}
EVERYONE = "everyone"
SOMEONE = "someone unknown"
EVERY_SERVICE = "*"
EVERY_LEVEL = "every level"
NO_LEVEL = "not an action of AWS"


def reference_page(prefix: str) -> str:
    """Return the page of a service in the Service Authorization Reference."""
    page = _PAGES.get(prefix) or re.sub(r"[^a-z0-9-]", "", service_name(prefix).lower())
    return f"{_REFERENCE}{page}.html"


@dataclass(frozen=True, kw_only=True)
class ActionShown:
    """An action that a statement names, with what AWS's reference says of it."""

    name: str
    service: str
    level: str
    description: str
    page: str
    only_takes_star: bool

    @classmethod
    def of(cls, action: Action) -> ActionShown:
        """Show an action of the authorization data."""
        return cls(
            name=action.name,
            service=action.service,
            level=action.access_level,
            description=action.description,
            page=f"{reference_page(action.service)}#{_anchor(action)}",
            only_takes_star=action.only_takes_star,
        )


def _anchor(action: Action) -> str:
    page = reference_page(action.service).removeprefix(_REFERENCE).removesuffix(".html")
    return f"{page}-{action.name}"


@dataclass(frozen=True, kw_only=True)
class ConditionShown:
    """A condition in words that an engineer reads: operator, key, values."""

    operator: str
    key: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.key} {self.operator} {' or '.join(self.values)}"


@dataclass(frozen=True, kw_only=True)
class NeedShown:
    """Why an action of a statement is needed: a request that nothing else of the role allows.

    ``example`` is that request's resource with its condition keys. It is empty where there is no
    such request (``dead``), or where none was found. ``reason`` tells why.
    """

    action: str
    example: str = ""
    reason: str = ""
    redundant: bool = False


@dataclass(frozen=True, kw_only=True)
class StatementShown:
    """A statement.

    ``patterns`` are the actions as written; ``actions`` what they represent, empty where they
    represent every action of every service. ``unknown`` says what is not known of it.
    """

    sid: str
    effect: str
    patterns: tuple[str, ...]
    actions: tuple[ActionShown, ...]
    unmatched: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[ConditionShown, ...]
    not_action: bool = False
    not_resource: bool = False
    reason: str = ""
    where: str = ""
    needs: tuple[NeedShown, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def needs_by_reason(self) -> dict[tuple[bool, str], list[NeedShown]]:
        """What only its actions allow: those with an example each, the others by their reason."""
        found: dict[tuple[bool, str], list[NeedShown]] = {}
        for need in self.needs:
            found.setdefault((need.redundant, need.reason or need.action), []).append(need)
        return found

    @property
    def redundant_by_reason(self) -> dict[str, list[str]]:
        """The actions that could be omitted and nothing would change, by the reason."""
        found: dict[str, list[str]] = {}
        for need in self.redundant:
            found.setdefault(need.reason, []).append(need.action)
        return found

    @property
    def redundant(self) -> tuple[NeedShown, ...]:
        """The actions that could be omitted and nothing would change."""
        return tuple(need for need in self.needs if need.redundant)

    @property
    def is_for_everything(self) -> bool:
        """Return whether it names every action there is, or every one but some."""
        return self.not_action or "*" in self.patterns

    @property
    def on_everything(self) -> bool:
        """Return whether it is about every resource although its actions take narrower ones."""
        if not self.not_resource and "*" not in self.resources:
            return False
        return self.is_for_everything or any(not each.only_takes_star for each in self.actions)

    def breadth(self, service: str = "") -> Breadth:
        """Return how broad its resources are, or those of them that a service has."""
        actions = [each for each in self.actions if service in ("", EVERY_SERVICE, each.service)]
        if not self.is_for_everything and all(each.only_takes_star for each in actions):
            return "named"  # No narrower resource exists.
        if self.not_resource:
            return "every"
        one = service not in ("", EVERY_SERVICE)
        texts = resources_for(service, self.resources) if one else self.resources
        return max(map(breadth_of, texts), key=BREADTHS.index, default="named")

    @cached_property
    def by_service(self) -> dict[str, dict[str, tuple[ActionShown, ...]]]:
        """Its actions by service and access level, in the order of :data:`LEVELS`."""
        found: dict[str, dict[str, tuple[ActionShown, ...]]] = {}
        for action in sorted(self.actions, key=lambda each: each.service):
            levels = found.setdefault(action.service, {})
            levels[action.level] = (*levels.get(action.level, ()), action)
        return found

    @property
    def marks(self) -> list[tuple[str, str]]:
        """Its services, each with an access level that it names."""
        return [
            (service, level)
            for service, levels in self.by_service.items()
            for level in LEVELS
            if level in levels
        ]

    @property
    def actions_by_level(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The names of its actions, those included that are all actions, or no action at all."""
        if self.is_for_everything:
            prefix = "every action but " if self.not_action else ""
            return {EVERY_SERVICE: {EVERY_LEVEL: (prefix + ", ".join(self.patterns),)}}
        found = {
            service: {
                level: tuple(action.name for action in levels[level])
                for level in LEVELS
                if level in levels
            }
            for service, levels in self.by_service.items()
        }
        for pattern in self.unmatched:
            service, _, name = pattern.partition(":")
            levels = found.setdefault(service, {})
            levels[NO_LEVEL] = (*levels.get(NO_LEVEL, ()), name or pattern)
        return found


@dataclass(frozen=True, kw_only=True)
class PolicyShown:
    """A policy of a role. ``kind`` says whose it is, in words."""

    name: str
    kind: str
    statements: tuple[StatementShown, ...]
    logical_id: str = ""
    where: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TrustShown:
    """Who can assume a role: a principal, the actions, the conditions, and what is not known."""

    effect: str
    principals: tuple[str, ...]
    actions: tuple[str, ...]
    conditions: tuple[ConditionShown, ...]
    where: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AccessRow:
    """A row of a role's table: what one statement says of a service at an access level."""

    service: str
    level: str
    actions: tuple[str, ...]
    statement: StatementShown
    policy: PolicyShown


@dataclass(frozen=True, kw_only=True)
class OmittedStatementShown:
    """What a condition omits at the values that the parameters have, and where it is there."""

    effect: str
    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    where: str
    place: str


def boundary_doubts(boundary: PolicyShown | None) -> tuple[str, ...]:
    """Return why it is not known what a permissions boundary leaves of a principal's policies."""
    reasons = boundary.unknown if boundary else ()
    return tuple(f"what the permissions boundary leaves of this: {each}" for each in reasons)


@dataclass(frozen=True, kw_only=True)
class RoleShown:
    """A role."""

    logical_id: str
    name: str
    description: str
    where: str
    trust: tuple[TrustShown, ...]
    policies: tuple[PolicyShown, ...]
    boundary: PolicyShown | None = None
    why: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    omitted: tuple[OmittedStatementShown, ...] = ()

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is not known of it, of its policies, and of what the boundary leaves of them."""
        doubts = (text for policy in self.policies for text in policy.unknown)
        return (*self.unknown, *doubts, *boundary_doubts(self.boundary))

    @property
    def without_access(self) -> str:
        """The sentence on a role of whose access there is nothing to show."""
        if self.doubts:
            return "What it is allowed is not known."
        return "It is allowed nothing."

    @property
    def statements(self) -> tuple[StatementShown, ...]:
        """The statements of all its policies."""
        return tuple(each for policy in self.policies for each in policy.statements)

    @cached_property
    def access(self) -> tuple[AccessRow, ...]:
        """Its table, by service and access level."""
        rows = [
            AccessRow(service=service, level=level, actions=names, statement=each, policy=policy)
            for policy in self.policies
            for each in policy.statements
            for service, levels in each.actions_by_level.items()
            for level, names in levels.items()
        ]
        order = {level: number for number, level in enumerate((EVERY_LEVEL, *LEVELS, NO_LEVEL))}
        return tuple(sorted(rows, key=lambda row: (row.service, order[row.level])))


@dataclass(frozen=True, kw_only=True)
class PrincipalShown:
    """A user, a group, a permission set, or a principal elsewhere that the template gives policies.

    ``kind`` says which, in words.
    """

    name: str
    kind: str
    policies: tuple[PolicyShown, ...]
    boundary: PolicyShown | None = None
    omitted: tuple[OmittedStatementShown, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HandoverShown:
    """A resource that gives others roles of the template: as what, and which."""

    name: str
    resource_type: str
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ResourcePolicyShown:
    """The policy of a resource: of which type, and whom each of its statements is about.

    ``limits`` says that it only limits what others allow.
    """

    resource_type: str
    policy: PolicyShown
    principals: tuple[tuple[str, ...], ...]
    limits: bool = False


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a template's roles can do, and what else in it gives access.

    ``unread`` names what can grant access and is not read, ``assumed`` the values of parameters
    and the place that all of it holds for.
    """

    source: str
    description: str
    architecture: str
    roles: tuple[RoleShown, ...]
    account: str
    region: str
    partition: str
    data_version: str
    principals: tuple[PrincipalShown, ...] = ()
    resource_policies: tuple[ResourcePolicyShown, ...] = ()
    handovers: tuple[HandoverShown, ...] = ()
    unread: tuple[str, ...] = ()
    assumed: str = ""


def title_of(service: str) -> str:
    """Return the name of a service by its IAM prefix."""
    return "Every service" if service == EVERY_SERVICE else service_name(service)
