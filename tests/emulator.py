"""One local emulator for all tests of a session, emptied before each, and the AWS CLI on it.

It imports managed policies, as AWS does and ministack 1.5.33 by itself does not.
"""

from __future__ import annotations

import io
import json
import os
import socketserver
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.rehearsal.emulator import LocalEmulator, running_emulator
from tests.botocore_data import import_aws_cli, share_what_is_found

POLICY_IMPORT = Path(__file__).parent / "account/policy_import"


@pytest.fixture(scope="session")
def descriptions_read_once() -> Iterator[None]:
    """Have botocore find and parse each description of a service once, not in each session."""
    with pytest.MonkeyPatch.context() as patch:
        share_what_is_found(patch)
        yield


@pytest.fixture(scope="session")
def shared_emulator(descriptions_read_once: None) -> Iterator[LocalEmulator]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(POLICY_IMPORT), prepend=":")
        running = running_emulator()
        emulator = running.__enter__()
    try:
        yield emulator
    finally:
        running.__exit__(None, None, None)


@pytest.fixture
def emulator(shared_emulator: LocalEmulator) -> LocalEmulator:
    shared_emulator.check_alive()
    shared_emulator.reset()
    return shared_emulator


@contextmanager
def root_environment(emulator: LocalEmulator) -> Iterator[None]:
    """Let boto3 and the AWS CLI reach the emulator as root."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            # The AWS CLI finds its own data by AWS_DATA_PATH, which it sets once, when imported.
            if name.startswith("AWS_") and name != "AWS_DATA_PATH":
                patch.delenv(name)
        for name, value in emulator.environment().items():
            if name.startswith("AWS_"):
                patch.setenv(name, value)
        yield


@pytest.fixture
def as_root(emulator: LocalEmulator) -> Iterator[LocalEmulator]:
    with root_environment(emulator):
        yield emulator


def aws(*arguments: str) -> int:
    """Run the AWS CLI in this process: its own start takes longer than what is asked of it.

    It looks at a stack every half minute, so as not to bother AWS; here it asks often.
    """
    return _command_line(list(arguments))[0]


def _command_line(arguments: list[str]) -> tuple[int, str, str]:
    import_aws_cli()
    from awscli.clidriver import create_clidriver
    from botocore.waiter import Waiter

    wait = Waiter.wait

    def often(waiter: Waiter, **request: Any) -> None:
        wait(waiter, **{**request, "WaiterConfig": {"Delay": 0.2, "MaxAttempts": 600}})

    out, err = (io.TextIOWrapper(io.BytesIO(), write_through=True) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Waiter, "wait", often)
        status: int = create_clidriver().main(arguments)
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read())
    return status, texts[0], texts[1]


_CLIENT = """#!{python} -ISu
import json, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    server.sendall(json.dumps(sys.argv[1:]).encode())
    server.shutdown(socket.SHUT_WR)
    status, out, err = json.load(server.makefile())
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(status)
"""


@pytest.fixture(scope="session")
def shell_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield a PATH whose ``aws`` has this process run the AWS CLI."""
    folder = tmp_path_factory.mktemp("bin")
    address = str(folder / "socket")
    program = folder / "aws"
    program.write_text(_CLIENT.format(python=sys.executable, address=address))
    program.chmod(0o755)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(json.dumps(_command_line(json.load(self.rfile))).encode())

    with socketserver.UnixStreamServer(address, Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"{folder}{os.pathsep}{os.environ['PATH']}"
        server.shutdown()
