"""Fields with their places, and the log configuration that containers and services share."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.task_definition.fields import Places, log_configuration, options
from influmojo_cfn.task_definition.model import Field
from influmojo_cfn.task_definition.shape import Reader

WHY = Unknown("why")


def places(known: dict[Path, Path] | None = None) -> Places:
    reader = Reader(cloudformation=False)
    reader.places = known or {}
    return Places(reader)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", Field(value="a", path=("x", 0))),
        (WHY, Field(value=WHY, path=("x", 0))),
        (None, None),
        ("", None),
    ],
)
def test_a_value_has_its_place(value: Any, found: Field | None) -> None:
    assert places().field(value, "x", 0) == found


def test_a_place_is_that_of_the_file() -> None:
    found = places({("a",): ("Resources", "T", "A")}).field("x", "a")
    assert found == Field(value="x", path=("Resources", "T", "A"))


def test_each_item_of_a_list_has_its_place() -> None:
    assert places().fields(["a", "", "b"], "x") == (
        Field(value="a", path=("x", 0)),
        Field(value="b", path=("x", 2)),
    )


@pytest.mark.parametrize(
    ("items", "found"),
    [
        (None, ()),
        ([], ()),
        ([{"k": "a"}, {}], (Field(value="a", path=("x", 0, "k")),)),
        ([{"k": ""}], (Field(value=Unknown("x[0].k is empty"), path=("x", 0, "k")),)),
        ([WHY], (Field(value=WHY, path=("x", 0)),)),
        (WHY, (Field(value=WHY, path=("x",)),)),
    ],
)
def test_a_field_of_each_item_has_its_place(items: Any, found: tuple[Field, ...]) -> None:
    assert places().inner(items, "k", "x") == found


@pytest.mark.parametrize("data", [None, {}, {"options": {"a": "b"}}, {"logDriver": ""}])
def test_without_a_driver_there_is_no_log(data: Any) -> None:
    assert log_configuration(data, places(), ("log",)) is None


def test_an_unknown_log_has_an_unknown_driver() -> None:
    found = log_configuration(WHY, places(), ("log",))
    assert found is not None
    assert (found.driver, found.options) == (Field(value=WHY, path=("log",)), {})


def test_a_log_has_its_driver_options_and_secrets() -> None:
    data = {
        "logDriver": "awslogs",
        "options": {"g": "x"},
        "secretOptions": [{"name": "n", "valueFrom": "/s"}],
    }
    found = log_configuration(data, places(), ("log",))
    assert found is not None
    assert found.driver == Field(value="awslogs", path=("log", "logDriver"))
    assert found.options == {"g": Field(value="x", path=("log", "options", "g"))}
    place: Path = ("log", "secretOptions", 0, "valueFrom")
    assert found.secret_options == (Field(value="/s", path=place),)


@pytest.mark.parametrize("data", [None, WHY, ["a"], {"a": None}, {"a": ""}], ids=str)
def test_what_has_no_options_has_none(data: Any) -> None:
    assert options(data, places(), ()) == {}


@pytest.mark.parametrize(
    ("driver", "option"), [("awslogs", "awslogs-group"), ("awsfirelens", "Name")]
)
def test_of_unknown_options_those_that_decide_are_unknown(driver: str, option: str) -> None:
    found = log_configuration({"logDriver": driver, "options": WHY}, places(), ("log",))
    assert found is not None
    assert found.options[option] == Field(value=WHY, path=("log", "options"))
