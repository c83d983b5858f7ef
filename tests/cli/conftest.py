from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_word_about_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a check would say that it takes long, where tests compare its words."""
    monkeypatch.setattr("influmojo_cfn.cli.check._SECONDS", 1_000.0)
