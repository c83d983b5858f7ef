"""Any template, however broken, gives an answer or a clear error."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import Error
from influmojo_cfn.evaluation.principals import evaluator_of, principal_context
from influmojo_cfn.evaluation.request import Request
from tests.conftest import ROOT

TEMPLATE = read_document(ROOT / "templates" / "influmojo-ecs-iam.yaml").data
ODD: list[Any] = [
    *(None, "", "x", 0, -1, 1.5, True, [], {}, [[]], {"": None}, ["a", {"b": []}]),
    {"Ref": "AWS::NoValue"},
    {"Ref": "TaskRole"},
    {"Ref": ["x"]},
    {"Ref": {"Ref": "x"}},
    {"Fn::GetAtt": "TaskPolicy"},
    {"Fn::GetAtt": [{"Ref": "x"}, 1, 2]},
    {"Fn::If": ["NoSuchCondition", 1, 2]},
    {"Fn::If": [1]},
    {"Fn::If": [{"Fn::Equals": [1, 1]}, {"Ref": "AWS::NoValue"}, 2]},
    {"Fn::Sub": ["${x}-${AWS::Region", {"x": []}]},
    {"Fn::Sub": ["${TaskRole.Arn}", "x"]},
    {"Fn::Join": [1, 2]},
    {"Fn::Join": ["", {"Ref": "AWS::NoValue"}]},
    {"Fn::Select": ["-1", ["a"]]},
    {"Fn::Split": ["", "a"]},
    {"Fn::FindInMap": ["a", ["b"], {"c": "d"}]},
    {"Fn::Transform": []},
    {"Fn::ForEach::x": ["a", ["b"], {}]},
    {"Condition": "x"},
    "{{resolve:ssm:x}}",
]


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    for key, value in items:
        found.extend(places(value, (*path, key)))
    return found


PLACES = places(TEMPLATE)


def mutated(rng: random.Random) -> dict[str, Any]:
    template: dict[str, Any] = copy.deepcopy(TEMPLATE)
    for _ in range(rng.randint(1, 3)):
        *path, last = rng.choice(PLACES)
        target: Any = template
        try:
            for key in path:
                target = target[key]
            target[last] = copy.deepcopy(rng.choice(ODD))
        except (KeyError, IndexError, TypeError):
            continue
    return template


@pytest.mark.parametrize("seed", range(10))
def test_a_broken_template_is_an_answer_or_an_error(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        template = mutated(rng)
        try:
            for role in roles_of(Document(template)).values():
                evaluator_of(role).decide(Request("s3:GetObject", "*", principal_context(role)))
        except Error:
            pass
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
