"""All that is generated is of today, and one command writes it."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.grant_index import INDEX
from scripts.make_generated import GENERATED, catalog, ordered, stale
from tests.conftest import ROOT

# tests/test_docs.py looks at this page in a process of its own: click keeps the help option of a
# command as it was first used.
HELP = "docs/reference/commands.md"


@pytest.mark.parametrize("name", [name for name in GENERATED if name != HELP])
def test_what_is_generated_is_of_today(name: str) -> None:
    assert stale(name) is None, f"{name} is stale: run make generated"


def test_every_row_of_the_catalog_is_in_the_index_and_no_other() -> None:
    rows = {name: module for module, names in catalog().items() for name in names}
    assert rows == INDEX, "run make generated"


@pytest.mark.parametrize(
    ("modules", "order"),
    [
        ({"s3": ["s3.a", "s3.new", "s3.b"]}, ["s3.a", "s3.new", "s3.b", "custom.statement"]),
        ({"s3": ["s3.new", "s3.a", "s3.b"]}, ["s3.new", "s3.a", "s3.b", "custom.statement"]),
        (
            {"s3": ["s3.a", "s3.b"], "kafka": ["kafka.x", "kafka.y"]},
            ["s3.a", "s3.b", "kafka.x", "kafka.y", "custom.statement"],
        ),
        ({"s3": ["s3.b"]}, ["s3.b", "custom.statement"]),
    ],
    ids=["between", "first", "a new service", "one that is gone"],
)
def test_where_a_new_grant_goes(modules: dict[str, list[str]], order: list[str]) -> None:
    known = {"s3.a": "s3", "s3.b": "s3", "custom.statement": "custom"}
    assert list(ordered(known, {**modules, "custom": ["custom.statement"]})) == order


def test_the_templates_of_the_repository_are_all_generated_but_the_claims() -> None:
    there = {f"templates/{path.name}" for path in (ROOT / "templates").glob("*.yaml")}
    assert there - set(GENERATED) == {"templates/influmojo-claims.yaml"}
