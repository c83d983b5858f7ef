"""What is generated is written, printed, or compared with the file that is there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.cli.generated import (
    GeneratedFile,
    compare,
    fits_inline,
    named_after,
    parts_by_resource,
    text_of,
)
from influmojo_cfn.cloudformation import dump, parse
from influmojo_cfn.errors import Error
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.quotas import INLINE_BYTES
from influmojo_cfn.template.service_splitting import split_services

TOPIC = grant("sns.publish", topic=parameter("Topic", default="orders"))
SHOP = App(project="shop", grants=[TOPIC])
TEMPLATE: dict[str, Any] = {"Resources": {"A": {"Type": "B"}}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_is_named_after_the_project() -> None:
    assert named_after(SHOP, "templates/PROJECT-ecs-iam.yaml", "json") == Path(
        "templates/shop-ecs-iam.json"
    )
    assert named_after(SHOP, "-", "json") == Path("-")


def test_a_text_is_yaml_or_json() -> None:
    assert text_of(TEMPLATE, "yaml") == dump(TEMPLATE)
    text = text_of({"A": "\u00e9"}, "json")
    assert (json.loads(text), "\u00e9" in text, text[-1]) == ({"A": "\u00e9"}, True, "\n")


def test_a_file_is_written_and_told_with_its_size(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert GeneratedFile(Path("a.yaml")).write_text("\u00e9\n") == 0
    assert (folder / "a.yaml").read_text("utf-8") == "\u00e9\n"
    assert capsys.readouterr().out == "a.yaml: written (3 bytes)\n"


def test_a_dash_is_printed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert GeneratedFile(Path("-")).write_text("text\n") == 0
    assert capsys.readouterr().out == "text\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("parent", ["templates", "another/one"])
def test_the_folder_of_a_file_is_made(parent: str) -> None:
    GeneratedFile(Path(parent) / "a.yaml").write_text("a")
    assert (Path(parent) / "a.yaml").is_file()


LARGE = {"Description": "a" * INLINE_BYTES, "Resources": {}}


@pytest.mark.parametrize(
    ("template", "output", "check", "noted"),
    [
        (LARGE, "a.yaml", False, True),
        (TEMPLATE, "a.yaml", False, False),
        (LARGE, "-", False, False),
        ({"Description": "a" * INLINE_BYTES}, "a.yaml", False, False),
    ],
)
def test_a_template_that_cannot_be_passed_inline_is_told(
    template: dict[str, Any],
    output: str,
    check: bool,
    noted: bool,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert GeneratedFile(Path(output), check=check).write(template) == 0
    note = f"note: {output}: CloudFormation takes at most 51,200 bytes inline"
    assert capsys.readouterr().err.startswith(note) == noted
    assert noted or not capsys.readouterr().err


@pytest.mark.parametrize(("more", "is_too_long"), [(0, False), (1, True)], ids=["most", "more"])
def test_what_just_fits_is_whole(
    more: int, is_too_long: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    app = replace(LONG, services=LONG.services[:3])
    template = build(app)
    size = len(text_of(template, "json").encode())
    template["Description"] += "a" * (INLINE_BYTES - size + more)
    file = GeneratedFile(Path("roles.json"), form="json")
    assert bool(file.parts(app, template)) == is_too_long
    assert file.write(template) == 0
    assert bool(capsys.readouterr().err) == is_too_long


LONG = App(
    project="shop",
    services=[
        Service(name=f"s{number}", repository="a-b", paths=(), roles="own") for number in range(20)
    ],
)


def test_what_fits_is_counted_in_bytes() -> None:
    short, long = ({"Description": letter * (INLINE_BYTES - 100)} for letter in "eé")
    assert fits_inline(short, "json")
    assert not fits_inline(long, "json")


def test_a_template_that_is_too_long_is_written_as_a_root_and_its_stacks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert GeneratedFile(Path("roles.yaml")).write_split(LONG, build(LONG)) == 0
    files = sorted(path.name for path in Path().iterdir())
    assert "roles.yaml" in files
    assert len(files) > 1
    assert all(path.stat().st_size <= INLINE_BYTES for path in Path().iterdir())
    assert f"it nests {len(files) - 1} stacks" in capsys.readouterr().err


def test_a_template_that_fits_is_one_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert GeneratedFile(Path("roles.yaml")).write_split(SHOP, build(SHOP)) == 0
    assert [path.name for path in Path().iterdir()] == ["roles.yaml"]
    assert capsys.readouterr().err == ""


def test_an_app_can_state_that_its_roles_are_one_template(
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = replace(LONG, split_roles=False)
    assert not parts_by_resource(whole, build(whole))
    assert GeneratedFile(Path("roles.yaml")).write_split(whole, build(whole)) == 0
    assert [path.name for path in Path().iterdir()] == ["roles.yaml"]
    assert "deploy it from a bucket" in capsys.readouterr().err
    # Its services are split all the same.
    assert len(services_of(whole)) == len(services_of(LONG)) > 1


def services_of(app: App) -> list[str]:
    """Return the files that are written for the services of an app."""
    template = build_services(app)
    folder = Path(str(app.split_roles))
    folder.mkdir()

    def parts(stem: str, ending: str) -> Mapping[str, dict[str, Any]]:
        return split_services(app, template, stem, ending)

    GeneratedFile(folder / "services.yaml").write_split(app, template, parts)
    return [path.name for path in folder.iterdir()]


def test_the_stack_of_the_former_template_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    Path("roles.yaml").write_text(dump(build(LONG)))
    GeneratedFile(Path("roles.yaml")).write_split(LONG, build(LONG))
    assert "template that was here cannot be updated to this" in capsys.readouterr().err


def test_a_role_that_is_too_long_alone_is_not_split() -> None:
    names = [f"/shop/{index:0>40}" for index in range(400)]
    app = App(project="shop", grants=[grant("ssm.read_parameters", names=names)])
    assert len(dump(build(app)).encode()) > INLINE_BYTES
    assert not parts_by_resource(app, build(app))


def test_a_template_that_is_printed_is_not_split(capsys: pytest.CaptureFixture[str]) -> None:
    GeneratedFile(Path("-")).write_split(LONG, build(LONG))
    assert parse(capsys.readouterr().out).data == build(LONG)


def test_a_stack_that_is_stale_is_enough() -> None:
    GeneratedFile(Path("roles.yaml")).write_split(LONG, build(LONG))
    nested = next(path for path in sorted(Path().iterdir()) if path.name != "roles.yaml")
    nested.write_text("{}\n")

    @click.command("build")
    def command() -> int:
        return GeneratedFile(Path("roles.yaml"), check=True).write_split(LONG, build(LONG))

    assert CliRunner().invoke(command, [], standalone_mode=False).return_value == 2


def compared(text: str, current: str | None) -> tuple[Any, str]:
    """Return the exit code of a command that compares, and what it prints."""
    if current is not None:
        Path("a.yaml").write_text(current)

    @click.command("build")
    def command() -> int:
        return compare(text, Path("a.yaml"))

    ended = CliRunner().invoke(command, [], standalone_mode=False)
    return ended.return_value, ended.output


def test_a_file_that_is_up_to_date_is_told() -> None:
    assert compared("a\n", "a\n") == (0, "a.yaml: up to date\n")


@pytest.mark.parametrize(("current", "state"), [("b\n", "is stale"), (None, "is missing")])
def test_a_file_that_would_be_another_is_told_with_the_difference(
    current: str | None, state: str
) -> None:
    status, output = compared("a\n", current)
    assert status == 2
    lines = output.splitlines()
    assert lines[0].startswith(f"a.yaml: {state}; ")
    assert lines[0].endswith("build writes it")
    assert lines[1:3] == ["--- a.yaml", "+++ as it would be built"]
    assert "+a" in lines
    assert ("-b" in lines) == (current is not None)


def test_comparing_writes_nothing() -> None:
    compared("a\n", "b\n")
    assert Path("a.yaml").read_text() == "b\n"


def with_environments(**values: str) -> App:
    environments = {name: AppEnvironment(values={"Topic": topic}) for name, topic in values.items()}
    return App(project="shop", grants=[TOPIC], environments=environments)


def environments(
    app: App, output: str = "roles.yaml", check: bool = False, app_file: Path | None = None
) -> int:
    file = GeneratedFile(Path(output), check=check, app_file=app_file)
    return file.write_environments(app, build(app), "-root")


def test_each_environment_has_its_two_files() -> None:
    assert environments(with_environments(qa="orders-qa", live="orders")) == 0
    found = sorted(path.as_posix() for path in Path().rglob("*.*"))
    assert found == [
        "deployments/live-root.yaml",
        "deployments/qa-root.yaml",
        "parameters/live-root.json",
        "parameters/qa-root.json",
    ]


def test_the_values_of_an_environment_are_in_both_files() -> None:
    environments(with_environments(qa="orders-qa"))
    assert "Topic=orders-qa" in json.loads(Path("parameters/qa-root.json").read_text())
    found = parse(Path("deployments/qa-root.yaml").read_text()).data
    assert found["parameters"]["Topic"] == "orders-qa"
    assert found["template-file-path"] == "roles.yaml"


def test_the_path_of_a_template_is_that_of_its_repository(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / "stacks").mkdir()
    environments(with_environments(qa="orders-qa"), "stacks/roles.yaml")
    found = parse(Path("stacks/deployments/qa-root.yaml").read_text()).data
    assert found["template-file-path"] == "stacks/roles.yaml"


def test_nothing_is_written_for_a_template_that_is_printed() -> None:
    assert environments(with_environments(qa="orders-qa"), "-") == 0
    assert list(Path().iterdir()) == []


def test_an_app_without_environments_has_no_files() -> None:
    assert environments(SHOP) == 0
    assert list(Path().iterdir()) == []


def test_the_app_file_is_not_overwritten() -> None:
    app_file = Path("parameters/qa-root.json")
    app_file.parent.mkdir()
    app_file.write_text("mine")
    with pytest.raises(Error):
        environments(with_environments(qa="orders-qa"), app_file=app_file)
    assert app_file.read_text() == "mine"


def test_files_of_environments_are_compared_too(capsys: pytest.CaptureFixture[str]) -> None:
    app = with_environments(qa="orders-qa")
    environments(app)
    Path("parameters/qa-root.json").write_text("[]\n")

    @click.command("build")
    def command() -> int:
        return environments(app, check=True)

    ended = CliRunner().invoke(command, [], standalone_mode=False)
    assert ended.return_value == 2
    assert Path("parameters/qa-root.json").read_text() == "[]\n"


@pytest.mark.parametrize("name", ["parameters/staging.json", "deployments/prod.yaml"])
def test_files_of_environments_are_known_before_anything_is_written(name: str) -> None:
    app = with_environments(staging="a", prod="b")
    files = GeneratedFile(Path("out/roles.yaml")).of_environments(app)
    assert list(files) == ["staging", "prod"]
    assert Path("out") / name in [path for both in files.values() for path in both]
    assert GeneratedFile(Path("-")).of_environments(app) == {}


def test_a_nested_stack_s_file_that_is_the_app_s_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    GeneratedFile(Path("roles.yaml")).write_split(LONG, build(LONG))
    files = sorted(path.name for path in tmp_path.iterdir())
    part = next(name for name in files if name != "roles.yaml")
    for name in files:
        (tmp_path / name).write_text("old")
    with pytest.raises(Error, match="is the file that is read"):
        GeneratedFile(Path("roles.yaml"), app_file=Path(part)).write_split(LONG, build(LONG))
    assert {path.read_text() for path in tmp_path.iterdir()} == {"old"}
