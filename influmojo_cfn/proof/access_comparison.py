"""Two accesses compared in both directions, and policies that limit what others allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from influmojo_cfn.iam.budget import Allowance
from influmojo_cfn.iam.document import Policy, Statement, parse_policy
from influmojo_cfn.iam.resource_types import is_of_another_type
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.proof.access import NOTHING, Access, Excess, ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange, Part, merged
from influmojo_cfn.proof.arn_formats import can_exist
from influmojo_cfn.proof.compared_as_patterns import compared_as_patterns
from influmojo_cfn.proof.question import ask
from influmojo_cfn.proof.targets import NOBODY, POLICY, Target


def compare(
    old: Access,
    new: Access,
    *,
    role: str = POLICY,
    part: Part = "permissions",
    allowance: Allowance | None = None,
    reach: Sequence[tuple[Text, ...]] = ((), ()),
) -> AccessChange:
    """Compare two accesses in both directions, each within a budget of its own.

    ``reach`` are the ARNs of all that each is about; none where it can be about anything.
    """
    allowance = allowance or Allowance()
    if old == new:
        return AccessChange(role, part, ProofAnswer(), ProofAnswer())
    answers = []
    for over, within, arns in ((old, new, reach[1]), (new, old, reach[0])):
        sides = _without_unknown(*_without_common(over, within), "Allow")
        undenied = _without_unknown(*sides, "Deny")
        answer = _excess(*undenied, arns, allowance)
        if answer.verdict != "proven" and undenied != sides:
            answer = _excess(*sides, arns, allowance)
        unknown = (*answer.unknown, *compared_as_patterns(within, over))
        answers.append(replace(answer, unknown=tuple(dict.fromkeys(unknown))))
    gained, lost = answers
    return AccessChange(role, part, gained, lost)


def _excess(
    over: Access, within: Access, arns: tuple[Text, ...], allowance: Allowance
) -> ProofAnswer:
    """Return what an access allows past another, of what both are about."""
    answer = ask(over, [within, *_only_about(arns)], budget=allowance.budget())
    if not arns or all(map(_can_be, answer.excesses)):
        return answer
    each = [[within, *_only_about((arn,))] for arn in arns]
    more = [ask(over, bounded, budget=allowance.budget()) for bounded in each]
    return _that_can_be(answer, more)


def _without_unknown(over: Access, within: Access, effect: str) -> tuple[Access, Access]:
    """Return both without the statements of an effect that they have in common and are not known.

    They cannot make an excess: a request that one of them allows is allowed on both sides, and what
    one denies is denied on both.
    """
    if over.boundary != within.boundary or not _denials(over) <= _denials(within):
        return over, within
    common = _unknown_statements(over, effect) & _unknown_statements(within, effect)
    if not common:
        return over, within
    first, second = (
        replace(access, identity=tuple(_without(policy, common) for policy in access.identity))
        for access in (over, within)
    )
    return first, second


def _without(policy: Policy, statements: set[str]) -> Policy:
    kept = [each for each in policy.statements if _meaning(policy, each) not in statements]
    return replace(policy, statements=tuple(kept))


def _unknown_statements(access: Access, effect: str) -> set[str]:
    """Return the statements of which not everything is known, each by what it says."""
    found = set()
    for policy in access.identity:
        for statement in policy.statements:
            unknown = [text for text in statement.texts if isinstance(text, Unknown)]
            is_told = statement.effect == effect and not statement.unknown
            if is_told and unknown and all(map(_equals_itself, unknown)):
                found.add(_meaning(policy, statement))
    return found


def _equals_itself(text: Unknown) -> bool:
    """Return whether what is not known of a string is the same value wherever it is the same."""
    parts = [part for part in text.parts if not isinstance(part, str)]
    return bool(text.origin) or (bool(parts) and all(part.identity for part in parts))


def _meaning(policy: Policy, statement: Statement) -> str:
    conditions = tuple(replace(condition, path=()) for condition in statement.conditions)
    found = replace(statement, path=(), sid=None, conditions=conditions)
    return repr((policy.version, found))


def meaning_of(target: Target) -> str:
    """Return what a policy of a resource grants, and where; an empty string if not all is known.

    The name of the resource is no part of it.
    """
    policies = target.permissions.identity
    if target.principal is not None or not target.attached or any(p.unknown for p in policies):
        return ""
    rows = [_meaning(policy, each) for policy in policies for each in policy.statements]
    return repr((sorted(target.attached), target.reach, target.limits, rows))


def _apart(access: Access) -> Access:
    """Return an access in which what is not known of a policy is a policy of its own."""
    identity: list[Policy] = []
    for policy in access.identity:
        if policy.unknown and policy.statements:
            identity.append(replace(policy, unknown=(), origin=""))
            policy = replace(policy, statements=())
        identity.append(policy)
    return replace(access, identity=tuple(identity))


def _without_common(over: Access, within: Access) -> tuple[Access, Access]:
    """Return both without what is not known of policies and they have in common.

    What both have of the same policy is not excess, unless ``over`` denies more of it.
    """
    over, within = _apart(over), _apart(within)
    common = {p for p in over.identity if p.unknown and not p.statements and p in within.identity}
    if (
        not common
        or over.boundary != within.boundary
        or over.layers[1:] != within.layers[1:]
        or not _denials(over) <= _denials(within)
    ):
        return over, within
    first, second = (
        replace(access, identity=tuple(p for p in access.identity if p not in common))
        for access in (over, within)
    )
    return first, second


def _only_about(arns: tuple[Text, ...]) -> list[Access]:
    """Return an access to all that some ARNs name; none where that is not known."""
    if not arns or not all(isinstance(arn, str) for arn in arns):
        return []
    everyone = {"*": ("*",)}
    statement = Statement("Allow", ("*",), arns, principals=everyone)
    return [Access((Policy((statement,), "what it is attached to"),))]


def _that_can_be(answer: ProofAnswer, more: Sequence[ProofAnswer]) -> ProofAnswer:
    """Return an answer without what only resources show that the actions cannot have.

    A bucket's policy that names the bucket for s3:GetObject gives nobody anything. ``more`` are the
    answers about each resource alone, whose examples count where those of ``answer`` do not.
    """
    found = [each for each in answer.excesses if _can_be(each)]
    told = [each.statement for each in found]
    found += [
        each
        for one in more
        for each in one.excesses
        if _can_be(each) and each.statement not in told
    ]
    unknown = (*answer.unknown, *(reason for one in more for reason in one.unknown))
    return replace(answer, excesses=tuple(found), unknown=tuple(dict.fromkeys(unknown)))


def _can_be(found: Excess) -> bool:
    """Return whether a request about one of the actions can name the resource of the example."""
    example = found.counterexample
    if found.statement.not_action or not example.known_action:
        return True
    if any("*" in action or "?" in action for action in found.actions):
        return True
    resource = example.request.resource
    return any(
        can_exist(action, resource) and not is_of_another_type(action, resource)
        for action in found.actions
    )


def _denials(access: Access) -> set[str]:
    """Return the Denies of an access, each by what it says."""
    return {
        _meaning(policy, statement)
        for policy in access.identity
        for statement in policy.statements
        if statement.effect == "Deny"
    }


_ALL = parse_policy(
    {"Version": "2012-10-17"}
    | {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}},
    kind="resource",
    name="everything",
)
_OF_CALLERS = parse_policy(
    {"Version": "2012-10-17"} | {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
    name="everything",
)


def _limits(target: Target) -> Access:
    """Return what a policy lets through that others allow: all but what it denies."""
    denials = tuple(policy.of_effect("Deny") for policy in target.permissions.identity)
    named = any(s.principals for policy in denials for s in policy.statements)
    return Access((_ALL if named else _OF_CALLERS, *denials))


def _denies(target: Target) -> bool:
    return any(s.effect == "Deny" for p in target.permissions.identity for s in p.statements)


_Sides = tuple[Access, Access, tuple[tuple[Text, ...], tuple[Text, ...]]]
"""Two accesses, and what each is about."""


def _where_attached(
    one: Target, other: Target, sides: tuple[Access, Access], nothing: Access
) -> list[_Sides]:
    """Return what to compare: of what a policy is attached to on both sides, and on one alone."""
    if NOBODY in (one, other):
        reach = one.reach or other.reach
        return [(*sides, (reach, reach))]
    if one.attached == other.attached:
        return [(*sides, (one.reach, other.reach))]
    found: list[_Sides] = []
    if one.attached & other.attached:
        found.append((*sides, (one.reach, other.reach)))
    if one.attached - other.attached:
        reach = _besides(one.reach, other.reach)
        found.append((sides[0], nothing, (reach, reach)))
    if other.attached - one.attached:
        reach = _besides(other.reach, one.reach)
        found.append((nothing, sides[1], (reach, reach)))
    return found


def _besides(reach: tuple[Text, ...], other: tuple[Text, ...]) -> tuple[Text, ...]:
    """Return what one is about and another is not; all of it where that is nothing."""
    return tuple(arn for arn in reach if arn not in other) or reach


def compare_apart(
    one: Target, other: Target, *, role: str, part: Part, allowance: Allowance
) -> AccessChange:
    """Compare a policy that can be attached to another resource, and limits what others allow."""
    limits = one.limits or other.limits
    nothing = NOTHING
    if limits:
        texts = [p for side in (one, other) for p in side.permissions.identity]
        named = any(s.principals for policy in texts for s in policy.statements)
        nothing = Access((_ALL if named else _OF_CALLERS,))
    sides = [nothing if side is NOBODY else side.permissions for side in (one, other)]
    pairs = _where_attached(one, other, (sides[0], sides[1]), nothing)
    if not (one.is_alone or other.is_alone) and (_denies(one) or _denies(other)):
        before, after = _limits(one), _limits(other)
        everything = _ALL if _ALL in (*before.identity, *after.identity) else _OF_CALLERS
        before, after = (Access((everything, *a.identity[1:])) for a in (before, after))
        pairs += _where_attached(one, other, (before, after), Access((everything,)))
    found = [
        compare(before, after, role=role, part=part, allowance=allowance, reach=reach)
        for before, after, reach in pairs
    ]
    change = found[0]
    for more in found[1:]:
        change = merged(change, more)
    return change
