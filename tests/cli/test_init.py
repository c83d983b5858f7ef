"""``init`` as a user runs it: what it writes, and what it leaves as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from influmojo_cfn.config import load
from tests import command_line
from tests.conftest import ROOT

FILES = {
    ".pre-commit-config.yaml",
    "influmojo-cfn.schema.json",
    "influmojo-cfn.yaml",
    "templates/shop-claims.yaml",
}
WORKFLOWS = {".github/workflows/deploy.yml", ".github/workflows/iam-roles.yml"}


def run(
    folder: Path, *arguments: str, answers: str = "", command: str = "init"
) -> subprocess.CompletedProcess[str]:
    return command_line.run(command, *arguments, cwd=folder, input=answers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


def files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def test_in_an_empty_folder_it_writes_what_builds_passes_and_is_proven(folder: Path) -> None:
    ended = run(folder, "--yes")
    assert ended.returncode == 0, ended.stderr
    assert files(folder) == FILES
    assert [each.name for each in load(folder / "influmojo-cfn.yaml").services] == ["app"]
    assert run(folder, command="build").returncode == 0
    template = "templates/shop-ecs-iam.yaml"
    for command in (("check", template), ("prove", template)):
        done = run(folder, *command[1:], command=command[0])
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("ci", [("--ci",), ("--ci", "github")], ids=" ".join)
def test_with_ci_it_writes_the_workflows(folder: Path, ci: tuple[str, ...]) -> None:
    ended = run(folder, "--yes", *ci)
    assert files(folder) == FILES | WORKFLOWS
    assert "add deployment to influmojo-cfn.yaml" in ended.stderr


def test_the_repository_of_origin_deploys(folder: Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    url = "git@github.com:acme/orders.git"
    subprocess.run(["git", "-C", str(folder), "remote", "add", "origin", url], check=True)
    run(folder, "--yes", "--ci")
    deployment = load(folder / "influmojo-cfn.yaml").deployment
    assert deployment is not None
    assert deployment.github is not None
    assert deployment.github.repository == "acme/orders"


def test_what_it_derives_lets_the_tasks_start(folder: Path) -> None:
    shutil.copy(ROOT / "examples/backend-task-definition.json", folder / "task.json")
    assert run(folder, "--yes").returncode == 0
    run(folder, "--output", "roles.yaml", command="build")
    arguments = ("roles.yaml", "--task-definition", "task.json", "--aws-managed-keys")
    ended = run(folder, *arguments, command="preflight")
    assert ended.returncode == 0, ended.stdout


def test_it_asks_for_what_it_cannot_see(folder: Path) -> None:
    answers = "orders\napi, worker\ns3.read_objects\norders-uploads\nnone\n"
    ended = run(folder, answers=answers)
    assert ended.returncode == 0, ended.stderr
    assert "Project [shop]" in ended.stderr
    app = load(folder / "influmojo-cfn.yaml")
    assert (app.project, [each.name for each in app.services]) == ("orders", ["api", "worker"])
    (grant,) = app.services[0].grants
    assert (grant.grant, grant.arguments) == ("s3.read_objects", {"bucket": "orders-uploads"})


def test_an_answer_that_never_comes_writes_nothing(folder: Path) -> None:
    ended = run(folder, answers="orders\n")
    assert (ended.returncode, files(folder)) == (130, set())


def test_options_answer_for_machines(folder: Path) -> None:
    run(folder, "--yes", "--project", "orders", "--service", "api", "--service", "worker")
    app = load(folder / "influmojo-cfn.yaml")
    assert (app.project, [each.name for each in app.services]) == ("orders", ["api", "worker"])


@pytest.mark.parametrize("option", [("--project", "other"), ("--service", "api")], ids=" ".join)
def test_options_of_a_new_file_are_wrong_usage_where_it_exists(
    folder: Path, option: tuple[str, str]
) -> None:
    (folder / "influmojo-cfn.yaml").write_text("project: orders\n")
    ended = run(folder, "--yes", *option)
    assert (ended.returncode, files(folder)) == (1, {"influmojo-cfn.yaml"})
    assert "exists, and --project and --service are for a new one" in ended.stderr


@pytest.mark.parametrize("option", [("--project", "My Shop"), ("--service", "a_b")], ids=" ".join)
def test_a_wrong_name_writes_nothing(folder: Path, option: tuple[str, str]) -> None:
    ended = run(folder, "--yes", *option)
    assert (ended.returncode, files(folder)) == (1, set())
    assert ended.stderr.startswith("error: ")


def test_a_file_that_exists_stops_all_of_it(folder: Path) -> None:
    (folder / ".pre-commit-config.yaml").write_text("repos: []\n")
    ended = run(folder, "--yes")
    assert (ended.returncode, files(folder)) == (1, {".pre-commit-config.yaml"})
    assert ended.stderr.startswith("error: .pre-commit-config.yaml: exists; give --existing keep")


@pytest.mark.parametrize(
    ("choice", "text", "words"),
    [("keep", "mine\n", "kept as it is"), ("replace", None, "replaced")],
)
def test_a_file_that_exists_is_kept_or_replaced_as_asked(
    folder: Path, choice: str, text: str | None, words: str
) -> None:
    (folder / ".pre-commit-config.yaml").write_text("mine\n")
    ended = run(folder, "--yes", "--existing", choice)
    assert ended.returncode == 0
    assert f".pre-commit-config.yaml: {words}" in ended.stdout
    now = (folder / ".pre-commit-config.yaml").read_text()
    assert (now == "mine\n") == (text is not None)
    assert files(folder) == FILES


@pytest.mark.parametrize(("answer", "kept"), [("n", True), ("y", False)])
def test_a_file_that_exists_is_asked_about(folder: Path, answer: str, kept: bool) -> None:
    (folder / ".pre-commit-config.yaml").write_text("mine\n")
    ended = run(folder, answers=f"shop\napp\nnone\n{answer}\n")
    assert ".pre-commit-config.yaml exists. Replace it?" in ended.stderr
    assert ((folder / ".pre-commit-config.yaml").read_text() == "mine\n") == kept


def test_a_second_run_changes_nothing_and_adds_what_is_missing(folder: Path) -> None:
    run(folder, "--yes", "--service", "api")
    app = (folder / "influmojo-cfn.yaml").read_text() + "# mine\n"
    (folder / "influmojo-cfn.yaml").write_text(app)
    ended = run(folder, "--yes", "--ci")
    assert ended.returncode == 0, ended.stderr
    assert files(folder) == FILES | WORKFLOWS
    assert (folder / "influmojo-cfn.yaml").read_text() == app
    assert "templates/shop-claims.yaml: unchanged" in ended.stdout


def test_all_is_written_or_nothing(folder: Path) -> None:
    (folder / ".github").write_text("a file, where a folder is needed")
    ended = run(folder, "--yes", "--ci")
    assert (ended.returncode, files(folder)) == (1, {".github"})
    assert not (folder / "templates").exists()


def test_the_hooks_run(folder: Path) -> None:
    run(folder, "--yes")
    run(folder, command="build")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-C", str(folder)]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    programs = folder.parent / "bin"
    programs.mkdir()
    (programs / "influmojo-cfn").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m influmojo_cfn "$@"\n'
    )
    (programs / "influmojo-cfn").chmod(0o755)
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    hooks = [str(Path(sys.prefix, "bin/pre-commit")), "run", "--all-files"]
    env = {**os.environ, "PATH": path, "PRE_COMMIT_HOME": str(folder.parent / "cache")}
    ended = subprocess.run(hooks, cwd=folder, env=env, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("Passed") == 3
    template = folder / "templates/shop-ecs-iam.yaml"
    template.write_text(template.read_text().replace("logs:PutLogEvents", "logs:PutLogEvent"))
    ended = subprocess.run(hooks, cwd=folder, env=env, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout.count("Failed")) == (1, 2)
    assert "E9101" in ended.stdout


def test_what_the_code_calls_is_granted(folder: Path) -> None:
    (folder / "compose.yaml").write_text("services: {api: {build: ./api}, worker: {build: ./w}}\n")
    for name, call in (("api", "put_object"), ("w", "delete_object")):
        (folder / name).mkdir()
        (folder / name / "main.py").write_text(
            f"import boto3\nboto3.client('s3').{call}(Bucket='shop-uploads', Key='a')\n"
        )
    assert run(folder, "--yes").returncode == 0
    api, worker = load(folder / "influmojo-cfn.yaml").services
    assert [each.grant for each in api.grants] == ["s3.upload_objects"]
    assert [each.grant for each in worker.grants] == ["s3.delete_objects"]
    assert run(folder, command="build").returncode == 0
    assert run(folder, "templates/shop-ecs-iam.yaml", command="prove").returncode == 0


def test_workflows_that_come_later_build_services_from_their_folders(folder: Path) -> None:
    (folder / "compose.yaml").write_text(
        "services: {web: {build: ./front}, jobs: {build: {context: back, dockerfile: Jobs}}}"
    )
    assert run(folder, "--yes").returncode == 0
    assert run(folder, "--yes", "--ci", "--existing", "keep").returncode == 0
    text = (folder / ".github/workflows/deploy.yml").read_text()
    assert '"repository": "shop-web", "context": "front", "dockerfile": "Dockerfile"' in text
    assert '"repository": "shop-jobs", "context": "back", "dockerfile": "Jobs"' in text
