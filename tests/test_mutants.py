"""Mutation testing: the packages that it names exist, and what it records adds up."""

from __future__ import annotations

import configparser
import json
import re
from typing import Any

import pytest

from scripts.mutants.page import section, survivor_row
from scripts.mutants.record import NOT_JUDGED, recorded, share
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
