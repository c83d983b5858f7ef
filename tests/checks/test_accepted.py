"""What is accepted of other tools has a reason that people can read."""

from __future__ import annotations

from influmojo_cfn.checks.accepted import accepted


def test_each_finding_is_one_of_a_tool_and_has_a_reason() -> None:
    assert set(accepted()) == {("cloudformation-validate", "I9001")}
    assert all(reason.endswith(".") for reason in accepted().values())


def test_nothing_above_the_lowest_severity_is_accepted() -> None:
    assert {rule_id[0] for _, rule_id in accepted()} == {"I"}
