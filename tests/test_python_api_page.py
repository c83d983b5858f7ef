"""The page of the Python API: each public name with its signature, its words and its fields."""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

import pytest

import influmojo_cfn
from influmojo_cfn import testing
from influmojo_cfn.app.fields import fields_of
from scripts import python_api_page


def test_each_public_name_has_a_section_in_order() -> None:
    headings = re.findall(r"^###? (.+)$", python_api_page.page(), re.MULTILINE)
    expected = []
    for module in (influmojo_cfn, testing):
        names = [name for name in module.__all__ if not name.startswith("__")]
        expected += [module.__name__, *names]
    assert headings == expected


def test_the_section_of_a_part_of_an_app_names_its_fields() -> None:
    section = python_api_page.page().partition("### Service\n")[2].partition("\n### ")[0]
    fields = [field.name for field in fields_of(influmojo_cfn.Service) if field.key.words]
    assert re.findall(r"^- `(\w+)`: ", section.partition("**Attributes**")[2], re.M) == fields


def send(queue: str, *, times: int = 1) -> bool:
    """Send to a ``queue``, see :func:`receive`.

    >>> send("a")
    True

    Args:
        queue: its name,
            at most 80 characters.

    Source: https://docs.aws.amazon.com/
    """
    return bool(queue) and times > 0


class Sender:
    """What sends."""

    def send(self, queue: str) -> None:
        """Send."""

    def _look(self) -> None:
        """Look."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the page of one module."""
    module: Any = ModuleType("example")
    module.__all__ = ["__version__", "send", "Sender"]
    module.send, module.Sender = send, Sender
    empty: Any = ModuleType("empty")
    empty.__all__ = []
    monkeypatch.setattr(python_api_page, "influmojo_cfn", module)
    monkeypatch.setattr(python_api_page, "testing", empty)
    return python_api_page.page()


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(
            "### send\n\n```python\nsend(queue: str, *, times: int = 1) -> bool\n```\n",
            id="the signature",
        ),
        pytest.param("Send to a `queue`, see `receive`.\n", id="code and references"),
        pytest.param('```pycon\n>>> send("a")\nTrue\n```\n', id="the example"),
        pytest.param(
            "**Args**\n\n- `queue`: its name,\n  at most 80 characters.\n", id="the arguments"
        ),
        pytest.param("**Source**\n\nhttps://docs.aws.amazon.com/\n", id="the source"),
        pytest.param(
            "#### Sender.send\n\n```python\nsend(queue: str) -> None\n```\n\nSend.\n", id="a method"
        ),
    ],
)
def test_what_is_written_of_a_docstring(expected: str, written: str) -> None:
    assert expected in written


@pytest.mark.parametrize("hidden", ["__version__", "_look", "self", "**Attributes**"])
def test_what_is_not_written(hidden: str, written: str) -> None:
    assert hidden not in written
