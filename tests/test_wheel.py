"""A wheel, installed where the repository is not, works with its data files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    omitted = shutil.ignore_patterns(".*", "__pycache__", "tests", "build", "*.egg-info")
    source = Path(shutil.copytree(ROOT, folder / "source", ignore=omitted))
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(source)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """Return the programs of a new environment: the wheel its own, dependencies from this one."""
    folder = wheel.parent / "venv"
    venv.create(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin/python")]
    subprocess.run(
        [*pip, "install", "-qq", "--no-compile", "--no-deps", "--no-index", str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "bin"


def run(
    installed: Path, *arguments: str, hidden: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    # Entries of PYTHONPATH are not searched for .pth files: an editable install stays unseen.
    path = [*([str(hidden)] if hidden else []), sysconfig.get_path("purelib")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    program = str(installed / arguments[0])
    return subprocess.run(
        [program, *arguments[1:]], env=environment, cwd=installed, capture_output=True, timeout=120
    )


def test_the_wheel_holds_the_package_and_its_data_alone(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"influmojo_cfn"}
    data = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "influmojo_cfn").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data <= set(names)


def test_the_installed_package_is_the_wheels(installed: Path) -> None:
    code = "import influmojo_cfn; print(influmojo_cfn.__file__)"
    printed = run(installed, "python", "-c", code).stdout.decode()
    assert printed.startswith(str(installed.parent))


def test_build_gives_the_committed_template(installed: Path) -> None:
    ended = run(installed, "influmojo-cfn", "build", "--app", "influmojo", "--output", "-")
    assert ended.stdout == (ROOT / "templates/influmojo-ecs-iam.yaml").read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["grants", "s3.upload_objects"],
        ["rules"],
        ["check", str(ROOT / "templates/influmojo-ecs-iam.yaml")],
        ["explain", str(ROOT / "templates/influmojo-ecs-iam.yaml"), "--format", "html"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_reads_data_works(installed: Path, arguments: list[str]) -> None:
    ended = run(installed, "influmojo-cfn", *arguments)
    assert (ended.returncode, b"Traceback" in ended.stderr) == (0, False), ended.stderr.decode()


@pytest.mark.parametrize("command", ["verify", "adopt"])
def test_what_needs_an_extra_says_which(installed: Path, tmp_path: Path, command: str) -> None:
    # Modules that are not there: each raises what Python raises for a missing one.
    for name in ("boto3", "botocore"):
        (tmp_path / name).mkdir()
        missing = f"raise ModuleNotFoundError('No module named {name}', name='{name}')"
        (tmp_path / name / "__init__.py").write_text(missing)
    ended = run(installed, "influmojo-cfn", command, "--app", "influmojo", hidden=tmp_path)
    assert (ended.returncode, ended.stdout) == (1, b"")
    assert re.fullmatch(
        r"app: influmojo \(built-in\)\n"
        r"error: boto(3|core) is not installed: run pip install '\.\[aws\]' in the checkout of "
        r"influmojo-cfn\n",
        ended.stderr.decode(),
    )
