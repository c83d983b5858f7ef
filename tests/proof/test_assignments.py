"""Parameters without a value: every value that matters, and a letter for all others."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameters import HandedOn
from influmojo_cfn.errors import Error, TemplateError
from influmojo_cfn.iam.automata import is_opaque, is_plain
from influmojo_cfn.proof.assignments import (
    MOST_CASES,
    Assignment,
    ComparedStrings,
    all_assignments,
    assigned,
    assignments,
    check_texts,
    compared_strings_in,
    example_values,
    open_parameters,
)


def template(condition: Any = None, **rows: Any) -> dict[str, Any]:
    conditions = {} if condition is None else {"C": condition}
    parameters = {name: {"Type": "String", **row} for name, row in rows.items()}
    return {"Parameters": parameters, "Conditions": conditions, "Resources": {}}


def equals(name: str, text: str) -> dict[str, Any]:
    return {"Fn::Equals": [{"Ref": name}, text]}


TAKEN_APART = {"Fn::Equals": [{"Fn::Base64": {"Ref": "A"}}, "x"]}


@pytest.mark.parametrize(
    ("given", "names"),
    [
        (template(A={}), ["A"]),
        (template(A={"Default": "a"}), []),
        (template(A={"Type": "Number"}), ["A"]),
        (template(A={"Type": "CommaDelimitedList"}), []),
        (template(A={"Type": "List<Number>"}), []),
        (template(TAKEN_APART, A={}), []),
        (template(Given={}), []),
    ],
)
def test_a_text_without_a_value_is_open(given: dict[str, Any], names: list[str]) -> None:
    assert open_parameters([given], ["Given"]) == names


def found(*templates: dict[str, Any], names: str = "A") -> list[tuple[dict[str, str], int]]:
    """Return the values of each case, and how many letters it has."""
    cases = assignments(templates, list(names))
    assert cases is not None
    return [(dict(case.values), len(case.letters)) for case in cases]


@pytest.mark.parametrize(
    ("templates", "cases"),
    [
        ([template(A={})], [({}, 1)]),
        ([template(equals("A", "x"), A={})], [({"A": "x"}, 0), ({}, 1)]),
        (
            [template(equals("A", "x"), A={}), template(equals("A", "y"), A={})],
            [({"A": "x"}, 0), ({"A": "y"}, 0), ({}, 1)],
        ),
        ([template(A={"AllowedValues": ["x", "y"]})], [({"A": "x"}, 0), ({"A": "y"}, 0)]),
        ([template(A={"AllowedValues": ["x"]}), template(A={})], [({"A": "x"}, 0), ({}, 1)]),
        ([template(equals("A", "X"), A={"AllowedPattern": "[a-z]+"})], [({}, 1)]),
        (
            [template(equals("A", "X"), A={"AllowedPattern": "[a-z]+"}), template(A={})],
            [({"A": "X"}, 0), ({}, 1)],
        ),
        ([template()], [({}, 1)]),
    ],
)
def test_a_text_that_a_condition_compares_is_a_case(
    templates: list[dict[str, Any]], cases: list[tuple[dict[str, str], int]]
) -> None:
    assert found(*templates) == cases


def test_cases_of_several_parameters_are_all_combinations() -> None:
    both = {"Fn::And": [equals("A", "x"), equals("B", "y")]}
    values = [values for values, _ in found(template(both, A={}, B={}), names="AB")]
    assert values == [{"A": "x", "B": "y"}, {"A": "x"}, {"B": "y"}, {}]


def test_each_parameter_has_a_letter_of_its_own() -> None:
    (case,) = assignments([template(A={}, B={})], ["A", "B"]) or []
    assert sorted(case.letters.values()) == ["A", "B"]
    assert all(map(is_opaque, case.letters))


@pytest.mark.parametrize(
    ("patterns", "plain"),
    [
        (["[a-z]+"], True),
        ([".+"], False),
        ([None], False),
        (["[a-z]+", None], False),
        (["[a-z]+", "[0-9]+"], True),
    ],
)
def test_a_letter_is_plain_where_every_template_says_so(
    patterns: list[str | None], plain: bool
) -> None:
    rows = [{} if pattern is None else {"AllowedPattern": pattern} for pattern in patterns]
    (case,) = assignments([template(A=row) for row in rows], ["A"]) or []
    assert [is_plain(letter) for letter in case.letters] == [plain]


def test_more_cases_than_are_looked_at_are_none() -> None:
    many = {"Fn::Or": [equals("A", str(n)) for n in range(MOST_CASES - 1)]}
    assert len(assignments([template(many, A={})], ["A"]) or ()) == MOST_CASES
    many["Fn::Or"].append(equals("A", "one more"))
    assert assignments([template(many, A={})], ["A"]) is None
    cases, (reason,) = all_assignments([template(many, A={})], ["A"])
    assert len(cases) == 1
    assert reason.startswith(f"A have more than {MOST_CASES} cases")
    one = [template({}, A={})]
    assert all_assignments(one, ["A"]) == (assignments(one, ["A"]), ())


def test_all_that_no_letter_can_stand_for_are_named() -> None:
    apart = [{"Fn::Equals": [{"Fn::Base64": {"Ref": name}}, "x"]} for name in "AB"]
    with pytest.raises(Error) as caught:
        assignments([template({"Fn::Or": apart}, A={}, B={})], ["A", "B"])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("acme-[a-z]+", "acme-{}"),
        ("[a-z]+-key", "{}-key"),
        ("arn:aws:s3:::[a-z]+", "arn:aws:s3:::{}"),
        ("arn:aws:s3:::.+", "{}"),
        ("/app/.+", "/app/{}"),
    ],
)
def test_a_letter_stands_between_what_all_values_begin_and_end_with(
    pattern: str, value: str
) -> None:
    (case,), _ = all_assignments([template({}, A={"AllowedPattern": pattern})], ["A"])
    (letter,) = case.letters
    assert case.value(letter) == value.format(letter)
    assert case.value(letter, "x") == value.format("x")
    assert case.shown(f"({value.format(letter)})") == "(${A})"


def test_a_value_of_parameter_store_has_any_form() -> None:
    row = {"Type": "AWS::SSM::Parameter::Value<String>", "AllowedPattern": "a-[a-z]+"}
    (case,), _ = all_assignments([template({}, A=row)], ["A"])
    assert list(map(case.value, case.letters)) == list(case.letters)


def test_the_name_of_what_is_read_from_parameter_store_is_no_letter() -> None:
    document = Document(template(A={"Type": "AWS::SSM::Parameter::Value<String>"}))
    (case,), _ = all_assignments([template({}, A={})], ["A"])
    assert assigned(document, Environment(), case) == Environment()


def test_templates_that_differ_in_a_pattern_have_no_form_in_common() -> None:
    both = [template({}, A={"AllowedPattern": pattern}) for pattern in ("a-[a-z]+", "b-[a-z]+")]
    (case,), _ = all_assignments(both, ["A"])
    assert list(map(case.value, case.letters)) == list(case.letters)


def test_an_environment_has_the_values_of_a_case() -> None:
    document = Document(template(A={}, B={}))
    case = Assignment({"A": "x", "Other": "y"}, {"\ue101": "B"})
    given = Environment(parameters={"A": "given", "Elsewhere": "z"}, region="eu-west-1")
    assert assigned(document, given, case) == Environment(
        parameters={"A": "x", "B": "\ue101"}, region="eu-west-1", unconstrained=frozenset("B")
    )


@pytest.mark.parametrize(
    "data", ["\ue101", ["a", "\ue101"], {"a": {"b": "\ue101"}}, {"\ue101": 1}, "\U000f0000"]
)
def test_a_text_that_holds_what_stands_for_a_parameter_is_refused(data: Any) -> None:
    with pytest.raises(TemplateError, match=r"t\.yaml: .*private use area"):
        check_texts(data, "t.yaml")


@pytest.mark.parametrize("data", ["ä", {"a": ["b", 1, None]}, "漢"])
def test_another_text_is_taken(data: Any) -> None:
    check_texts(data, "t.yaml")


@pytest.mark.parametrize(
    ("row", "likely", "first"),
    [
        ({}, (), "staging"),
        ({"Default": "d"}, (), "d"),
        ({"AllowedPattern": "[0-9]{12}"}, (), "111122223333"),
        ({"AllowedPattern": "db-.*"}, (), "db-ABC123"),
        ({"Type": "Number"}, (), "111122223333"),
        ({}, ("own",), "own"),
        ({"AllowedPattern": "xyz.*"}, ("own",), "xyzown"),
        ({"AllowedValues": ["prod"]}, ("own",), "prod"),
    ],
)
def test_an_example_is_one_that_the_parameter_admits(
    row: dict[str, Any], likely: tuple[str, ...], first: str
) -> None:
    assert next(example_values(template(A=row), "A", likely)) == first


def test_a_parameter_may_admit_no_example() -> None:
    assert list(example_values(template(A={"AllowedPattern": "(?!x)never-seen"}), "A")) == []


def test_a_case_is_described_for_people() -> None:
    case = Assignment({"A": "", "B": "x"}, {"\ue101": "C"})
    assert case.described() == "C=(any string), A=(empty), B=x"
    assert case.shown("a\ue101b") == "a${C}b"


def test_a_value_that_a_nested_stack_takes_is_within_its_limits_too() -> None:
    row = HandedOn({"Type": "String"}, [{"AllowedPattern": "data-[a-z]+"}])
    data = {"Parameters": {"A": row}, "Resources": {}}
    found = list(example_values(data, "A", ("data-a", "other")))
    assert found == ["data-a", "data-axyz"]
    (case,) = assignments([data], ["A"]) or []
    assert all(map(is_plain, case.letters))
    short = {"Parameters": {"A": HandedOn(row, [{"MaxLength": 3}])}}
    assert list(example_values(short, "A", ("data-a",))) == []


MANY = {
    "Parameters": {name: {"Type": "String"} for name in "ABCD"},
    "Conditions": {"IsA": {"Fn::Equals": [{"Ref": "A"}, "prod"]}},
    "Mappings": {"M": {"blue": {"x": "1"}, "green": {"x": "2"}}},
    "Resources": {
        "Mapped": {"Properties": {"Name": {"Fn::FindInMap": ["M", {"Ref": "B"}, "x"]}}},
        "Split": {"Properties": {"Name": {"Fn::Select": [0, {"Fn::Split": ["-", "${C}"]}]}}},
    },
}


@pytest.mark.parametrize(
    ("name", "texts"), [("A", ["prod"]), ("B", ["blue", "green"]), ("C", []), ("D", [])]
)
def test_the_strings_of_one_parameter_among_many(name: str, texts: list[str]) -> None:
    strings = ComparedStrings([MANY])
    assert strings(name, by_a_letter=False) == texts
    assert compared_strings_in([MANY], name, by_a_letter=False) == texts


def test_a_parameter_that_is_taken_apart_is_found_among_many() -> None:
    with pytest.raises(TemplateError, match="C goes into Fn::"):
        ComparedStrings([MANY])("C")


def test_only_what_refers_to_a_parameter_is_read_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[str]] = []

    def noted(template: Any, name: str, **options: bool) -> list[str]:
        read.append([*template["Conditions"], *template["Resources"]])
        return []

    monkeypatch.setattr("influmojo_cfn.proof.assignments.compared_strings", noted)
    strings = ComparedStrings([MANY])
    assert [strings(name) for name in "ABD"] == [[], [], []]
    assert read == [["IsA"], ["Mapped"], []]
