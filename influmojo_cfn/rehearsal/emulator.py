"""The local emulator: ministack, which stands in for CloudFormation, IAM and what roles act on.

It listens on loopback alone, on a port that was free, and keeps everything in memory and a folder
of its own. It sees none of the user's AWS settings and no Docker daemon. It is gone when the block
that started it ends, whatever ends it.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from influmojo_cfn.errors import EmulatorError
from influmojo_cfn.version import install_command

ACCOUNT = "111122223333"
REGION = "ap-south-1"
START_SECONDS = 60.0
"""It is up in half a second; a loaded machine gets more."""

LOOPBACK_SECONDS = 3.0
"""How long a connection of this machine to itself can take."""

_TEMPLATES = "influmojo-cfn-templates"
"""The bucket of templates that are too long to be passed as they are."""

_LONGEST_ANSWER = 1000
"""How much of an error of the emulator is shown: it can repeat a whole template."""

_PORT_TAKEN = "is already in use"
_ATTEMPTS = 3


@dataclass(frozen=True, kw_only=True)
class LocalEmulator:
    """A running emulator. ``url`` is its endpoint; its root credentials are ``test``, ``test``."""

    port: int
    account: str
    region: str
    process: subprocess.Popen[bytes] = field(repr=False)
    log: Path = field(repr=False)
    _clients: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def url(self) -> str:
        """The endpoint of every service."""
        return f"http://127.0.0.1:{self.port}"

    def client(self, service: str, **credentials: str) -> Any:
        """Return a boto3 client, with root credentials unless others are given.

        ``credentials`` are boto3's ``aws_access_key_id``, ``aws_secret_access_key`` and
        ``aws_session_token``. A call that fails is not tried again. The same client is returned
        again, since making one takes longer than most calls.
        """
        key = (service, tuple(sorted(credentials.items())))
        if key not in self._clients:
            self._clients[key] = self._new_client(service, credentials)
        return self._clients[key]

    def _new_client(self, service: str, credentials: Mapping[str, str]) -> Any:
        from botocore.config import Config

        config = Config(
            retries={"total_max_attempts": 1},
            connect_timeout=5,
            read_timeout=60,
            proxies={},
            s3={"addressing_style": "path"},
        )
        return _session().client(
            service,
            region_name=self.region,
            endpoint_url=self.url,
            config=config,
            **(credentials or {"aws_access_key_id": "test", "aws_secret_access_key": "test"}),
        )

    def passed(self, template: str) -> str:
        """Return the text of a template, or its address in a bucket where it is too long."""
        from influmojo_cfn.template.quotas import INLINE_BYTES

        if len(template.encode()) <= INLINE_BYTES:
            return template
        s3, key = self.client("s3"), f"{sha256(template.encode()).hexdigest()}.json"
        place = {"LocationConstraint": self.region}
        with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=_TEMPLATES, CreateBucketConfiguration=place)
        s3.put_object(Bucket=_TEMPLATES, Key=key, Body=template.encode())
        return f"{self.url}/{_TEMPLATES}/{key}"

    def environment(self) -> dict[str, str]:
        """Return the environment in which the AWS CLI, or any other SDK, talks to this emulator."""
        return {
            **_without_aws(os.environ),
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
        }

    def reset(self) -> None:
        """Empty it, as if it had just started.

        Raises:
            EmulatorError: it does not answer.
        """
        if _ask(self.port, "POST", "/_ministack/reset", timeout=30) is None:
            raise EmulatorError(f"the local emulator did not empty itself{self._last_words()}")

    def check_alive(self) -> None:
        """Do nothing while it runs.

        Raises:
            EmulatorError: it has ended; the message holds the end of its log.
        """
        status = self.process.poll()
        if status is not None:
            raise EmulatorError(
                f"the local emulator ended before the work was done "
                f"(exit status {status}){self._last_words()}"
            )

    @contextmanager
    def errors(self, doing: str) -> Iterator[None]:
        """Turn what boto3 raises in the block into an :class:`EmulatorError`.

        ``doing`` says what the emulator was asked to do, as in "deploying the template".
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            words = str(error)
            if len(words) > _LONGEST_ANSWER:
                half = _LONGEST_ANSWER // 2
                words = f"{words[:half]} ... {words[-half:]}"
            raise EmulatorError(f"the local emulator failed {doing}: {words}") from error
        except BotoCoreError as error:
            # A process that was killed can still be a moment from being reaped.
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(1)
            self.check_alive()
            raise EmulatorError(f"the local emulator failed {doing}: {error}") from error

    def _last_words(self) -> str:
        return _tail(self.log)


