"""The template that a command is about, and where it is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, grant
from influmojo_cfn.cli.template_source import deployed_in, template_document
from influmojo_cfn.config import dump
from influmojo_cfn.errors import Error
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build

SHOP = App(project="shop", grants=[grant("xray.write_traces")])


def test_a_template_and_an_app_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(Error, match="--app: is given with a TEMPLATE"):
        template_document(tmp_path / "a.yaml", tmp_path / "b.yaml")


def test_a_template_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("Resources: {}\n")
    found = template_document(tmp_path / "a.yaml", None)
    assert (found.data, found.source) == ({"Resources": {}}, str(tmp_path / "a.yaml"))


def test_the_template_of_an_app_file_is_built(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text(dump(SHOP))
    assert template_document(None, tmp_path / "app.yaml").data == build(SHOP)


def test_the_template_of_the_default_app_is_built() -> None:
    assert template_document(None, None).data == build(APP)


def options(**values: Any) -> dict[str, Any]:
    given = {
        "parameter": (),
        "account": "111122223333",
        "region": "eu-west-1",
        "partition": "",
        "stack_name": None,
    }
    return {**given, **values}


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"account": None}, ["--account"]),
        ({"region": None}, ["--region"]),
        ({"account": None, "region": ""}, ["--account", "--region"]),
    ],
)
def test_the_account_and_the_region_must_be_given(
    values: dict[str, Any], places: list[str]
) -> None:
    with pytest.raises(Error) as caught:
        deployed_in(options(**values))
    assert [problem.place for problem in caught.value.problems] == places


def test_a_wrong_place_is_told() -> None:
    with pytest.raises(Error, match="region: "):
        deployed_in(options(region="mars"))


def test_the_place_is_the_one_that_is_given() -> None:
    found = deployed_in(options(parameter=("A=b",)))
    assert (found.account, found.region, found.parameters) == (
        "111122223333",
        "eu-west-1",
        {"A": "b"},
    )
