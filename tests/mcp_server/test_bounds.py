"""A call reads its folder alone, writes nothing, runs nothing and connects to nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.call_extractor import ARGUMENTS, program
from influmojo_cfn.mcp_server.bounds import Bounds
from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a file, beside a file that is nobody's business."""
    (tmp_path / "secret.yaml").write_text("secret: 1")
    (tmp_path / "project-2").mkdir()
    (tmp_path / "project-2" / "other.yaml").write_text("other: 1")
    project = tmp_path / "project"
    project.mkdir()
    (project / "own.yaml").write_text("own: 1")
    (project / "inner").symlink_to(project / "own.yaml")
    (project / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (project / "up").symlink_to(tmp_path)
    return project


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Error, match="is not a folder"):
        Bounds(tmp_path / "nothing")


@pytest.mark.parametrize("text", ["own.yaml", "./own.yaml", "inner", "new.yaml", "a/../own.yaml"])
def test_files_of_the_folder_are_given_as_they_are(folder: Path, text: str) -> None:
    assert Bounds(folder).check_file("template", text) == text


def test_a_whole_path_of_the_folder_is_one(folder: Path) -> None:
    whole = str(folder / "own.yaml")
    assert Bounds(folder).check_file("template", whole) == whole


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("../secret.yaml", "../secret.yaml is outside"),
        ("../project-2/other.yaml", "is outside"),
        ("/etc/passwd", "/etc/passwd is outside"),
        ("up/secret.yaml", "is a link that leaves"),
        ("link.yaml", "link.yaml is a link that leaves"),
        ("~/x", ""),
        ("-", "standard input is the protocol's"),
        ("", "is not a path"),
        ("a\0b", "is not a path"),
        ("\ud800", "is not a path"),
        (".", "is not a file"),
    ],
)
def test_other_paths_are_refused_with_a_sentence(folder: Path, text: str, words: str) -> None:
    bounds = Bounds(folder)
    if not words:  # A tilde is a letter, as for every program.
        assert bounds.check_file("template", text) == text
        return
    with pytest.raises(Error, match=r"^template: ") as caught:
        bounds.check_file("template", text)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "text", ["HEAD:../secret.yaml", "HEAD:/etc/passwd", "HEAD:a/../../b", "HEAD:", "HEAD:.."]
)
def test_a_revision_of_what_is_outside_is_refused(folder: Path, text: str) -> None:
    with pytest.raises(Error, match="is outside"):
        Bounds(folder).check_source("old", text)


def test_a_revision_is_of_the_folder_also_within_a_larger_repository(folder: Path) -> None:
    assert Bounds(folder).check_source("old", "HEAD:a/b.yaml") == "HEAD:./a/b.yaml"
    (folder / ".git").mkdir()
    assert Bounds(folder).check_source("old", "HEAD:a/b.yaml") == "HEAD:a/b.yaml"


def write(path: Path) -> None:
    path.write_text("x")


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "reads outside": (lambda f: (f.parent / "secret.yaml").read_text(), "is outside"),
    "reads a link": (lambda f: (f / "link.yaml").read_text(), "is outside"),
    "writes": (lambda f: write(f / "new.yaml"), "read-only"),
    "appends": (lambda f: (f / "own.yaml").open("a"), "read-only"),
    "opens to change": (lambda f: (f / "own.yaml").open("r+"), "read-only"),
    "removes": (lambda f: (f / "own.yaml").unlink(), "read-only"),
    "renames": (lambda f: (f / "own.yaml").rename(f / "b"), "read-only"),
    "makes a folder": (lambda f: (f / "x").mkdir(), "read-only"),
    "runs a program": (lambda f: subprocess.run(["true"], check=False), "starts no programs"),
    "runs git": (lambda f: subprocess.run(["git", "gc"], check=False), "starts no programs"),
    "extracts calls of what is outside": (
        lambda f: subprocess.run([program(), *ARGUMENTS, "python", "/etc/a.py"], check=False),
        "is outside",
    ),
    "runs the extractor otherwise": (
        lambda f: subprocess.run([program(), "fix-access-denied"], check=False),
        "starts no programs",
    ),
    "runs another program like the extractor": (
        lambda f: subprocess.run(["true", *ARGUMENTS, "python", "own.py"], check=False),
        "starts no programs",
    ),
    "has git write a file": (
        lambda f: subprocess.run(["git", "show", "HEAD:./x", "--output=new"], check=False),
        "starts no programs",
    ),
    "reads a repository": (
        lambda f: subprocess.run(["git", "show", "HEAD:x"], check=False),
        "is outside",
    ),
    "connects": (
        lambda f: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "opens no connections",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_call_does_is_refused(folder: Path, name: str) -> None:
    act, words = REFUSED[name]
    with Bounds(folder).enforced(), pytest.raises(PermissionError, match=words):
        act(folder)


def test_code_of_the_folder_is_not_run(folder: Path) -> None:
    code = compile("raise SystemExit", str(folder / "rule.py"), "exec")
    with Bounds(folder).enforced(), pytest.raises(PermissionError, match="does not run"):
        exec(code)


def test_what_is_in_the_folder_is_read_and_packages_are_imported(folder: Path) -> None:
    sys.modules.pop("colorsys", None)
    with Bounds(folder).enforced():
        assert (folder / "own.yaml").read_text() == "own: 1"
        import colorsys
    assert colorsys


def test_after_a_call_nothing_is_refused(folder: Path) -> None:
    with Bounds(folder).enforced():
        pass
    assert (folder / "link.yaml").read_text() == "secret: 1"


def test_a_server_that_writes_writes_in_its_folder_alone(folder: Path) -> None:
    with Bounds(folder, allow_write=True).enforced():
        write(folder / "new.yaml")
        (folder / "new.yaml").rename(folder / "newer.yaml")
        with pytest.raises(PermissionError, match="is outside"):
            write(folder.parent / "new.yaml")
        with pytest.raises(PermissionError, match="is outside"):
            (folder / "own.yaml").rename(folder.parent / "own.yaml")
        with pytest.raises(PermissionError, match="is outside"):
            write(folder / "link.yaml")


def test_the_folder_may_be_that_of_the_package() -> None:
    with Bounds(ROOT).enforced():
        assert (ROOT / "setup.cfg").read_text()


def test_a_folder_is_taken_where_one_may_be_given(folder: Path) -> None:
    (folder / "src").mkdir()
    (folder / "away").symlink_to(folder.parent)
    bounds = Bounds(folder)
    assert bounds.check_file("code", "src", or_folder=True) == "src"
    with pytest.raises(Error, match="is not a file"):
        bounds.check_file("template", "src")
    for text in ("away", "..", "/"):
        with pytest.raises(Error, match=r"is a link that leaves|is outside"):
            bounds.check_file("code", text, or_folder=True)


def test_a_path_that_is_too_long_is_left_to_the_command(folder: Path) -> None:
    long = "x" * 100_000
    assert Bounds(folder).check_file("template", long) == long
    assert Bounds(folder).check_source("old", f"HEAD:{long}").endswith(long)
