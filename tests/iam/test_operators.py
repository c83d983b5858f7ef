"""One table of condition operators: a row under another name is the same operator everywhere.

And each place that an operator needs is asked for: its comparison, what the prover takes it to
accept, and what the rules say of a value that it cannot compare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam import operators, values
from influmojo_cfn.iam.document import Condition, parse_policy
from influmojo_cfn.iam.operators import (
    OPERATORS,
    Operator,
    OperatorUse,
    operator_of,
    parse_operator,
)
from influmojo_cfn.iam.patterns import Token
from influmojo_cfn.iam.value_formats import KINDS
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES
from influmojo_cfn.proof import conditions
from influmojo_cfn.proof.conditions import ACCEPTED, atom
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.question import excess
from influmojo_cfn.report.decision import explanation
from influmojo_cfn.rules.conditions.operators import PROBLEMS
from influmojo_cfn.rules.engine import check_policy
from tests.proof.policies import NOTHING, allow, deny, document, role
from tests.proof.test_every_operator import CARRIED, KEYS, WRITTEN

Add = Callable[..., Operator]
NEW = "MadeUp"


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Add:
    """Add an operator through the table, under a name that says nothing of what it does."""

    def added(family: str, comparison: str, flags: str) -> Operator:
        row = operator_of(NEW, family, comparison, flags, "")
        monkeypatch.setitem(operators._BY_NAME, NEW.lower(), row)
        return row

    return added


def flags_of(row: Operator) -> str:
    return " ".join(flag for flag in ("negated", "wildcards", "variables") if getattr(row, flag))


def statement(operator: str, key: str, written: Sequence[Any]) -> dict[str, Any]:
    return allow("s3:*", "*", {operator: {key: list(written)}})


@pytest.mark.parametrize("row", OPERATORS, ids=[row.name for row in OPERATORS])
@pytest.mark.parametrize("modifier", ["{}", "{}IfExists", "ForAllValues:{}", "ForAnyValue:{}"])
def test_a_row_under_another_name_is_the_same_operator(
    row: Operator, modifier: str, add: Add
) -> None:
    add(row.family, row.comparison, flags_of(row))
    if row.asks_presence and modifier != "{}":
        return
    names = (modifier.format(row.name), modifier.format(NEW))
    for key, carries in KEYS.items():
        both = [
            Evaluator([parse_policy(document(statement(name, key, WRITTEN[row.family])))])
            for name in names
        ]
        for value in [(), *CARRIED[carries]]:
            request = Request("s3:GetObject", "arn:aws:s3:::a/b", context_of({key: value}))
            asked = [each.decide(request) for each in both]
            assert asked[0].outcome == asked[1].outcome
            said = [
                explanation(decision).replace(name, "")
                for decision, name in zip(asked, (row.name, NEW), strict=True)
            ]
            assert said[0] == said[1]
    found = [
        [
            (finding.rule_id, finding.path[:3], finding.message.replace(name, ""))
            for finding in check_policy(
                document(*(statement(name, key, WRITTEN[row.family]) for key in KEYS))
            )
        ]
        for name in names
    ]
    assert found[0] == found[1]


@pytest.mark.parametrize("row", OPERATORS, ids=[row.name for row in OPERATORS])
def test_the_prover_reads_a_row_under_another_name(row: Operator, add: Add) -> None:
    add(row.family, row.comparison, flags_of(row))
    letters = Letters()
    for written in WRITTEN[row.family]:
        atoms = [
            atom(Condition(name, "k:k", (str(written),)), letters, variables=True)
            for name in (row.name, NEW)
        ]
        if not atoms[0].opaque:
            assert atoms[0] == atoms[1]


@pytest.mark.parametrize("row", OPERATORS, ids=[row.name for row in OPERATORS])
def test_the_rules_know_what_a_row_under_another_name_rules_out(row: Operator, add: Add) -> None:
    add(row.family, row.comparison, flags_of(row))
    others = [name for name in ("StringEquals", "StringNotLike", "Null") if name != row.name]

    def clashes(name: str) -> list[str]:
        written = str(WRITTEN[row.family][0])
        block = {name: {"k:k": written}}
        for other in others:
            block[other] = {"k:k": "true" if other == "Null" else written}
        findings = check_policy(document(allow("s3:*", "*", block)))
        return sorted(f.message.replace(name, "") for f in findings if f.rule_id == "E9310")

    assert clashes(row.name) == clashes(NEW)


def test_a_row_without_its_comparison_is_refused() -> None:
    with pytest.raises(KeyError, match="text backwards"):
        operator_of(NEW, "String", "text backwards", "", "")


def test_every_comparison_is_one_that_the_prover_has() -> None:
    assert set(ACCEPTED) == set(values.COMPARISONS) - {"presence"}


def test_every_comparison_is_used() -> None:
    assert {row.comparison for row in OPERATORS} == set(values.COMPARISONS)


def test_the_rules_have_words_for_every_family_that_cannot_read_some_texts() -> None:
    assert set(PROBLEMS) == set(KINDS) - {"String"}
    assert {row.family for row in OPERATORS} == set(KINDS)


def _backwards(tokens: Sequence[Token]) -> values.Comparison:
    expected = values.literal(tokens)[::-1]
    return lambda value: value == expected


class TestAComparisonOfItsOwn:
    """What an operator takes: a row, its comparison, and what the prover takes it to accept."""

    @pytest.fixture(autouse=True)
    def compare(self, monkeypatch: pytest.MonkeyPatch, add: Add) -> None:
        monkeypatch.setitem(values.COMPARISONS, "text backwards", _backwards)
        add("String", "text backwards", "variables")

    def test_the_evaluator_has_it(self) -> None:
        policy = parse_policy(document(statement(NEW, "k:k", ["abc"])))
        for value, outcome in (("cba", "allowed"), ("abc", "implicitDeny")):
            request = Request("s3:GetObject", "*", context_of({"k:k": value}))
            assert Evaluator([policy]).decide(request).outcome == outcome

    def test_the_prover_does_not_guess_where_it_was_forgotten(self) -> None:
        answer = excess(NOTHING, [role(statement(NEW, "k:k", ["abc"]))])
        assert answer.verdict == "unknown"
        assert answer.unknown == (f"what {NEW} matches is not modelled",)

    def test_the_prover_has_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def accept(reader: conditions._ConditionReader, tokens: list[Token], value: Any) -> None:
            reader.text(["".join(map(str, tokens))[::-1]], value)

        monkeypatch.setitem(ACCEPTED, "text backwards", accept)
        asked = statement(NEW, "k:k", ["abc"])
        answer = excess(NOTHING, [role(asked)])
        assert answer.excesses[0].counterexample.request.context == {"k:k": ("cba",)}
        denied = role(asked, deny("*", "*", {"StringEquals": {"k:k": "cba"}}))
        assert excess(NOTHING, [denied]).verdict == "proven"

    def test_the_rules_take_it_for_an_operator(self) -> None:
        found = check_policy(document(statement(NEW, "aws:username", ["a*"])))
        assert {f.rule_id for f in found} >= {"E9306"}
        assert "E9304" not in {f.rule_id for f in found}
        assert parse_operator(f"ForAnyValue:{NEW}IfExists") is not None


ROWS = {row.name: row for row in OPERATORS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("StringLike", OperatorUse(ROWS["StringLike"])),
        ("STRINGLIKE", OperatorUse(ROWS["StringLike"])),
        ("StringLikeIfExists", OperatorUse(ROWS["StringLike"], None, if_exists=True)),
        ("ForAllValues:StringLike", OperatorUse(ROWS["StringLike"], "ForAllValues")),
        (
            "foranyvalue:stringlikeifexists",
            OperatorUse(ROWS["StringLike"], "ForAnyValue", if_exists=True),
        ),
        ("Null", OperatorUse(ROWS["Null"])),
        ("ForAnyValue:Null", OperatorUse(ROWS["Null"], "ForAnyValue")),
        ("NullIfExists", None),
        ("IfExists", None),
        ("StringLikeIfExistsIfExists", None),
        ("ForSomeValues:StringLike", None),
        (":StringLike", None),
        ("ForAllValues:", None),
        ("ForAnyValue:ForAllValues:StringLike", None),
        ("StringLikes", None),
        ("", None),
    ],
)
def test_an_operator_is_read(text: str, expected: OperatorUse | None) -> None:
    assert parse_operator(text) == expected


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("StringEquals", NO),
        ("StringNotEquals", YES),
        ("StringEqualsIfExists", YES),
        ("ForAllValues:StringEquals", YES),
        ("ForAllValues:StringNotEqualsIfExists", YES),
        ("ForAnyValue:StringNotEquals", NO),
        ("ForAnyValue:StringEqualsIfExists", UNKNOWN),
    ],
)
def test_what_an_operator_says_without_its_key(text: str, holds: int) -> None:
    use = parse_operator(text)
    assert use is not None
    assert use.when_absent == holds


@pytest.mark.parametrize(
    ("name", "ordered", "ignores_case", "presence", "fails"),
    [
        ("StringEquals", False, False, False, "is not"),
        ("StringEqualsIgnoreCase", False, True, False, "is not"),
        ("NumericEquals", False, False, False, "is not"),
        ("NumericLessThan", True, False, False, "is not less than"),
        ("DateGreaterThanEquals", True, False, False, "is not at least"),
        ("Null", False, False, True, "is not"),
    ],
)
def test_what_a_row_tells_of_itself(
    name: str, ordered: bool, ignores_case: bool, presence: bool, fails: str
) -> None:
    row = ROWS[name]
    assert (row.is_ordered, row.ignores_case, row.asks_presence, row.fails) == (
        ordered,
        ignores_case,
        presence,
        fails,
    )
    assert row.kind is KINDS[row.family]


def test_a_row_holds_what_the_table_says() -> None:
    made = operator_of("New", "String", "pattern", "negated wildcards", "Its words")
    assert made == Operator(
        "New", "String", "pattern", values.COMPARISONS["pattern"], True, True, False, "Its words"
    )
    plain = operator_of("New", "Numeric", "number less", "variables", "")
    assert (plain.negated, plain.wildcards, plain.variables) == (False, False, True)
    assert all(row.words for row in OPERATORS)
