"""Where else a template may be deployed: as far as its conditions and mappings tell."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.proof.assignments import Assignment
from influmojo_cfn.proof.deployment_cases import (
    MOST_DEPLOYMENTS,
    DeploymentCase,
    Deployments,
    deployments,
)

REGION = "AWS::Region"


def equals(name: str, text: str) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": name}, text]}


def both(*conditions: Any) -> dict[str, Any]:
    return {"Fn::And": list(conditions)}


def cases(
    condition: Any = None,
    given: Environment | None = None,
    open_names: tuple[str, ...] = (),
    **more: Any,
) -> Deployments:
    template = {
        "Parameters": {
            "A": {"Type": "String", "Default": "a"},
            "B": {"Type": "String", "Default": "b"},
        },
        "Conditions": {"C": condition} if condition else {},
        "Resources": {},
        **more,
    }
    return deployments([template], open_names, given or Environment())


def changes(found: Deployments) -> list[dict[str, str]]:
    assert found.unknown == ()
    return [dict(case.changes) for case in found.cases]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (None, []),
        (equals("A", "x"), []),
        (equals(REGION, "eu-west-1"), [{"region": "eu-west-1"}, {"region": "eu-west-3"}]),
        (equals(REGION, "us-east-1"), [{"region": "eu-west-3"}]),
        (equals(REGION, "no region"), [{"region": "eu-west-3"}]),
        (
            equals("AWS::AccountId", "444455556666"),
            [{"account": "444455556666"}, {"account": "777788889999"}],
        ),
        (equals("AWS::AccountId", "11112222333x"), [{"account": "444455556666"}]),
        (equals("AWS::StackName", "own"), [{"stack_name": "own"}, {"stack_name": "another-stack"}]),
        (
            equals("AWS::Partition", "aws-cn"),
            [
                {"partition": "aws-cn", "region": "cn-north-1"},
                {"partition": "aws-us-gov", "region": "us-gov-west-1"},
                {"partition": "aws-eusc", "region": "eusc-de-east-1"},
            ],
        ),
        *(
            (
                equals(name, text),
                [
                    {"partition": "aws-cn", "region": "cn-north-1"},
                    {"partition": "aws-us-gov", "region": "us-gov-west-1"},
                    {"partition": "aws-eusc", "region": "eusc-de-east-1"},
                    {"partition": "aws-iso-b", "region": "us-isob-east-1"},
                ],
            )
            for name, text in (("AWS::Partition", "aws-iso-b"), ("AWS::URLSuffix", "sc2s.sgov.gov"))
        ),
    ],
)
def test_a_place_that_is_asked_about_is_varied(condition: Any, found: list[dict[str, str]]) -> None:
    assert changes(cases(condition)) == found


def test_a_region_brings_its_partition_where_another_was_given() -> None:
    found = cases(equals(REGION, "eu-west-1"), Environment(partition="aws"))
    assert changes(found)[0] == {"region": "eu-west-1", "partition": ""}


def test_a_mapping_has_no_more_places_than_its_keys() -> None:
    lookup = {"Fn::FindInMap": ["M", {"Ref": REGION}, "k"]}
    mappings = {"M": {"us-east-1": {"k": 1}, "eu-west-1": {"k": 2}}}
    found = cases(Mappings=mappings, Resources={"R": {"x": lookup}})
    assert changes(found) == [{"region": "eu-west-1"}]


def test_a_mapping_that_lists_its_places_no_longer_has_others() -> None:
    lookup = ["M", {"Ref": REGION}, "k"]
    old, new = (
        {"Mappings": {"M": {"us-east-1": {"k": 1}}}, "Resources": {"R": {"Fn::FindInMap": row}}}
        for row in (lookup, [*lookup, {"DefaultValue": 2}])
    )
    widened, narrowed = (deployments(p, (), Environment()) for p in ((old, new), (new, old)))
    assert (len(changes(widened)), changes(narrowed)) == (1, [])


def test_parameters_that_are_combined_vary_together() -> None:
    found = cases(both(equals("A", "x"), equals("B", "y")))
    assert [case.where for case in found.cases] == [
        "where A is x and B is y",
        "where A is x and B is another string",
        "where A is another string and B is y",
        "where A is another string and B is another string",
    ]
    assert {case.names for case in found.cases} == {frozenset({"A", "B"})}


def test_a_parameter_and_a_place_vary_together() -> None:
    found = cases(both(equals("A", ""), equals(REGION, "eu-west-1")))
    assert "where region is eu-west-1 and A is empty" in [case.where for case in found.cases]


@pytest.mark.parametrize(
    ("given", "open_names"),
    [(Environment(parameters={"A": "x"}), ()), (Environment(), ("A",))],
)
def test_a_parameter_that_is_fixed_or_open_is_not_varied(
    given: Environment, open_names: tuple[str, ...]
) -> None:
    found = cases(both(equals("A", "x"), equals("B", "y")), given, open_names)
    assert found.cases == ()


def test_what_cannot_be_followed_is_unknown() -> None:
    condition = both(equals("A", "x"), {"Fn::Equals": [{"Fn::Base64": {"Ref": "B"}}, "y"]})
    found = cases(condition)
    assert found.cases == ()
    (reason,) = found.unknown
    assert reason.startswith("combinations are not followed: the parameter B goes into Fn::Equals")


def test_more_combinations_than_are_compared_are_unknown() -> None:
    side = int(MOST_DEPLOYMENTS**0.5)
    many = both(
        *(equals("A", str(n)) for n in range(side)), *(equals("B", str(n)) for n in range(side))
    )
    assert cases(many).unknown == ("there are more combinations of A, B than are compared",)


def test_as_many_combinations_as_are_compared_are_cases() -> None:
    side = int(MOST_DEPLOYMENTS**0.5) - 1
    exact = both(
        *(equals("A", str(n)) for n in range(side)), *(equals("B", str(n)) for n in range(side))
    )
    assert len(cases(exact).cases) == MOST_DEPLOYMENTS


def test_a_case_moves_an_environment() -> None:
    moves = {"region": "eu-west-1", "account": "444455556666", "stack_name": "s"}
    case = DeploymentCase(case=Assignment({}, {}), where="there", changes=moves)
    assert case.of(Environment(parameters={"A": "x"})) == Environment(
        parameters={"A": "x"}, region="eu-west-1", account="444455556666", stack_name="s"
    )


def test_a_case_without_changes_leaves_an_environment() -> None:
    given = Environment(region="eu-west-1")
    assert DeploymentCase(case=Assignment({}, {}), where="").of(given) is given


def test_a_region_that_is_compared_stays_in_another_partition() -> None:
    asked = both(equals("AWS::Partition", "aws-cn"), equals(REGION, "cn-northwest-1"))
    found = changes(cases(asked))
    assert {"partition": "aws-cn", "region": "cn-northwest-1"} in found
    assert {"partition": "aws-cn", "region": "cn-north-1"} in found
