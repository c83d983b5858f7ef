"""One engine for all tests of a session, emptied before each."""

from __future__ import annotations

from collections.abc import Iterator

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
