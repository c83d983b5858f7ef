"""Which rules the user turned off, as cfn-lint reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.checks.settings import RuleSettings, read_settings
from influmojo_cfn.errors import Error


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Give an empty home and an empty project."""
    found = {name: tmp_path / name for name in ("home", "project")}
    for folder in found.values():
        folder.mkdir()
    monkeypatch.setenv("HOME", str(found["home"]))
    monkeypatch.chdir(found["project"])
    return found


def template(*, own: Any = None, of_resource: Any = None) -> dict[str, Any]:
    def metadata(ignored: Any) -> dict[str, Any]:
        return {"cfn-lint": {"config": {"ignore_checks": ignored}}}

    resource = {"Type": "AWS::IAM::Role", "Metadata": metadata(of_resource)}
    return {"Metadata": metadata(own), "Resources": {"Role": resource, "Other": {}}}


@pytest.mark.parametrize(
    ("settings", "data", "logical_id", "expected"),
    [
        (RuleSettings(), {}, None, False),
        (RuleSettings(ignored=("W9204",)), {}, None, True),
        (RuleSettings(ignored=("W92",)), {}, None, True),
        (RuleSettings(ignored=("W9205",)), {}, None, False),
        (RuleSettings(configured=("W",)), None, None, True),
        (RuleSettings(configured=("W",), mandatory=("W9204",)), {}, None, False),
        (RuleSettings(), template(own=["W9204"]), None, True),
        (RuleSettings(configured=("W9204",)), template(own=["E"]), None, False),
        (RuleSettings(configured=("W9204",), merged=True), template(own=["E"]), None, True),
        (RuleSettings(), template(of_resource=["W9204"]), "Role", True),
        (RuleSettings(), template(of_resource=["W92"]), "Role", False),
        (RuleSettings(), template(of_resource=["W9204"]), "Other", False),
        (RuleSettings(), template(of_resource=["W9204"]), None, False),
        (RuleSettings(mandatory=("W9204",)), template(of_resource=["W9204"]), "Role", False),
        (RuleSettings(), template(own="W9204", of_resource={"W9204": 1}), "Role", False),
        (RuleSettings(), {"Metadata": [], "Resources": ["Role"]}, "Role", False),
    ],
    ids=[
        "nothing said",
        "an ID",
        "the beginning of an ID",
        "another ID",
        "for a file that is no template",
        "what is mandatory stays",
        "by the template",
        "the template's list takes the place of the configured one",
        "merged lists",
        "by the resource",
        "a resource names whole IDs",
        "by another resource",
        "of no resource",
        "what is mandatory stays for a resource too",
        "no lists",
        "wrong shapes",
    ],
)
def test_a_rule_is_suppressed(
    settings: RuleSettings, data: Any, logical_id: str | None, expected: bool
) -> None:
    assert settings.suppresses("W9204", data, logical_id) is expected


def test_the_projects_file_outweighs_the_one_at_home(folders: dict[str, Path]) -> None:
    (folders["home"] / ".cfnlintrc").write_text("ignore_checks: [E9101]\nmandatory_checks: [E95]\n")
    (folders["project"] / ".cfnlintrc.yml").write_text("ignore_checks: [W9204]\n")
    found = read_settings(["I"])
    assert (found.ignored, found.configured, found.mandatory) == (("I",), ("W9204",), ("E95",))


@pytest.mark.parametrize(("written", "merged"), [("true", True), ("false", False)])
def test_a_file_can_merge_the_lists(folders: dict[str, Path], written: str, merged: bool) -> None:
    (folders["project"] / ".cfnlintrc").write_text(f"merge_configs: {written}\n")
    assert read_settings().merged is merged


def test_lists_are_not_merged_where_no_file_says_so() -> None:
    assert read_settings().merged is False


def test_the_first_name_of_a_configuration_counts(folders: dict[str, Path]) -> None:
    (folders["project"] / ".cfnlintrc").write_text("ignore_checks: [E9101]\n")
    (folders["project"] / ".cfnlintrc.yaml").write_text("ignore_checks: [W9204]\n")
    assert read_settings().configured == ("E9101",)


IGNORED = {"Resources": {"A": {"Metadata": {"cfn-lint": {"config": {"ignore_checks": ["I9040"]}}}}}}
SUPPRESSED: dict[str, tuple[str, Any, str | None, str, bool]] = {
    "nothing is told": ("I9040", {}, None, "", False),
    "for all": ("I9040", {}, None, "ignore_checks: [I9040]\n", True),
    "a group for all": ("I9040", {}, None, "ignore_checks: [I90]\n", True),
    "another one for all": ("I9040", {}, None, "ignore_checks: [I9041]\n", False),
    "one that is mandatory": (
        "I9040",
        {},
        None,
        "ignore_checks: [I9040]\nmandatory_checks: [I90]\n",
        False,
    ),
    "for the resource": ("I9040", IGNORED, "A", "", True),
    "for another resource": ("I9040", IGNORED, "B", "", False),
    "another one for the resource": ("I9041", IGNORED, "A", "", False),
    "for no resource": ("I9040", IGNORED, None, "", False),
    "a resource that is none": ("I9040", {"Resources": {"A": []}}, "A", "", False),
}


@pytest.mark.parametrize(
    ("rule_id", "template", "logical_id", "rc", "expected"), SUPPRESSED.values(), ids=SUPPRESSED
)
def test_what_the_user_left_out(
    rule_id: str, template: Any, logical_id: str | None, rc: str, expected: bool
) -> None:
    Path(".cfnlintrc").write_text(rc)
    assert read_settings().suppresses(rule_id, template, logical_id) is expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[W9204]", "is not a mapping"),
        ("ignore_checks: W9204", "ignore_checks: is not a list of rule IDs"),
        ("mandatory_checks: [1]", "mandatory_checks: is not a list of rule IDs"),
        ("ignore_checks: ['']", "ignore_checks: is not a list of rule IDs"),
    ],
)
def test_a_wrong_configuration_is_an_error(folders: dict[str, Path], text: str, words: str) -> None:
    (folders["project"] / ".cfnlintrc").write_text(text)
    with pytest.raises(Error, match=words):
        read_settings()


def test_files_that_are_not_linted_are_found_by_their_patterns(folders: dict[str, Path]) -> None:
    (folders["project"] / ".cfnlintrc").write_text("ignore_templates: ['old/**/*.yaml']\n")
    (folders["project"] / "old" / "deep").mkdir(parents=True)
    for name in ("old/deep/a.yaml", "new.yaml"):
        Path(name).write_text("")
    settings = read_settings()
    assert [settings.skips(Path(name)) for name in ("old/deep/a.yaml", "new.yaml")] == [True, False]


def test_what_the_command_ignores_is_off_unless_mandatory() -> None:
    settings = RuleSettings(ignored=("W",), mandatory=("W9204",))
    assert [settings.is_off(rule) for rule in ("W9601", "W9204", "E9101")] == [True, False, False]
