"""The same input gives the same bytes on every Python, under every hash seed, in every place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

VERSIONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
COMMANDS = {
    "yaml": ["build", "--app", "influmojo", "--output", "-"],
    "json": ["build", "--app", "influmojo", "--output", "-", "--format", "json"],
    "app file": ["build", "--output", "-", "--app", str(ROOT / "tests/template/apps/keys.yaml")],
}


@pytest.fixture(scope="module", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what each Python compiles for its next run, away from this environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("compiled")))
        yield


@cache
def python(version: str) -> str | None:
    """Return the command of a Python version that this machine has, or None."""
    if version == f"{sys.version_info[0]}.{sys.version_info[1]}":
        return sys.executable
    candidates = [f"python{version}", *_pyenv(version)]
    for candidate in candidates:
        try:
            found = subprocess.run(
                [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
                capture_output=True, text=True,
            )  # fmt: skip
        except OSError:
            continue
        if found.stdout.strip() == version:
            return candidate
    return None


def _pyenv(version: str) -> list[str]:
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    return [str(path) for path in sorted(root.glob(f"versions/{version}.*/bin/python"))]


def run(interpreter: str, *arguments: str, seed: str, folder: Path = ROOT) -> bytes:
    # This Python's dependencies serve the others: what build imports is pure Python, and PyYAML
    # does without its C part where that is another Python's.
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), sysconfig.get_path("purelib")]),
        "PYTHONHASHSEED": seed,
    }
    command = [interpreter, *arguments]
    ended = subprocess.run(command, env=environment, cwd=folder, capture_output=True, timeout=120)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


def output(*arguments: str, seed: str = "0", folder: Path = ROOT) -> bytes:
    return run(sys.executable, "-m", "influmojo_cfn", *arguments, seed=seed, folder=folder)


@cache
def expected(form: str) -> bytes:
    return output(*COMMANDS[form])


EACH = """
import io, json, sys
from influmojo_cfn.cli import main

printed, stdout = {}, sys.stdout
for name, arguments in json.loads(sys.argv[1]).items():
    sys.stdout = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    try:
        main(arguments)
    except SystemExit as ended:
        assert ended.code == 0, (name, ended.code)
    printed[name] = sys.stdout.buffer.getvalue().decode()
print(json.dumps(printed), file=stdout)
"""


def outputs(interpreter: str, commands: Mapping[str, list[str]], seed: str = "0") -> dict[str, str]:
    """Return what each command prints, of one process: its start takes longer than they do."""
    printed = run(interpreter, "-c", EACH, json.dumps(commands), seed=seed)
    return {name: str(text) for name, text in json.loads(printed).items()}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_same_bytes_on_every_python(version: str) -> None:
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"this machine has no Python {version}")
    assert outputs(interpreter, COMMANDS) == {form: expected(form).decode() for form in COMMANDS}


@pytest.mark.parametrize("seed", ["1", "2", "4294967295"])
def test_the_same_bytes_under_every_hash_seed(seed: str) -> None:
    assert output(*COMMANDS["yaml"], seed=seed) == expected("yaml")


def test_the_same_bytes_in_every_folder(tmp_path: Path) -> None:
    assert output(*COMMANDS["yaml"], folder=tmp_path) == expected("yaml")


def test_the_committed_template_is_of_today() -> None:
    assert (ROOT / "templates/influmojo-ecs-iam.yaml").read_bytes() == expected("yaml")


OTHERS = {
    "service": ["service", "--output", "-"],
    "nest": ["nest", "--environment", "staging", "--template-url", "roles.yaml"],
    "stack-set": ["stack-set", "--template-url", "https://b.s3.amazonaws.com/a", "--output", "-"],
    "boundary-policy": ["boundary-policy", "--output", "-"],
    "deployer-policy": ["deployer-policy", "--account", "111122223333", "--region", "eu-west-1"],
}


def test_the_other_templates_and_policies_are_the_same_too() -> None:
    oldest = next(found for version in VERSIONS if (found := python(version)))
    assert outputs(sys.executable, OTHERS, seed="1") == outputs(oldest, OTHERS, seed="2")
