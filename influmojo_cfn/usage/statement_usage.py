"""Which permissions of a role were used: granted and used, granted and never seen, denied.

A permission counts as used where a call that was seen can have been allowed by it: where it is in
doubt, it was. Absence counts as disuse only where CloudTrail logs every call of the action.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.data.cloudtrail_events import DATA_EVENTS, NEVER_LOGGED
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import action_matches, covers, matcher, may_meet
from influmojo_cfn.iam.service_authorization import actions_matching
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.usage.events import Event, EventReader, account_of, resource_kinds, role_name_of
from influmojo_cfn.usage.records import Record

_GLOBAL = ("us-east-1", "us-gov-west-1", "cn-north-1")
"""Where global services, such as IAM, write their events.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html
"""
MOST_RESOURCES = 200
"""Resources of one action that are kept apart; where there are more, nothing is narrowed."""

Status = Literal["used", "unseen", "not logged", "not known"]
"""Not known: no record tells of the role's account and Region, so that nothing is disuse."""


@dataclass
class Seen:
    """The calls of one action by one role, and how often they were denied."""

    count: int = 0
    last: str = ""
    resources: dict[str, None] = field(default_factory=dict)
    too_many: bool = False

    def add(self, event: Event) -> None:
        """Count a call."""
        self.count += 1
        if event.time > self.last:
            self.last = event.time
        if event.resource not in self.resources:
            if len(self.resources) < MOST_RESOURCES:
                self.resources[event.resource] = None
            else:
                self.too_many = True


@dataclass
class Gathered:
    """What records tell of some roles: bounded, however many records there are.

    ``elsewhere`` counts the calls of roles of these names by another account or Region, ``here``
    those where the template is deployed. A role of another account is another role.
    """

    calls: dict[tuple[str, str], Seen] = field(default_factory=dict)
    denied: dict[tuple[str, str, str], Seen] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    elsewhere: dict[tuple[str, str], int] = field(default_factory=dict)
    here: int = 0
    count: int = 0
    first: str = ""
    last: str = ""

    def add(self, event: Event) -> None:
        """Take one call of a role, whose logical ID the event has."""
        key = (event.role, event.action)
        if event.denied:
            message = event.denied if len(self.denied) < MOST_RESOURCES else ""
            self.denied.setdefault((*key, message), Seen()).add(event)
        elif key in self.calls:
            self.calls[key].add(event)
        else:
            self.calls[key] = Seen()
            self.calls[key].add(event)

    @property
    def tells_disuse(self) -> bool:
        """Whether what was not seen was not used: there are records, and not of elsewhere alone."""
        return bool(self.count) and (self.here > 0 or not self.elsewhere)

    def count_place(self, record: Record, role: TemplateRole) -> bool:
        """Count a call where it was made; return whether that is the template's account."""
        account, region = account_of(record), record.get("awsRegion")
        home = role.environment
        own = account == home.account or not account
        if own and (region == home.region or region is None):
            self.here += 1
        elif not own or region not in _GLOBAL:
            key = (account or home.account, str(region))
            if key in self.elsewhere or len(self.elsewhere) < MOST_RESOURCES:
                self.elsewhere[key] = self.elsewhere.get(key, 0) + 1
        return own

    def window(self, time: str) -> None:
        """Take the time of any record: those of other roles tell too since when is seen."""
        self.count += 1
        if time[4:5] != "-":
            return
        if time > self.last:
            self.last = time
            self.first = self.first or time
        elif time and time < self.first:
            self.first = time


@dataclass(frozen=True, kw_only=True)
class PermissionUse:
    """One action of one Allow of a role, and what was seen of it.

    ``granted`` are the resources of its statement, ``resources`` those that were used where all
    are known. ``other_types`` are those granted that a call needs in addition to the one that its
    record names, such as the instances of ``ssm:SendCommand``. ``what`` says what CloudTrail does
    not log.
    """

    policy: Policy
    statement: Statement
    action: str
    status: Status
    granted: tuple[str, ...]
    count: int = 0
    last: str = ""
    resources: tuple[str, ...] = ()
    other_types: tuple[str, ...] = ()
    what: str = ""

    @property
    def is_excess(self) -> bool:
        """Whether the action, or a resource of it, was never seen."""
        return self.status == "unseen" or bool(self.narrower)

    @property
    def narrower(self) -> tuple[str, ...]:
        """The resources that were used, where each is known and they are fewer than granted."""
        if self.status != "used" or not self.resources or self.what:
            return ()
        own = [each for each in self.resources if any(covers(g, each) for g in self.granted)]
        kept = {*own, *self.other_types}
        return tuple(sorted(kept)) if own and not kept >= set(self.granted) else ()


@dataclass(frozen=True, kw_only=True)
class RoleUsage:
    """A role's permissions and what was denied to it."""

    role: TemplateRole
    permissions: tuple[PermissionUse, ...]
    denied: tuple[tuple[str, str, Seen], ...]


