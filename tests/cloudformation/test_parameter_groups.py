"""Which parameters conditions combine: what is varied alone shows too little."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.parameter_groups import combined_parameters

REGION = "AWS::Region"


def equals(name: str, text: str = "x") -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": name}, text]}


CONDITIONS: dict[str, Any] = {
    "A": equals("A"),
    "B": equals("B"),
    "C": equals("C"),
    "AB": {"Fn::And": [{"Condition": "A"}, {"Condition": "B"}]},
    "NotAB": {"Fn::Not": [{"Condition": "AB"}]},
    "Circle": {"Fn::Or": [{"Condition": "Circle"}, {"Condition": "A"}]},
    "Here": equals(REGION),
}


def template(
    conditions: tuple[str, ...] = (), resources: Any = None, **sections: Any
) -> dict[str, Any]:
    return {
        "Parameters": {name: {"Type": "String"} for name in "ABC"},
        "Conditions": {name: CONDITIONS[name] for name in conditions},
        "Resources": resources,
        **sections,
    }


def choice(name: str, yes: Any = 1, no: Any = 2) -> dict[str, Any]:
    return {"Fn::If": [name, yes, no]}


def lookup(*keys: Any) -> dict[str, Any]:
    return {"Fn::FindInMap": ["Map", *keys]}


@pytest.mark.parametrize(
    ("given", "groups"),
    [
        pytest.param(template(), [], id="nothing asks"),
        pytest.param(template(("A", "B")), [{"A"}, {"B"}], id="each alone"),
        pytest.param(template(("A", "B", "AB")), [{"A", "B"}], id="one condition"),
        pytest.param(template(("A", "B", "AB", "NotAB", "C")), [{"A", "B"}, {"C"}], id="deeper"),
        pytest.param(template(("Circle", "A")), [{"A"}], id="a circle ends"),
        pytest.param(template(("Here",)), [{REGION}], id="a pseudo parameter"),
        pytest.param(
            template(("A", "B"), {"R": {"x": choice("A", choice("B"))}}),
            [{"A", "B"}],
            id="a choice within a choice",
        ),
        pytest.param(
            template(("A", "B"), {"R": {"x": choice("A"), "y": choice("B")}}),
            [{"A"}, {"B"}],
            id="choices beside each other",
        ),
        pytest.param(
            template(("A", "B"), {"R": {"Effect": "Deny", "x": [choice("A"), choice("B")]}}),
            [{"A", "B"}],
            id="choices beside each other and a Deny",
        ),
        pytest.param(
            template(("A", "B"), {"R": {"Effect": "Allow", "x": [choice("A"), choice("B")]}}),
            [{"A"}, {"B"}],
            id="choices beside each other and an Allow",
        ),
        pytest.param(
            template(("A", "B"), {"R": {"Condition": "A", "x": choice("B")}}),
            [{"A", "B"}],
            id="a choice in a resource with a condition",
        ),
        pytest.param(
            template(("A",), {"R": {"x": choice("A", 1, [lookup({"Ref": REGION}, "k")])}}),
            [{"A", REGION}],
            id="a lookup within a choice",
        ),
        pytest.param(
            template((), {"R": {"x": lookup({"Fn::Sub": "${A}${B}"}, "k")}}),
            [{"A", "B"}],
            id="a lookup by two",
        ),
        pytest.param(template(("A",), {"R": {"x": choice("Missing")}}), [{"A"}], id="missing"),
        pytest.param(template(("A",), {"R": "text"}), [{"A"}], id="no resource"),
        pytest.param(template(Conditions=["A"]), [], id="no conditions"),
    ],
)
def test_what_conditions_combine_is_one_set(given: Any, groups: list[set[str]]) -> None:
    assert combined_parameters([given], [REGION]) == groups


def test_what_either_template_combines_is_one_set() -> None:
    sides = [template(("A", "B", "AB")), template(("B",), {"R": {"x": choice("B", lookup("C"))}})]
    sides[1]["Resources"]["R"]["x"]["Fn::If"][1] = lookup({"Ref": "C"}, "k")
    assert combined_parameters(sides, []) == [{"A", "B", "C"}]


def test_sets_that_a_third_one_touches_become_one() -> None:
    pairs = {
        f"{one} {other}": {"Fn::Or": [equals(one), equals(other)]}
        for one, other in (("A", REGION), ("B", "C"), ("A", "B"))
    }
    apart = dict(list(pairs.items())[:2])
    found = [combined_parameters([template(Conditions=each)], [REGION]) for each in (apart, pairs)]
    assert found == [[{"A", REGION}, {"B", "C"}], [{"A", "B", "C", REGION}]]
