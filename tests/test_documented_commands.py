"""Every command of the README and of docs/ runs as it is written, and prints what the page shows.

The commands of one page run in order, in one copy of the repository, against the local emulator
where they call AWS. A command without output on its page prints nothing. The commands that cannot
run here are in :data:`CANNOT_RUN`, each with its reason.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from influmojo_cfn.rehearsal.emulator import LocalEmulator, running_emulator
from tests.account import guide
from tests.command_server import programs_of
from tests.conftest import ROOT
from tests.usage.example_records import record

CANNOT_RUN: dict[str, str] = {
    "aws cloudformation deploy --template-file build/packaged.yaml": (
        "test_nested_stacks.py runs it; the AWS CLI waits half a minute for a nested stack"
    ),
    "aws cloudformation deploy --template-file packaged.yaml --s3-bucket my-bucket": (
        "test_nested_stacks.py runs it without scaling, whose types the engine does not know"
    ),
    "docker ": "there is no Docker here; test_workflows.py reads the Dockerfile",
    "rain deploy": "rain is a Go program, which nothing here installs",
    "pip install .": "it downloads; test_wheel.py installs the package",
    "claude mcp add": "Claude Code is not installed here; test_server.py starts what it starts",
    "pip install '.": "it downloads; test_wheel.py installs the package",
    "BIND_HOST=127.0.0.1 GATEWAY_PORT=4566": "it is the engine, which runs here already",
}
"""Beginning of a command to the reason why it does not run in tests."""

FINDINGS = {"preflight", "verify", "diff"}
"""Verbs that end with 2 where they have something to show."""

FOLDER_CHANGED = re.compile(r"(?:^|&& )cd (\S+)")
"""A command after which a reader is in another folder."""

BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
README = (ROOT / "README.md").read_text("utf-8")
ADOPTING = ROOT / "docs/how-to/import-existing-roles.md"
"""Its commands are about roles that were created manually, and about nothing else."""
PAGES = [
    page
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    if page != ADOPTING and BLOCK.search(page.read_text("utf-8"))
]


CALLS = [record("s3", "GetObject", {"bucketName": "influmojo-uploads", "key": "a"})]
USES_A_QUEUE = """
import boto3

def test_orders():
    sqs = boto3.client("sqs")
    queue = sqs.get_queue_url(QueueName="orders-jobs")["QueueUrl"]
    sqs.receive_message(QueueUrl=queue)
"""
LOGS = {"AWSLogs/records.json": json.dumps({"Records": CALLS})}
ROLES = {"roles.yaml": (ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")}
FILES_OF_THE_READER: dict[str, dict[str, str]] = {
    "ci.md": {".config/fish/completions/others.fish": ""},
    "derive-from-code.md": {
        f"services/{name}/app.py": (ROOT / "examples/code/reports.py").read_text("utf-8")
        for name in ("web", "jobs")
    },
    "narrow-to-usage.md": {**LOGS, **ROLES},
    "record-calls.md": {
        **LOGS,
        **ROLES,
        "app.yaml": (ROOT / "examples/queue-worker.yaml").read_text("utf-8"),
        "tests/integration/test_orders.py": USES_A_QUEUE,
    },
}
"""A page to the files that its commands read and that nobody has but its reader."""


SHOWN = re.compile(r"^\$ ((?:.*\\\n)*.*)\n?((?:(?!\$ ).*\n)*)", re.MULTILINE)


def commands_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a page, on one line, and the output that stands below it."""
    for block in BLOCK.findall(text):
        for command, output in SHOWN.findall(block):
            yield re.sub(r"\s*\\\n\s*", " ", command), output


def missing_output(shown: str, *printed: str) -> str:
    """Return the first part of an output on a page that was not printed; ``...`` omits lines."""
    for part in re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE):
        lines = "".join(f"{line.rstrip()}\n" for line in part.strip("\n").splitlines())
        if not any(f"\n{lines}" in f"\n{one}" for one in map(without_spaces, printed)):
            return lines
    return ""


