"""Requests that a search finds and the evaluator confirms; what it does not is a doubt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.proof.access import Access, Counterexample, Fault
from influmojo_cfn.proof.arn_formats import shapes_of
from influmojo_cfn.proof.clauses import clauses_of
from influmojo_cfn.proof.counterexamples import CounterexampleSearch, SearchQuestion
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.question import excess
from tests.proof.policies import NOTHING, Statement, allow, deny, document, role

QUEUE = "arn:aws:sqs:us-east-1:111122223333:"
SEND = "sqs:SendMessage"


def searched(
    over: Access, within: Access, *, differ: bool = False, action: str = SEND
) -> tuple[Counterexample | None, CounterexampleSearch]:
    """Look for a request that the first statement of ``within`` allows and ``over`` does not."""
    letters = Letters()
    met = clauses_of(within.identity, letters)
    missed = clauses_of(over.identity, letters)
    search = CounterexampleSearch(over, [within], letters, differ, Budget())
    examples = [(action, shape) for shape in shapes_of(action)] or [(action, ())]
    allows = tuple(each for each in missed if each.allows)
    asked = SearchQuestion((met[0],), (*allows, *met[1:]), examples, None, (), ())
    return search.counterexample(asked), search


def found(over: Access, *within: Statement, **more: Any) -> Counterexample:
    counterexample, _ = searched(over, role(*within), **more)
    assert counterexample is not None
    return counterexample


def doubts(over: Access, within: Access, **more: Any) -> list[str]:
    counterexample, search = searched(over, within, **more)
    assert counterexample is None
    return list(search.unknown)


def test_a_counterexample_looks_as_people_know_it() -> None:
    request = found(NOTHING, allow(SEND)).request
    assert request.action == SEND
    assert request.resource.startswith(QUEUE)


def test_where_there_is_none_there_is_no_doubt() -> None:
    assert doubts(role(allow(SEND)), role(allow(SEND, f"{QUEUE}q"))) == []


def test_a_request_is_outside_the_bound() -> None:
    request = found(role(allow(SEND, f"{QUEUE}a")), allow(SEND, [f"{QUEUE}a", f"{QUEUE}b"])).request
    assert request.resource == f"{QUEUE}b"


def test_keys_that_it_must_not_carry_are_named() -> None:
    condition = {"Null": {"aws:TokenIssueTime": "true"}}
    assert found(NOTHING, allow(SEND, "*", condition)).absent == ("aws:tokenissuetime",)


@pytest.mark.parametrize(("action", "known"), [(SEND, True), ("sqs:Nope", False)])
def test_an_action_is_known_or_not(action: str, known: bool) -> None:
    assert found(NOTHING, allow("sqs:*"), action=action).known_action is known


@pytest.mark.parametrize(
    "variable", ["${aws:username}", "${aws:PrincipalAccount}", "${aws:PrincipalTag/team}"]
)
def test_a_policy_variable_has_a_text_that_the_request_carries(variable: str) -> None:
    request = found(NOTHING, allow(SEND, f"{QUEUE}${{aws:userid}}-{variable}")).request
    first, second = (request.context[key] for key in ("aws:userid", variable[2:-1].lower()))
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert request.resource == f"{QUEUE}{first[0]}-{second[0]}"


TAG = "aws:PrincipalTag/k"


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("${aws:username}", "some-username"),
        ("${aws:PrincipalAccount}", "111122223333"),
        ("${aws:PrincipalTag/team}", "some-team"),
        ("${own}", "some-own"),
    ],
)
def test_a_text_for_a_variable_says_what_it_stands_for(variable: str, text: str) -> None:
    context = found(NOTHING, allow(SEND, "*", {"StringEquals": {TAG: variable}})).request.context
    assert (context[TAG.lower()], context[variable[2:-1].lower()]) == ((text,), (text,))


def test_what_holds_in_both_readings_is_found() -> None:
    request = found(NOTHING, allow(SEND, "arn:aws:sqs:*:q"), differ=True).request
    assert request.resource.split(":")[4] == "q"


def test_a_variable_has_the_value_that_a_condition_asks_for() -> None:
    condition = {"StringEquals": {"aws:username": "me"}}
    request = found(NOTHING, allow(SEND, f"{QUEUE}${{aws:username}}", condition)).request
    assert request.resource == f"{QUEUE}me"


def test_a_variable_is_split_where_a_value_makes_the_difference() -> None:
    over = role(allow(SEND, f"{QUEUE}${{aws:username}}"))
    request = found(over, allow(SEND, f"{QUEUE}me")).request
    assert request.resource == f"{QUEUE}me"


def unknown_policy(*resource: Any) -> Policy:
    policy = parse_policy(document(allow(SEND)))
    statement = replace(policy.statements[0], resources=resource)
    return replace(policy, statements=(statement,))


def test_what_is_not_known_of_a_resource_is_a_doubt() -> None:
    within = Access((unknown_policy(Unknown("the name is made up", f"{QUEUE}*")),))
    assert doubts(NOTHING, within) == ["the name is made up"]


def test_what_a_variable_of_several_values_represents_is_a_doubt() -> None:
    """In any case, a value can be seen as the variable's by one clause and not by the other."""
    key = {"aws:username": ["${aws:TagKeys}", "a"]}
    either = [allow(SEND, "*", {f"String{no}EqualsIgnoreCase": key}) for no in ("", "Not")]
    answer = excess(role(*either), [role(allow(SEND))])
    assert answer.verdict == "unknown"
    assert "${aws:TagKeys}: AWS takes no multivalued key for a policy variable" in answer.unknown


