"""Mutation testing: the packages that it names exist, and what it records adds up."""

from __future__ import annotations

import configparser
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.iam.patterns import matcher, matches
from scripts.mutants import record, rooms
from scripts.mutants.baseline import Baseline, file_of, function_of, hash_of, state_of
from scripts.mutants.caches import empty_caches
from scripts.mutants.page import COLUMNS, row, section, survivor_row
from scripts.mutants.reasons import NOT_JUDGED, REASONS, difference, reason_of
from scripts.mutants.record import recorded, share
from scripts.mutants.rooms import GOALS, RESULTS
from scripts.mutants.switch import Switch, switched
from tests.conftest import ROOT

RECORD: dict[str, Any] = json.loads(RESULTS.read_text("utf-8"))


def test_the_makefile_runs_the_packages_that_have_a_goal() -> None:
    found = re.search(r"^ROOM \?= (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert found is not None
    assert sorted(found[1].split()) == sorted(GOALS)


@pytest.mark.parametrize("room", GOALS)
def test_a_package_with_a_goal_exists_with_its_tests(room: str) -> None:
    assert list((ROOT / "influmojo_cfn" / room).glob("*.py"))
    assert list((ROOT / "tests" / room).glob("test_*.py"))


def test_mutmut_is_told_where_the_code_is() -> None:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", "utf-8")
    assert setup["mutmut"]["source_paths"] == "influmojo_cfn"


def test_mutmut_is_pinned_by_hash() -> None:
    text = (ROOT / "requirements/mutants.txt").read_text().replace("\\\n", " ")
    lines = text.splitlines()
    assert [line for line in lines if "==" not in line or "--hash=sha256:" not in line] == []
    assert (ROOT / "requirements/mutants.in").read_text().strip() in text


@pytest.mark.parametrize("room", sorted(RECORD))
def test_the_record_adds_up(room: str) -> None:
    found = RECORD[room]
    assert room in GOALS
    assert found["run"] == found["noticed"] + len(found["survivors"]) <= found["mutants"]


def test_a_switch_calls_the_mutant_that_is_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def one() -> int:
        return 1

    mutants = {"_mutmut_orig": one, "x_one__mutmut_1": lambda: 2}
    function = switched(mutants)(one)
    assert function() == 1
    monkeypatch.setattr(Switch, "mutant", "x_one__mutmut_1")
    assert function() == 1, "a mutant of another module"
    monkeypatch.setattr(Switch, "module", one.__module__)
    assert function() == 2
    monkeypatch.setattr(Switch, "mutant", "x_one__mutmut_2")
    assert function() == 1, "a mutant of another function"


def test_a_switch_notes_what_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    def x_one__mutmut_orig() -> int:
        return 1

    reached: set[str] = set()
    monkeypatch.setattr(Switch, "reached", reached)
    assert switched({"_mutmut_orig": x_one__mutmut_orig})(x_one__mutmut_orig)() == 1
    assert reached == {f"{__name__}:x_one__mutmut"}


VERDICTS = {"a": "killed", "b": "timeout", "c": "survived", "d": "unreached"}


def mutant(identity: str) -> dict[str, str]:
    return {"identity": identity, "function": "f", "change": f"- {identity}\n+ x | y"}


def test_a_record_counts_what_was_run_and_keeps_reasons() -> None:
    mutants = {f"influmojo_cfn.iam.m:x_f__mutmut_{name}": mutant(name) for name in "abcde"}
    known = {name: {"verdict": verdict} for name, verdict in {**VERDICTS, "gone": "killed"}.items()}
    found = recorded(mutants, known, {"survivors": {"c": {"reason": "equivalent"}}})
    assert (found["mutants"], found["run"], found["noticed"], share(found)) == (5, 4, 2, 50.0)
    assert {name: one["reason"] for name, one in found["survivors"].items()} == {
        "c": "equivalent",
        "d": NOT_JUDGED,
    }
    assert survivor_row(found["survivors"]["c"]) == "| `iam.m.f` | `- c → + x \\| y` | equivalent |"
    assert "`iam.m.f` (1)." in "\n".join(section("iam", found))
    found["of_modules"] = 9
    assert row("iam", found).endswith("| 1 of 9 | 5 | 4 | 2 | 50.0 % | 90 % | 1 | 0 | 0 | 1 |")
    assert row("iam", None).count("|") == row("iam", found).count("|") == len(COLUMNS) + 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("- f(a, strict=True)\n+ f(a, strict=False)", "f(a, strict=Tru => f(a, strict=Fals"),
        ("- return a\n+ return None", "return a => return None"),
        ("- a\n- b\n+ a", "a b => a"),
    ],
)
def test_a_difference_is_what_differs(change: str, expected: str) -> None:
    assert difference(change) == expected


