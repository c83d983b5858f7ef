"""Documents as they are written: every part once, with its place, its branch and its doubts."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam.text import ANY, has_unknown
from influmojo_cfn.iam.unknown import MaybeStatement, Unknown
from influmojo_cfn.iam.written import (
    LONGEST_TEXT,
    StatementReader,
    Value,
    WrittenCondition,
    WrittenStatement,
    why_unread,
)

PATH = ("Statement",)
STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
CONDITIONS = {"IsProduction": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}}
TEMPLATE = {"Conditions": CONDITIONS, "Parameters": {"Stage": {"Type": "String"}}}
RESOLVER = Resolver(TEMPLATE)
HOLDS = RESOLVER.assume("IsProduction", True)
OTHERWISE = RESOLVER.assume("IsProduction", False)


def if_production(one: Any, other: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsProduction", one, other]}


def read(statement: Any) -> tuple[list[WrittenStatement], list[str]]:
    reader = StatementReader(RESOLVER, WrittenStatement)
    return list(reader.read({"Statement": statement}, ())), reader.doubts


def only(statement: Any) -> WrittenStatement:
    ((found,), _) = read(statement)
    return found


def condition_of(operator: str, values: Any) -> WrittenCondition:
    (found,) = only({**STATEMENT, "Condition": {operator: {"aws:username": values}}}).conditions
    return found


def test_an_element_and_its_not_form_are_kept_apart() -> None:
    found = only({**STATEMENT, "NotAction": ["s3:PutObject", "s3:PutObjectAcl"]})
    assert found.actions == (Value("s3:GetObject", (*PATH, "Action")),)
    assert found.not_actions == (
        Value("s3:PutObject", (*PATH, "NotAction", 0)),
        Value("s3:PutObjectAcl", (*PATH, "NotAction", 1)),
    )


def test_a_value_in_a_branch_has_the_branch_and_the_place_in_the_function() -> None:
    assert HOLDS
    assert OTHERWISE
    found = only({**STATEMENT, "Resource": if_production("a", ["b", "c"])})
    place = (*PATH, "Resource", "Fn::If")
    assert found.resources == (
        Value("a", (*place, 1), HOLDS),
        Value("b", (*place, 2, 0), OTHERWISE),
        Value("c", (*place, 2, 1), OTHERWISE),
    )


def test_a_statement_is_read_once_in_every_branch() -> None:
    first, second = read([STATEMENT, if_production(STATEMENT, {"Ref": "AWS::NoValue"})])[0]
    assert (first.path, first.branch) == ((*PATH, 0), frozenset())
    assert (second.path, second.branch) == ((*PATH, 1, "Fn::If", 1), HOLDS)


def test_an_effect_that_conditions_decide_makes_two_statements() -> None:
    found, _ = read({**STATEMENT, "Effect": if_production("Allow", "Deny")})
    assert [(each.effect, each.branch) for each in found] == [("Allow", HOLDS), ("Deny", OTHERWISE)]


def test_principals_have_their_element_and_kind() -> None:
    principal = {"AWS": ["111122223333", "444455556666"], "Service": "ecs-tasks.amazonaws.com"}
    found = only({**STATEMENT, "NotPrincipal": principal, "Principal": "*"}).principals
    assert [(each.element, each.kind, each.value.text) for each in found] == [
        ("Principal", "*", "*"),
        ("NotPrincipal", "AWS", "111122223333"),
        ("NotPrincipal", "AWS", "444455556666"),
        ("NotPrincipal", "Service", "ecs-tasks.amazonaws.com"),
    ]


def test_what_only_a_deployment_knows_is_partly_known() -> None:
    found = only({**STATEMENT, "Resource": {"Fn::Sub": "arn:aws:s3:::logs-${Stage}"}})
    (resource,) = found.resources
    assert resource.text.startswith("arn:aws:s3:::logs-")
    assert has_unknown(resource.text)
    assert not resource.literal


def test_a_value_that_no_policy_could_hold_is_not_known() -> None:
    found = only({**STATEMENT, "Resource": ["a" * LONGEST_TEXT, "a" * (LONGEST_TEXT + 1)]})
    assert [each.text == ANY for each in found.resources] == [False, True]


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        pytest.param("StringEquals", "a", True, id="a value is wanted"),
        pytest.param("StringNotEquals", "a", False, id="negated"),
        pytest.param("StringEqualsIfExists", "a", False, id="if there is one"),
        pytest.param("ForAnyValue:StringNotEquals", "a", True, id="one of several"),
        pytest.param("ForAnyValue:StringEqualsIfExists", "a", False, id="one of several, or none"),
        pytest.param("ForAllValues:StringEquals", "a", False, id="all of none"),
        pytest.param("Null", "false", True, id="Null false"),
        pytest.param("Null", ["false", "true"], False, id="Null of both"),
        pytest.param("StringIs", "a", False, id="no operator"),
    ],
)
def test_which_conditions_need_their_key(operator: str, values: Any, expected: bool) -> None:
    assert condition_of(operator, values).needs_key is expected


def test_an_operator_is_parsed_as_it_is_used() -> None:
    found = condition_of("forallvalues:stringnotlikeifexists", "a*")
    assert (found.family, found.qualifier) == ("String", "ForAllValues")
    assert found.negated
    assert found.if_exists
    assert not found.is_ordered
    assert condition_of("DateLessThan", "2026-11-27").is_ordered
    assert condition_of("Null", True).asks_presence


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("s3:*", id="a string"),
        pytest.param([], id="an empty list"),
        pytest.param([None, 5], id="nothing and a number"),
    ],
)
def test_what_is_no_statement_is_omitted(statement: Any) -> None:
    assert read(statement) == ([], [])


def test_parts_of_a_wrong_shape_are_omitted() -> None:
    found = only({**STATEMENT, "Condition": {"Bool": "x", "StringLike": {}}, "Principal": 5})
    assert (found.conditions, found.principals) == ((), ())


def test_a_statement_that_a_macro_brings_is_a_doubt() -> None:
    macro = {"Fn::Transform": {"Name": "Macro"}}
    assert read([STATEMENT, macro])[1] == ["Fn::Transform is not resolved"]
    assert only({**STATEMENT, "Condition": macro}).doubts == ("Fn::Transform is not resolved",)


def test_a_statement_that_may_not_be_there_is_in_doubt() -> None:
    reason = "the condition is not known"
    assert only(MaybeStatement(STATEMENT, reason)).doubts == (reason,)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(Unknown("not known"), "not known", id="unknown"),
        pytest.param({"Ref": "X"}, "Ref is not resolved", id="a function"),
        pytest.param({"Refs": "X"}, "", id="a key like a function's"),
        pytest.param("Ref", "", id="a string"),
    ],
)
def test_why_a_part_cannot_be_read(value: object, expected: str) -> None:
    assert why_unread(value) == expected


def test_a_statement_holds_all_that_is_written() -> None:
    row = {**STATEMENT, "Sid": "S", "NotAction": "a:b", "NotResource": ["c", "d"]}
    found = only(row)
    assert (found.raw, found.path, found.branch) == (row, PATH, frozenset())
    assert (found.effect, found.allows, found.sid, found.doubts) == ("Allow", True, "S", ())
    assert found.resources == (Value("*", (*PATH, "Resource")),)
    assert found.not_resources == (
        Value("c", (*PATH, "NotResource", 0)),
        Value("d", (*PATH, "NotResource", 1)),
    )
    denies = only({"Effect": "Deny", "Sid": []})
    assert (denies.allows, denies.sid) == (False, "")
    assert (denies.actions, denies.resources, denies.conditions, denies.principals) == ((),) * 4
    assert only({"Action": "a:b"}).effect == ""


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        pytest.param("StringNotLikeIfExists", ("String", "", True, True, False, False), id="not"),
        pytest.param(
            "ForAnyValue:Bool", ("Bool", "ForAnyValue", False, False, False, False), id="any"
        ),
        pytest.param("Null", ("Null", "", False, False, False, True), id="presence"),
        pytest.param("DateLessThan", ("Date", "", False, False, True, False), id="order"),
        pytest.param("Nothing", ("", "", False, False, False, False), id="no operator"),
    ],
)
def test_what_a_condition_tells_of_its_operator(
    operator: str, expected: tuple[object, ...]
) -> None:
    found = condition_of(operator, "a")
    assert expected == (
        found.family,
        found.qualifier,
        found.negated,
        found.if_exists,
        found.is_ordered,
        found.asks_presence,
    )
    assert (found.operator, found.key, found.path) == (
        operator,
        "aws:username",
        (*PATH, "Condition", operator, "aws:username"),
    )
    assert [each.text for each in found.values] == ["a"]


def test_conditions_and_principals_have_their_branches() -> None:
    found = only(
        {
            **STATEMENT,
            "Condition": if_production(
                {"Bool": {"a:b": True}}, {"Null": if_production({}, {"c:d": 1})}
            ),
            "NotPrincipal": if_production("*", {"AWS": "x", "Service": "y"}),
        }
    )
    assert [(each.operator, each.key, each.branch) for each in found.conditions] == [
        ("Bool", "a:b", HOLDS),
        ("Null", "c:d", OTHERWISE),
    ]
    assert [
        (each.kind, each.value.text, each.value.branch, each.element) for each in found.principals
    ] == [
        ("*", "*", HOLDS, "NotPrincipal"),
        ("AWS", "x", OTHERWISE, "NotPrincipal"),
        ("Service", "y", OTHERWISE, "NotPrincipal"),
    ]
    place = (*PATH, "NotPrincipal", "Fn::If")
    assert [each.value.path for each in found.principals] == [
        (*place, 1),
        (*place, 2, "AWS"),
        (*place, 2, "Service"),
    ]


def test_principals_that_are_not_resolved_are_omitted() -> None:
    assert only({**STATEMENT, "Principal": {"Fn::Transform": {"Name": "M"}}}).principals == ()
    found = only({**STATEMENT, "Principal": 5, "NotPrincipal": "*"}).principals
    assert [each.element for each in found] == ["NotPrincipal"]


@pytest.mark.parametrize(
    ("document", "doubts"),
    [
        pytest.param(Unknown("why"), ["why"], id="a document"),
        pytest.param({"Fn::Transform": {}}, ["Fn::Transform is not resolved"], id="a macro"),
        pytest.param({"Statement": [Unknown("why")]}, ["why"], id="a statement"),
        pytest.param({"Statements": [Unknown("why")]}, [], id="no statement"),
        pytest.param([Unknown("why")], [], id="a list"),
    ],
)
def test_why_statements_are_not_known(document: object, doubts: list[str]) -> None:
    reader = StatementReader(RESOLVER, WrittenStatement)
    assert (list(reader.read(document, ())), reader.doubts) == ([], doubts)
    assert len(reader.unread) == len(doubts)
    assert None not in reader.unread


def test_a_document_in_a_branch_has_it_in_every_part() -> None:
    assert HOLDS
    reader = StatementReader(RESOLVER, WrittenStatement)
    row = {**STATEMENT, "Condition": {"Bool": {"a:b": "x"}}, "Principal": {"AWS": "y"}}
    (found,) = reader.read({"Statement": row}, ("A",), HOLDS)
    values = [*found.actions, *found.resources, *found.conditions[0].values]
    values += [each.value for each in found.principals]
    assert {each.branch for each in values} == {HOLDS}
    assert (found.branch, found.conditions[0].branch) == (HOLDS, HOLDS)
    assert {each.path[0] for each in values} == {"A"}
    (alone,) = reader.statements([row], ("B",))
    assert (alone.path, alone.branch) == (("B", 0), frozenset())


def test_a_long_key_is_cut_and_a_long_value_not_known() -> None:
    reader = StatementReader(RESOLVER, WrittenStatement, longest=3)
    row = {"Effect": "Allow", "Action": ["abc", "abcd"], "Condition": {"Bool": {"abcd": "x"}}}
    (found,) = reader.read({"Statement": row}, ())
    assert [each.text for each in found.actions] == ["abc", ANY]
    assert [each.key for each in found.conditions] == ["abc"]
    assert found.conditions[0].path[-1] == "abcd"


@pytest.mark.parametrize(
    ("condition", "doubts"),
    [
        pytest.param(
            {"Bool": {"Fn::Transform": 1}}, ("Fn::Transform is not resolved",), id="macro"
        ),
        pytest.param({"Bool": 5, "Null": {"a": "true"}}, (), id="no mapping"),
    ],
)
def test_what_cannot_be_read_of_a_condition(condition: object, doubts: tuple[str, ...]) -> None:
    found = only({**STATEMENT, "Condition": condition})
    assert found.doubts == doubts
    assert [each.operator for each in found.conditions] == ([] if doubts else ["Null"])
