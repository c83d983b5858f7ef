"""Laws that every decision obeys, on policies and requests drawn by hypothesis."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.document import Policy, Statement, parse_policy
from influmojo_cfn.iam.operators import OPERATORS
from influmojo_cfn.iam.unknown import Unknown
from tests.iam.policy_json import document_of

ACTIONS = ("s3:GetObject", "s3:PutObject", "sqs:SendMessage")
ACTION_PATTERNS = (*ACTIONS, "s3:*", "S3:get*", "*", "sqs:Send?essage")
RESOURCES = ("arn:aws:s3:::a/x", "arn:aws:s3:::b/x:y", "arn:aws:sqs:us-east-1:1:q", "*")
RESOURCE_PATTERNS = (
    *RESOURCES,
    *("arn:aws:s3:::a/*", "arn:aws:sqs:*:q", "arn:aws:sqs:*:*:q", "arn:aws:s3:::${k:name}/*"),
)
KEYS = ("k:one", "k:two", "k:name")
VALUES = ("a", "A", "x*", "", "10", "2026-06-01", "true", "203.0.113.0/24", "${k:name}", "QUI=")
CONTEXT_VALUES = ("a", "b", "x", "10", "9", "2026-07-01", "true", "203.0.113.9", "QUI=")

modifiers = st.sampled_from(["{}", "{}IfExists", "ForAllValues:{}", "ForAnyValue:{}"])
names = st.sampled_from([row.name for row in OPERATORS if row.family != "Null"])
operators = st.one_of(st.just("Null"), st.builds(str.format, modifiers, names))
conditions = st.dictionaries(
    operators,
    st.dictionaries(
        st.sampled_from(KEYS), st.lists(st.sampled_from(VALUES), min_size=1, max_size=3), min_size=1
    ),
    max_size=2,
)


def element(name: str, values: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    written = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
    return st.tuples(st.sampled_from([name, name, f"Not{name}"]), written).map(
        lambda pair: {pair[0]: pair[1]}
    )


def statements(effect: str | None = None) -> st.SearchStrategy[dict[str, Any]]:
    effects = st.just(effect) if effect else st.sampled_from(["Allow", "Allow", "Deny"])
    return st.tuples(
        effects,
        element("Action", ACTION_PATTERNS),
        element("Resource", RESOURCE_PATTERNS),
        conditions,
    ).map(lambda row: {"Effect": row[0], **row[1], **row[2], "Condition": row[3]})


requests = st.builds(
    lambda action, resource, context: Request(action, resource, context_of(context)),
    st.sampled_from(ACTIONS),
    st.sampled_from(RESOURCES),
    st.dictionaries(
        st.sampled_from(KEYS),
        st.one_of(
            st.sampled_from(CONTEXT_VALUES),
            st.lists(st.sampled_from(CONTEXT_VALUES), min_size=2, max_size=3),
        ),
    ),
)
policies = st.lists(statements(), max_size=4)


def policy(*written: dict[str, Any]) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(written)})


def ask(written: list[dict[str, Any]], request: Request, **limits: Any) -> Decision:
    return Evaluator([policy(*written)], **limits).decide(request)


def rank(decision: Decision) -> tuple[bool, bool]:
    """Order decisions by what is allowed at least and at most."""
    return decision.least == "allowed", decision.most == "allowed"


def no_more(one: Decision, other: Decision) -> bool:
    return all(a <= b for a, b in zip(rank(one), rank(other), strict=True))


@settings(max_examples=200, deadline=None)
@given(policies, statements("Deny"), requests)
def test_adding_a_deny_never_allows_more(
    written: list[dict[str, Any]], deny: dict[str, Any], request: Request
) -> None:
    assert no_more(ask([*written, deny], request), ask(written, request))


@settings(max_examples=200, deadline=None)
@given(policies, statements("Allow"), requests)
def test_adding_an_allow_never_denies_more(
    written: list[dict[str, Any]], allow: dict[str, Any], request: Request
) -> None:
    assert no_more(ask(written, request), ask([*written, allow], request))


@settings(max_examples=200, deadline=None)
@given(policies, requests, st.randoms(use_true_random=False))
def test_the_order_of_statements_and_values_does_not_matter(
    written: list[dict[str, Any]], request: Request, rng: Any
) -> None:
    shuffled = json.loads(json.dumps(written))
    rng.shuffle(shuffled)
    for statement in shuffled:
        for name in ("Action", "NotAction", "Resource", "NotResource"):
            rng.shuffle(statement.get(name, []))
        for keys in statement["Condition"].values():
            for values in keys.values():
                rng.shuffle(values)
    first, second = ask(written, request), ask(shuffled, request)
    seen = [(d.outcome, d.least, d.most, d.narrow, d.wide) for d in (first, second)]
    assert seen[0] == seen[1]


@settings(max_examples=200, deadline=None)
@given(policies, requests, st.integers(0, 4))
def test_splitting_a_policy_in_two_changes_nothing(
    written: list[dict[str, Any]], request: Request, at: int
) -> None:
    whole = ask(written, request)
    halves = Evaluator([policy(*written[:at]), policy(*written[at:])]).decide(request)
    assert (whole.outcome, whole.least, whole.most) == (halves.outcome, halves.least, halves.most)


@settings(max_examples=200, deadline=None)
@given(policies, policies, requests, st.sampled_from(["boundary", "session", "service_control"]))
def test_a_limit_never_widens(
    written: list[dict[str, Any]], limit: list[dict[str, Any]], request: Request, kind: str
) -> None:
    limits: dict[str, Any] = {kind: [policy(*limit)]}
    if kind == "service_control":
        limits = {kind: [[policy(*limit)]]}
    assert no_more(ask(written, request, **limits), ask(written, request))


@settings(max_examples=200, deadline=None)
@given(policies, requests)
def test_a_policy_and_its_json_round_trip_agree(
    written: list[dict[str, Any]], request: Request
) -> None:
    read = policy(*written)
    again = parse_policy(json.loads(json.dumps(document_of(read))))
    assert again == read
    assert Evaluator([again]).decide(request).outcome == Evaluator([read]).decide(request).outcome


@settings(max_examples=200, deadline=None)
@given(policies, requests)
def test_what_is_said_surely_holds_in_both_readings(
    written: list[dict[str, Any]], request: Request
) -> None:
    decision = ask(written, request)
    readings = {decision.narrow, decision.wide}
    if decision.allowed:
        assert readings == {"allowed"}
    if decision.denied:
        assert "allowed" not in readings


@settings(max_examples=200, deadline=None)
@given(
    st.lists(statements(), min_size=1, max_size=3),
    requests,
    st.sampled_from(RESOURCES),
    st.integers(0, 2),
)
def test_an_unknown_part_never_hides_what_it_could_be(
    written: list[dict[str, Any]], request: Request, truth: str, which: int
) -> None:
    """A decision made with a part unknown holds whatever the part turns out to be."""
    index = which % len(written)
    name = "Resource" if "Resource" in written[index] else "NotResource"
    hidden = [*written]
    hidden[index] = {**written[index], name: [*written[index][name], Unknown("not known")]}
    known = [*written]
    known[index] = {**written[index], name: [*written[index][name], truth]}
    unsure, sure = ask(hidden, request), ask(known, request)
    if unsure.allowed:
        assert sure.allowed
    if unsure.denied:
        assert sure.denied


def test_a_statement_without_resources_applies_to_nothing() -> None:
    empty = Policy((Statement("Allow", ("*",), ()),))
    assert Evaluator([empty]).decide(Request("s3:GetObject")).outcome == "implicitDeny"
