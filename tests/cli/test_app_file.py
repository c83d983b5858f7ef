"""Commands take the app that is named, else the project's own, and say which one it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from influmojo_cfn.app import App, grant, parameter
from influmojo_cfn.cli import main
from influmojo_cfn.cli.app_file import app_path, load_app
from influmojo_cfn.config import dump
from influmojo_cfn.errors import Error
from influmojo_cfn.influmojo import APP

SHOP = App(project="shop", grants=[grant("sns.publish", topic=parameter("Topic", default="a"))])
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
        printed = capsys.readouterr()
        code = ended.value.code
        assert isinstance(code, int)
        return code, printed.out, printed.err

    return run


def test_an_app_file_is_read_without_a_word(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "app.yaml").write_text(dump(SHOP))
    assert load_app(folder / "app.yaml") == SHOP
    assert capsys.readouterr().err == ""


def test_the_projects_own_file_is_taken_and_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "influmojo-cfn.yaml").write_text(dump(SHOP))
    (folder / "deep").mkdir()
    monkeypatch.chdir(folder / "deep")
    assert load_app(None) == SHOP
    assert capsys.readouterr().err == "app: ../influmojo-cfn.yaml (project shop)\n"
    assert app_path(None) == Path("../influmojo-cfn.yaml")


def test_the_built_in_app_is_taken_by_its_name_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "influmojo-cfn.yaml").write_text(dump(SHOP))
    assert load_app(Path("influmojo")) is APP
    assert capsys.readouterr().err == "app: influmojo (built-in)\n"
    assert app_path(Path("influmojo")) is None


def test_without_any_the_error_names_init() -> None:
    with pytest.raises(Error, match="--app: is missing") as caught:
        load_app(None)
    assert "influmojo-cfn init" in str(caught.value)
    assert "--app influmojo" in str(caught.value)


def test_what_is_wrong_in_the_projects_file_is_an_error_at_its_line(folder: Path, run: Run) -> None:
    (folder / "influmojo-cfn.yaml").write_text("project: shop\ngrant: []\n")
    code, out, err = run("build")
    assert (code, out) == (1, "")
    assert err.startswith("error: influmojo-cfn.yaml:2 grant: unknown key")


ACCOUNT = ("--account", "111122223333", "--region", "eu-west-1")
TAKE_AN_APP = {
    "build": ("build",),
    "policies": ("policies", "--output-dir", "policies", *ACCOUNT),
    "service": ("service",),
    "boundary-policy": ("boundary-policy",),
    "nest": ("nest", "--template-url", "https://a.s3.amazonaws.com/b.yaml"),
    "stack-set": ("stack-set", "--template-url", "https://a.s3.amazonaws.com/b.yaml"),
    "rehearse": ("rehearse",),
    "launch-url": ("launch-url", "--template-url", "https://a.s3.amazonaws.com/b.yaml"),
    "deployer-policy": ("deployer-policy", *ACCOUNT),
    "resource-policies": ("resource-policies", *ACCOUNT),
    "verify": ("verify",),
    "adopt": ("adopt",),
}


@pytest.mark.parametrize("arguments", TAKE_AN_APP.values(), ids=TAKE_AN_APP)
def test_in_an_empty_folder_a_command_writes_nothing_and_names_init(
    arguments: tuple[str, ...], folder: Path, run: Run
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith("error: --app: is missing")
    assert "influmojo-cfn init" in err
    assert list(folder.iterdir()) == []


def test_every_command_with_an_app_is_tried() -> None:
    import click

    from influmojo_cfn.cli import COMMANDS, group

    context = click.Context(group)
    commands = {name: group.get_command(context, name) for name in COMMANDS}
    having = {
        name
        for name, command in commands.items()
        for option in (command.params if command else ())
        if "built-in app" in (getattr(option, "help", "") or "")
    }
    assert having == set(TAKE_AN_APP)


@pytest.mark.parametrize("name", ["build", "boundary-policy", "nest", "stack-set", "service"])
def test_a_command_says_which_app_it_took(name: str, folder: Path, run: Run) -> None:
    (folder / "influmojo-cfn.yaml").write_text(dump(SHOP))
    arguments = TAKE_AN_APP[name]
    if name == "service":
        arguments = (*arguments, "--app", "influmojo")
    code, _, err = run(*arguments)
    assert code == 0
    expected = "influmojo (built-in)" if name == "service" else "influmojo-cfn.yaml (project shop)"
    assert err.splitlines()[0] == f"app: {expected}"


def test_the_projects_own_file_is_not_overwritten(folder: Path, run: Run) -> None:
    (folder / "influmojo-cfn.yaml").write_text(dump(SHOP))
    code, _, err = run("build", "--output", "influmojo-cfn.yaml")
    assert (code, "is the file that is read" in err) == (1, True)
    assert (folder / "influmojo-cfn.yaml").read_text() == dump(SHOP)


def test_a_template_needs_no_app(folder: Path, run: Run) -> None:
    run("build", "--app", "influmojo", "--output", "t.yaml")
    code, _, err = run("deployer-policy", "t.yaml", *ACCOUNT)
    assert (code, err) == (0, "")
