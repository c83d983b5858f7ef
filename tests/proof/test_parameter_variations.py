"""One parameter at a time away from its default, where conditions ask about it."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.proof.assignments import Assignment
from influmojo_cfn.proof.parameter_variations import (
    MOST_WORK,
    ParameterVariation,
    ParameterVariations,
    introduced_parameters,
    parameter_variations,
)


def template(*conditions: Any, default: Any = "prod", **more: Any) -> dict[str, Any]:
    row = {"Type": "String", **({} if default is None else {"Default": default})}
    return {
        "Parameters": {"Stage": row, "Other": {"Type": "String", "Default": "x"}},
        "Conditions": {f"C{n}": condition for n, condition in enumerate(conditions)},
        "Resources": {},
        **more,
    }


def is_(text: str) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": "Stage"}, text]}


def where(*templates: dict[str, Any]) -> list[str]:
    return [each.where for each in parameter_variations(templates, (), ()).cases]


@pytest.mark.parametrize(
    ("templates", "found"),
    [
        ([template()], []),
        ([template(is_("test"))], ["where Stage is test"]),
        ([template(is_("prod"))], ["where Stage is not prod"]),
        (
            [template(is_("prod"), is_("test"))],
            ["where Stage is test", "where Stage is not prod or test"],
        ),
        ([template(is_(""))], ["where Stage is empty"]),
        ([template(is_(""), default="")], ["where Stage is not empty"]),
        ([template(is_("test"), default=None)], []),
        ([template(is_("true"), default=True)], ["where Stage is not true"]),
        ([template(is_("false"), default=True)], ["where Stage is false"]),
        ([template(is_("0.000001"), default=1e-06)], ["where Stage is not 0.000001"]),
        ([template(is_("test")), template()], ["where Stage is test"]),
        (
            [template(is_("test")), template(is_("test"), default="test")],
            ["where Stage is test", "where Stage is not test"],
        ),
    ],
)
def test_each_value_that_conditions_tell_from_the_default_is_a_case(
    templates: list[dict[str, Any]], found: list[str]
) -> None:
    assert where(*templates) == found


def test_keys_of_a_mapping_are_asked_about() -> None:
    lookup = {"Fn::FindInMap": ["M", {"Ref": "Stage"}, "k", {"DefaultValue": "d"}]}
    resources = {"R": {"x": lookup}}
    found = where(template(Resources=resources, Mappings={"M": {"test": {"k": 1}}}))
    assert "where Stage is test" in found


def test_a_parameter_that_says_who_is_let_in_is_asked_about() -> None:
    resources = {"U": {"Properties": {"AuthType": {"Ref": "Stage"}}}}
    assert where(template(default="AWS_IAM", Resources=resources)) == [
        "where Stage is NONE",
        "where Stage is not AWS_IAM or NONE",
    ]


@pytest.mark.parametrize(("open_names", "given"), [(("Stage",), ()), ((), ("Stage",))])
def test_a_parameter_that_is_open_or_given_stays(
    open_names: tuple[str, ...], given: tuple[str, ...]
) -> None:
    assert parameter_variations([template(is_("test"))], open_names, given).cases == ()


def test_a_parameter_that_is_taken_apart_is_omitted() -> None:
    taken = {"Fn::Equals": [{"Fn::Base64": {"Ref": "Stage"}}, "x"]}
    found = parameter_variations([template(taken)], (), ())
    assert (found.cases, found.omitted) == ((), ("Stage",))


def test_a_parameter_with_too_many_cases_is_omitted() -> None:
    resources: dict[str, Any] = {f"R{n}": {} for n in range(MOST_WORK)}
    found = parameter_variations([template(is_("a"), is_("b"), Resources=resources)], (), ())
    assert found.omitted == ("Stage",)


VARIATION = ParameterVariation("Stage", Assignment({}, {}), "where")


@pytest.mark.parametrize(
    ("found", "besides", "unknown"),
    [
        (ParameterVariations(), False, ()),
        (ParameterVariations((VARIATION,)), True, ()),
        (
            ParameterVariations((), ("A",)),
            False,
            ("the parameter A is compared at its default only",),
        ),
    ],
    ids=["none", "one", "one that is omitted"],
)
def test_what_is_said_of_the_others(
    found: ParameterVariations, besides: bool, unknown: tuple[str, ...]
) -> None:
    assert (bool(found.besides), found.unknown) == (besides, unknown)


def test_an_open_parameter_has_one_value_where_its_others_are_compared_elsewhere() -> None:
    asked = template(is_("test"), {"Fn::Equals": [{"Ref": "Name"}, ""]})
    asked["Parameters"]["Name"] = {"Type": "String", "Default": ""}
    counts = [
        len(parameter_variations([asked], ["Name"], (), is_each_open_apart=apart).cases)
        for apart in (False, True)
    ]
    assert counts == [2, 1]


def test_every_value_of_an_introduced_parameter_is_a_case() -> None:
    found = parameter_variations([template()], (), (), ["Stage"]).cases
    assert [each.where for each in found] == ["where Stage is another string"]


def test_a_template_without_a_parameter_takes_no_value_for_it() -> None:
    limited = template(is_("test"))
    limited["Parameters"]["Stage"]["AllowedValues"] = ["prod", "test"]
    assert where({"Parameters": {}, "Resources": {}}, limited) == ["where Stage is test"]


REFERS = {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Path": {"Ref": "Stage"}}}}


@pytest.mark.parametrize(
    ("old", "found"),
    [
        (template(Resources=REFERS), []),
        (template(), ["Stage"]),
        ({"Parameters": {}, "Resources": {}}, ["Stage"]),
        ({"Parameters": {"Former": {"Type": "String", "Default": "prod"}}, "Resources": {}}, []),
        (
            {"Parameters": {"Former": {"Type": "String", "Default": "test"}}, "Resources": {}},
            ["Stage"],
        ),
    ],
    ids=["referred-to-before", "not-referred-to", "new", "renamed", "another-one-removed"],
)
def test_a_parameter_that_resources_newly_refer_to_is_introduced(
    old: dict[str, Any], found: list[str]
) -> None:
    assert introduced_parameters(old, template(Resources=REFERS)) == found
