"""Tables of AWS's facts: how they are refreshed, what is said of that, and the page of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts.facts import __main__ as facts
from scripts.facts import managed_policies, page, sdk_services, service_principals, tables

OLD: dict[str, Any] = {
    "source": "a",
    "date": "2026-01-01",
    "rows": {"kept": 1, "less": 2, "was": 3},
}

DIFFERENCES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing": ({**OLD}, []),
    "another source and date alone": ({**OLD, "source": "b", "date": "2026-02-02"}, []),
    "a row that came": ({**OLD, "rows": {**OLD["rows"], "new": 4}}, ["+ new"]),
    "a row that went": ({**OLD, "rows": {"kept": 1, "was": 3}}, ["- less"]),
    "a row that changed": ({**OLD, "rows": {**OLD["rows"], "was": 4}}, ["~ was"]),
}


@pytest.mark.parametrize(("new", "expected"), DIFFERENCES.values(), ids=DIFFERENCES)
def test_what_differs_is_told_by_row(new: dict[str, Any], expected: list[str]) -> None:
    assert tables.differences(OLD, new) == expected


def test_lists_are_compared_by_their_members() -> None:
    old = {"names": ["a", "b"], "paths": {"/": ["x"], "/y/": ["z"]}}
    new = {"names": ["b", "c"], "paths": {"/": ["x", "w"], "/y/": []}}
    assert tables.differences(old, new) == ["+ /w", "- /y/z", "- a", "+ c"]


@pytest.mark.parametrize("name", ["table.json", "table.json.gz"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    tables.write(tmp_path / name, {"rows": {"é": 1}, "source": "x"}, "2026-11-27")
    found = tables.read(tmp_path / name)
    assert list(found.items()) == [("source", "x"), ("date", "2026-11-27"), ("rows", {"é": 1})]


@pytest.mark.parametrize("name", [each for each in facts.TABLES if each.endswith(".json")])
def test_a_table_is_kept_as_it_is_written(tmp_path: Path, name: str) -> None:
    """So that a refresh changes the lines of the rows that differ, and no others."""
    kept = tables.read(tables.DATA / name)
    tables.write(tmp_path / name, kept, kept["date"])
    assert (tmp_path / name).read_bytes() == (tables.DATA / name).read_bytes()


def test_the_same_table_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.json.gz", "b.json.gz"):
        tables.write(tmp_path / name, OLD, "2026-11-27")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have one table, of which a row is to come."""
    monkeypatch.setattr(facts, "DATA", tmp_path)
    monkeypatch.setattr(facts, "TABLES", {"one.json": lambda: {"rows": {"kept": 1, "new": 2}}})
    tables.write(tmp_path / "one.json", {"rows": {"kept": 1}}, "2026-01-01")
    return tmp_path / "one.json"


def test_a_table_that_changed_is_written_with_todays_date(table: Path) -> None:
    assert facts.main([]) == 0
    found = tables.read(table)
    assert found["rows"] == {"kept": 1, "new": 2}
    assert found["date"] > "2026-01-01"


def test_the_difference_is_printed(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    facts.main([])
    assert capsys.readouterr().out == "one.json: 1 rows since 2026-01-01\n  + new\n"


def test_a_check_writes_nothing_and_ends_with_2(table: Path) -> None:
    before = table.read_bytes()
    assert facts.main(["--check"]) == 2
    assert table.read_bytes() == before


def test_a_table_that_is_as_it_was_keeps_its_date(table: Path) -> None:
    facts.main([])
    tables.write(table, tables.read(table), "2026-01-01")
    assert facts.main(["--check"]) == 0
    assert tables.read(table)["date"] == "2026-01-01"


def test_nearly_every_policy_of_aws_is_in_one_of_two_tables() -> None:
    ecs = managed_policies.ecs_policies()["policies"]
    others = managed_policies.other_policies()["policies"]
    assert not ecs.keys() & others.keys()
    assert "service-role/AmazonECSTaskExecutionRolePolicy" in ecs
    assert len(others) > 1_500


def test_an_answer_of_aws_counts_more_than_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"version": "v9", "document": {"Statement": []}}
    monkeypatch.setattr(managed_policies, "ASKED", [("iam", {"service-role/AmazonECSx": row})])
    assert managed_policies.ecs_policies() == {
        "source": "iam",
        "policies": {"service-role/AmazonECSx": row},
    }
    assert managed_policies.paths()["paths"] == {"/service-role/": ["AmazonECSx"]}


def test_condition_values_are_those_of_the_key_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    condition = {
        "StringEquals": {"iam:PassedToService": ["a.amazonaws.com"], "aws:SourceVpc": "vpc-1"},
        "StringLike": {"IAM:passedToService": "b.*.amazonaws.com"},
    }
    document = {"Statement": {"Effect": "Allow", "Condition": condition}}
    monkeypatch.setattr(managed_policies, "ASKED", [("iam", {"x": {"document": document}})])
    values = service_principals.condition_values("iam:passedtoservice")
    assert values == {"a.amazonaws.com", "b.*.amazonaws.com"}
    assert "a.amazonaws.com" in service_principals.principals()["principals"]
    assert "b.*.amazonaws.com" not in service_principals.principals()["principals"]


def test_a_service_has_the_prefix_with_most_of_its_operations() -> None:
    known = {"one": {"a"}, "two": {"a", "b"}}
    metadata = {"signingName": "one", "endpointPrefix": "two"}
    assert sdk_services.prefix_of("x", metadata, ["A", "B"], known) == "two"
    assert sdk_services.prefix_of("x", {}, ["A"], known) == ""
    assert sdk_services.prefix_of("iot-data", metadata, ["A"], known) == "iot"


def test_no_program_that_makes_a_table_is_outside_the_refresh() -> None:
    """A module of scripts/facts that nothing of ``TABLES`` calls makes a table that goes stale."""
    called = {make.__module__.rpartition(".")[2] for make in facts.TABLES.values()}
    modules = {path.stem for path in Path(facts.__file__).parent.glob("[!_]*.py")}
    assert modules - called == {"page", "tables"}
    assert not [path for path in Path("scripts").glob("*.py") if "facts.tables" in path.read_text()]


@pytest.fixture(scope="module")
def text() -> str:
    """Return the page, of which each file of the package is read."""
    return page.page()


def test_the_page_lists_every_table_of_the_package(text: str) -> None:
    missing = [
        path.name
        for path in tables.DATA.iterdir()
        if path.name.endswith((".json", ".json.gz", ".yaml"))
        and path.name not in page.NO_FACTS
        and f"data/{path.name}`" not in text
    ]
    assert not missing


def test_the_page_says_what_each_made_table_is_made_from() -> None:
    assert set(page.MADE_FROM) == set(facts.TABLES)


def test_the_oldest_facts_come_first_where_people_read_them(text: str) -> None:
    rows = text.partition("## Read by people")[2].splitlines()
    dates = [row.rstrip(" |").rpartition("| ")[2] for row in rows if row.startswith("| `")]
    assert len(dates) > 50
    assert dates == sorted(dates)
