"""No row of a table of facts is removed unseen."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from scripts.table_rows import text

WRITTEN = Path(__file__).with_name("rows.txt")


def test_no_row_is_gone() -> None:
    gone = Counter(WRITTEN.read_text("utf-8").splitlines()) - Counter(text().splitlines())
    assert sorted(gone) == [], "if it is meant, run make generated"
