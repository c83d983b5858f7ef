"""The emulator comes up alone, on loopback, and is gone afterwards, whatever happens."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest

from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.errors import EmulatorError
from influmojo_cfn.rehearsal import emulator as engine_module
from influmojo_cfn.rehearsal.emulator import LocalEmulator, running_emulator

pytestmark = pytest.mark.engine

HOLDER = """
import sys, time
from influmojo_cfn.rehearsal.emulator import running_emulator
with running_emulator() as emulator:
    print(emulator.process.pid, emulator.log.parent, flush=True)
    time.sleep(60)
"""


def wait_until_gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_it_listens_on_loopback_alone(emulator: LocalEmulator) -> None:
    listening = [
        connection.laddr
        for connection in psutil.Process(emulator.process.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert [tuple(address) for address in listening] == [("127.0.0.1", emulator.port)]


def test_it_stands_for_the_account_of_the_examples(emulator: LocalEmulator) -> None:
    assert emulator.client("sts").get_caller_identity()["Account"] == "111122223333"


def test_its_clients_see_nothing_of_the_users_settings(
    emulator: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "not-there")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_CA_BUNDLE", "/not/there")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    engine_module._session.cache_clear()
    assert emulator.client("sts").get_caller_identity()["Account"] == emulator.account


def test_reset_empties_it(emulator: LocalEmulator) -> None:
    emulator.client("s3").create_bucket(
        Bucket="a-bucket", CreateBucketConfiguration={"LocationConstraint": emulator.region}
    )
    emulator.reset()
    assert emulator.client("s3").list_buckets()["Buckets"] == []


def test_it_sees_nothing_of_the_users_settings(
    emulator: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "the-users-own")
    monkeypatch.setenv("S3_PERSIST", "1")
    with running_emulator() as other:
        environment = psutil.Process(other.process.pid).environ()
    assert "the-users-own" not in environment.values()
    assert "S3_PERSIST" not in environment


def test_an_exception_ends_it() -> None:
    with pytest.raises(RuntimeError), running_emulator() as emulator:
        raise RuntimeError
    assert wait_until_gone(emulator.process.pid)
    assert not emulator.log.parent.exists()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["ctrl-c", "term", "kill -9"]
)
def test_a_signal_to_its_starter_ends_it(number: signal.Signals) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert holder.stdout is not None
    pid, folder = holder.stdout.readline().split()
    holder.send_signal(number)
    holder.wait(20)
    holder.stdout.close()
    assert wait_until_gone(int(pid))
    assert not Path(folder).exists()


def test_where_it_is_not_installed_the_error_says_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_module, "find_spec", lambda name: None)
    with (
        pytest.raises(EmulatorError, match=r"not installed: run pip install '\.\[rehearse\]'"),
        running_emulator(),
    ):
        pass


def test_where_it_is_not_up_in_time_the_error_says_so_and_it_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "mkdtemp", lambda prefix: str(tmp_path))
    with (
        pytest.raises(EmulatorError, match=r"did not come up within 0\.01 s"),
        running_emulator(start_seconds=0.01),
    ):
        pass
    children = psutil.Process(os.getpid()).children(recursive=True)
    assert not [child for child in children if str(tmp_path) in " ".join(child.cmdline())]


def test_where_it_cannot_start_the_error_holds_its_last_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    taken.listen()
    monkeypatch.setattr(engine_module, "_free_port", lambda: taken.getsockname()[1])
    expected = r"did not start .* is already in use"
    with taken, pytest.raises(EmulatorError, match=expected), running_emulator():
        pass


def test_an_engine_that_died_is_noticed() -> None:
    with running_emulator() as emulator:
        os.kill(emulator.process.pid, signal.SIGKILL)
        emulator.process.wait(10)
        with pytest.raises(EmulatorError, match="ended before the work was done"):
            emulator.check_alive()
        with pytest.raises(EmulatorError, match="did not empty itself"):
            emulator.reset()


def test_without_a_loopback_interface_it_says_so_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*arguments: object, **options: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", unreachable)
    with pytest.raises(EmulatorError) as raised, running_emulator():
        pass
    assert str(raised.value) == (
        "127.0.0.1: cannot be reached (Network is unreachable); the local emulator needs the "
        "loopback interface, such as by: ip link set lo up"
    )


def test_a_template_that_is_too_long_is_passed_by_its_address(emulator: LocalEmulator) -> None:
    row = {"Type": "AWS::SNS::Topic", "Metadata": {"why": "x" * 30_000}}
    short = json.dumps({"Resources": {"One": row}})
    assert emulator.passed(short) == short
    long = json.dumps({"Resources": {"One": row, "Two": row}})
    address = emulator.passed(long)
    assert address.startswith(f"{emulator.url}/")
    assert emulator.passed(long) == address
    stack = StackClient(name="long", client=emulator.client("cloudformation"))
    assert stack.execute(stack.prepare("CREATE", address, {})) == "CREATE_COMPLETE"


def test_an_error_that_repeats_a_template_is_cut(emulator: LocalEmulator) -> None:
    client = emulator.client("cloudformation")
    with pytest.raises(EmulatorError) as caught, emulator.errors("deploying the template"):
        client.create_stack(StackName="long", TemplateBody="x" * 60_000)
    words = str(caught.value)
    assert words.startswith("the local emulator failed deploying the template: An error occurred")
    assert words.endswith("less than or equal to 51200")
    assert len(words) < 1_200
