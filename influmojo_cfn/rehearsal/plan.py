"""What a rehearsal will try, as data: made from the policies of roles, carried out elsewhere.

For each action that a role's own policies allow or deny, one attempt on a resource that the
statement names, one on a neighbour of it, and one for each condition with another value. Whether
an attempt is expected to be allowed is asked of :mod:`influmojo_cfn.evaluation`, so that a
neighbour which another policy allows is expected to be allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.document import Condition, Policy, Statement
from influmojo_cfn.iam.patterns import matches, resource_matches, type_pattern
from influmojo_cfn.rehearsal.probes import PROBES, Probe, ProbeCall

ELSEWHERE = "elsewhere"
SECURE = "aws:SecureTransport"
_FILLER = "rehearsal"
_LETTERS = "AbCdEfGhIjKlMnOp"

GUIDE_EXAMPLES = (
    "arn:{partition}:ssm:{region}:{account}:parameter/influmojo/production/database-url",
    "arn:{partition}:ssm:{region}:{account}:parameter/influmojo/production/jwt-secret",
)
"""The parameters that the guide's task definitions name: tried wherever a statement names them."""

Expectation = Callable[[str, str, str, Mapping[str, str]], tuple[bool, str]]
"""Takes a role's name, an action, a resource and context; says whether it is allowed, and why."""


@dataclass(frozen=True, kw_only=True)
class PlannedRole:
    """A role and the policies that were written for it, AWS's own left out."""

    logical_id: str
    name: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True, kw_only=True)
class Control:
    """Two calls by which the engine shows that it can judge an action at all.

    A caller who is allowed the action on ``resource`` under ``conditions``, and nothing else, must
    pass; one who is allowed it on ``elsewhere`` alone must be refused.
    """

    action: str
    resource: str
    elsewhere: str
    conditions: tuple[Condition, ...]
    probe: Probe
    values: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One thing to try.

    ``shown`` are the keys of ``context`` that matter; a ``neighbour`` is a resource, or a value of
    a condition key, next to what the statement names; ``not_judged`` says why nothing here can
    judge it, ``not_called`` why a real call would be judged otherwise than at AWS, and ``values``
    fill the texts of the probe's calls.
    """

    role: str
    role_name: str
    action: str
    resource: str
    expected: bool
    reason: str
    context: Mapping[str, str] = field(default_factory=dict)
    shown: tuple[str, ...] = ()
    neighbour: bool = False
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
    """What no attempt could be made for, and why."""

    role: str
    sid: str
    action: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What will be tried, and what will not."""

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
        attempts=tuple(planner.attempts.values()),
        not_tried=tuple(dict.fromkeys(planner.not_tried)),
    )


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
        context, reason = _context_that_meets(statement.conditions)
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
        self.attempt(role, action, probe.arn.format_map(values), values, keys, control)
        if probe.elsewhere:
            self.attempt(role, action, probe.arn.format_map(near), near, keys, control, near=True)
        for other in _contexts_that_fail(statement.conditions, context):
            values = self.values(probe, parts, other)
            resource = probe.arn.format_map(values)
            self.attempt(role, action, resource, values, keys, control, near=True)

    def targets(self, action: str, pattern: str) -> Iterator[tuple[Probe, dict[str, str]]]:
        """Yield probes of the action with the parts of a resource that the pattern names."""
        for probe in PROBES:
            if action not in probe.actions:
                continue
            shape = _shape(probe.arn, self.place)
            made_up = (_filled(pattern, probe.tail), _filled(pattern, _FILLER))
            whole = probe.arn.format_map(_Parts({**self.place, **probe.parts}))
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
        keys = tuple(context)
        self.attempt(role, action, resource, context, keys, None)
        near = _neighbour(action, resource, self.place)
        if near and near != resource:
            self.attempt(role, action, near, context, keys, None, near=True)

    def resource(self, action: str, pattern: str) -> str:
        """Return a resource that a pattern names: the application's, or of the action's type."""
        prefix = f":{action.partition(':')[0]}:"
        for example in self.examples:
            if prefix in example and resource_matches(pattern, example):
                return example
        if pattern != "*":
            return _filled(pattern, _FILLER)
        found = service_authorization.action(action)
        types = service_authorization.action_resource_types(found) if found else ()
        return _of_type(types[0].arn, self.place, _FILLER) if types else "*"

    def attempt(
        self,
        role: PlannedRole,
        action: str,
        resource: str,
        values: Mapping[str, str],
        keys: Sequence[str],
        control: Control | None,
        *,
        near: bool = False,
    ) -> None:
        probe_keys = control.probe.context if control else {}
        wanted = dict.fromkeys((*probe_keys, *keys))
        context = {key: values.get(key.replace(":", "_"), values.get(key, "")) for key in wanted}
        identity = (role.logical_id, action, resource, tuple(context.items()))
        if identity in self.attempts:
            return
        allowed, reason = self.expect(role.name, action, resource, context)
        self.attempts[identity] = Attempt(
            role=role.logical_id,
            role_name=role.name,
            action=action,
            resource=resource,
            expected=allowed,
            reason=reason,
            context=context,
            shown=tuple(keys),
            neighbour=near,
            not_called=self.called_insecurely(role, action, resource, context, allowed),
            not_judged=_beyond_the_engine(control.conditions if control else (), resource),
            control=control,
            values=values,
        )

    def called_insecurely(
        self,
        role: PlannedRole,
        action: str,
        resource: str,
        context: Mapping[str, str],
        allowed: bool,
    ) -> str:
        """Say why a call by plain HTTP is judged otherwise, if it is."""
        plain = {key: value for key, value in context.items() if key.lower() != SECURE.lower()}
        outcome, _ = self.expect(role.name, action, resource, {**plain, SECURE: "false"})
        return (
            "" if outcome == allowed else f"the engine is called by plain HTTP ({SECURE} is false)"
        )


