"""An answer is kept for as long as nothing that its call looked at has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.mcp_server import kept_answers
from influmojo_cfn.mcp_server.bounds import Bounds
from influmojo_cfn.mcp_server.kept_answers import KeptAnswers


class Server:
    """A server whose calls read files; it counts them."""

    def __init__(self, folder: Path) -> None:
        self.bounds = Bounds(folder, allow_write=True)
        self.kept = KeptAnswers[str](self.bounds)
        self.calls = 0

    def call(self, question: str, read: Callable[[], str]) -> str:
        def ask() -> str:
            self.calls += 1
            with self.bounds.enforced():
                return read()

        return self.kept.answer(question, ask)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    # A file just written counts as settled: as if a second had gone by.
    monkeypatch.setattr(kept_answers, "_SETTLED", -1_000_000_000)
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "own.yaml").write_text("own: 1")
    return tmp_path


def _own() -> str:
    return Path("below/own.yaml").read_text()


def test_the_same_call_is_answered_once(folder: Path) -> None:
    server = Server(folder)
    assert [server.call("own", _own) for _ in range(3)] == ["own: 1"] * 3
    assert server.calls == 1
    server.call("own, in another Region", _own)
    assert server.calls == 2


def _write(folder: Path) -> None:
    (folder / "below" / "own.yaml").write_text("own: 2")


def _replace(folder: Path) -> None:
    (folder / "new.yaml").write_text("own: 2")
    (folder / "new.yaml").rename(folder / "below" / "own.yaml")


def _create(folder: Path) -> None:
    (folder / "below" / ".cfnlintrc").write_text("")


def _create_deep(folder: Path) -> None:
    (folder / "below" / "more").mkdir()


@pytest.mark.parametrize("change", [_write, _replace, _create, _create_deep])
def test_after_a_change_the_call_is_made_again(
    folder: Path, change: Callable[[Path], None]
) -> None:
    server = Server(folder)
    server.call("own", _own)
    change(folder)
    assert server.call("own", _own) == _own()
    assert server.calls == 2


def test_a_file_in_a_new_folder_is_noticed(folder: Path) -> None:
    server = Server(folder)
    server.call("own", _own)
    _create_deep(folder)
    for _ in range(2):
        server.call("own", _own)
    assert server.calls == 2
    (folder / "below" / "more" / "app.yaml").write_text("")
    server.call("own", _own)
    assert server.calls == 3


def test_a_file_that_was_just_changed_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever time of modification it claims: a copy keeps that of its original."""
    monkeypatch.setattr(kept_answers, "_SETTLED", 60_000_000_000)
    for path in (folder, folder / "below", folder / "below" / "own.yaml"):
        os.utime(path, (0, 0))
    server = Server(folder)
    for _ in range(2):
        server.call("own", _own)
    assert server.calls == 2


def _missing() -> str:
    try:
        return Path("missing.yaml").read_text()
    except FileNotFoundError:
        return "missing"


def _writing() -> str:
    Path("below/own.yaml").write_text("own: 3")
    return _own()


def _starting() -> str:
    with suppress(OSError):
        subprocess.run(["git", "show", "HEAD:./own.yaml"], capture_output=True, check=False)
    return _own()


@pytest.mark.parametrize(("read", "calls"), [(_missing, 1), (_writing, 2), (_starting, 2)])
def test_what_writes_or_starts_a_program_is_done_each_time(
    folder: Path, read: Callable[[], str], calls: int
) -> None:
    server = Server(folder)
    for _ in range(2):
        server.call("once more", read)
    assert server.calls == calls


@pytest.mark.parametrize(
    ("key", "calls"), [("aws:CurrentTime", 2), ("AWS:epochtime", 2), ("aws:TokenIssueTime", 1)]
)
def test_what_depends_on_the_time_is_done_each_time(folder: Path, key: str, calls: int) -> None:
    (folder / "below" / "own.yaml").write_text(f"DateLessThan: {{{key}: 2030-01-01}}")
    server = Server(folder)
    for _ in range(2):
        server.call("own", _own)
    assert server.calls == calls


def test_a_file_that_appears_is_read(folder: Path) -> None:
    server = Server(folder)
    assert server.call("missing", _missing) == "missing"
    (folder / "missing.yaml").write_text("there")
    assert server.call("missing", _missing) == "there"


def test_settings_at_home_that_appear_are_noticed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server = Server(folder)
    settings = tmp_path_factory.mktemp("home") / ".cfnlintrc"
    server.bounds.settings = {str(settings)}
    server.call("own", _own)
    settings.write_text("")
    server.call("own", _own)
    assert server.calls == 2


def test_what_has_just_changed_can_change_unnoticed_and_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "_SETTLED", 1_000_000_000_000)
    server = Server(folder)
    for _ in range(2):
        server.call("own", _own)
    assert server.calls == 2


def test_a_folder_of_too_many_folders_keeps_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "_MOST_FOLDERS", 1)
    server = Server(folder)
    for _ in range(2):
        server.call("own", _own)
    assert server.calls == 2


def test_the_oldest_answer_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_answers, "_MOST_ANSWERS", 2)
    server = Server(folder)
    for question in ("one", "two", "one", "three", "one"):
        server.call(question, _own)
    assert server.calls == 3
    server.call("two", _own)
    assert server.calls == 4


def test_a_part_is_kept_for_other_calls_and_looked_at_with_them(folder: Path) -> None:
    server = Server(folder)
    parts: list[str] = []

    def part() -> str:
        parts.append(_own())
        return parts[-1]

    def whole() -> str:
        return server.kept.answer("part", part)

    for question in ("one", "two", "one", "two"):
        assert server.call(question, whole) == "own: 1"
    assert (server.calls, len(parts)) == (2, 1)
    _write(folder)
    for question in ("two", "one"):
        assert server.call(question, whole) == "own: 2"
    assert (server.calls, len(parts)) == (4, 2)


def test_an_error_is_not_kept(folder: Path) -> None:
    def fails() -> str:
        raise Error("a: is wrong; mend it")

    server = Server(folder)
    for _ in range(2):
        with pytest.raises(Error):
            server.call("wrong", fails)
    assert server.calls == 2


def test_files_of_the_installation_are_not_looked_at_again(folder: Path) -> None:
    server = Server(folder)
    server.call("code", lambda: Path(subprocess.__file__).read_text())
    assert server.bounds.opened == set()
    assert sys.prefix not in " ".join(server.bounds.opened)
