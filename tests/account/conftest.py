"""One engine for all tests of a session, emptied before each."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any

import pytest

from influmojo_cfn.rehearsal.emulator import Engine, running_engine


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[Engine]:
    with running_engine() as engine:
        yield engine


@pytest.fixture
def engine(shared_engine: Engine) -> Engine:
    shared_engine.check_alive()
    shared_engine.reset()
    return shared_engine


@contextmanager
def root_environment(engine: Engine) -> Iterator[None]:
    """Let boto3 and the AWS CLI reach the engine as root."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            # The AWS CLI finds its own data by AWS_DATA_PATH, which it sets once, when imported.
            if name.startswith("AWS_") and name != "AWS_DATA_PATH":
                patch.delenv(name)
        for name, value in engine.environment().items():
            if name.startswith("AWS_"):
                patch.setenv(name, value)
        yield


@pytest.fixture
def as_root(engine: Engine) -> Iterator[Engine]:
    with root_environment(engine):
        yield engine


def aws(*arguments: str) -> int:
    """Run the AWS CLI in this process: its own start takes longer than what is asked of it.

    It looks at a stack every half minute, so as not to bother AWS; the engine is asked more often.
    """
    from awscli.clidriver import create_clidriver
    from botocore.waiter import Waiter

    wait = Waiter.wait

    def often(waiter: Waiter, **request: Any) -> None:
        wait(waiter, **{**request, "WaiterConfig": {"Delay": 0.2, "MaxAttempts": 600}})

    with (
        redirect_stdout(io.TextIOWrapper(io.BytesIO(), write_through=True)),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(Waiter, "wait", often)
        status: int = create_clidriver().main(list(arguments))
    return status
