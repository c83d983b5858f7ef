"""An API that throttles, fails, hangs or dies: bounded, clear, and finished by the next run."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.import_run import ImportRun
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.verification import DesiredState, verify
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import AccountError
from influmojo_cfn.rehearsal.emulator import LocalEmulator, running_emulator
from tests.account import guide
from tests.account.proxy import Fault, Proxy, lose_the_answer, proxied, server_error, throttle
from tests.account.test_verification import POLICY_TAGS
from tests.conftest import ROOT
from tests.emulator import POLICY_IMPORT, root_environment

pytestmark = pytest.mark.engine

TEMPLATE = parse((ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")).data
STACK = "roles"


def adopt(url: str, say: Callable[[str], None] = lambda line: None, **more: Any) -> None:
    connection = Connection(endpoint_url=url, **more)
    client = connection.client("cloudformation")
    stack = StackClient(name=STACK, client=client, say=say, wait_seconds=20)
    wanted = DesiredState(template=TEMPLATE)
    ImportRun(desired=wanted, connection=connection, stack=stack, write=json.dumps, say=say).run()


def is_adopted(emulator: LocalEmulator) -> bool:
    wanted = DesiredState(template=TEMPLATE, stack_name=STACK, policy_tags=POLICY_TAGS)
    return not verify(wanted, Connection(endpoint_url=emulator.url)).differs


@pytest.fixture
def by_hand(as_root: LocalEmulator) -> LocalEmulator:
    guide.follow(as_root.client("iam"))
    return as_root


def first_of_each(action: str, count: int) -> Fault | None:
    """Fail the first call of each action: reading is throttled, the answer of a change is lost."""
    if count > 1:
        return None
    reading = action.startswith(("Get", "List", "Describe"))
    return (throttle if len(action) % 2 else server_error) if reading else lose_the_answer


def test_faults_that_pass_are_ridden_out(by_hand: LocalEmulator) -> None:
    with proxied(by_hand, first_of_each) as proxy:
        adopt(proxy.url)
    assert is_adopted(by_hand)


STEPS = ("CreateChangeSet", "ExecuteChangeSet", "DescribeStackEvents")


@pytest.mark.parametrize("step", STEPS)
def test_a_fault_that_stays_is_an_error_and_the_next_run_finishes(
    by_hand: LocalEmulator, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with (
        proxied(by_hand, lambda action, count: server_error if action == step else None) as proxy,
        pytest.raises(AccountError, match=rf"AWS failed to answer {step}: HTTP 500"),
    ):
        adopt(proxy.url)
    adopt(by_hand.url)
    assert is_adopted(by_hand)


def test_a_hang_is_bounded_and_the_next_run_finishes(
    by_hand: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")

    def hang(action: str, count: int) -> Fault | None:
        return proxy.hang if action == "ExecuteChangeSet" else None

    proxy: Proxy
    start = time.monotonic()
    with (
        proxied(by_hand, hang) as proxy,
        pytest.raises(AccountError, match="does not answer: every attempt timed out"),
    ):
        adopt(proxy.url, read_seconds=1.0)
    assert time.monotonic() - start < 30
    adopt(by_hand.url)
    assert is_adopted(by_hand)


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalEmulator]:
    monkeypatch.setenv("PYTHONPATH", str(POLICY_IMPORT), prepend=":")
    with running_emulator() as emulator, root_environment(emulator):
        yield emulator


def test_an_engine_that_dies_while_a_change_set_runs_is_one_sentence_and_the_next_run_finishes(
    mortal: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    guide.follow(mortal.client("iam"))

    def kill(line: str) -> None:
        if line.startswith("UPDATE_IN_PROGRESS"):
            os.killpg(mortal.process.pid, signal.SIGKILL)

    with pytest.raises(AccountError, match="cannot be reached: check the network"):
        adopt(mortal.url, kill)
    # An emulator keeps everything in memory: what comes after it is as it was before the adoption.
    with running_emulator() as emulator, root_environment(emulator):
        guide.follow(emulator.client("iam"))
        adopt(emulator.url)
        assert is_adopted(emulator)


def test_a_failed_adoption_leaves_no_half_written_file(
    by_hand: LocalEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from influmojo_cfn.cli import main

    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    monkeypatch.chdir(tmp_path)
    fails = "GetPolicyVersion"
    with (
        proxied(by_hand, lambda action, count: throttle if action == fails else None) as proxy,
        pytest.raises(SystemExit) as ended,
    ):
        main(["adopt", "--endpoint-url", proxy.url, "--execute"])
    assert (ended.value.code, list(tmp_path.iterdir())) == (1, [])


ROLE_IS_MISSING = {
    "Type": "AWS::IAM::Policy",
    "Properties": {"PolicyName": "p", "PolicyDocument": guide.TASK, "Roles": ["not-there"]},
}


def test_a_stack_that_rolls_back_names_the_resource_and_the_reason(as_root: LocalEmulator) -> None:
    text = json.dumps({"Resources": {"Quick": ROLE_IS_MISSING}})
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    with pytest.raises(AccountError) as raised:
        stack.execute(stack.prepare("CREATE", text, {}))
    assert str(raised.value) == (
        "stack roles ended as ROLLBACK_COMPLETE: "
        "Quick: The role with name not-there cannot be found."
    )
