"""How mutants are named and what changed in each, and what comes of the process of one."""

from __future__ import annotations

import importlib
import os
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from scripts.mutants import runner
from scripts.mutants.baseline import Baseline
from scripts.mutants.runner import Mutants, Running

MUTATED = """
def x_add__mutmut_orig(a, b):
    c = a + b
    return c
def x_add__mutmut_1(a, b):
    c = a - b
    return c
def x_add__mutmut_2(a, b):
    c = None
    return c
def x_add__mutmut_3(a, b):
    c = None
    return c
def other():
    return 1
class Box:
    def xǁBoxǁsize__mutmut_orig(self):
        return 1
    def xǁBoxǁsize__mutmut_1(self):
        return 2
"""


@pytest.fixture
def generate(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the module that makes mutants, without mutmut, which has an environment of its own."""
    mutmut: Any = ModuleType("mutmut.mutation")
    mutmut.file_mutation = None
    for module in (ModuleType("libcst"), ModuleType("mutmut"), mutmut):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    name = "scripts.mutants.generate"
    monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.delitem(sys.modules, name)
    return importlib.import_module(name)


def test_each_mutant_has_its_function_and_its_change(generate: Any) -> None:
    found = generate.mutants("iam.m", MUTATED)
    assert {name: (one["function"], one["change"]) for name, one in found.items()} == {
        "iam.m:x_add__mutmut_1": ("add", "- c = a + b\n+ c = a - b"),
        "iam.m:x_add__mutmut_2": ("add", "- c = a + b\n+ c = None"),
        "iam.m:x_add__mutmut_3": ("add", "- c = a + b\n+ c = None"),
        "iam.m:xǁBoxǁsize__mutmut_1": ("Box.size", "- return 1\n+ return 2"),
    }


def test_a_mutant_is_identified_by_its_function_and_its_change(generate: Any) -> None:
    found, moved, changed = (
        generate.mutants("iam.m", code)
        for code in (MUTATED, f"x = 1\n{MUTATED}", MUTATED.replace("return c", "return (c, c)"))
    )
    identities = [one["identity"] for one in found.values()]
    assert len(set(identities)) == len(identities) == 4
    assert [one["identity"] for one in moved.values()] == identities
    same = {one["identity"] for one in changed.values()} & set(identities)
    assert same == {found["iam.m:xǁBoxǁsize__mutmut_1"]["identity"]}


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("influmojo_cfn/iam/arn.py", "influmojo_cfn.iam.arn"),
        ("influmojo_cfn/iam/__init__.py", "influmojo_cfn.iam"),
    ],
)
def test_a_module_by_its_path(path: str, module: str, generate: Any) -> None:
    assert generate.module_of(Path(path)) == module


NAME = "influmojo_cfn.iam.m:x_add__mutmut_1"
TEST = "tests/iam/test_m.py::test_a"


@pytest.fixture
def mutants() -> Mutants:
    """Return what is known of one mutant before it is run."""
    made = Mutants.__new__(Mutants)
    made.mutants = {NAME: {"identity": "1"}}
    made.known = {}
    made.running = {}
    made.baseline = Baseline.__new__(Baseline)
    made.baseline.noticed = defaultdict(Counter)
    return made


@pytest.mark.parametrize(
    ("status", "verdict", "is_noticed"),
    [
        pytest.param(0, "survived", False, id="no test fails"),
        pytest.param(1 << 8, "killed", True, id="a test fails"),
        pytest.param(9, "timeout", True, id="a signal ends it"),
    ],
)
def test_the_verdict_is_how_the_process_ends(
    status: int,
    verdict: str,
    is_noticed: bool,
    mutants: Mutants,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reads, writes = os.pipe()
    os.write(writes, TEST.encode() if status else b"")
    os.close(writes)
    item: Any = SimpleNamespace(nodeid=TEST)
    mutants.running[7] = Running(NAME, [item], reads)
    monkeypatch.setattr(os, "wait", lambda: (7, status))
    monkeypatch.setattr(runner, "marks", lambda tests: [len(tests)])
    mutants.wait()
    known = mutants.known_of(NAME)
    assert (known["verdict"], known["test"]) == (verdict, TEST if status else "")
    assert known.get("passed") == ([1] if verdict == "survived" else None)
    assert mutants.is_noticed(NAME) is is_noticed
    assert bool(mutants.baseline.noticed) is (verdict == "killed")
    assert not mutants.running
