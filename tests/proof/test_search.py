"""The search for a request that some clauses match and others miss, clause by clause."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.budget import Budget, Exceeded
from influmojo_cfn.iam.document import Condition, Policy, parse_policy
from influmojo_cfn.iam.pattern_questions import glob
from influmojo_cfn.proof.clauses import Clause, clauses_of
from influmojo_cfn.proof.conditions import atom
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.search import Candidate, Cube, ResourceConstraint, Search, StarReading
from influmojo_cfn.proof.values import Constraint, Unmodelled
from tests.proof.policies import document

LETTERS = Letters()
B, C = "arn:aws:s3:::b", "arn:aws:s3:::c"


def clause(resource: Any = "*", condition: Any = None, *, excluded: bool = False) -> Clause:
    row = {"Effect": "Allow", "Action": "s3:*", "NotResource" if excluded else "Resource": resource}
    row.update({"Condition": condition} if condition else {})
    (found,) = clauses_of([parse_policy(document(row))], LETTERS)
    return found


def equals(key: str, *values: str) -> dict[str, Any]:
    return {"StringEquals": {key: list(values)}}


def find(
    met: list[Clause], missed: list[Clause], reading: StarReading = "wide", **more: Any
) -> Candidate | None:
    return Search(reading, Budget()).find(met, missed, **more)


K, L = "aws:PrincipalTag/k", "aws:PrincipalTag/l"


@pytest.mark.parametrize(
    ("met", "missed", "exists"),
    [
        ([clause(B)], [], True),
        ([clause(B), clause(C)], [], False),
        ([clause(B)], [clause(B)], False),
        ([clause(f"{B}*")], [clause(B)], True),
        ([clause(B)], [clause(f"{B}*")], False),
        ([clause(f"{B}?")], [clause(B)], True),
        ([clause([B, C])], [clause(B), clause(C)], False),
        ([clause()], [clause(B), clause(C)], True),
        ([clause(B, excluded=True)], [clause(C, excluded=True)], True),
        ([clause(B, excluded=True)], [clause(B, excluded=True)], False),
        ([clause(B, excluded=True), clause(B)], [], False),
        ([clause(B, equals(K, "a"))], [clause(B, equals(K, "b"))], True),
        ([clause(B, equals(K, "a"))], [clause(B, equals(K, "a", "b"))], False),
        ([clause(B)], [clause(B, equals(K, "a"))], True),
        ([clause(B, equals(K, "a")), clause(B, equals(K, "b"))], [], False),
        ([clause(B, equals(K, "a")), clause(B, equals(L, "b"))], [], True),
        (
            [clause(B, equals(K, "a", "b"))],
            [clause(B, equals(K, "a")), clause(B, equals(K, "b"))],
            False,
        ),
        (
            [clause([B, C])],
            [clause(B), clause(C, equals(K, "a"))],
            True,
        ),
        (
            [clause([B, C], equals(K, "a"))],
            [clause(B), clause(C, equals(K, "a"))],
            False,
        ),
    ],
)
def test_a_request_is_found_where_there_is_one(
    met: list[Clause], missed: list[Clause], exists: bool
) -> None:
    assert (find(met, missed) is not None) is exists


def test_a_request_has_what_it_must_and_lacks_what_it_must_not() -> None:
    found = find([clause(B, equals(K, "a"))], [clause(B, equals(L, "b"))])
    assert found is not None
    assert (found.resource, dict(found.context)) == (
        B,
        {K.lower(): ("a",), L.lower(): ()},
    )


def test_the_first_shape_that_is_possible_is_what_the_resource_looks_like() -> None:
    shapes = [(glob("arn:aws:sqs:*"),), (glob("arn:aws:s3:::bucket-*"),), (glob("*"),)]
    found = find([clause("arn:aws:s3:::b*")], [], shapes=shapes)
    assert found is not None
    assert (found.shape, found.resource) == (1, "arn:aws:s3:::bucket-")


def test_no_shape_excludes_a_request() -> None:
    found = find([clause(B)], [], shapes=[(glob("arn:aws:sqs:*"),)])
    assert found is not None
    assert (found.shape, found.resource) == (None, B)


@pytest.mark.parametrize(
    ("reading", "exists"), [("wide", True), ("narrow", False), ("either", False)]
)
def test_a_star_reaches_past_a_colon_in_the_wide_reading_alone(
    reading: StarReading, exists: bool
) -> None:
    within = [ResourceConstraint(within=(glob("arn:aws:sqs:us-east-1:111122223333:q"),))]
    found = find([clause("arn:*:q")], [], reading, within=within)
    assert (found is not None) is exists


def test_what_cannot_be_decided_is_no_answer() -> None:
    unmodelled = clause(B, {"StringMatches": {K: "a"}})
    with pytest.raises(Unmodelled):
        find([unmodelled], [])


def test_the_search_is_within_its_budget() -> None:
    many = [clause([B, C], equals(f"aws:PrincipalTag/k{n}", "a")) for n in range(20)]
    with pytest.raises(Exceeded):
        Search("wide", Budget(steps=0)).find([clause()], many)


def constraint(operator: str, value: str, *, holds: bool = True) -> Constraint:
    made = atom(Condition(operator, K, (value,)), LETTERS, variables=True)
    return Constraint(made, holds)


def test_a_cube_keeps_each_constraint_once() -> None:
    option = constraint("StringEquals", "a")
    once = Cube().plus(option)
    assert once == once.plus(option)
    inside = ResourceConstraint(within=(glob("a"),), outside=(glob("b"),))
    assert once.plus(inside) == once.plus(inside).plus(inside)


def test_a_cube_takes_constraints_one_by_one_or_together() -> None:
    options = (constraint("StringEquals", "a"), constraint("NumericEquals", "5"))
    inside = ResourceConstraint(within=(glob("a"),), outside=(glob("b"),))
    assert Cube().plus(*options, inside) == Cube().plus(options[0]).plus(options[1]).plus(inside)


def test_a_cube_asks_for_texts_that_must_be_matched() -> None:
    cube = Cube()
    for option in (
        ResourceConstraint(within=(glob("r"),)),
        constraint("StringEquals", "a"),
        constraint("StringNotEquals", "b", holds=False),
        constraint("StringEquals", "c", holds=False),
        constraint("NumericEquals", "5"),
    ):
        cube = cube.plus(option)
    resources, texts = cube.questions()
    assert [p.text for union in resources for p in union] == ["r"]
    assert [p.text for union in texts for p in union] == ["a", "b"]


@pytest.mark.parametrize(
    ("first", "second", "possible"), [(B, B, True), (B, C, False), ("*", C, True)]
)
def test_a_cube_has_clauses_that_can_hold_together(first: str, second: str, possible: bool) -> None:
    search = Search("wide", Budget())
    cube = search.plus(Cube(), clause(first))
    assert cube is not None
    assert (search.plus(cube, clause(second)) is not None) is possible


RESOURCES = st.sampled_from(["*", B, C, f"{B}*", "arn:aws:s3:::?"])
CONDITIONS = st.none() | st.sampled_from([equals(K, "a"), equals(K, "b"), equals(L, "a")])
CLAUSES = st.builds(clause, RESOURCES, CONDITIONS)


@given(st.lists(CLAUSES, min_size=1, max_size=2), st.lists(CLAUSES, max_size=3))
def test_what_is_found_is_what_was_asked_for(met: list[Clause], missed: list[Clause]) -> None:
    found = find(met, missed)
    requests = [(B, {}), (C, {}), (B, {K: "a"}), (C, {K: "b", L: "a"}), (f"{B}x", {K: "a"})]
    if found is not None:
        context = {key: values for key, values in found.context if values}
        assert _asked(met, missed, found.resource, context)
    else:
        for resource, given_context in requests:
            carried = {key.lower(): (value,) for key, value in given_context.items()}
            assert not _asked(met, missed, resource, carried)


def _asked(met: list[Clause], missed: list[Clause], resource: str, context: Any) -> bool:
    request = Request("s3:GetObject", resource, context)

    def holds(one: Clause) -> bool:
        return Evaluator([one.policy]).decide(request).allowed

    return all(map(holds, met)) and not any(map(holds, missed))


def test_a_clause_that_may_not_apply_is_passed_over_alone() -> None:
    (unknown, _) = clauses_of([Policy((), unknown=("it is elsewhere",))], LETTERS)
    assert find([clause(B)], [unknown]) is not None
    assert find([clause(B)], [unknown, clause(B)]) is None


def test_of_several_choices_any_is_made_first() -> None:
    missed = [clause(f"{B}*", equals(K, "a")), clause(f"{B}/*", equals(L, "b"))]
    found = find([clause(f"{B}*", equals(K, "a", "c"))], missed)
    assert found is not None
    both = [*missed, clause(f"{B}*", equals(K, "c"))]
    assert find([clause(f"{B}*", equals(K, "a", "c"))], both) is None


def test_of_several_open_choices_one_is_made_first() -> None:
    missed = [clause(B, equals(K, "a")), clause(C, equals(L, "b"))]
    found = find([clause()], missed)
    assert found is not None
    assert found.resource not in (B, C) or found.context
