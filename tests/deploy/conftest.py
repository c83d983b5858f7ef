"""One engine for all tests of a session, emptied before each."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

import pytest

from influmojo_cfn.deploy.engine import Engine, running_engine


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
    """Run the AWS CLI in this process: its own start takes longer than what is asked of it."""
    from awscli.clidriver import create_clidriver

    with redirect_stdout(io.TextIOWrapper(io.BytesIO(), write_through=True)):
        status: int = create_clidriver().main(list(arguments))
    return status