@pytest.mark.parametrize(
    ("module", "change", "judged"),
    [
        pytest.param("iam.m", "- zip(a, strict=True)\n+ zip(a, strict=None)", True, id="a zip"),
        pytest.param("iam.m", "- zip(a, strict=True)\n+ zip(a)", True, id="a zip without it"),
        pytest.param("iam.m", "- f('aws:A')\n+ f('AWS:A')", False, id="a key of another module"),
        pytest.param("iam.m", "- a < b\n+ a <= b", False, id="what nobody judged"),
    ],
)
def test_a_reason_is_that_of_its_kind(module: str, change: str, judged: bool) -> None:
    found = reason_of({"module": module, "function": "f", "change": change})
    assert (found != NOT_JUDGED) is judged


def test_every_reason_says_whether_there_is_a_fault() -> None:
    kinds = ("equivalent: ", "not worth it: ", "noticed since: ")
    assert [row for row in REASONS if not row.reason.startswith(kinds)] == []
    assert all(row.module == "*" or row.module.partition(".")[0] in GOALS for row in REASONS)


MUTANT = "influmojo_cfn.iam.arn:x_parse_arn__mutmut_1"


def baseline(**seconds: float) -> Baseline:
    """Return what is known of tests that all reach one function."""
    made = Baseline.__new__(Baseline)
    made.seconds = {f"tests/iam/test_{name}": value for name, value in seconds.items()}
    made.items = {name: object() for name in made.seconds}  # type: ignore[misc]
    made.reaching = {function_of(MUTANT): list(made.seconds)}
    made.noticed = defaultdict(Counter)
    return made


def test_quick_tests_come_first() -> None:
    known = baseline(**{"arn.py::a[1]": 0.2, "arn.py::b[1]": 0.01, "arn.py::b[2]": 0.02})
    assert [name[-4:] for name in known.in_order(MUTANT)] == ["b[1]", "b[2]", "a[1]"]


def test_likely_tests_come_first() -> None:
    known = baseline(**{"b.py::a": 0.1, "arn.py::b[1]": 0.2, "arn.py::b[2]": 0.3, "arn.py::c": 0.4})
    names = [name.removeprefix("tests/iam/test_") for name in known.in_order(MUTANT)]
    assert names == ["arn.py::b[1]", "arn.py::c", "arn.py::b[2]", "b.py::a"]
    known.note(MUTANT.replace("_1", "_2"), "tests/iam/test_b.py::a")
    assert known.in_order(MUTANT)[0] == "tests/iam/test_b.py::a"
    assert known.in_order("influmojo_cfn.iam.arn:x_other__mutmut_1") == []


def test_no_more_tests_are_run_than_there_is_time_for() -> None:
    known = baseline(**{"arn.py::a": 1.5, "arn.py::b": 1.6, "arn.py::c": 1.7})
    assert [len(known.tests_of(MUTANT, (), seconds)) for seconds in (1, 2, 3.2, 9)] == [1, 1, 2, 3]
    assert file_of("tests/iam/test_arn.py::a[::]") == "tests/iam/test_arn.py"


def test_caches_are_emptied_where_they_reach_the_mutant() -> None:
    matches("a*", "ab")
    empty_caches("influmojo_cfn.template.ecs")
    assert matcher.cache_info().currsize
    empty_caches("influmojo_cfn.iam.patterns.tokens")
    assert not matcher.cache_info().currsize


@pytest.mark.parametrize(
    ("changed", "is_run_again"),
    [("test_a.py", True), ("cases/one.yaml", True), ("test_b.py", False)],
)
def test_a_test_is_run_again_when_it_or_its_cases_change(
    changed: str, is_run_again: bool, tmp_path: Path
) -> None:
    (tmp_path / "cases").mkdir()
    for name in ("test_a.py", "test_b.py", "cases/one.yaml"):
        (tmp_path / name).write_text("old")
    states = []
    for text in ("old", "new"):
        (tmp_path / changed).write_text(text)
        state_of.cache_clear()
        hash_of.cache_clear()
        states.append(state_of(str(tmp_path / "test_a.py")))
    assert (states[0] != states[1]) is is_run_again


@pytest.mark.parametrize(("modules", "kept"), [(1, True), (2, False), (3, False)])
def test_a_run_of_fewer_modules_takes_nothing_from_the_record(
    modules: int,
    kept: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mutants = {
        f"influmojo_cfn.iam.m{number}:f": {"identity": str(number), "function": "f", "change": ""}
        for number in range(modules)
    }
    known = {str(number): {"verdict": "killed"} for number in range(modules)}
    results, manifest, verdicts = (tmp_path / name for name in ("results", "manifest", "verdicts"))
    before = {"iam": {"modules": 2, "survivors": {}}}
    for path, data in ((results, before), (manifest, mutants), (verdicts, known)):
        rooms.write(path, data)
    monkeypatch.setattr(sys, "argv", ["record", "iam"])
    monkeypatch.setattr(record, "RESULTS", results)
    monkeypatch.setattr(record, "manifest", lambda room: manifest)
    monkeypatch.setattr(record, "verdicts", lambda room: verdicts)
    record.main()
    assert (rooms.read(results) == before) is kept
    assert ("not recorded" in capsys.readouterr().out) is kept
