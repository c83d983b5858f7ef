"""Which Auth of APIs and of their events is read, and which API an event is of."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_api_auth import api_event, is_auth_read, is_event_auth_read
from influmojo_cfn.data.resource_policies import SAM_API

FUNCTION = "AWS::Serverless::Function"
PLACE = {"Path": "/x", "Method": "get"}


@pytest.mark.parametrize(
    ("auth", "is_read"),
    [
        pytest.param(None, True, id="none"),
        pytest.param({"InvokeRole": "NONE", "ResourcePolicy": {}}, True, id="all of it"),
        pytest.param({"Authorizers": {"A": {"Fn::If": []}}}, False, id="an authorizer"),
        pytest.param({"DefaultAuthorizer": {"Ref": "P"}}, False, id="the default"),
        pytest.param({"Other": 1}, False, id="another key"),
        pytest.param([], False, id="no mapping"),
    ],
)
def test_which_auth_of_an_api_is_read(auth: Any, is_read: bool) -> None:
    assert is_auth_read(auth) is is_read


@pytest.mark.parametrize(
    ("own", "is_read"),
    [
        pytest.param(None, True, id="none"),
        pytest.param({"Authorizer": "A", "InvokeRole": {"Ref": "R"}}, True, id="a role"),
        pytest.param({"ResourcePolicy": {"CustomStatements": []}}, True, id="a policy"),
        pytest.param({"ResourcePolicy": {"Fn::If": []}}, False, id="a policy by a condition"),
        pytest.param({"ResourcePolicy": {"CustomStatements": "[]"}}, False, id="a string"),
        pytest.param({"ResourcePolicy": "{}"}, False, id="no policy"),
        pytest.param({"OverrideApiAuth": {"Ref": "P"}}, False, id="a switch"),
        pytest.param({"Other": 1}, False, id="another key"),
        pytest.param([], False, id="no mapping"),
    ],
)
def test_which_auth_of_an_event_is_read(own: Any, is_read: bool) -> None:
    assert is_event_auth_read(own) is is_read


@pytest.mark.parametrize(
    ("kind", "event", "expected"),
    [
        pytest.param(
            FUNCTION, {"Type": "Api", "Properties": PLACE}, (SAM_API, "ServerlessRestApi"), id="own"
        ),
        pytest.param(
            FUNCTION,
            {"Type": "Api", "Properties": {**PLACE, "RestApiId": {"Ref": "A"}}},
            (SAM_API, "A"),
            id="named",
        ),
        pytest.param(
            FUNCTION,
            {"Type": "Api", "Properties": {**PLACE, "RestApiId": {"Fn::ImportValue": "A"}}},
            None,
            id="elsewhere",
        ),
        pytest.param("AWS::Lambda::Function", {"Type": "Api", "Properties": PLACE}, None, id="not"),
        pytest.param(
            "AWS::Serverless::StateMachine",
            {"Type": "Api", "Properties": {**PLACE, "Path": {"Ref": "P"}}},
            None,
            id="a path by a parameter",
        ),
        pytest.param(FUNCTION, {"Type": "SQS"}, None, id="another event"),
        pytest.param(FUNCTION, None, None, id="no event"),
    ],
)
def test_the_api_of_an_event(kind: str, event: Any, expected: Any) -> None:
    assert api_event(kind, event) == expected
