"""cfn-lint as the user configured it, its findings for regions told once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.checks import cfn_lint
from influmojo_cfn.checks.cfn_lint import Linter, merge_regions
from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import Error

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Unused: {Type: String}
Resources:
  Logs: {Type: AWS::Logs::LogGroup}
"""
UNUSED = "W2001"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the configuration of cfn-lint that the person who runs the tests has out of them."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def linted(text: str = TEMPLATE, path: Path | None = None) -> tuple[Linter, list[Finding]]:
    file = path or Path("t.yaml")
    if path is None:
        file.write_text(text)
    linter = Linter([file])
    data = parse(text).data
    return linter, list(linter.lint(file, text, data))


def ids(text: str = TEMPLATE, path: Path | None = None) -> set[str]:
    return {finding.id for finding in linted(text, path)[1]}


def test_a_finding_has_everything_of_the_match() -> None:
    (found,) = [finding for finding in linted()[1] if finding.id == UNUSED]
    assert (found.file, found.line, found.column) == ("t.yaml", 3, 3)
    assert (found.end_line, found.end_column) == (3, 9)
    assert (found.severity, found.tool) == ("warning", "cfn-lint")
    assert found.title
    assert found.url.startswith("https://")


def test_a_default_at_which_cfn_lint_hangs_is_not_shown_to_it() -> None:
    row = f"{{Type: String, AllowedPattern: (a|a)*b, Default: {'a' * 60}}}"
    (found,) = linted(TEMPLATE.replace("{Type: String}", row))[1]
    assert (found.id, "AllowedPattern" in found.message) == ("E0002", True)


def without_end(path: Path, text: str) -> Iterator[None]:
    while True:
        yield from ()


def test_a_rule_that_does_not_end_is_stopped_and_the_next_file_is_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = Path("t.yaml")
    file.write_text(TEMPLATE)
    linter = Linter([file])
    data = parse(TEMPLATE).data
    with monkeypatch.context() as endless:
        endless.setattr(cfn_lint, "seconds_for", lambda text: 0)
        endless.setattr(linter, "_matches", without_end)
        (found,) = linter.lint(file, TEMPLATE, data)
    assert (found.id, found.severity) == ("E0002", "error")
    assert "takes too long" in found.message
    assert UNUSED in {each.id for each in linter.lint(file, TEMPLATE, data)}


@pytest.mark.parametrize("around", ["[{}]", "[{{'Fn::If': [C, {}, x]}}]"])
def test_lists_in_which_cfn_lint_hangs_are_not_shown_to_it(around: str) -> None:
    value = "x"
    for _ in range(20):
        value = around.format(value)
    assert ids(f"Resources: {{A: {{Type: 'AWS::SNS::Topic', Properties: {{Tags: {value}}}}}}}") == {
        "E0002"
    }


def test_informational_rules_run_although_nobody_asked() -> None:
    assert "I" in {each[0] for each in ids()}


def test_our_rules_run_beside_its_own() -> None:
    role = "  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}"
    assert {each for each in ids(f"{TEMPLATE}{role}\n") if re.match("[EW]9", each)}


def test_a_file_that_the_user_ignores_has_no_finding(folder: Path) -> None:
    (folder / ".cfnlintrc").write_text("ignore_templates: ['t.yaml']\n")
    assert ids() == set()


def test_what_is_no_file_is_linted_by_its_text() -> None:
    assert UNUSED in ids(path=Path("missing.yaml"))


def test_what_is_no_file_and_cannot_be_read_is_a_finding() -> None:
    linter = Linter([])
    found = list(linter.lint(Path("-"), "a: [", {}))
    assert [finding.severity for finding in found] == ["error"]


def test_a_wrong_configuration_is_an_error(folder: Path) -> None:
    (folder / ".cfnlintrc").write_text("regions: 5\n")
    with pytest.raises(Error, match=r"^\.cfnlintrc: cfn-lint rejects it: "):
        Linter([Path("t.yaml")])


@pytest.mark.parametrize("metadata", ["[]", "{cfn-lint: 7}", "{cfn-lint: {config: []}}"])
def test_metadata_that_holds_no_settings_is_no_failure(metadata: str) -> None:
    assert UNUSED in ids(f"{TEMPLATE}Metadata: {metadata}\n")


FINDING = Finding(file="t", line=1, id="E1", severity="error", message="", tool="cfn-lint")
REGIONS = [f"eu-west-{number}" for number in range(1, 8)]


def merged(*messages: str) -> list[str]:
    found = merge_regions(replace(FINDING, message=message) for message in messages)
    return [finding.message for finding in found]


MERGED: dict[str, tuple[list[str], list[str]]] = {
    "no region": (["a", "a"], ["a", "a"]),
    "one region": (["not in 'eu-west-1'"], ["not in 'eu-west-1'"]),
    "three regions": (
        [f"not in '{region}'" for region in REGIONS[:3]],
        ["not in 'eu-west-1', 'eu-west-2', 'eu-west-3'"],
    ),
    "more Regions": (
        [f"not in '{region}' yet" for region in REGIONS],
        ["not in 'eu-west-1', 'eu-west-2', 'eu-west-3' and 4 more Regions yet"],
    ),
    "two sentences": (
        ["a 'eu-west-1'", "b 'eu-west-1'", "a 'us-gov-west-1'"],
        ["a 'eu-west-1', 'us-gov-west-1'", "b 'eu-west-1'"],
    ),
    "a text in quotes": (["the name 'web'"], ["the name 'web'"]),
}


@pytest.mark.parametrize(("messages", "expected"), MERGED.values(), ids=MERGED)
def test_what_is_told_for_each_region_is_told_once(
    messages: list[str], expected: list[str]
) -> None:
    assert merged(*messages) == expected


def test_findings_of_two_lines_stay_two() -> None:
    message = "not in 'eu-west-1'"
    two = [replace(FINDING, message=message), replace(FINDING, message=message, line=2)]
    assert [finding.line for finding in merge_regions(two)] == [1, 2]


@given(st.lists(st.sampled_from(REGIONS), min_size=1, unique=True))
def test_every_region_is_named_or_counted(regions: list[str]) -> None:
    (message,) = merged(*(f"in '{region}'" for region in regions))
    more = re.search(r"and (\d+) more", message)
    assert message.count("'") // 2 + int(more[1] if more else 0) == len(regions)


OWN_RULE = """\
from cfnlint.rules import CloudFormationLintRule, RuleMatch

class Own(CloudFormationLintRule):
    id = "E7999"
    shortdesc = description = "ours"

    def match(self, cfn):
        return [RuleMatch(["Resources"], "found")]
"""


def test_what_one_folder_configures_does_not_reach_the_next_check(folder: Path) -> None:
    """The rules of the check before are used again."""
    text = TEMPLATE.replace("LogGroup}", "LogGroup, Properties: {RetentionInDays: '7'}}")
    strict = (
        "append_rules: [own]\nconfigure_rules: {E3012: {strict: true}}\nignore_checks: [W2001]\n"
    )
    (folder / "own").mkdir()
    (folder / "own/rule.py").write_text(OWN_RULE)
    seen = []
    for settings in ("", strict, "configure_rules: {E3012: {strict: true}}\n", ""):
        (folder / ".cfnlintrc").write_text(settings)
        seen.append(ids(text) & {"E3012", "E7999", UNUSED})
    assert seen == [{UNUSED}, {"E3012", "E7999"}, {"E3012", UNUSED}, {UNUSED}]
