"""An app file, however broken, builds or is told what is wrong: nothing else comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from influmojo_cfn.app import warnings
from influmojo_cfn.cloudformation import dump, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import loads
from influmojo_cfn.errors import Error
from influmojo_cfn.template import build
from influmojo_cfn.template.budget import budget_of
from influmojo_cfn.template.documents import documents_of
from tests.conftest import ROOT

APPS = [
    parse(path.read_text("utf-8")).data
    for path in sorted((ROOT / "tests/template/apps").glob("*.yaml"))
    if path.stem != "split"
]
VALUES = [
    *(None, 5, -1, True, "", "x", "*", "${AWS::Region}", "${a", "a" * 300, "ü", "\n", "1.5", 1e99),
    *([], {}, ["a"], [["a"]], {"Ref": "X"}, {"a": {"b": {"c": 1}}}),
    *({"parameter": "P", "default": text} for text in ("", "zz")),
    {"parameter": "TaskRole", "default": "a"},
    [{"parameter": "Q", "default": ""}, {"parameter": "Q", "default": ""}],
]
NAMES = ["zz", "grant", "bucket", "use", "sid", "why", "names"]
PLACE = Environment(region="eu-west-1")


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each container and key in it."""
    keys = list(data) if isinstance(data, dict) else range(len(data))
    for key in keys:
        yield data, key
        if isinstance(data[key], (dict, list)):
            yield from places(data[key])


def broken(random: Random) -> Any:
    data = json.loads(json.dumps(random.choice(APPS)))
    for _ in range(random.randint(1, 3)):
        if not (found := list(places(data))):
            break
        container, key = random.choice(found)
        value = json.loads(json.dumps(random.choice(VALUES)))
        change = random.choice(["set", "set", "rename", "delete"])
        if change == "set":
            container[key] = value
        elif change == "delete" or isinstance(container, list):
            del container[key]
        else:
            container[random.choice(NAMES)] = container.pop(key)
    return data


@pytest.mark.parametrize("seed", range(10))
def test_a_broken_app_file_builds_or_is_told_what_is_wrong(seed: int) -> None:
    random = Random(seed)
    for _ in range(40):
        text = json.dumps(broken(random))
        with suppress(Error):
            app = loads(text, "app.json")
            warnings(app)
            dump(build(app))
            documents_of(app, PLACE)
            budget_of(app)
