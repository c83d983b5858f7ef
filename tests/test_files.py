"""A file is read within bounds, and written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error, WriteError
from influmojo_cfn.files import read_text, write_text


def test_text_is_written(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "é\n")
    assert (tmp_path / "a").read_bytes() == b"\xc3\xa9\n"


def test_a_new_file_has_the_mode_that_the_umask_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_an_existing_file_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "a").touch(0o600)
    write_text(tmp_path / "a", "x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match=r"no/a: cannot be written: No such file or directory"):
        write_text(tmp_path / "no" / "a", "x")


def test_a_failed_write_leaves_no_temporary_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(WriteError):
        write_text(tmp_path / "a", "x")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_what_cannot_be_encoded_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "a", "new \ud800")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("a", "old")]


UNREADABLE = [
    (None, "a: cannot be read: No such file or directory"),
    (b"x" * 11, "a: is larger than 10 bytes, the most that is read"),
    (b"ok \xff", r"a: is not UTF-8 text \(byte 3\)"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, data: bytes | None, message: str
) -> None:
    if data is not None:
        (tmp_path / "a").write_bytes(data)
    with pytest.raises(Error, match=message):
        read_text(tmp_path / "a", limit=10)


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfx")
    assert read_text(tmp_path / "a") == "x"
