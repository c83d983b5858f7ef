"""Values that only a deployment knows: the same on both sides is one parameter without a value."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.shared_values import with_shared_values

STORED = {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/p"}
STORED_LIST = {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/p"}
OPEN_LIST = {"Type": "CommaDelimitedList"}


def document(value: Any, parameters: Any = None) -> Document:
    data = {"Resources": {"R": value}}
    return Document({**data, "Parameters": parameters} if parameters else data, "t.yaml")


def written(value: Any, parameters: Any = None, other: Any = None) -> Any:
    sides = [document(value, parameters), document(value, other or parameters)]
    return with_shared_values(sides, ())[0].data


def resource(value: Any, parameters: Any = None, other: Any = None) -> Any:
    return written(value, parameters, other)["Resources"]["R"]


def sub(text: str) -> dict[str, Any]:
    return {"Fn::Sub": text}


def imported(name: Any) -> dict[str, Any]:
    return {"Fn::ImportValue": name}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (imported("x"), {"Ref": "export x"}),
        (imported(sub("${AWS::Region}-x")), {"Ref": 'export {"Fn::Sub": "${AWS::Region}-x"}'}),
        ("{{resolve:ssm:/p}}", {"Ref": "resolve:ssm:/p"}),
        ("a{{resolve:ssm:/p}}b", sub("a${resolve:ssm:/p}b")),
        ("${a}{{resolve:ssm:/p}}", sub("${!a}${resolve:ssm:/p}")),
        (sub("${A}{{resolve:ssm:/p}}"), sub("${A}${resolve:ssm:/p}")),
        (
            {"Fn::Sub": ["{{resolve:ssm:/p}}${A}", {"A": imported("x")}]},
            {"Fn::Sub": ["${resolve:ssm:/p}${A}", {"A": {"Ref": "export x"}}]},
        ),
        ([imported("x"), 1], [{"Ref": "export x"}, 1]),
    ],
)
def test_what_only_a_deployment_knows_is_a_parameter(value: Any, found: Any) -> None:
    assert resource(value) == found


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("/p", True),
        (sub("/p"), True),
        (sub("/${A}"), True),
        ({"Fn::Join": ["/", ["", "p"]]}, True),
        (sub("/${A}/b"), False),
        ("/other", False),
    ],
)
def test_a_value_that_the_template_stores_itself_is_the_same_where_it_is(
    name: Any, is_own: bool
) -> None:
    def names(value: str) -> set[str]:
        stored = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": name, "Value": value}}
        data = {"Resources": {"R": "{{resolve:ssm:/p}}", "P": stored}}
        (found,) = with_shared_values([Document(data, "t.yaml")], ())
        return set(found.data["Parameters"])

    assert names("a") == names("a")
    assert (names("a") != names("b")) is is_own


@pytest.mark.parametrize("name", ["AWS::StackId", "AWS::NotificationARNs"])
def test_a_part_of_what_aws_gives_a_stack_is_a_parameter(name: str) -> None:
    part = {"Fn::Select": [2, {"Fn::Split": ["/", {"Ref": name}]}]}
    assert set(resource({"Name": part})["Name"]) == {"Ref"}


@pytest.mark.parametrize("row", [OPEN_LIST, {"Type": "String"}])
@pytest.mark.parametrize("value", [{"Fn::GetAZs": ""}, {"Fn::Cidr": [{"Ref": "L"}, 2, 8]}])
def test_a_list_that_aws_makes_is_one_value(value: Any, row: Any) -> None:
    assert set(resource({"P": value}, {"L": row})["P"]) == {"Ref"}


@pytest.mark.parametrize("block", ["10.0.0.0/16", {"Ref": "L"}])
def test_blocks_that_are_known_stay(block: Any) -> None:
    value = {"Fn::Select": [0, {"Fn::Cidr": [block, 2, 8]}]}
    assert resource(value, {"L": {"Type": "String", "Default": "10.0.0.0/16"}}) == value


@pytest.mark.parametrize(
    "value", ["{{resolve:ssm:/p}}", sub("{{resolve:ssm:/p}}"), "a{{resolve:ssm:/p}}"]
)
def test_a_parameter_stands_for_what_only_a_deployment_knows(value: Any) -> None:
    assert written(value)["Parameters"] == {"resolve:ssm:/p": {"Type": "String"}}


@pytest.mark.parametrize(
    "value",
    [
        imported({"Fn::If": ["A", "x", "y"]}),
        imported(sub("${R}-x")),
        imported({"Fn::Join": ["", ["x", {"Fn::FindInMap": ["M", "a", "b"]}]]}),
        sub("{{resolve:ssm:/${Stage}}}"),
        {"Fn::Sub": ["{{resolve:ssm:/p}}"]},
        {"Fn::Select": [0, {"Ref": "R"}]},
        {"Fn::Join": []},
        "plain",
    ],
)
def test_what_may_differ_stays_as_it_is(value: Any) -> None:
    assert resource(value) == value


def test_an_export_named_by_a_parameter_is_shared_where_the_parameter_is() -> None:
    value, row = imported(sub("${Stage}-x")), {"Stage": {"Type": "String", "Default": "prod"}}
    assert resource(value, row) != value
    assert resource(value, row, {"Stage": {"Type": "String", "Default": "test"}}) == value


@pytest.mark.parametrize("row", [OPEN_LIST, STORED_LIST])
def test_an_item_of_a_list_without_a_value_is_a_parameter(row: Any) -> None:
    assert resource({"Fn::Select": ["1", {"Ref": "L"}]}, {"L": row}) == {"Ref": "item 1 of L"}


@pytest.mark.parametrize(
    ("index", "row"),
    [("1", {**OPEN_LIST, "Default": "a,b"}), ({"Ref": "I"}, OPEN_LIST), ("²", OPEN_LIST)],
)
def test_an_item_that_is_known_or_may_be_any_stays(index: Any, row: Any) -> None:
    value = {"Fn::Select": [index, {"Ref": "L"}]}
    assert resource(value, {"L": row}) == value


def test_a_value_of_parameter_store_is_a_parameter_without_a_value() -> None:
    assert written({"Ref": "P"}, {"P": STORED})["Parameters"] == {"P": {"Type": "String"}}


@pytest.mark.parametrize("row", [{"Type": "String"}, {"Type": "Number", "Default": 3}])
def test_a_parameter_of_the_template_stays_as_it_is(row: Any) -> None:
    assert written({"Ref": "P"}, {"P": row})["Parameters"] == {"P": row}


@pytest.mark.parametrize(
    "other",
    [{**STORED, "Default": "/q"}, {"Type": "String", "Default": "/p"}],
)
def test_values_of_other_places_are_not_one(other: Any) -> None:
    assert written({"Ref": "P"}, {"P": STORED}, {"P": other})["Parameters"] == {"P": STORED}


@pytest.mark.parametrize("row", [STORED_LIST, OPEN_LIST])
def test_a_list_without_a_value_is_one_value(row: Any) -> None:
    assert resource({"Ref": "P"}, {"P": row}) == {"Ref": "all of P"}


def test_a_list_that_a_condition_chooses_is_one_value() -> None:
    chosen = {"Fn::If": ["C", {"Ref": "L"}, "x"]}
    found = resource({"Resource": chosen}, {"L": OPEN_LIST})
    assert found == {"Resource": {"Fn::If": ["C", {"Ref": "all of L"}, "x"]}}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"P": {"Ref": "L"}}, "all of L"),
        ({"P": {"Fn::Select": [0, {"Ref": "L"}]}}, "item 0 of L"),
    ],
)
@pytest.mark.parametrize(("row", "limited"), [(OPEN_LIST, True), (STORED_LIST, False)])
def test_the_limits_of_a_list_are_those_of_its_items(
    value: Any, name: str, row: Any, limited: bool
) -> None:
    limits = {"AllowedPattern": "[a-z]+", "AllowedValues": ["a", "b"]}
    found = written(value, {"L": {**row, **limits, "Description": "d"}})["Parameters"][name]
    assert found == {"Type": "String", **(limits if limited else {})}


def test_a_joined_list_is_a_parameter_where_both_join_it_so() -> None:
    value = {"Fn::Join": ["-", {"Ref": "L"}]}
    name = '{"Fn::Join": ["-", {"Ref": "L"}]}'
    assert resource(value, {"L": OPEN_LIST}) == {"Ref": name}


def test_what_is_made_of_a_resource_stays() -> None:
    value = {"Fn::Join": ["-", {"Fn::Split": ["/", {"Fn::Sub": "${L}${Q.Arn}"}]}]}
    assert resource(value, {"L": OPEN_LIST}) == value


def test_a_value_that_is_given_stays_given() -> None:
    (side,) = with_shared_values([document({"Ref": "P"}, {"P": STORED})], {"P"})
    assert side.data["Parameters"] == {"P": STORED}


def test_what_is_made_is_declared() -> None:
    assert written(imported("x"))["Parameters"] == {"export x": {"Type": "String"}}


@pytest.mark.parametrize("data", [[], {"Statement": []}, {"Resources": []}])
def test_what_is_no_template_is_left_alone(data: Any) -> None:
    given = Document(data, "x.yaml")
    assert with_shared_values([given], ()) == (given,)


def test_a_template_in_which_nothing_is_shared_is_the_same_object() -> None:
    given = document({"a": "b"})
    assert with_shared_values([given], ())[0] is given


@pytest.mark.parametrize("other", [None, [], 7, "x", {}, {"Resources": None}])
def test_a_document_without_resources_shares_no_value(other: Any) -> None:
    template = document({"Fn::Split": [",", {"Ref": "P"}]}, {"P": {"Type": "String"}})
    sides = [template, Document(other, "t.yaml")]
    assert with_shared_values(sides, ()) == tuple(sides)
