"""The plan of a rehearsal as data: made from the roles' policies, carried out elsewhere.

For each action that a role's own policies allow or deny there are several attempts. One is on a
resource that the statement names, one on a neighboring resource, and one for each condition has
another value. :mod:`influmojo_cfn.evaluation` decides whether an attempt is expected to be allowed,
so a neighbor that another policy allows is expected to be allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.document import Condition, Policy, Statement
from influmojo_cfn.iam.patterns import resource_matches
from influmojo_cfn.rehearsal.example_requests import (
    FILLER,
    FilledParts,
    arn_expression,
    context_that_meets,
    contexts_that_fail,
    filled,
    neighbor,
    of_type,
)
from influmojo_cfn.rehearsal.probes import PROBES, Probe, ProbeCall

SECURE = "aws:SecureTransport"
_BY_PLAIN_HTTP = f"the emulator is called by plain HTTP ({SECURE} is false)"

GUIDE_EXAMPLES = (
    "arn:{partition}:ssm:{region}:{account}:parameter/influmojo/production/database-url",
    "arn:{partition}:ssm:{region}:{account}:parameter/influmojo/production/jwt-secret",
)
"""The parameters that the guide's task definitions name: tried wherever a statement names them."""

Expectation = Callable[[str, str, str, Mapping[str, str]], tuple[bool, str]]
"""Takes a role's name, an action, a resource and context; says whether it is allowed, and why."""


@dataclass(frozen=True, kw_only=True)
class PlannedRole:
    """A role and its own policies, without AWS managed policies."""

    logical_id: str
    name: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True, kw_only=True)
class Control:
    """Two calls that show whether the emulator can judge an action.

    A caller that is allowed the action on ``resource`` under ``conditions``, and nothing else, must
    succeed. A caller that is allowed it on ``elsewhere`` only must be denied.
    """

    action: str
    resource: str
    elsewhere: str
    conditions: tuple[Condition, ...]
    probe: Probe
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One call to try.

    ``shown`` are the relevant keys of ``context``. A ``neighbor`` is a negative test case: another
    resource, or another value of a condition key. ``not_judged`` is the reason that neither judge
    can decide, ``not_called`` the reason that a real call would be judged differently at AWS.
    ``values`` fill the strings of the probe's calls.
    """

    role: str
    role_name: str
    action: str
    resource: str
    expected: bool
    reason: str
    context: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    neighbor: bool = False
    not_judged: str = ""
    not_called: str = ""
    control: Control | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def call(self) -> ProbeCall | None:
        """The real call, or None where there is none for this action."""
        return self.control.probe.actions[self.action] if self.control else None


@dataclass(frozen=True, kw_only=True)
class NotTried:
    """An action that could not be tried, with the reason."""

    role: str
    sid: str
    action: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The calls to try, and the actions that cannot be tried."""

    attempts: tuple[Attempt, ...]
    not_tried: tuple[NotTried, ...]


def plan_calls(
    roles: Sequence[PlannedRole],
    expect: Expectation,
    *,
    account: str,
    region: str,
    partition: str = "aws",
    examples: Sequence[str] = (),
) -> Plan:
    """Plan what to try for each role.

    ``examples`` are ARNs of resources that exist in the application: they are preferred to made-up
    ones wherever a statement names them.
    """
    place = {"account": account, "region": region, "partition": partition}
    planner = _Planner(place, examples, expect)
    for role in roles:
        for policy in role.policies:
            for statement in policy.statements:
                planner.statement(role, statement)
    return Plan(
        attempts=tuple(planner.attempts.values()), not_tried=tuple(dict.fromkeys(planner.not_tried))
    )


class _Tried(NamedTuple):
    """What attempts of one action on one pattern share."""

    role: PlannedRole
    action: str
    keys: tuple[str, ...]
    control: Control | None = None


