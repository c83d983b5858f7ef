"""References to the aliases that AWS SAM makes of functions."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_references import alias_arn, with_aliases

FUNCTION = {"Type": "AWS::Serverless::Function", "Properties": {"AutoPublishAlias": "live"}}
RESOURCES = {"F": FUNCTION, "G": {"Type": "AWS::Serverless::Function", "Properties": {}}, "X": None}
ARN = alias_arn("F", "live")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param({"Ref": "F.Alias"}, ARN, id="a reference"),
        pytest.param([{"a": {"Ref": "F.Alias"}}], [{"a": ARN}], id="at any depth"),
        pytest.param(
            {"Fn::Sub": "${F.Alias}/x"},
            {"Fn::Sub": ["${FOfAlias}/x", {"FOfAlias": ARN}]},
            id="in a string",
        ),
        pytest.param({"Fn::Sub": "${F.Arn}.Alias"}, {"Fn::Sub": "${F.Arn}.Alias"}, id="the ARN"),
        pytest.param({"Ref": "G.Alias"}, {"Ref": "G.Alias"}, id="without an alias"),
        pytest.param({"Ref": "F"}, {"Ref": "F"}, id="the function"),
        pytest.param({"Ref": ["F.Alias"]}, {"Ref": ["F.Alias"]}, id="no name"),
    ],
)
def test_an_alias_is_the_arn_of_its_function_with_its_name(written: Any, expected: Any) -> None:
    assert with_aliases(written, RESOURCES) == expected
