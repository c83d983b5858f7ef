"""Two accesses in both directions; policies that only limit; policies that are moved."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from influmojo_cfn.iam.budget import Allowance, Budget
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.document import Statement as StatementOfPolicy
from influmojo_cfn.iam.unknown import Unknown, UnknownPart
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.access_comparison import compare, compare_apart, meaning_of
from influmojo_cfn.proof.targets import NOBODY, Target
from tests.proof.policies import Statement, allow, deny, role

ELSEWHERE = Policy((), "elsewhere", unknown=("the policy is not in the template",))
BUCKET = "arn:aws:s3:::b/*"


def with_unknown(*statements: Statement) -> Access:
    return Access((*role(*statements).identity, ELSEWHERE))


def apart(old: Access | None, new: Access | None, **fields: object) -> str:
    """Return the outcome for a policy that other policies may go beyond."""
    one, other = (
        NOBODY if each is None else Target("P", each, is_partial=True, **fields)  # type: ignore[arg-type]
        for each in (old, new)
    )
    return compare_apart(one, other, role="P", part="policy", allowance=Allowance()).outcome


def test_both_directions_are_asked() -> None:
    wide, narrow = role(allow("s3:*", BUCKET)), role(allow("s3:GetObject", BUCKET))
    assert compare(narrow, wide).outcome == "widened"
    assert compare(wide, narrow).outcome == "narrowed"
    assert compare(wide, wide).outcome == "unchanged"


def test_the_same_unknown_policy_on_both_sides_is_the_same() -> None:
    wide, narrow = (with_unknown(allow(each, BUCKET)) for each in ("s3:*", "s3:GetObject"))
    assert compare(wide, narrow).outcome == "narrowed"


def test_what_is_not_known_within_a_policy_is_the_same_on_both_sides() -> None:
    wide, narrow = (
        Access((replace(role(allow(each, BUCKET)).identity[0], unknown=("a list is not known",)),))
        for each in ("s3:*", "s3:GetObject")
    )
    assert compare(wide, narrow).outcome == "narrowed"


def of_unknown(effect: Literal["Allow", "Deny"], text: Unknown, *others: Statement) -> Access:
    policy = role(allow("a:b", "*"), *others).identity[0]
    (first, *rest) = policy.statements
    row = replace(first, effect=effect, actions=(text,))
    return Access((replace(policy, statements=(row, *rest)),))


LISTED = Unknown("L was not given", parts=(UnknownPart(("parameter", "L")),))
NAMELESS = Unknown("a condition is not known", parts=(UnknownPart(()),))


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_the_same_unknown_action_on_both_sides_is_the_same(
    effect: Literal["Allow", "Deny"],
) -> None:
    wide, narrow = (
        of_unknown(effect, LISTED, allow(each, BUCKET)) for each in ("s3:*", "s3:GetObject")
    )
    assert compare(wide, narrow).gained.verdict == "proven"
    assert compare(wide, narrow).lost.verdict != "proven"
    assert compare(narrow, wide).gained.verdict != "proven"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (of_unknown("Allow", NAMELESS), of_unknown("Allow", NAMELESS, allow("s3:a", BUCKET))),
        (of_unknown("Allow", LISTED, deny("s3:*", "*")), of_unknown("Allow", LISTED)),
        (of_unknown("Deny", LISTED, allow("s3:*", "*")), role(allow("s3:*", "*"))),
        (
            replace(of_unknown("Allow", LISTED), boundary=role(allow("s3:a", "*")).identity),
            of_unknown("Allow", LISTED),
        ),
    ],
)
def test_what_an_unknown_action_can_allow_is_not_proven(old: Access, new: Access) -> None:
    assert compare(old, new).gained.verdict != "proven"


def test_two_unknown_actions_without_a_name_are_not_the_same() -> None:
    wide, narrow = (
        of_unknown("Allow", NAMELESS, allow(each, BUCKET)) for each in ("s3:*", "s3:GetObject")
    )
    assert compare(wide, narrow).gained.verdict == "unknown"


def test_an_unknown_policy_counts_where_less_is_denied() -> None:
    old = with_unknown(allow("s3:*", BUCKET), deny("s3:DeleteObject", BUCKET))
    assert compare(old, with_unknown(allow("s3:*", BUCKET))).outcome == "unknown"


def test_a_denial_of_what_others_allow_is_a_limit() -> None:
    limit = role(deny("s3:DeleteObject", BUCKET))
    assert apart(None, limit) == "narrowed"
    assert apart(limit, None) == "widened"
    assert apart(limit, role(deny("s3:*", BUCKET))) == "narrowed"


def test_a_policy_that_limits_lets_everything_through_where_it_is_absent() -> None:
    endpoint = role(allow("s3:GetObject", BUCKET))
    assert apart(endpoint, None, limits=True) == "widened"
    assert apart(None, endpoint, limits=True) == "narrowed"


def test_a_policy_that_is_moved_gives_and_takes() -> None:
    one, other = (
        Target("P", role(allow("s3:GetObject", "*")), attached=frozenset({each}), is_partial=True)
        for each in ("first", "second")
    )
    change = compare_apart(one, other, role="P", part="policy", allowance=Allowance())
    assert change.outcome == "both"


def test_a_denial_without_principals_is_asked_of_no_particular_caller() -> None:
    limit = role(deny("s3:DeleteObject", BUCKET))
    one, other = Target("P", limit, is_partial=True), NOBODY
    change = compare_apart(one, other, role="P", part="policy", allowance=Allowance())
    (excess,) = change.gained.excesses
    assert (excess.principals, excess.counterexample.request.principal) == ((), None)


class Counted(Allowance):
    """An allowance that counts the questions for which it was asked."""

    asked = 0

    def budget(self) -> Budget:
        self.asked += 1
        return super().budget()


def test_each_question_is_answered_within_the_allowance() -> None:
    limit = Target("P", role(deny("s3:DeleteObject", BUCKET)), is_partial=True)
    allowance = Counted()
    compare_apart(NOBODY, limit, role="P", part="policy", allowance=allowance)
    assert allowance.asked == 4


@pytest.mark.parametrize(
    ("first", "second", "is_same"),
    [
        pytest.param({"attached": "b"}, {"attached": "b", "place": "Other"}, True, id="renamed"),
        pytest.param({"attached": "b"}, {"attached": "c"}, False, id="another bucket"),
        pytest.param({"attached": "b"}, {"attached": "b", "value": "x"}, False, id="condition"),
    ],
)
def test_what_a_policy_of_a_resource_grants(
    first: dict[str, str], second: dict[str, str], is_same: bool
) -> None:
    one, other = (meaning_of(bucket_policy(**each)) for each in (first, second))
    assert (one == other) is is_same


def bucket_policy(attached: str, place: str = "Policy", value: str = "o-1") -> Target:
    data = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": value}},
    }
    policy = parse_policy({"Statement": data}, kind="resource", name=place)
    policy = replace(policy, statements=tuple(_at(place, row) for row in policy.statements))
    return Target(place, Access((policy,)), attached=frozenset({attached}))


def _at(place: str, row: StatementOfPolicy) -> StatementOfPolicy:
    conditions = tuple(replace(each, path=(place,)) for each in row.conditions)
    return replace(row, path=(place,), conditions=conditions)


def test_a_policy_that_is_attached_nowhere_has_no_meaning_of_its_own() -> None:
    assert not meaning_of(replace(bucket_policy("b"), attached=frozenset()))
    assert not meaning_of(Target("P", Access((ELSEWHERE,)), attached=frozenset({"b"})))
