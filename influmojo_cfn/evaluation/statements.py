"""A statement made ready to be asked many requests, and what did not match when it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from influmojo_cfn.evaluation.request import Caller, Request, might_be_session
from influmojo_cfn.iam.conditions import (
    CompiledCondition,
    Context,
    look_up,
    resolve_variables,
    variable_doubts,
)
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import (
    SEGMENTS,
    ArnPattern,
    Matcher,
    Token,
    Variable,
    Wildcard,
    compile_arn,
    covers,
    has_service_wildcard,
    matcher,
    matches_partly_known,
    may_meet,
    split_segments,
    tokenize,
    variables_of,
    with_replaced_variables,
)
from influmojo_cfn.iam.unknown import Text, Unknown, as_shown, covered
from influmojo_cfn.iam.verdict import NO, READING, UNKNOWN, YES, Verdict, negate, of

ResourceTest = Callable[[str, Context], Verdict]


Element = Literal[
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
    "Statement",
]


class Mismatch(NamedTuple):
    """An element of a statement because of which it does not surely apply to a request.

    ``verdict`` tells how surely not: NO, UNKNOWN or READING; ``by_service`` that a wildcard for the
    service of an ARN makes the readings differ. ``condition`` is the condition, for a Condition;
    an element Statement represents what is not known of all of it.
    """

    element: Element
    verdict: Verdict
    statement: Statement
    request: Request
    condition: CompiledCondition | None = None
    by_service: bool = False


_IN_PART = (
    "whether NotPrincipal spares a caller whom it names in part: name its account and, of a role, "
    "the session as well"
)


class CompiledStatement:
    """A statement of a policy, with its patterns and conditions compiled once.

    With ``partly_known`` its strings and those of requests can hold unknown characters (see
    :mod:`influmojo_cfn.iam.text`), and ``*`` has the permissive matching alone.
    """

    __slots__ = ("_actions", "_conditions", "_doubt", "_resources", "policy", "statement")

    def __init__(self, policy: Policy, statement: Statement, *, partly_known: bool = False) -> None:
        self.policy = policy
        self.statement = statement
        if partly_known:
            self._actions = [
                test for action in statement.actions for test in _partly_known_action(action)
            ]
            self._resources = list(map(_partly_known_resource, statement.resources))
        else:
            self._actions = [_action_test(action) for action in statement.actions]
            self._resources = [
                _resource_test(
                    resource,
                    policy.has_variables,
                    stays_within_segments(policy, statement, resource),
                    policy.within_segments,
                )
                for resource in statement.resources
            ]
        self._conditions = [
            CompiledCondition(
                condition, variables=policy.has_variables, denies=statement.effect == "Deny"
            )
            for condition in statement.conditions
        ]
        self._doubt: Verdict = UNKNOWN if statement.unknown else YES

    def match_action(self, action: str) -> Verdict:
        """Return whether the statement is about an action, given in lower case."""
        best = NO
        for test, verdict in self._actions:
            if verdict > best and test(action):
                best = verdict
        return negate(best) if self.statement.not_action else best

    def match_resource(self, request: Request) -> Verdict:
        """Return whether the statement is about the resource; one without Resource is about all."""
        if not self._resources and not self.statement.not_resource:
            return of(self.statement.principals is not None)
        best = NO
        for test in self._resources:
            verdict = test(request.resource, request.context)
            if verdict > best:
                best = verdict
                if best == YES:
                    break
        return negate(best) if self.statement.not_resource else best

    def match_principal(self, principal: Caller | None) -> Verdict:
        """Return whether the statement is about the caller; an identity policy names none."""
        principals = self.statement.principals
        if principals is None:
            return YES
        if principal is None:
            return NO
        if self.statement.not_principal:
            if self._may_spare(principal):
                return UNKNOWN
            return negate(_all_named(principals, principal))
        in_part = UNKNOWN if self.statement.effect == "Deny" else NO
        return _named(principals, principal, principal.identities, in_part)

    def _may_spare(self, principal: Caller | None) -> bool:
        """Return whether NotPrincipal names a caller without its account, which may not do.

        AWS writes that the policy might deny access to the entire account then.
        """
        statement = self.statement
        if statement.effect != "Deny" or principal is None or not statement.not_principal:
            return False
        principals = statement.principals or {}
        own = [each for each in principal.identities if not each.endswith(":root")]
        is_named = bool(own) and _named(principals, principal, own) == YES
        return is_named and _all_named(principals, principal) == NO

    def match_conditions(self, context: Context) -> Verdict:
        """Return whether all conditions hold."""
        worst = self._doubt
        for condition in self._conditions:
            verdict = condition.test(context)
            if verdict < worst:
                worst = verdict
                if worst == NO:
                    return NO
        return worst

    def keys_not_carried(self, request: Request) -> tuple[str, ...]:
        """Return the condition keys on which alone it depends whether the statement applies."""
        context = request.context
        lacking = [each for each in self._conditions if look_up(each.key, context) is None]
        others = (each.test(context) for each in self._conditions if each not in lacking)
        if self.match_resource(request) == NO or NO in others:
            return ()
        return tuple(dict.fromkeys(each.condition.key for each in lacking))

    def match(self, request: Request, wide: bool | None = None) -> Verdict:
        """Return whether the statement applies to a request about an action that it names.

        ``wide`` is how ``*`` in an ARN is read; with None the readings can leave a doubt.
        """
        resource = self.match_resource(request)
        if resource == READING and wide is not None:
            resource = of(wide != self.statement.not_resource)
        if resource == NO:
            return NO
        verdict = min(resource, self.match_conditions(request.context))
        if verdict == NO or self.statement.principals is None:
            return verdict
        return min(verdict, self.match_principal(request.principal))

    def mismatches(self, request: Request) -> tuple[Mismatch, ...]:
        """Return what does not match, or matches in one reading only, or is not known."""
        statement = self.statement
        found: list[Mismatch] = []

        def add(element: Element, verdict: Verdict, **more: Any) -> None:
            if verdict != YES:
                found.append(Mismatch(element, verdict, statement, request, **more))

        action = self.match_action(request.action.lower())
        add("NotAction" if statement.not_action else "Action", action)
        resource = self.match_resource(request)
        by_service = resource == READING and _names_by_service_wildcard(
            statement.resources, request.resource
        )
        add(
            "NotResource" if statement.not_resource else "Resource", resource, by_service=by_service
        )
        principal = self.match_principal(request.principal)
        add("NotPrincipal" if statement.not_principal else "Principal", principal)
        for condition in self._conditions:
            add("Condition", condition.test(request.context), condition=condition)
        add("Statement", self._doubt)
        return tuple(found)

    def unknown_reasons(self, request: Request) -> tuple[str, ...]:
        """Return what is not known of the parts of the statement that leave it in doubt."""
        statement = self.statement
        reasons = list(statement.unknown)
        if self.match_action(request.action.lower()) == UNKNOWN:
            reasons.extend(_reasons(statement.actions))
        if self.match_resource(request) == UNKNOWN:
            reasons.extend(_reasons(statement.resources))
            reasons.extend(variable_doubts(statement.resources, request.context))
        if self.match_principal(request.principal) == UNKNOWN:
            reasons.extend(_principal_doubts(statement, request.principal))
        if self._may_spare(request.principal):
            reasons.append(_IN_PART)
        for condition in self._conditions:
            if condition.test(request.context) == UNKNOWN:
                reasons.extend(condition.doubts_about(request.context))
        return tuple(dict.fromkeys(reasons))


def _action_test(action: Text) -> tuple[Matcher, Verdict]:
    if isinstance(action, Unknown):
        return matcher(action.covers.lower()), UNKNOWN
    return matcher(action.lower()), YES


def _partly_known_action(action: Text) -> Iterator[tuple[Matcher, Verdict]]:
    pattern = covered(action).lower()
    if isinstance(action, str):
        yield lambda asked: covers(pattern, asked), YES
    yield lambda asked: may_meet(pattern, asked), UNKNOWN


def _partly_known_resource(resource: Text) -> ResourceTest:
    if isinstance(resource, str):
        return lambda arn, context: matches_partly_known(resource, arn)
    pattern = resource.covers
    return lambda arn, context: UNKNOWN if may_meet(pattern, arn) else NO


def stays_within_segments(policy: Policy, statement: Statement, resource: Text) -> bool:
    """Return whether a resource of a statement has the strict matching of ``*`` only.

    NotResource keeps both, so that it omits what a policy of the same words names. So does a string
    that is not a whole ARN, or in which what is not ASCII can represent a string with colons.
    """
    if not policy.within_segments or statement.not_resource or isinstance(resource, Unknown):
        return False
    *head, _ = resource.split(":", SEGMENTS - 1)
    return len(head) == SEGMENTS - 1 and all(s.isascii() and "${" not in s for s in head)


@lru_cache(maxsize=16384)
def _resource_test(
    resource: Text, variables: bool, within_segments: bool, any_service: bool
) -> ResourceTest:
    if isinstance(resource, Unknown):
        covers = matcher(resource.covers)
        return lambda arn, context: UNKNOWN if covers(arn) else NO
    tokens = with_replaced_variables(tokenize(resource, variables=variables))
    if not variables_of(tokens):
        return _resolved_arn(tokens, within_segments, any_service)
    widest = compile_arn(
        tuple(Wildcard.ANY if isinstance(token, Variable) else token for token in tokens)
    ).wide

    def test(arn: str, context: Context) -> Verdict:
        resolved = resolve_variables(tokens, context)
        if isinstance(resolved, int):
            return resolved if widest(arn) else NO
        return _resolved_arn(resolved, within_segments, any_service)(arn, context)

    return test


@lru_cache(maxsize=4096)
def _resolved_arn(
    tokens: tuple[Token, ...], within_segments: bool, any_service: bool
) -> ResourceTest:
    pattern = compile_arn(tokens, within_segments=within_segments, any_service=any_service)
    return _arn_test(pattern)


def _arn_test(pattern: ArnPattern) -> ResourceTest:
    wide, narrow = pattern.wide, pattern.narrow
    if narrow is None:
        return lambda arn, context: YES if wide(arn) else NO
    return lambda arn, context: (YES if narrow(arn) else READING) if wide(arn) else NO


def _names_by_service_wildcard(resources: Sequence[Text], resource: str) -> bool:
    """Return whether a wildcard for the service, and nothing else, keeps a pattern from naming."""
    return any(
        has_service_wildcard(split_segments(tokens))
        and compile_arn(tokens, any_service=True).matches_narrowly(resource)
        for tokens in map(tokenize, (text for text in resources if isinstance(text, str)))
    )


def _named(
    principals: Mapping[str, Sequence[Text]],
    principal: Caller,
    identities: Sequence[str],
    in_part: Verdict = UNKNOWN,
) -> Verdict:
    """Return whether one of the identities is named.

    ``in_part`` is what a wildcard within a principal makes of it, which AWS does not take. A
    canonical user ID is of an account, and which is not told:
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html
    (read 2026-11-28).
    """
    is_account = any(identity.endswith(":root") for identity in identities)
    best = UNKNOWN if is_account and principals.get("CanonicalUser") else NO
    for text in (*principals.get("*", ()), *principals.get(principal.kind, ())):
        if any(might_be_session(text, identity) for identity in identities):
            best = UNKNOWN
        elif isinstance(text, Unknown) or _has_partial_wildcard(text):
            if any(matcher(covered(text))(identity) for identity in identities):
                best = max(best, UNKNOWN if isinstance(text, Unknown) else in_part)
        elif any(_names(text, identity, principal.any_path) for identity in identities):
            return YES
    everyone = principals.get("AWS", ())
    return YES if "*" in everyone else best


def _all_named(principals: Mapping[str, Sequence[Text]], principal: Caller) -> Verdict:
    """Return whether every identity of the caller is named, as NotPrincipal wants it."""
    return min(_named(principals, principal, [identity]) for identity in principal.identities)


def _names(text: str, identity: str, any_path: bool) -> bool:
    """Return whether a policy's principal is an identity; a number represents its account."""
    if text in ("*", identity) or (any_path and _without_path(text) == identity):
        return True
    account = text if text.isdigit() else ""
    return bool(account) and identity.endswith(f":iam::{account}:root")


def _has_partial_wildcard(text: str) -> bool:
    """Return whether a principal has a wildcard within its text, which AWS does not take."""
    return text != "*" and ("*" in text or "?" in text)


def _without_path(text: str) -> str:
    """Return the ARN of a role without the role's path."""
    head, role, name = text.partition(":role/")
    return f"{head}{role}{name.rpartition('/')[2]}"


def _principal_doubts(statement: Statement, caller: Caller | None) -> Iterator[str]:
    """Yield why it is not known whether the principals of a statement name a caller."""
    identities = caller.identities if caller else ()
    for text in (text for texts in (statement.principals or {}).values() for text in texts):
        if any(might_be_session(text, identity) for identity in identities):
            yield f"whether the session of the role is {as_shown(text)}"
        elif isinstance(text, Unknown):
            yield text.reason
        elif _has_partial_wildcard(text):
            yield f"AWS takes no wildcard within a principal such as {text}"
    if (statement.principals or {}).get("CanonicalUser"):
        yield "which account has the canonical user ID is not known"


def _reasons(texts: Sequence[Text]) -> list[str]:
    return [text.reason for text in texts if isinstance(text, Unknown)]
