"""How a table of facts is kept in influmojo_cfn/data, and how two states of one differ."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent.parent / "influmojo_cfn" / "data"
WORDS = ("source", "made_with", "through", "notes", "date")
"""What a table says about itself, in the order in which it stands before the rows."""
ROW_A_LINE = frozenset({"boto3_resources.json", "sdk_services.json"})
"""Tables of many rows, each of which is short."""


def read(path: Path) -> dict[str, Any]:
    """Return a table, or an empty one where there is not a file."""
    if not path.exists():
        return {}
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    table: dict[str, Any] = json.loads(text)
    return table


def write(path: Path, table: Mapping[str, Any], day: str) -> None:
    """Write a table with the day on which its rows last changed."""
    dated = {**table, "date": day}
    ordered = {key: dated[key] for key in WORDS if key in dated} | dated
    if path.suffix == ".gz":
        with path.open("wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as packed:
            packed.write(json.dumps(ordered, separators=(",", ":")).encode())
        return
    text = _by_row(ordered) if path.name in ROW_A_LINE else json.dumps(ordered, indent=1)
    path.write_text(text + "\n", "utf-8")


def _by_row(table: Mapping[str, Any]) -> str:
    """Return a table, of which the last item is a mapping of rows, with each row on one line."""
    *words, (key, rows) = table.items()
    head = "".join(f"{json.dumps(word)}: {json.dumps(text)}, " for word, text in words)
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    return f"{{{head}{json.dumps(key)}: {{\n{lines}\n}}}}"


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return what came (+), went (-) or changed (~), by the name of the row."""
    before, after = (dict(_rows(table)) for table in (old, new))
    marks = [f"+ {name}" for name in after if name not in before]
    marks += [f"- {name}" for name in before if name not in after]
    marks += [f"~ {name}" for name in after if name in before and after[name] != before[name]]
    return sorted(marks, key=lambda mark: mark[2:])


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, rows in table.items():
        if key in WORDS:
            continue
        for name, row in rows.items() if isinstance(rows, dict) else ((row, None) for row in rows):
            if isinstance(row, list):
                yield from ((f"{name}{one}", None) for one in row)
            else:
                yield name, row