@contextmanager
def running_emulator(
    *,
    enforce: bool = True,
    account: str = ACCOUNT,
    region: str = REGION,
    start_seconds: float = START_SECONDS,
) -> Iterator[LocalEmulator]:
    """Run ministack on a free loopback port for the length of a ``with`` block.

    ``enforce`` makes it judge calls by IAM policies; ``start_seconds`` bounds the wait for it.

    Raises:
        EmulatorError: it is not installed, does not come up in time, or ends at once.
    """
    if find_spec("ministack") is None or find_spec("boto3") is None:
        raise EmulatorError(f"the local emulator is not installed: {install_command('rehearse')}")
    folder = Path(tempfile.mkdtemp(prefix="influmojo-cfn-emulator-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        process, port = _start(folder, _settings(enforce, account, region), start_seconds)
        yield LocalEmulator(
            port=port, account=account, region=region, process=process, log=folder / "log"
        )
    finally:
        if process is not None:
            _end(process)
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _session() -> Any:
    """Return one boto3 session for all clients: it reads each service's description once.

    It sees no profile and no configuration file, which are about the user's accounts.
    """
    import boto3
    import botocore.session

    nothing = (None, None, os.devnull, None)
    own = {
        "profile": (None, None, None, None),
        "config_file": nothing,
        "credentials_file": nothing,
        "ca_bundle": (None, None, None, None),
    }
    return boto3.session.Session(botocore_session=botocore.session.Session(session_vars=own))


def _settings(enforce: bool, account: str, region: str) -> dict[str, str]:
    return {
        **_without_aws(os.environ),
        "AUTH": "true" if enforce else "false",
        "BIND_HOST": "127.0.0.1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_ACCOUNT_ID": account,
        "MINISTACK_REGION": region,
        # ministack removes its labelled containers from the daemon it finds: let it find none.
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
    }


def _without_aws(environment: Any) -> dict[str, str]:
    """Omit what would reach the user's account, or change what the emulator is."""
    prefixes = ("AWS_", "MINISTACK_", "LOCALSTACK_", "S3_", "PERSIST_STATE", "STATE_DIR", "USE_SSL")
    return {key: value for key, value in environment.items() if not key.startswith(prefixes)}


def _start(
    folder: Path, settings: dict[str, str], seconds: float
) -> tuple[subprocess.Popen[bytes], int]:
    for attempt in range(1, _ATTEMPTS + 1):
        port = _free_port()
        own = {"GATEWAY_PORT": str(port), "TMPDIR": str(folder), "MINISTACK_EDITION": folder.name}
        process = _spawn(folder, settings | own)
        try:
            _wait_until_healthy(process, port, folder / "log", seconds)
        except EmulatorError as error:
            _end(process)
            # Between finding a free port and listening on it, someone else can take it.
            if attempt == _ATTEMPTS or _PORT_TAKEN not in str(error):
                raise
        except BaseException:
            _end(process)
            raise
        else:
            return process, port
    raise AssertionError("unreachable")


def _spawn(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("emulator_process.py")), str(folder)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_healthy(
    process: subprocess.Popen[bytes], port: int, log: Path, seconds: float
) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise EmulatorError(
                f"the local emulator did not start (exit status {process.returncode}){_tail(log)}"
            )
        health = _ask(port, "GET", "/_ministack/health", timeout=2)
        # The edition tells this emulator from another one on a port that was taken meanwhile.
        if isinstance(health, dict) and health.get("edition") == log.parent.name:
            return
        time.sleep(0.05)
    raise EmulatorError(f"the local emulator did not come up within {seconds:g} s{_tail(log)}")


def _ask(port: int, method: str, path: str, *, timeout: float) -> Any:
    """Return the JSON it answers, or None where it does not answer well."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path)
        response = connection.getresponse()
        return json.loads(response.read()) if response.status == 200 else None
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        listener.listen(1)
        try:
            socket.create_connection(("127.0.0.1", port), timeout=LOOPBACK_SECONDS).close()
        except OSError as error:
            raise EmulatorError(
                f"127.0.0.1: cannot be reached ({error.strerror or error}); the local emulator "
                "needs the loopback interface, such as by: ip link set lo up"
            ) from error
        return port


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and its children; it holds nothing that would want saving."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if process.stdin is not None:
        process.stdin.close()
    process.wait()


def _tail(log: Path) -> str:
    try:
        text = log.read_text("utf-8", errors="replace")
    except OSError:
        return ""
    words = [line for line in text.splitlines() if line.strip()][-5:]
    return "; its last words: " + " | ".join(words) if words else ""
