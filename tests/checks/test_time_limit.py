"""What a validator does for too long is stopped, and nothing else is."""

from __future__ import annotations

import time

import pytest

from influmojo_cfn.checks import time_limit
from influmojo_cfn.checks.time_limit import TooLong, at_most


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "_LOOK", 0.001)


def busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def busy_whatever_happens() -> None:
    while True:
        try:
            busy(1)
        except Exception:
            continue


def test_what_takes_faults_for_its_own_is_stopped() -> None:
    with pytest.raises(TooLong), at_most(0.01):
        busy_whatever_happens()


def test_what_ends_in_time_ends() -> None:
    with at_most(60):
        busy(0.005)
    busy(0.005)


def test_what_comes_afterwards_has_its_own_time() -> None:
    with at_most(0.05):
        pass
    busy(0.1)


def test_waiting_takes_no_time() -> None:
    with at_most(0.05):
        time.sleep(0.1)
