"""What is made of an app that has everything is what is written, to the last word."""

from __future__ import annotations

import pytest

from tests.template.built import BUILT, REWRITE, file_of, lines_of


@pytest.mark.parametrize("name", BUILT)
def test_what_is_made_of_an_app_with_everything(name: str) -> None:
    written = file_of(name).read_text("utf-8").splitlines()
    assert lines_of(name) == written, f"if it is meant: {REWRITE}"
