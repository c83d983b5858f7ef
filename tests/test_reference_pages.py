"""The pages of the app file and of the templates' parameters have every key and every parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass

import pytest

from influmojo_cfn.app.fields import fields_of
from influmojo_cfn.app.model import AppFields
from scripts import app_file_page, template_parameters_page
from scripts.template_parameters_page import TEMPLATES
from tests.conftest import ROOT


def parts(part: type, known: frozenset[type] = frozenset()) -> Iterator[type]:
    """Yield a part of an app file and the parts below it."""
    yield part
    for field in fields_of(part):
        for found in (*field.kinds, *field.items):
            if is_dataclass(found) and found not in known | {part}:
                yield from parts(found, known | {part})


def section(heading: str) -> str:
    _, found, rest = app_file_page.text().partition(f"\n## {heading}\n")
    assert found
    return rest.partition("\n## ")[0]


def test_the_page_has_every_part_of_an_app_file() -> None:
    assert set(parts(AppFields)) == set(app_file_page.PARTS)


@pytest.mark.parametrize("part", app_file_page.PARTS, ids=lambda part: part.__name__)
def test_the_section_of_a_part_has_each_key_with_its_meaning(part: type) -> None:
    rows = re.findall(
        r"^\| (?:`([\w.]+)`|any other) \| (.+?) \| (.+?) \|$",
        section(app_file_page.PARTS[part][0]), re.MULTILINE,
    )  # fmt: skip
    keys = [
        ".".join(filter(None, (field.key.within, field.file_key)))
        for field in fields_of(part)
        if not field.key.rest
    ]
    assert [name for name, _, _ in rows if name] == keys
    assert [row for row in rows if not row[2].strip()] == []


def test_a_value_that_is_one_is_not_shown_as_true() -> None:
    assert "| `tasks.min` | number | Minimum number of tasks. Default: `1`. |" in section("Service")
    assert "Default: `false`" in section("Volume")


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_page_has_every_parameter_and_output_of_a_template(name: str) -> None:
    template = (ROOT / "templates" / name).read_text("utf-8")
    parameters = re.findall(r"^  (\w+):$", template.partition("\nParameters:\n")[2], re.MULTILINE)
    labels = template.partition("    ParameterLabels:\n")[2]
    named = [each for each in parameters if f"      {each}:\n        default:" in labels]
    page = template_parameters_page.text()
    outputs = re.findall(r"^  (\w+):$", template.partition("\nOutputs:\n")[2], re.MULTILINE)
    assert [each for each in (*named, *outputs) if f"| `{each}` |" not in page] == []
    assert len(named) > 10
    assert len(outputs) > 3
