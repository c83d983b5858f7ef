"""What a generated template takes the place of, by the files that it nested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cli.former_files import Files, FormerFiles
from influmojo_cfn.cloudformation import dump
from tests.conftest import ROOT

ROLE: dict[str, Any] = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "api"}}
WHOLE = {"roles.yaml": {"Resources": {"ApiRole": ROLE}}}
URL = "https://templates.s3.amazonaws.com/1.yaml"


def split(*names: str, url: str = "") -> Files:
    """Return a root with a nested stack for each name, the first of which has the role."""
    stacks = {
        f"Roles{name}": {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {"TemplateURL": url or f"roles-{name}.yaml"},
        }
        for name in names
    }
    topic = {"Type": "AWS::SNS::Topic"}
    parts = {
        f"roles-{name}.yaml": {"Resources": {f"{name}Role": ROLE if name == names[0] else topic}}
        for name in names
    }
    return {"roles.yaml": {"Resources": stacks}, **parts}


def noted(folder: Path, before: Files, after: Files) -> list[str]:
    """Return the notes about a folder, without its path and what is to be done of names."""
    for name, template in before.items():
        (folder / name).write_text(dump(template))
    notes = FormerFiles.read(folder / "roles.yaml").notes(after)
    return [note.replace(f"{folder}/", "").partition(", which")[0] for note in notes]


FAILS = "roles.yaml: a stack of the template that was here cannot be updated to this: the name "


@pytest.mark.parametrize(
    ("before", "after", "notes"),
    [
        (WHOLE, WHOLE, []),
        (split("Api", "Web"), split("Api", "Web", "Job"), []),
        (
            split("Api", "Web"),
            split("Api"),
            ["roles-Web.yaml: is no longer nested by roles.yaml; delete it"],
        ),
        (WHOLE, split("Api"), [f"{FAILS}'api' is that of ApiRole"]),
        (
            split("Api"),
            WHOLE,
            [
                "roles-Api.yaml: is no longer nested by roles.yaml; delete it",
                f"{FAILS}'api' is that of RolesApi/ApiRole",
            ],
        ),
        (split("Api", url=URL), WHOLE, []),
        (split("Api", url="../roles.yaml"), WHOLE, []),
    ],
    ids=[
        *("the same", "one more service", "one less", "now split", "now whole"),
        *("nested by an address", "nested from another folder"),
    ],
)
def test_what_a_template_leaves_behind_is_told(
    tmp_path: Path, before: Files, after: Files, notes: list[str]
) -> None:
    assert noted(tmp_path, before, after) == notes


@pytest.mark.parametrize("text", [None, "", "a: [", "- a", "Resources: 1", "project: acme"])
def test_a_file_that_is_no_template_leaves_nothing(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "roles.yaml").write_text(text)
    assert list(FormerFiles.read(tmp_path / "roles.yaml").notes(WHOLE)) == []


def test_a_file_named_like_a_revision_is_not_read_from_git(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    assert FormerFiles.read(Path("HEAD:templates/influmojo-ecs-iam.yaml")).files == {}


def test_a_template_that_is_split_now_can_be_kept_whole(tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text(dump(WHOLE["roles.yaml"]))
    (note,) = FormerFiles.read(tmp_path / "roles.yaml").notes(split("Api", "Web"))
    assert note.endswith("split_roles: false in the app keeps one template")
