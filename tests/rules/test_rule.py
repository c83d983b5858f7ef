"""The form of a rule: a header, one function, and its examples in files."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import rules
from influmojo_cfn.rules.rule import Findings, Rule, RuleFinding, RuleScope, rule


def made(rule_id: str = "W9999", takes: str = "PolicyStatement", **more: Any) -> Rule:
    def check(subject: Any) -> Findings:
        yield ("Resources",), f"{subject} is wrong"

    check.__annotations__["subject"] = takes
    header = rule(
        id=rule_id,
        shortdesc="short",
        description="longer",
        why="because",
        source_url="https://docs.aws.amazon.com/",
        **more,
    )
    return header(check)


@pytest.mark.parametrize(
    ("rule_id", "severity"),
    [("E9999", "error"), ("W9999", "warning"), ("I9999", "informational")],
)
def test_the_severity_is_in_the_id(rule_id: str, severity: str) -> None:
    assert made(rule_id).severity == severity


def test_a_rule_has_its_header_and_finds() -> None:
    found = made()
    assert (found.shortdesc, found.description, found.why) == ("short", "longer", "because")
    assert found.source_url == "https://docs.aws.amazon.com/"
    assert list(found.check("it")) == [(("Resources",), "it is wrong")]


@pytest.mark.parametrize(
    ("takes", "scope"),
    [
        ("PolicyStatement", "statement"),
        ("TemplatePolicy", "policy"),
        ("Entity", "entity"),
        ("Model", "template"),
    ],
)
def test_a_rule_looks_at_what_its_function_takes(takes: str, scope: RuleScope) -> None:
    assert made(takes=takes).scope == scope


def test_a_rule_cannot_look_at_anything_else() -> None:
    with pytest.raises(KeyError, match="Resolver"):
        made(takes="Resolver")


def test_a_rule_needs_nothing_of_what_it_looks_at_unless_it_says_so() -> None:
    assert made().needs == frozenset()
    assert made(needs="grants conditions").needs == {"grants", "conditions"}


def test_a_rule_can_only_need_what_statements_have() -> None:
    with pytest.raises(ValueError, match="W9999: no need trusts"):
        made(needs="allows trusts")


def test_the_tags_of_a_rule_are_its_package_unless_it_has_others() -> None:
    assert made().tags == ("iam", "rules")
    assert made(tags=("iam", "arn")).tags == ("iam", "arn")


def test_examples_are_files_of_the_rule() -> None:
    found = made("E9101")
    assert "# here" in found.bad
    assert "# here" not in found.good
    assert found.bad == found.bad.strip("\n")


def test_a_rule_without_examples_has_none_to_show() -> None:
    with pytest.raises(FileNotFoundError):
        _ = made("W9999").bad


def test_findings_are_in_the_order_of_rule_and_place() -> None:
    found = [
        RuleFinding("W2", ("a",), "x"),
        RuleFinding("W1", ("b",), "x"),
        RuleFinding("W1", ("a",), "x"),
    ]
    assert [(each.rule_id, each.path) for each in sorted(found)] == [
        ("W1", ("a",)),
        ("W1", ("b",)),
        ("W2", ("a",)),
    ]


def test_a_rule_follows_from_findings_by_their_place() -> None:
    assert made(follows="E9201 E9714/role E9402").follows == {
        "place": ("E9201", "E9402"),
        "role": ("E9714",),
    }


def test_what_a_rule_follows_from_is_a_rule() -> None:
    known = {each.id for each in rules()} | {"E"}
    for each in rules():
        assert each.follows.keys() <= {"place", "action", "statement", "resource", "role"}
        assert {cause for causes in each.follows.values() for cause in causes} <= known, each.id
        assert bool(each.of_action) == ("action" in each.follows), each.id
