from __future__ import annotations

import json
from typing import Any

import pytest
from cfnlint.jsonschema import StandardValidator

from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.config import dump, loads, to_document
from influmojo_cfn.data import APP_SCHEMA as SCHEMA_FILE
from influmojo_cfn.grants import grant_names
from influmojo_cfn.influmojo import APP
from scripts.app_schema import schema
from tests.conftest import ROOT

SCHEMA: dict[str, Any] = schema()


def wrong(data: object) -> list[str]:
    return [error.message for error in StandardValidator(SCHEMA).iter_errors(data)]


def test_the_shipped_schema_is_of_today() -> None:
    shipped = json.loads(SCHEMA_FILE.read_text("utf-8"))
    assert shipped == SCHEMA, "run: make generated"


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.name)
def test_every_example_fits(path: Any) -> None:
    assert not wrong(read_document(path).data)


def test_the_influmojo_app_fits() -> None:
    assert not wrong(to_document(APP))


@pytest.mark.parametrize("name", grant_names())
def test_every_grant_completes(name: str) -> None:
    entry = {"grant": name, "no such argument": "x"}
    assert any("no such argument" in text for text in wrong({"project": "a", "grants": [entry]}))


@pytest.mark.parametrize(
    "entry",
    [
        {"grant": "s3.read_objects"},
        {"grant": "s3.read_objects", "bucket": "Not_A_Bucket"},
        {"grant": "s3.read_objects", "bucket": {"parameter": "A"}},
        {"grant": "s3.read_objects", "bucket": 5},
        {"grant": "ssm.read_parameters"},
        {"grant": "s3.read_object", "bucket": "a-bucket"},
        {"bucket": "a-bucket"},
    ],
)
def test_what_the_reader_refuses_is_marked(entry: dict[str, Any]) -> None:
    assert wrong({"project": "a", "grants": [entry]})


@pytest.mark.parametrize(
    "data",
    [
        {"project": "Not A Name", "grants": [{"grant": "xray.write_traces"}]},
        {"project": "a-project-of-a-long-name", "grants": [{"grant": "xray.write_traces"}]},
        {"project": "a"},
        {"project": "a", "task_role": {"grants": []}},
        {"project": "a", "task_role": {}},
        {"project": "a", "tags": {"a": 1}, "grants": [{"grant": "xray.write_traces"}]},
        {"grants": [{"grant": "xray.write_traces"}]},
    ],
)
def test_a_wrong_file_is_marked(data: dict[str, Any]) -> None:
    assert wrong(data)


def test_every_name_that_completes_has_words_beside_it() -> None:
    def bare(node: Any, path: str) -> list[str]:
        found = []
        for name, inner in node.get("properties", {}).items() if isinstance(node, dict) else ():
            if not inner.get("description") and "const" not in inner:
                found.append(f"{path}.{name}")
        children = node.values() if isinstance(node, dict) else node
        for child in children if isinstance(node, (dict, list)) else ():
            found += bare(child, path)
        return found

    then = {**SCHEMA, "$defs": {**SCHEMA["$defs"]}}
    assert bare(then, "") == []
    grants = SCHEMA["$defs"]["grant"]["properties"]["grant"]
    assert len(grants["enumDescriptions"]) == len(grants["enum"])


def test_a_parameters_description_is_not_a_roles() -> None:
    words = SCHEMA["$defs"]["parameter"]["properties"]["description"]["description"]
    assert words == "The text below the field in the CloudFormation console."


def test_an_app_survives_its_file() -> None:
    assert loads(dump(APP)) == APP
