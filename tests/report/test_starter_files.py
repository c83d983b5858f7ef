"""The files of a project that begins are what their own linters accept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from influmojo_cfn.config import loads
from influmojo_cfn.evidence.starter_app import Starter, StarterService
from influmojo_cfn.report.starter_files import starter_files

API = StarterService(
    name="api", repository="shop-api", port=80, context="api", hints=("A: sns.publish",)
)
WORKER = StarterService(name="worker", image="nginx:1")
STARTER = Starter(
    project="shop", services=[API, WORKER], repository="acme/shop", branch="live", notes=["A\nnote"]
)
BIN = Path(sys.prefix, "bin")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name, text in starter_files(STARTER.app(), STARTER, workflows=True).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def passes(folder: Path, *command: str) -> None:
    ended = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=folder, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_the_app_file_is_the_app_with_notes_and_schema(folder: Path) -> None:
    text = (folder / "influmojo-cfn.yaml").read_text()
    assert loads(text) == STARTER.app()
    assert text.splitlines()[:4] == [
        "# yaml-language-server: $schema=influmojo-cfn.schema.json",
        "# A note",
        "# Grants that the environment variables suggest. Add those that the code needs:",
        "# - api, A: sns.publish",
    ]
    passes(folder, "check-jsonschema", "--schemafile", "influmojo-cfn.schema.json",
           "influmojo-cfn.yaml")  # fmt: skip


def test_workflows_are_valid_and_safe(folder: Path) -> None:
    workflows = [str(path) for path in (folder / ".github/workflows").iterdir()]
    assert len(workflows) == 2
    passes(folder, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)
    passes(folder, "actionlint", *workflows)
    passes(folder, "zizmor", "--offline", "--quiet", *workflows)


def workflow(folder: Path, name: str) -> dict[Any, Any]:
    loaded: dict[Any, Any] = yaml.safe_load((folder / ".github/workflows" / name).read_text())
    return loaded


def test_what_is_built_is_deployed_from_its_branch(folder: Path) -> None:
    deploy = workflow(folder, "deploy.yml")
    assert deploy[True]["push"]["branches"] == ["live"]
    assert deploy["jobs"]["deploy"]["strategy"]["matrix"]["include"] == [
        {
            "service": "api",
            "repository": "shop-api",
            "context": "api",
            "dockerfile": "Dockerfile",
            "task-definition": "",
        }
    ]


def test_preflight_comes_before_what_changes_anything(folder: Path) -> None:
    job = workflow(folder, "deploy.yml")["jobs"]["deploy"]
    steps = [step.get("run", "") for step in job["steps"]]
    marks = ["preflight", "docker build", "docker push", "register-task", "update-service", "wait "]
    places = [next(n for n, step in enumerate(steps) if mark in step) for mark in marks]
    assert places == sorted(places)
    assert places[0] < places[1]


def test_every_shell_script_is_one(folder: Path) -> None:
    for name in ("deploy.yml", "iam-roles.yml"):
        for job in workflow(folder, name)["jobs"].values():
            for step in job["steps"]:
                script = step.get("run", "")
                assert "${{" not in script
                assert subprocess.run(["bash", "-n", "-c", script]).returncode == 0


def test_without_an_image_to_build_there_is_nothing_to_deploy() -> None:
    starter = Starter(project="shop", services=[WORKER])
    files = starter_files(starter.app(), starter, workflows=True)
    assert ".github/workflows/iam-roles.yml" in files
    assert ".github/workflows/deploy.yml" not in files


def test_an_app_that_is_there_is_not_written_again() -> None:
    files = starter_files(STARTER.app(), None, workflows=True)
    assert "influmojo-cfn.yaml" not in files
    assert '"service": "api"' in files[".github/workflows/deploy.yml"]


def test_the_hooks_are_of_pre_commits_form(folder: Path) -> None:
    passes(folder, "pre-commit", "validate-config", ".pre-commit-config.yaml")


SHOP = """project: shop
cluster: {parameter: ClusterName, default: acme}
services: [{name: api, repository: shop-api, port: 80}]
deployment: %s
"""
PIPELINES = {
    "{github: {repository: acme/shop, branch: release/1.x}}": ({"branches": ["release/1.x"]}, None),
    "{github: {repository: acme/shop, tags: v*}}": ({"tags": ["v*"]}, None),
    "{github: {repository: acme/shop, environment: production}}": (
        {"branches": ["main"]},
        "production",
    ),
}


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_the_workflow_starts_as_the_deployment_role_trusts(pipeline: str, tmp_path: Path) -> None:
    text = starter_files(loads(SHOP % pipeline), None, workflows=True)[
        ".github/workflows/deploy.yml"
    ]
    deploy = yaml.safe_load(text)
    started, environment = PIPELINES[pipeline]
    assert deploy[True]["push"] == started
    assert deploy["jobs"]["deploy"].get("environment") == environment
    assert deploy["env"]["CLUSTER"] == "${{ vars.ECS_CLUSTER || 'acme' }}"
    (tmp_path / "deploy.yml").write_text(text)
    passes(tmp_path, "actionlint", "deploy.yml")


def test_a_pipeline_of_another_host_gets_no_workflow_of_github() -> None:
    files = starter_files(
        loads(SHOP % "{gitlab: {project: acme/shop, branch: main}}"), None, workflows=True
    )
    assert [name for name in files if "workflows" in name] == [".github/workflows/iam-roles.yml"]