def gather(records: Iterable[Record], roles: Mapping[str, TemplateRole]) -> Gathered:
    """Read records and keep what they tell of the roles of a template."""
    found = Gathered()
    known: dict[str, str] = {}
    reader = EventReader()
    for record in records:
        time = record.get("eventTime")
        found.window(time if isinstance(time, str) else "")
        name = role_name_of(record)
        if not name:
            continue
        if name not in known:
            known[name] = _logical_id(name, roles)
        role = known[name]
        if not role:
            if len(found.others) < MOST_RESOURCES:
                found.others.add(name)
            continue
        if not found.count_place(record, roles[role]):
            continue
        for event in reader.events(record, role):
            found.add(event)
    return found


def _logical_id(name: str, roles: Mapping[str, TemplateRole]) -> str:
    """Return the role of a template that has a name, or that CloudFormation names so.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html:
    a name that is not given is made of the stack's, the logical ID and a random text.
    """
    for logical_id, role in roles.items():
        if role.name == name:
            return logical_id
    for logical_id, role in roles.items():
        pattern = covered(role.name)
        if pattern == "*" or not isinstance(role.name, str):
            generated = f"*-{logical_id}-*" if pattern == "*" else pattern
            if matcher(generated)(name):
                return logical_id
    return ""


def names_in_records(roles: Mapping[str, TemplateRole]) -> tuple[str, ...]:
    """Return strings of which the records of each role hold one; none where that is not known."""
    found = []
    for logical_id, role in roles.items():
        if isinstance(role.name, str):
            found.append(role.name)
        elif covered(role.name) == "*":
            found.append(f"-{logical_id}-")
        else:
            return ()
    return tuple(found)


def usage_of(roles: Mapping[str, TemplateRole], gathered: Gathered) -> tuple[RoleUsage, ...]:
    """Return what each role has used of what it is granted."""
    return tuple(
        RoleUsage(
            role=role,
            permissions=tuple(_permissions(role, gathered)),
            denied=tuple(
                (action, message, seen)
                for (name, action, message), seen in sorted(gathered.denied.items())
                if name == role.logical_id
            ),
        )
        for role in roles.values()
    )


def _permissions(role: TemplateRole, gathered: Gathered) -> Iterator[PermissionUse]:
    calls = {
        action: seen for (name, action), seen in gathered.calls.items() if name == role.logical_id
    }
    for policy in role.policies:
        for statement in policy.statements:
            if statement.effect == "Allow":
                for action in statement.actions:
                    found = _use(policy, statement, covered(action), calls)
                    is_known = found.status != "unseen" or gathered.tells_disuse
                    yield found if is_known else replace(found, status="not known")


def _use(
    policy: Policy, statement: Statement, action: str, calls: Mapping[str, Seen]
) -> PermissionUse:
    granted = tuple(covered(each) for each in statement.resources)
    count, last, resources, all_known = 0, "", set[str](), True
    names: list[str] = []
    for name, seen in calls.items():
        if action_matches(action, name) == statement.not_action:
            continue
        own = [each for each in seen.resources if _may_be_of(statement, granted, each)]
        if not own and not seen.too_many:
            continue
        names.append(name)
        count += seen.count
        last = max(last, seen.last)
        resources |= set(own)
        all_known = all_known and not seen.too_many and "" not in seen.resources
    what = not_logged(action)
    status: Status = "used" if count else "not logged" if what else "unseen"
    return PermissionUse(
        policy=policy,
        statement=statement,
        action=action,
        status=status,
        granted=granted,
        count=count,
        last=last,
        resources=tuple(sorted(resources)) if all_known else (),
        other_types=tuple(each for each in granted if _is_of_another_type(each, names, resources)),
        what=what,
    )


def _is_of_another_type(granted: str, names: Iterable[str], used: Iterable[str]) -> bool:
    """Return whether a granted resource can be of a type of which the calls name no resource."""
    kinds = [kind for name in names for kind in resource_kinds(name)]
    unnamed = [kind for kind in kinds if not any(map(kind.fits, used))]
    own = [kind for kind in kinds if covers(kind.pattern, granted)]
    if own:
        return all(kind in unnamed for kind in own)
    return any(kind.required and may_meet(kind.pattern, granted) for kind in unnamed)


def _may_be_of(statement: Statement, granted: tuple[str, ...], resource: str) -> bool:
    if not resource or statement.not_resource:
        return True
    return any(may_meet(each, resource) for each in granted)


def not_logged(pattern: str) -> str:
    """Return what CloudTrail does not log of the actions of a pattern, or an empty string."""
    found = {
        row.what
        for action in actions_matching(pattern)
        for table in (DATA_EVENTS, NEVER_LOGGED)
        if (row := table.get(action.service))
        and any(matcher(each, ignore_case=True)(action.name) for each in row.actions)
    }
    return ", ".join(sorted(found))