def without_spaces(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def excused(command: str) -> bool:
    return any(command.startswith(beginning) for beginning in CANNOT_RUN)


@pytest.fixture(scope="module")
def running() -> Iterator[LocalEmulator]:
    with running_emulator(enforce=False) as emulator:
        yield emulator


@pytest.fixture
def engine(running: LocalEmulator) -> dict[str, str]:
    """Return the environment of an emulator that has one bucket and no stacks."""
    running.reset()
    running.client("s3").create_bucket(
        Bucket="my-bucket",
        CreateBucketConfiguration={"LocationConstraint": running.region},
    )
    return running.environment()


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield a folder of programs: ours as it is here, and make that installs nothing."""
    with programs_of(tmp_path_factory.mktemp("bin")) as folder:
        stamps = f"-o {sys.prefix}/.requirements -o {sys.prefix}/.installed"
        make = f'exec "{shutil.which("make")}" {stamps} VENV="{sys.prefix}" "$@"'
        (folder / "make").write_text(f"#!/bin/sh\n{make}\n")
        (folder / "make").chmod(0o755)
        yield folder


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the files of this one, committed; the package is the one here.

    Each page has a copy, in which each process would compile the package again.
    """
    omitted = shutil.ignore_patterns(
        ".*", "__pycache__", "tests", "build", "*.egg-info", "influmojo_cfn"
    )
    folder = tmp_path_factory.mktemp("original") / "repository"
    shutil.copytree(ROOT, folder, ignore=omitted)
    author = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], [*author, "commit", "-qm", "all"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.engine
@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_run(
    page: Path, tmp_path: Path, engine: dict[str, str], programs: Path, repository: Path
) -> None:
    copy = Path(shutil.copytree(repository, tmp_path / "repository", symlinks=True))
    assert failures(page, copy, engine, programs) == ""


@pytest.mark.engine
def test_the_commands_of_the_page_on_existing_roles_adopt_and_deploy_them(
    tmp_path: Path, emulator: LocalEmulator, programs: Path, repository: Path
) -> None:
    copy = Path(shutil.copytree(repository, tmp_path / "repository", symlinks=True))
    guide.follow(emulator.client("iam"), policy_description="created manually")
    environment = emulator.environment()
    assert failures(ADOPTING, copy, environment, programs, answers="yes\n" * 2) == ""
    stacks = emulator.client("cloudformation").describe_stacks()["Stacks"]
    assert [(stack["StackName"], stack["StackStatus"]) for stack in stacks] == [
        ("influmojo-ecs-iam", "UPDATE_COMPLETE")
    ]
    policies = emulator.client("iam").list_policies(Scope="Local")["Policies"]
    assert {policy["Description"] for policy in policies} == {"created manually"}


def failures(
    page: Path, folder: Path, engine: dict[str, str], programs: Path, *, answers: str = ""
) -> str:
    """Run the commands of a page in order in a copy of the repository; return what failed."""
    path = os.pathsep.join([str(programs), str(Path(sys.prefix, "bin")), os.environ["PATH"]])
    environment = {**engine, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    for name, text in FILES_OF_THE_READER.get(page.name, {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    found = []
    for command, output in commands_of(page.read_text("utf-8")):
        if not excused(command):
            found.append(failure(command, output, folder, environment, answers))
        if change := FOLDER_CHANGED.search(command):
            folder = (folder / change[1]).resolve()
    return "\n\n".join(filter(None, found))


def failure(
    command: str, output: str, folder: Path, environment: dict[str, str], answers: str
) -> str:
    """Run a command; return how it failed, or how its output differs from the page's."""
    ended = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, input=answers,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    allowed = {0, 2} if FINDINGS & set(command.split()) else {0}
    if ended.returncode not in allowed or "Traceback" in ended.stderr:
        return f"$ {command}\nended with {ended.returncode}\n{ended.stderr[-2000:]}"
    printed = f"{ended.stdout[:2000]}{ended.stderr[:2000]}"
    if missing := missing_output(output, ended.stdout, ended.stderr):
        return f"$ {command}\ndid not print\n{missing}but\n{printed}"
    if printed.strip() and not shows_lines(output):
        return f"$ {command}\nshows none of its output:\n{printed}"
    return ""


def shows_lines(output: str) -> bool:
    """Return whether an output on a page has lines, and not only the mark of omitted ones."""
    return any(line.strip() not in {"", "..."} for line in output.splitlines())


OUTPUTS: dict[str, tuple[str, str]] = {
    "all lines": ("a\nb\n", ""),
    "lines that follow others": ("b\nc\n", ""),
    "lines with others between": ("a\n...\nc\n", ""),
    "nothing but an omission": ("...\n", ""),
    "lines of another stream": ("note\n", ""),
    "lines that are not printed": ("a\nx\n", "a\nx\n"),
    "lines that do not follow each other": ("a\nc\n", "a\nc\n"),
    "the end of a line": ("ote\n", "ote\n"),
    "the beginning of a line": ("no\n", "no\n"),
}


@pytest.mark.parametrize(("shown", "missing"), OUTPUTS.values(), ids=OUTPUTS)
def test_what_a_page_shows_was_printed(shown: str, missing: str) -> None:
    assert missing_output(shown, "a\nb  \nc\n", "note\n") == missing


def test_every_block_of_commands_is_read_whole() -> None:
    """A command without its prompt would be taken for output, and never run."""
    pages = {page: BLOCK.findall(page.read_text("utf-8")) for page in (*PAGES, ADOPTING)}
    assert [
        f"{page.name}: {block}"
        for page, blocks in pages.items()
        for block in blocks
        if not block.startswith("$ ")
    ] == []


def test_every_file_of_the_reader_is_of_a_page_that_is_run() -> None:
    assert FILES_OF_THE_READER.keys() <= {page.name for page in PAGES}


@pytest.mark.parametrize(
    ("output", "shown"), [("a\n", True), ("...\nb\n", True), ("...\n", False), ("\n", False)]
)
def test_an_output_of_omitted_lines_alone_shows_nothing(output: str, shown: bool) -> None:
    assert shows_lines(output) == shown


def test_an_output_that_is_not_on_the_page_is_a_failure(tmp_path: Path) -> None:
    assert failure("echo a", "", tmp_path, {}, "") == "$ echo a\nshows none of its output:\na\n"
    assert failure("echo a", "a\n", tmp_path, {}, "") == failure("true", "", tmp_path, {}, "") == ""


@pytest.mark.parametrize("page", [*PAGES, ADOPTING], ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_that_cannot_run_here_shows_its_output_too(page: Path) -> None:
    commands = commands_of(page.read_text("utf-8"))
    assert [text for text, output in commands if excused(text) and not shows_lines(output)] == []


def test_every_excuse_is_of_a_command_that_is_documented() -> None:
    documented = [c for page in (*PAGES, ADOPTING) for c, _ in commands_of(page.read_text("utf-8"))]
    unused = [b for b in CANNOT_RUN if not any(c.startswith(b) for c in documented)]
    assert unused == []


def test_the_app_file_of_the_readme_builds(tmp_path: Path) -> None:
    (block,) = re.findall(r"^```yaml\n(project:.*?)^```", README, re.MULTILINE | re.DOTALL)
    (tmp_path / "app.yaml").write_text(block)
    command = ["build", "--app", "app.yaml", "--output", "-"]
    ended = subprocess.run(
        [sys.executable, "-m", "influmojo_cfn", *command],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
