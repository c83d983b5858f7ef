"""A release, rehearsed on a copy: version, changelog, distributions, SBOM, installation."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import Any

import pytest

from scripts import release
from scripts.release import ReleaseError, build, changes_of, prepare, sections, version_of
from scripts.run_requirements import BUILD, direct
from tests.conftest import ROOT

VERSION = "98.7.6"
LOG = "# Changelog\n\n## Unreleased\n\n- New.\n\n## 1.2.3 - 2026-01-02\n\n### Added\n\n- Old.\n"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of this checkout whose release is prepared."""
    omitted = shutil.ignore_patterns(".*", "__pycache__", "tests", "build", "dist", "*.egg-info")
    copy = tmp_path_factory.mktemp("release") / "checkout"
    shutil.copytree(ROOT, copy, ignore=omitted)
    prepare(copy, VERSION, "2026-11-27")
    return copy


@pytest.fixture(scope="module")
def built(checkout: Path) -> list[Path]:
    return build(checkout, checkout.parent / "dist", f"v{VERSION}")


@pytest.fixture(scope="module")
def bill(built: list[Path]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(built[-1].read_text("utf-8"))
    return found


def test_the_version_and_its_changes_are_written(checkout: Path) -> None:
    before, after = sections(ROOT), sections(checkout)
    assert version_of(checkout) == VERSION
    assert list(after) == ["Unreleased", f"{VERSION} - 2026-11-27", *list(before)[1:]]
    assert after[f"{VERSION} - 2026-11-27"] == before["Unreleased"]
    assert not changes_of(checkout, "Unreleased")


def test_wheel_source_distribution_and_bill_of_materials_are_built(built: list[Path]) -> None:
    assert [path.name for path in built] == [
        f"influmojo_cfn-{VERSION}-py3-none-any.whl",
        f"influmojo_cfn-{VERSION}.tar.gz",
        f"influmojo_cfn-{VERSION}.cdx.json",
    ]
    assert sorted(built) == sorted(built[0].parent.iterdir())


def test_the_source_distribution_has_what_the_package_and_its_wheel_need(built: list[Path]) -> None:
    with tarfile.open(built[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "influmojo_cfn").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"LICENSE", "README.md", "pyproject.toml", "setup.cfg", *package} <= names


def test_the_wheel_has_the_version_and_the_pythons(built: list[Path]) -> None:
    with zipfile.ZipFile(built[0]) as archive:
        text = archive.read(f"influmojo_cfn-{VERSION}.dist-info/METADATA").decode()
    assert f"\nVersion: {VERSION}\n" in text
    assert "\nRequires-Python: >=3.10\n" in text
    for minor in range(10, 15):
        assert f"\nClassifier: Programming Language :: Python :: 3.{minor}\n" in text


def test_the_wheel_runs_in_a_new_environment(built: list[Path], tmp_path: Path) -> None:
    # Its own folder has the wheel alone; what it requires comes from this environment.
    venv.create(tmp_path / "venv")
    pip = [sys.executable, "-m", "pip", "--python", str(tmp_path / "venv/bin/python")]
    subprocess.run(
        [*pip, "install", "-qq", "--no-compile", "--no-deps", "--no-index", str(built[0])],
        check=True, capture_output=True,
    )  # fmt: skip
    ended = subprocess.run(
        [tmp_path / "venv/bin/influmojo-cfn", "--version"],
        env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")},
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert VERSION in ended.stdout


def test_the_bill_of_materials_is_of_the_release(bill: dict[str, Any], built: list[Path]) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    released = bill["metadata"]["component"]
    assert released["purl"] == f"pkg:pypi/influmojo-cfn@{VERSION}"
    hashes = {
        each["url"]: (each["hashes"][0]["alg"], each["hashes"][0]["content"])
        for each in released["externalReferences"]
    }
    assert hashes == {
        path.name: ("SHA-256", hashlib.sha256(path.read_bytes()).hexdigest()) for path in built[:2]
    }


def test_the_bill_of_materials_names_each_pinned_requirement(bill: dict[str, Any]) -> None:
    pinned = re.findall(
        r"^([\w.-]+)==([^\s;]+)", (ROOT / "requirements/run.txt").read_text(), re.MULTILINE
    )
    found = [(each["name"], each["version"]) for each in bill["components"]]
    assert sorted(found) == sorted(pinned)
    assert all(
        each["purl"] == "pkg:pypi/{name}@{version}".format(**each) for each in bill["components"]
    )


def test_each_requirement_is_needed_or_builds_the_wheel(bill: dict[str, Any]) -> None:
    graph = {each["ref"]: each["dependsOn"] for each in bill["dependencies"]}
    start = bill["metadata"]["component"]["bom-ref"]
    components = {each["bom-ref"]: each for each in bill["components"]}
    assert set(graph) == {start, *components}
    assert len(graph) == len(bill["dependencies"])
    assert {components[ref]["name"] for ref in graph[start]} == set(direct())
    needed = {ref for ref, each in components.items() if each["scope"] == "required"}
    assert needed == reached(graph, [start]) - {start}
    builders = [ref for ref, each in components.items() if each["name"] in BUILD]
    assert set(components) - needed <= reached(graph, builders)


def reached(graph: dict[str, list[str]], starts: list[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        ref = waiting.pop()
        if ref not in found:
            found.add(ref)
            waiting += graph[ref]
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a checkout with a version and a changelog alone."""
    folder = tmp_path / "small"
    (folder / "influmojo_cfn").mkdir(parents=True)
    (folder / "influmojo_cfn/version.py").write_text('__version__ = "1.2.3"\n')
    (folder / "CHANGELOG.md").write_text(LOG)
    return folder


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("v1.3.0", "version: v1.3.0 isn't a version; write it as 1.2.3"),
        ("1.3", "version: 1.3 isn't a version; write it as 1.2.3"),
        ("1.2.3", "CHANGELOG.md: 1.2.3 has an entry; choose a later version"),
        ("1.2.2", "version: 1.2.2 is before 1.2.3; choose a later one"),
    ],
)
def test_a_version_that_is_none_or_not_later_is_refused(
    small: Path, version: str, words: str
) -> None:
    with pytest.raises(ReleaseError, match=f"^{re.escape(words)}$"):
        prepare(small, version, "2026-11-27")
    assert (small / "CHANGELOG.md").read_text() == LOG
    assert version_of(small) == "1.2.3"


@pytest.mark.parametrize("text", ["", "### Added\n\n### Fixed\n"], ids=["empty", "headings alone"])
def test_a_release_without_changes_is_refused(small: Path, text: str) -> None:
    (small / "CHANGELOG.md").write_text(LOG.replace("- New.\n", text))
    with pytest.raises(ReleaseError, match="nothing stands below Unreleased"):
        prepare(small, "1.10.0", "2026-11-27")


def test_a_version_is_later_by_its_numbers(small: Path) -> None:
    prepare(small, "1.10.0", "2026-11-27")
    assert sections(small)["1.10.0 - 2026-11-27"] == "- New."


def test_a_tag_of_another_version_is_refused(small: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"tag: 1\.2\.3 isn't the version's; tag .* v1\.2\.3$"):
        build(small, tmp_path / "dist", "1.2.3")


def test_a_version_without_an_entry_is_refused(small: Path, tmp_path: Path) -> None:
    (small / "CHANGELOG.md").write_text(LOG.replace("## 1.2.3", "## 1.2.2"))
    with pytest.raises(ReleaseError, match=r"CHANGELOG\.md: 1\.2\.3 has no entry"):
        build(small, tmp_path / "dist", "v1.2.3")


def test_what_an_earlier_build_left_is_not_published(small: Path, tmp_path: Path) -> None:
    (tmp_path / "old.whl").touch()
    with pytest.raises(ReleaseError, match="the folder contains files; name an empty one"):
        build(small, tmp_path, "v1.2.3")


def test_the_commands_say_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert release.main(["build", "--output", str(tmp_path), "--tag", "v0.0.0"]) == 1
    assert capsys.readouterr().err.startswith("error: tag: v0.0.0 isn't the version's;")


def test_the_workflow_builds_as_the_makefile_does() -> None:
    text = (ROOT / ".github/workflows/release.yml").read_text()
    assert 'run: make release PYTHON=python TAG="$TAG"' in text
    ended = subprocess.run(
        ["make", "-n", "release", "TAG=v1.2.3"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert 'python -m scripts.release build --tag "v1.2.3"' in ended.stdout