def test_what_depends_on_the_reading_of_a_star_is_a_doubt() -> None:
    (doubt,) = doubts(
        NOTHING, role(allow(SEND, "arn:aws:s*:us-east-1:111122223333:q")), differ=True
    )
    assert "it depends on how far * reaches in an ARN" in doubt


def test_what_is_not_modelled_is_a_doubt() -> None:
    condition = {"StringEqualsIgnoreCase": {"aws:PrincipalTag/k": "ä"}}
    assert doubts(NOTHING, role(allow(SEND, "*", condition)))


def test_a_fault_is_told_where_prover_and_evaluator_disagree() -> None:
    within = role(allow(SEND))
    letters = Letters()
    search = CounterexampleSearch(within, [within], letters, False, Budget())
    asked = SearchQuestion(
        tuple(clauses_of(within.identity, letters)), (), [(SEND, ())], None, (), ()
    )
    with pytest.raises(Fault, match="please report it"):
        search.counterexample(asked)


def test_a_deny_of_the_same_side_is_missed() -> None:
    request = found(NOTHING, allow(SEND, f"{QUEUE}*"), deny(SEND, f"{QUEUE}a*")).request
    assert not request.resource.startswith(f"{QUEUE}a")


@pytest.mark.parametrize(
    ("resource", "possible"),
    [
        ("arn:aws:s3:::bucket/*", True),
        ("arn:aws:s3:::b/*", False),
        ("arn:aws:s3:::bucket", False),
        ("arn:aws:sqs:*:*:q", False),
    ],
)
def test_a_counterexample_says_where_no_resource_has_its_arn(resource: str, possible: bool) -> None:
    (found,) = excess(NOTHING, [role(allow("s3:GetObject", resource))]).excesses
    assert found.counterexample.possible_resource is possible


ROLES, OWN = "arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:role/*"


@pytest.mark.parametrize(
    ("bound", "resource", "possible"),
    [
        (allow("iam:PassRole", OWN), "arn:aws:iam::444455556666:role/x", True),
        (allow("iam:PassRole", f"arn:aws:iam::{'?' * 12}:role/*"), "arn:aws:iam::x:role/x", False),
    ],
    ids=["another account", "no account"],
)
def test_a_counterexample_is_of_an_account_where_one_tells_the_sides_apart(
    bound: dict[str, Any], resource: str, possible: bool
) -> None:
    (found,) = excess(role(bound), [role(allow("iam:PassRole", ROLES))]).excesses
    shown = found.counterexample
    assert (shown.request.resource, shown.possible_resource) == (resource, possible)
