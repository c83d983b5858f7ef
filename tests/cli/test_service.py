"""``service`` as a user runs it: the services' template, the root of both, and what is stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.app import App, Service
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.cli.service import command
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.config import dump
from influmojo_cfn.errors import Error, QuotaError
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_root
from influmojo_cfn.template.quotas import INLINE_BYTES
from tests.template.test_splitting import app

WORKER = Service(name="worker", repository="shop-worker", paths=())
SHOP = App(project="shop", services=[WORKER])
LIVE = App(project="shop", services=[WORKER], environments={"live": AppEnvironment()})
SERVICES, ROOT = Path("templates/shop-ecs-service.yaml"), Path("templates/shop-root.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.yaml").write_text(dump(SHOP))
    (tmp_path / "live.yaml").write_text(dump(LIVE))
    return tmp_path


def run(*arguments: str, app: str = "app.yaml") -> Result:
    return CliRunner().invoke(command, ["--app", app, *arguments], standalone_mode=False)


def files() -> list[str]:
    return sorted(path.as_posix() for path in Path().rglob("*.*") if path.parent != Path())


def test_both_templates_are_written_by_default() -> None:
    assert run().return_value == 0
    assert files() == [SERVICES.as_posix(), ROOT.as_posix()]
    assert parse(SERVICES.read_text("utf-8")).data == build_services(SHOP)
    assert parse(ROOT.read_text("utf-8")).data == build_root(SHOP, SERVICES.name)


def test_many_services_are_split_and_the_root_says_how_they_are_uploaded(folder: Path) -> None:
    (folder / "app.yaml").write_text(dump(app(20)))
    ended = run()
    parts = [f"templates/acme-ecs-service-svc{number}.yaml" for number in range(20)]
    assert files() == [
        *sorted(parts),
        "templates/acme-ecs-service.yaml",
        "templates/acme-root.yaml",
    ]
    assert "acme-ecs-iam.yaml and acme-ecs-service.yaml nest other files" in ended.stderr
    assert "--templates-url FOLDER" in ended.stderr
    assert run("--check").return_value == 0
    packaged = run("--templates-url", ".")
    assert packaged.return_value == 0
    assert "nest other files" not in packaged.stderr
    Path(parts[0]).write_text("Resources: {}\n")
    assert run("--check", "--templates-url", ".").return_value == 2


@pytest.mark.parametrize("url", [(), ("--templates-url", "https://a.s3.amazonaws.com/b")], ids=str)
def test_a_root_of_templates_that_nest_nothing_needs_no_word(url: tuple[str, ...]) -> None:
    assert "nest other files" not in run(*url).stderr


def test_json_goes_into_files_of_json() -> None:
    run("--format", "json")
    assert files() == ["templates/shop-ecs-service.json", "templates/shop-root.json"]
    root = json.loads(Path("templates/shop-root.json").read_text("utf-8"))
    assert root == build_root(SHOP, "shop-ecs-service.json")


def test_services_that_are_printed_have_no_root() -> None:
    ended = run("--output", "-")
    assert parse(ended.output).data == build_services(SHOP)
    assert files() == []


def test_a_root_can_be_written_beside_services_that_are_printed() -> None:
    run("--output", "-", "--root-output", "root.yaml")
    assert parse(Path("root.yaml").read_text("utf-8")).data == build_root(SHOP, SERVICES.name)


def test_the_root_names_the_file_of_the_services_and_the_folder() -> None:
    run("--output", "mine.yaml", "--root-output", "root.yaml", "--templates-url", ".")
    assert parse(Path("root.yaml").read_text("utf-8")).data == build_root(SHOP, "mine.yaml", ".")


def test_each_environment_has_its_files_beside_the_root() -> None:
    run(app="live.yaml")
    assert files() == [
        "templates/deployments/live-root.yaml",
        "templates/parameters/live-root.json",
        SERVICES.as_posix(),
        ROOT.as_posix(),
    ]


def test_nothing_is_stale_after_it_is_written() -> None:
    run(app="live.yaml")
    assert run("--check", app="live.yaml").return_value == 0


@pytest.mark.parametrize("stale", [SERVICES, ROOT, Path("templates/parameters/live-root.json")])
def test_one_file_that_is_stale_is_enough(stale: Path) -> None:
    run(app="live.yaml")
    stale.write_text("{}\n")
    assert run("--check", app="live.yaml").return_value == 2
    assert stale.read_text() == "{}\n"


@pytest.mark.parametrize("option", ["--output", "--root-output"])
def test_the_app_file_is_not_overwritten(option: str) -> None:
    ended = run(option, "app.yaml")
    assert isinstance(ended.exception, Error)
    assert Path("app.yaml").read_text() == dump(SHOP)


def test_the_folders_of_both_files_are_made() -> None:
    run("--output", "no/such/s.yaml", "--root-output", "nor/r.yaml", app="live.yaml")
    made = ["no/such/s.yaml", "nor/deployments/live-root.yaml", "nor/parameters/live-root.json"]
    assert files() == [*made, "nor/r.yaml"]


def test_check_makes_no_folder() -> None:
    assert run("--output", "no/s.yaml", "--root-output", "nor/r.yaml", "--check").return_value == 2
    assert not Path("no").exists()
    assert not Path("nor").exists()


def test_thirty_three_services_are_in_files_that_each_fit(folder: Path) -> None:
    (folder / "app.yaml").write_text(dump(app(33)))
    ended = run()
    assert ended.return_value == 0
    assert "takes at most 51,200 bytes inline" not in ended.stderr
    assert max(len(Path(each).read_bytes()) for each in files()) <= INLINE_BYTES
    assert run("--check").return_value == 0


def test_more_services_than_a_root_has_outputs_for_are_an_error_and_nothing_is_written(
    folder: Path,
) -> None:
    (folder / "app.yaml").write_text(dump(app(34)))
    ended = run()
    assert isinstance(ended.exception, QuotaError)
    assert "needs 204 outputs, 4 more than the 200" in str(ended.exception)
    assert files() == []