class _Planner:
    def __init__(
        self, place: Mapping[str, str], examples: Sequence[str], expect: Expectation
    ) -> None:
        self.place = place
        self.examples = examples
        self.expect = expect
        self.attempts: dict[tuple[object, ...], Attempt] = {}
        self.not_tried: list[NotTried] = []

    def statement(self, role: PlannedRole, statement: Statement) -> None:
        sid = statement.sid or "a statement without Sid"
        reason = _unplannable(statement)
        if reason:
            self.not_tried.append(
                NotTried(role=role.logical_id, sid=sid, action="every action", reason=reason)
            )
            return
        context, reason = context_that_meets(statement.conditions)
        for pattern in map(str, statement.actions):
            actions = _actions(pattern)
            if not actions or context is None:
                why = reason or "no such action is known"
                self.not_tried.append(
                    NotTried(role=role.logical_id, sid=sid, action=pattern, reason=why)
                )
                continue
            for action in actions:
                for resource in map(str, statement.resources):
                    self.action(role, statement, action, resource, context)

    def action(
        self,
        role: PlannedRole,
        statement: Statement,
        action: str,
        pattern: str,
        context: Mapping[str, str],
    ) -> None:
        found = next(self.targets(action, pattern), None)
        if found is None:
            self.without_probe(role, action, pattern, context)
            return
        probe, parts = found
        values = self.values(probe, parts, context)
        near = self.values(probe, {**parts, **probe.elsewhere}, context)
        control = Control(
            action=action,
            resource=probe.arn.format_map({**values, **probe.unknown}),
            elsewhere=probe.arn.format_map(near),
            conditions=statement.conditions,
            probe=probe,
            values=values,
        )
        keys = tuple(condition.key for condition in statement.conditions)
        tried = _Tried(role, action, keys, control)
        self.attempt(tried, probe.arn.format_map(values), values)
        if probe.elsewhere:
            self.attempt(tried, probe.arn.format_map(near), near, near=True)
        for other in contexts_that_fail(statement.conditions, context):
            values = self.values(probe, parts, other)
            self.attempt(tried, probe.arn.format_map(values), values, near=True)

    def targets(self, action: str, pattern: str) -> Iterator[tuple[Probe, dict[str, str]]]:
        """Yield probes of the action with the parts of a resource that the pattern names."""
        for probe in PROBES:
            if action not in probe.actions:
                continue
            shape = arn_expression(probe.arn, self.place)
            made_up = (filled(pattern, probe.tail), filled(pattern, FILLER))
            whole = probe.arn.format_map(FilledParts({**self.place, **probe.parts}))
            for candidate in (*self.examples, *made_up, whole):
                parts = shape.fullmatch(candidate)
                if parts and resource_matches(pattern, candidate):
                    yield probe, parts.groupdict()
                    break

    def values(
        self, probe: Probe, parts: Mapping[str, str], context: Mapping[str, str]
    ) -> dict[str, str]:
        values = {**self.place, **parts}
        own = {key: text.format_map(values) for key, text in probe.context.items()}
        keys = {**own, **context}
        return values | {key.replace(":", "_"): value for key, value in keys.items()}

    def without_probe(
        self, role: PlannedRole, action: str, pattern: str, context: Mapping[str, str]
    ) -> None:
        resource = self.resource(action, pattern)
        tried = _Tried(role, action, tuple(context))
        self.attempt(tried, resource, context)
        near = neighbor(action, resource, self.place)
        if near and near != resource:
            self.attempt(tried, near, context, near=True)

    def resource(self, action: str, pattern: str) -> str:
        """Return a resource that a pattern names: the application's, or of the action's type."""
        prefix = f":{action.partition(':')[0]}:"
        for example in self.examples:
            if prefix in example and resource_matches(pattern, example):
                return example
        if pattern != "*":
            return filled(pattern, FILLER)
        found = service_authorization.action(action)
        types = service_authorization.action_resource_types(found) if found else ()
        return of_type(types[0].arn, self.place, FILLER) if types else "*"

    def attempt(
        self, tried: _Tried, resource: str, values: Mapping[str, str], *, near: bool = False
    ) -> None:
        role, action, keys, control = tried
        probe_keys = control.probe.context if control else {}
        wanted = dict.fromkeys((*probe_keys, *keys))
        context = {key: values.get(key.replace(":", "_"), values.get(key, "")) for key in wanted}
        identity = (role.logical_id, action, resource, tuple(context.items()))
        if identity in self.attempts:
            return
        call = (role.name, action, resource, context)
        allowed, reason = self.expect(*call)
        self.attempts[identity] = Attempt(
            role=role.logical_id,
            role_name=role.name,
            action=action,
            resource=resource,
            expected=allowed,
            reason=reason,
            context=context,
            shown=keys,
            neighbor=near,
            not_called="" if self.is_same_by_plain_http(call, allowed) else _BY_PLAIN_HTTP,
            not_judged=_beyond_the_emulator(control.conditions if control else (), resource),
            control=control,
            values=values,
        )

    def is_same_by_plain_http(
        self, call: tuple[str, str, str, Mapping[str, str]], allowed: bool
    ) -> bool:
        """Return whether a call is judged the same when it is not made by HTTPS."""
        role, action, resource, context = call
        plain = {key: value for key, value in context.items() if key.lower() != SECURE.lower()}
        return self.expect(role, action, resource, {**plain, SECURE: "false"})[0] == allowed


def _beyond_the_emulator(conditions: Sequence[Condition], resource: str) -> str:
    """Return what the emulator and its evaluator both lack for an attempt."""
    texts = [resource, *(str(value) for row in conditions for value in row.values)]
    if any("${" in text for text in texts):
        return "policy variables are not substituted"
    return ""


def _unplannable(statement: Statement) -> str | None:
    if statement.unknown:
        return statement.unknown[0]
    if statement.not_action or statement.not_resource:
        return "what NotAction and NotResource leave cannot be listed"
    unknown = [
        text.reason
        for text in (*statement.actions, *statement.resources)
        if not isinstance(text, str)
    ]
    return unknown[0] if unknown else None


def _actions(pattern: str) -> tuple[str, ...]:
    """Return the actions to try for a pattern: those with a probe, else the first it names."""
    found = service_authorization.actions_matching(pattern)
    names = [action.qualified_name for action in found]
    probed = {action for probe in PROBES for action in probe.actions}
    return tuple(name for name in names if name in probed) or tuple(names[:1])
