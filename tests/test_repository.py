"""What may not stand in any tracked file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

# AWS's documentation uses these accounts; nobody owns them.
EXAMPLE_ACCOUNTS = {
    *("111122223333", "444455556666", "777788889999", "123456789012"),
    *("000000000000", "999999999999"),
}
TWELVE_DIGITS = re.compile(r"(?<![\w.-])\d{12}(?![\w.-])")
LOCAL = re.compile(r"/work/(?!\W)|file://" + r"/opt|/opt/" + r"(pypi|wheels)|/root/" + r"\.")
SECRETS = re.compile(
    r"(AKIA|ASIA)(?!IOSFODNN7EXAMPLE)[A-Z0-9]{16}|-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----"
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    if not files:
        pytest.skip("not a git checkout: which files are tracked is not known")
    return [path for path in files if path.is_file() and not path.is_symlink()]


def found(pattern: re.Pattern[str], allowed: set[str]) -> list[str]:
    hits = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        for match in pattern.finditer(text):
            if match[0] not in allowed:
                line = text.count("\n", 0, match.start()) + 1
                hits.append(f"{path.relative_to(ROOT)}:{line}: {match[0]}")
    return hits


def test_no_real_account_is_named() -> None:
    assert found(TWELVE_DIGITS, EXAMPLE_ACCOUNTS) == []


def test_no_path_of_a_developers_machine_is_named() -> None:
    assert found(LOCAL, set()) == []


def test_no_secret_is_written_down() -> None:
    assert found(SECRETS, set()) == []


def test_requirements_name_no_host() -> None:
    text = "".join(path.read_text() for path in (ROOT / "requirements").iterdir())
    assert not re.search(r"https?://|--index-url|--find-links|--extra-index", text)


def test_requirements_are_pinned_by_hash() -> None:
    text = (ROOT / "requirements/dev.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
