"""Records of CloudTrail in every form that people have them in."""

from __future__ import annotations

import gzip
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.usage import records as module
from influmojo_cfn.usage.records import files_below, records

ROWS: list[dict[str, Any]] = [
    {"eventVersion": "1.09", "eventTime": f"2026-10-0{n}T00:00:00Z", "eventName": f"N{n} é {{["}
    for n in range(1, 5)
]


def written(folder: Path, name: str, data: Any, *, indent: int | None = None) -> Path:
    separators = (",", ":") if indent is None else None
    text = data if isinstance(data, str) else json.dumps(data, indent=indent, separators=separators)
    raw = text.encode()
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def joined(folder: Path, texts: list[str]) -> Path:
    """Return a file of several compressed ones, as cat joins them."""
    path = folder / "a.json.gz"
    path.write_bytes(b"".join(gzip.compress(text.encode()) for text in texts))
    return path


@pytest.mark.parametrize("chunk", [7, 64, 1 << 20])
@pytest.mark.parametrize(
    "form",
    [
        *("delivered", "compressed", "pretty", "looked up", "paged", "later", "list", "lines"),
        *("joined", "joined pages", "joined and compressed", "joined with marks"),
    ],
)
def test_every_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, chunk: int) -> None:
    monkeypatch.setattr(module, "CHUNK", chunk)
    halves = [json.dumps({"Records": half}) for half in (ROWS[:2], ROWS[2:])]
    pages = [
        {"Events": [{"CloudTrailEvent": json.dumps(row)}], "NextToken": "x}", "Answer": {"a": [1]}}
        for row in ROWS
    ]
    looked_up = {"Events": [{"EventId": "x", "CloudTrailEvent": json.dumps(row)} for row in ROWS]}
    path = {
        "delivered": lambda: written(tmp_path, "a.json", {"Records": ROWS}),
        "compressed": lambda: written(tmp_path, "a.json.gz", {"Records": ROWS}),
        "pretty": lambda: written(tmp_path, "a.json", {"Records": ROWS}, indent=2),
        "looked up": lambda: written(tmp_path, "a.json", looked_up, indent=4),
        "paged": lambda: written(tmp_path, "a.json", {"NextToken": "x", **looked_up}),
        "later": lambda: written(tmp_path, "a.json", {"NextToken": "x", "Records": ROWS}),
        "list": lambda: written(tmp_path, "a.json", ROWS),
        "joined": lambda: written(tmp_path, "a.json", "\r\n".join(halves)),
        "joined pages": lambda: written(tmp_path, "a.json", "".join(map(json.dumps, pages))),
        "joined and compressed": lambda: joined(tmp_path, halves),
        "joined with marks": lambda: written(tmp_path, "a.json", "\ufeff" + "\ufeff".join(halves)),
        "lines": lambda: written(tmp_path, "a.json", "\n".join(map(json.dumps, ROWS))),
    }[form]()
    told: list[int] = []
    assert list(records([path], told.append)) == ROWS
    assert sum(told) == path.stat().st_size


def test_records_without_a_name_are_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", {"Records": ROWS})
    found = list(records([path], names=("N2",)))
    assert found[0] == {"eventTime": ROWS[0]["eventTime"]}
    assert found[1] == ROWS[1]
    assert [each["eventTime"] for each in found] == [row["eventTime"] for row in ROWS]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"Records": [{"eventTime": "x"}, {"eve', "Unterminated string"),
        ('{"Records": [{"eventTime": "x"}', "it ends before its list does"),
        ('{"Records": [{]', "is not a whole file of CloudTrail records"),
    ],
)
def test_a_file_that_is_cut_off_is_an_error(tmp_path: Path, text: str, reason: str) -> None:
    path = written(tmp_path, "a.json", text)
    with pytest.raises(Error, match=reason):
        list(records([path]))


def test_a_compressed_file_that_is_cut_off_is_an_error(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json.gz", {"Records": ROWS})
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(Error, match="download it again, or omit it"):
        list(records([path]))


def test_one_record_without_end_takes_no_memory_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK", 100)
    monkeypatch.setattr(module, "LARGEST_RECORD", 1000)
    path = written(tmp_path, "a.json", '{"Records": [{"a": "' + "x" * 5000)
    with pytest.raises(Error, match="one record has more than 1,000 characters"):
        list(records([path]))


@pytest.mark.parametrize("other", [{"Resources": {}}, [1, 2], "{}", "7"])
def test_a_file_of_something_else_is_an_error(tmp_path: Path, other: Any) -> None:
    with pytest.raises(Error, match="it contains no record"):
        list(records([written(tmp_path, "a.json", other)]))


def test_an_event_without_its_record_is_an_error(tmp_path: Path) -> None:
    events = [{"CloudTrailEvent": json.dumps(ROWS[0])}, {"EventId": "x", "EventName": "PutObject"}]
    with pytest.raises(Error, match="1 of its values are not records"):
        list(records([written(tmp_path, "a.json", {"Events": events})]))


@pytest.mark.parametrize("names", [(), ("no name",)])
def test_an_insight_is_no_call(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Its time would begin a window in which no call was recorded."""
    insight = {**ROWS[0], "eventTime": "2020-01-01", "eventType": "AwsCloudTrailInsight"}
    path = written(tmp_path, "a.json", {"Records": [insight, ROWS[1], ROWS[2]]})
    found = [each["eventTime"] for each in records([path], names=names)]
    assert found == [row["eventTime"] for row in ROWS[1:3]]


@pytest.mark.parametrize("empty", ["", "[]", {"Records": []}, {"NextToken": "", "Events": []}])
def test_an_empty_list_is_no_error(tmp_path: Path, empty: Any) -> None:
    assert list(records([written(tmp_path, "a.json", empty)])) == []


def test_folders(tmp_path: Path) -> None:
    inside = written(tmp_path, "AWSLogs/111122223333/CloudTrail/a.json.gz", {"Records": []})
    written(tmp_path, "AWSLogs/111122223333/CloudTrail-Digest/b.json.gz", {})
    written(tmp_path, "111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_1.json.gz", {})
    written(tmp_path, "AWSLogs/111122223333/Config/c.json.gz", {})
    assert files_below([tmp_path, inside]) == [inside]
    (tmp_path / "empty").mkdir()
    with pytest.raises(Error, match=r"no \.json or \.json\.gz file is below"):
        files_below([tmp_path / "empty"])
    with pytest.raises(Error, match="does not exist"):
        files_below([tmp_path / "no"])


def test_lists_in_lists_are_no_records(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"Records":' + "[" * 100_000, "utf-8")
    with pytest.raises(Error, match="is not a whole file of CloudTrail records"):
        list(records([tmp_path / "a.json"]))


@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_a_pipe_is_read(tmp_path: Path, name: str) -> None:
    data = written(tmp_path, name, {"Records": ROWS}).read_bytes()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    told: list[int] = []
    with ThreadPoolExecutor() as pool:
        writing = pool.submit(pipe.write_bytes, data)
        assert list(records(files_below([pipe]), told.append)) == ROWS
        writing.result()
    assert sum(told) > 0
