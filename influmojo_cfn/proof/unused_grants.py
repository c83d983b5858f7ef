"""No unused grant: what each action of each statement allows that nothing else of a role does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import Wildcard, action_matches
from influmojo_cfn.iam.unknown import Text
from influmojo_cfn.proof.access import NOTHING, Access, Counterexample
from influmojo_cfn.proof.arn_formats import shapes_of
from influmojo_cfn.proof.question import ask

_SECONDS = 2.0


@dataclass(frozen=True)
class Need:
    """Why a statement's action is needed: a request that only it allows; or why it is not.

    ``counterexample`` is None where the request doesn't exist, or where it is not known;
    ``reason`` says which.
    """

    policy: Policy
    statement: Statement
    action: str
    counterexample: Counterexample | None = None
    reason: str = ""
    known: bool = True

    @property
    def redundant(self) -> bool:
        """Return whether the action could be omitted and nothing would change."""
        return self.known and self.counterexample is None


def needs_of(access: Access, policy: Policy, statement: Statement) -> Iterator[Need]:
    """Yield a :class:`Need` for every action of an Allow, or one where it has NotAction."""
    if statement.not_action:
        yield _need_of_the_rest(access, policy, statement)
        return
    for action in statement.actions:
        if isinstance(action, str):
            yield need(access, policy, statement, action)


def _need_of_the_rest(access: Access, policy: Policy, statement: Statement) -> Need:
    """Return why a statement with NotAction is needed, or why it is not."""
    named = f"every action but {' and '.join(map(str, statement.actions))}"
    alone = _only(policy, statement, statement.actions)
    others = (s for s in policy.statements if s is not statement)
    without = replace(policy, statements=tuple(others))
    rest = replace(access, identity=tuple(without if p is policy else p for p in access.identity))
    return _judged(Need(policy, statement, named), access, rest, alone)


def need(access: Access, policy: Policy, statement: Statement, action: str) -> Need:
    """Return why one action of one Allow of a role is needed, or why it is not."""
    shape = _every_request(action)
    if shape is None:
        return Need(policy, statement, action, reason=f"no service has an action {action}")
    alone = _only(policy, statement, (action,))
    rest = _without(access, policy, statement, action)
    return _judged(Need(policy, statement, action), access, rest, alone, shape)


def _judged(asked: Need, access: Access, rest: Access, *alone: Access) -> Need:
    """Return a need with its answer: what ``alone`` allows, and ``rest`` does not."""
    answer = ask(rest, [access, *alone], first_only=True, budget=Budget(seconds=_SECONDS))
    if answer.excesses:
        return replace(asked, counterexample=answer.excesses[0].counterexample)
    if answer.unknown:
        return replace(asked, reason=f"not known: {'; '.join(answer.unknown)}", known=False)
    return replace(asked, reason=_reason(access, rest, alone, asked.action))


def _only(policy: Policy, statement: Statement, actions: tuple[Text, ...]) -> Access:
    narrowed = replace(statement, actions=actions)
    return Access((replace(policy, statements=(narrowed,), unknown=()),))


def _without(access: Access, policy: Policy, statement: Statement, action: str) -> Access:
    """Return the role without one action of one statement."""
    policies: list[Policy] = []
    for each in access.identity:
        if each is not policy:
            policies.append(each)
            continue
        statements: list[Statement] = []
        for other in each.statements:
            if other is statement:
                left = list(other.actions)
                left.remove(action)
                if not left:
                    continue
                other = replace(other, actions=tuple(left))
            statements.append(other)
        policies.append(replace(each, statements=tuple(statements)))
    return replace(access, identity=tuple(policies))


@lru_cache(maxsize=4096)
def _every_request(action: str) -> Access | None:
    """Return all requests of an action on resources that it takes; None where that is not known."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    members = actions_matching(action)
    if not members:
        return None
    statements: list[Statement] = []
    for member in members:
        shapes = shapes_of(member.qualified_name)
        patterns = shapes[-1]
        texts = tuple(_text(pattern.symbols) for pattern in patterns)
        statements.append(Statement("Allow", (member.qualified_name,), texts))
    return Access((Policy(tuple(statements), "what AWS takes", "2012-10-17"),))


def _text(tokens: tuple[object, ...]) -> str:
    """Write a shape as a policy writes a pattern."""
    wild = {Wildcard.SEGMENT_ANY: "*", Wildcard.SEGMENT_ONE: "?"}
    parts: list[str] = []
    for token in tokens:
        if isinstance(token, Wildcard):
            parts.append(wild.get(token, token.value))
        elif isinstance(token, tuple):
            parts.append(f"${{{token[0]}}}" if token[0] in "*?$" else token[0])
    return "".join(parts)


def _reason(access: Access, rest: Access, alone: Sequence[Access], action: str) -> str:
    """Return why an action of a statement allows nothing of its own."""
    if _empty(alone[0]):
        return "its conditions can never hold together"
    if _empty(*alone):
        return f"{action} takes none of its resources{_expected(action)}"
    if _empty(access, *alone):
        bounded = access.boundary is not None and _empty(
            replace(access, identity=alone[0].identity, session=None, service_control=())
        )
        return "the permissions boundary does not allow it" if bounded else "a Deny takes it away"
    for policy in rest.identity:
        for other in policy.statements:
            if (
                other.effect == "Allow"
                and _names_all(other, action)
                and not _beyond(_only(policy, other, other.actions), alone[0])
            ):
                return f"{_name(other, policy)} allows it already"
    return "other statements together allow it already"


def _names_all(statement: Statement, action: str) -> bool:
    """Return whether a statement names every action that a pattern represents."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    patterns = [text for text in statement.actions if isinstance(text, str)]
    named = (
        any(action_matches(pattern, member.qualified_name) for pattern in patterns)
        for member in actions_matching(action)
    )
    return not any(named) if statement.not_action else all(named)


def _empty(*within: Access) -> bool:
    answer = ask(NOTHING, within, first_only=True, budget=Budget(seconds=_SECONDS))
    return answer.verdict == "proven"


def _beyond(over: Access, within: Access) -> bool:
    answer = ask(over, [within], first_only=True, budget=Budget(seconds=_SECONDS))
    return answer.verdict != "proven"


def _name(statement: Statement, policy: Policy) -> str:
    return (
        f"{statement.sid or 'a statement'} of {policy.name}"
        if policy.name
        else (statement.sid or "another statement")
    )


def _expected(action: str) -> str:
    """Return what the ARNs of an action look like."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    found = actions_matching(action)
    if len(found) != 1:
        return ""
    texts = [_text(p.symbols) for p in shapes_of(found[0].qualified_name)[-1]]
    if texts == ["${*}"]:
        return "; it takes * only"
    return f"; it takes {' or '.join(t.replace('?*', '*') for t in texts[:3])}"