def _beyond_the_engine(conditions: Sequence[Condition], resource: str) -> str:
    """Say what the engine and its evaluator both lack for an attempt."""
    texts = [resource, *(str(value) for row in conditions for value in row.values)]
    if any("${" in text for text in texts):
        return "policy variables are not substituted"
    return ""


class _Parts(dict[str, str]):
    """Names what is left unnamed."""

    def __missing__(self, key: str) -> str:
        return _FILLER


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


def _shape(arn: str, place: Mapping[str, str]) -> re.Pattern[str]:
    """Return an expression whose groups are the parts that a probe's ``arn`` names."""
    expression = ""
    for index, piece in enumerate(re.split(r"\{(\w+)\}", arn)):
        if index % 2 == 0:
            expression += re.escape(piece)
        elif piece in place:
            expression += re.escape(place[piece])
        else:
            expression += f"(?P<{piece}>{_PART.get(piece, _ANY_PART)})"
    return re.compile(expression)


_ANY_PART = "[^:]+"
_PART = {
    "bucket": "[^:/]+",
    "table": "[^:/]+",
    "key": ".+",
    "random": "[A-Za-z0-9]{6}",
    "stream": ".*",
}


def _filled(pattern: str, tail: str) -> str:
    """Return a text that a pattern matches: its last ``*`` becomes ``tail``, others fillers."""
    head, star, rest = pattern.rpartition("*")
    head = re.sub(r"(?<=\w)\*", f"-{_FILLER}", head).replace("*", _FILLER)
    text = head + (tail if star else "") + rest
    letters = count()
    return re.sub(r"\?", lambda _: _LETTERS[next(letters) % len(_LETTERS)], text)


def _neighbour(action: str, resource: str, place: Mapping[str, str]) -> str | None:
    """Return a resource of the same type as another, with other names."""
    found = service_authorization.action(action)
    for kind in service_authorization.action_resource_types(found) if found else ():
        if matches(type_pattern(kind.arn), resource):
            return _of_type(kind.arn, place, ELSEWHERE)
    return None


def _of_type(arn: str, place: Mapping[str, str], other: str) -> str:
    """Return an ARN of a resource type, its names all ``other``."""
    return re.sub(r"\$\{(\w+)\}", lambda name: place.get(name[1].lower(), other), arn)


_LIKE = ("StringEquals", "StringLike", "StringEqualsIgnoreCase", "ArnLike", "ArnEquals", "Bool")
_UNLIKE = ("StringNotEquals", "StringNotLike", "ArnNotLike", "ArnNotEquals")


def _operator(text: str) -> str:
    return text.rpartition(":")[2].removesuffix("IfExists")


def _context_that_meets(
    conditions: Sequence[Condition],
) -> tuple[dict[str, str] | None, str | None]:
    """Return values of condition keys that meet all conditions, or the reason why none is known."""
    context: dict[str, str] = {}
    for condition in conditions:
        operator = _operator(condition.operator)
        values = [value for value in condition.values if isinstance(value, str)]
        if operator in _LIKE and values:
            context[condition.key] = _filled(values[0], _FILLER)
        elif operator in _UNLIKE:
            context[condition.key] = ELSEWHERE
        else:
            return None, f"no request that meets {condition.operator} on {condition.key} is known"
    return context, None


def _contexts_that_fail(
    conditions: Sequence[Condition], context: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Yield contexts in which one condition each is not met."""
    for condition in conditions:
        value = context[condition.key]
        operator = _operator(condition.operator)
        if operator == "Bool":
            other = "false" if value == "true" else "true"
        elif operator in _UNLIKE:
            other = _filled(str(condition.values[0]), _FILLER)
        else:
            other = f"{_FILLER}@{ELSEWHERE}.example" if "@" in value else ELSEWHERE
        yield {**context, condition.key: other}
