"""A file is read within bounds, and written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from influmojo_cfn import files
from influmojo_cfn.errors import Error, WriteError
from influmojo_cfn.files import (
    check_overwriting,
    inputs_kept,
    make_folder,
    read_text,
    write_all,
    write_text,
)


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
    with pytest.raises(
        WriteError, match=r"no/a: cannot be written: folder .*/no doesn't exist; create it$"
    ):
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
    (None, "a: cannot be read: No such file or directory; check its path"),
    (b"x" * 11, "a: is larger than 10 bytes; give a smaller file"),
    (b"ok \xff", r"a: is not UTF-8 text \(byte 3\); save it as UTF-8"),
]


@pytest.mark.parametrize(("data", "message"), UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, data: bytes | None, message: str
) -> None:
    if data is not None:
        (tmp_path / "a").write_bytes(data)
    with pytest.raises(Error, match=message):
        read_text(tmp_path / "a", limit=10)


def test_utf_16_is_read_only_where_it_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("x".encode("utf-16"))
    assert read_text(tmp_path / "a", takes_utf_16=True) == "x"
    with pytest.raises(Error, match="is not UTF-8 text"):
        read_text(tmp_path / "a")


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfx")
    assert read_text(tmp_path / "a") == "x"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_links_that_end_nowhere_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(WriteError, match=r"a: cannot be written: "):
        write_text(tmp_path / "a", "x")


def test_what_is_no_file_is_written_as_it_stands(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_text(tmp_path / "pipe", "x")
    assert os.read(reader, 10) == b"x"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_full_device_is_an_error() -> None:
    with pytest.raises(
        WriteError,
        match=r"^/dev/full: cannot be written: No space left on device; free some space$",
    ):
        write_text(Path("/dev/full"), "x")


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(WriteError, match=r"a: is not a folder; name another$"):
        make_folder(tmp_path / "a")
    with pytest.raises(
        WriteError, match=r"a/b: cannot be made: Not a directory; name another folder$"
    ):
        make_folder(tmp_path / "a" / "b")


@pytest.mark.parametrize(
    "other",
    ["app.yaml", "./app.yaml", "folder/../app.yaml", "link", "hard", "folder/up/app.yaml"],
)
def test_what_is_read_is_not_written_by_whatever_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("app.yaml").write_text("mine")
    Path("folder").mkdir()
    Path("folder/up").symlink_to("..")
    Path("link").symlink_to("app.yaml")
    Path("hard").hardlink_to("app.yaml")
    for read, written in (("app.yaml", other), (other, str(tmp_path / "app.yaml"))):
        with pytest.raises(WriteError) as caught:
            check_overwriting([None, Path(read)], [Path(written)])
        assert str(caught.value) == (
            f"{Path(written)}: is the file that is read; name another file for the output"
        )


def test_two_outputs_are_two_files(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("new")
    with pytest.raises(WriteError, match="link: is written twice; name another file"):
        check_overwriting([], [tmp_path / "new", None, tmp_path / "link"])


def test_what_is_no_file_may_be_read_and_written() -> None:
    null = Path("/dev/null")
    check_overwriting([Path("-"), null, Path("a")], [Path("-"), null, Path("b"), null])


def test_all_files_are_written_with_their_folders(tmp_path: Path) -> None:
    write_all({tmp_path / "a": "1", tmp_path / "deep" / "er" / "b": "2"})
    assert (tmp_path / "a").read_text() == "1"
    assert (tmp_path / "deep/er/b").read_text() == "2"


def test_one_that_cannot_be_written_takes_the_others_back(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"\xff what was here")
    (tmp_path / "kept").mkdir()
    (tmp_path / "file").write_text("where a folder is needed")
    texts = dict.fromkeys(("old", "kept/a", "made/deep/b", "file/c"), "new")
    with pytest.raises(WriteError, match="file"):
        write_all({tmp_path / name: text for name, text in texts.items()})
    assert (tmp_path / "old").read_bytes() == b"\xff what was here"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "kept", "old"]
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_link_to_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "no" / "b")
    expected = r"a: cannot be written: No such file or directory; name another file$"
    with pytest.raises(WriteError, match=expected):
        write_text(tmp_path / "a", "x")


def test_a_file_as_large_as_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_text(tmp_path / "a", limit=5) == "12345"
    with pytest.raises(Error, match="is larger than 4 bytes; give a smaller file"):
        read_text(tmp_path / "a", limit=4)


def test_what_is_stopped_between_two_files_leaves_both_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "new" / "first", tmp_path / "second"
    second.write_text("old")

    def write(path: Path, text: str) -> None:
        path.write_text(text)
        if path == second:
            raise KeyboardInterrupt

    monkeypatch.setattr(files, "write_text", write)
    with pytest.raises(KeyboardInterrupt):
        write_all({first: "1", second: "2"})
    assert (second.read_text(), first.parent.exists()) == ("old", False)


def test_what_a_command_read_is_not_written(tmp_path: Path) -> None:
    read, other = tmp_path / "read", tmp_path / "other"
    read.write_text("a")
    (tmp_path / "link").symlink_to(read)
    with inputs_kept():
        read_text(tmp_path / "link")
        with pytest.raises(WriteError, match="is the file that is read"):
            write_all({other: "b", read: "b"})
        with pytest.raises(WriteError, match="is the file that is read"):
            write_text(read, "b")
    assert (read.read_text(), other.exists()) == ("a", False)
    write_text(read, "b")
    assert read.read_text() == "b"
