"""The values that an answer assumes are said, secrets left out."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.report.assumed import assumed

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "a"},
        "Empty": {"Type": "String", "Default": ""},
        "Secret": {"Type": "String", "NoEcho": True, "Default": "b"},
        "Bare": {"Type": "String"},
        "Unused": {"Type": "String", "Default": "c"},
    },
    "Conditions": {"C": {"Fn::Equals": [{"Ref": "Empty"}, {"Ref": "Name"}]}},
    "Resources": {"R": {"Properties": {"A": {"Fn::Sub": "${Secret}${Bare}"}}}},
}
DEFAULTS = "Name=a, Empty=(empty)"
HERE = "account 111122223333, Region us-east-1"


@pytest.mark.parametrize(
    ("environment", "template", "said"),
    [
        (Environment(), {}, HERE),
        (
            Environment(),
            TEMPLATE,
            f"{HERE}, every parameter at its default ({DEFAULTS}, Secret=****), Bare not known",
        ),
        (
            Environment(parameters={"Secret": "x", "Bare": "y"}, stack_name="s"),
            TEMPLATE,
            f"{HERE}, stack name s, Secret=****, Bare=y, "
            f"every other parameter at its default ({DEFAULTS})",
        ),
        (
            Environment(region="cn-north-1", partition="aws-cn"),
            None,
            "account 111122223333, Region cn-north-1, partition aws-cn",
        ),
    ],
)
def test_what_is_assumed(environment: Environment, template: object, said: str) -> None:
    assert assumed(environment, template) == said
