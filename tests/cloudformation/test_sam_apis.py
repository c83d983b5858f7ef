"""The APIs of events without one, and who calls authorizers, as AWS SAM's translator makes them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_apis import authorizer_permissions, implicit_apis

API, HTTP_API = "AWS::Serverless::Api", "AWS::Serverless::HttpApi"


def events(**given: Any) -> dict[str, Any]:
    return {"Events": given}


def test_an_event_without_an_api_has_one_of_its_type() -> None:
    own = {"Type": "Api", "Properties": {"RestApiId": {"Ref": "Own"}}}
    rows = [
        ("IsProd", events(A={"Type": "Api", "Properties": {}}, B={"Type": "HttpApi"})),
        (None, events(A={"Type": "Api", "Properties": {}}, B=own)),
        ("IsTest", events(A=own, B={"Type": "Api", "Properties": {"Fn::If": []}}, C=None)),
    ]
    assert [*implicit_apis(rows)] == [
        ("ServerlessRestApi", {"Type": API}, ["IsProd", None]),
        ("ServerlessHttpApi", {"Type": HTTP_API}, ["IsProd"]),
    ]


FUNCTION = {"Fn::GetAtt": ["F", "Arn"]}


@pytest.mark.parametrize(
    ("kind", "authorizer", "is_made"),
    [
        (API, {"FunctionArn": FUNCTION}, True),
        (API, {"FunctionArn": FUNCTION, "DisableFunctionDefaultPermissions": True}, False),
        (API, {"UserPoolArn": "arn"}, False),
        (HTTP_API, {"FunctionArn": FUNCTION, "EnableFunctionDefaultPermissions": True}, True),
        (HTTP_API, {"FunctionArn": FUNCTION}, False),
        ("AWS::Serverless::Function", {"FunctionArn": FUNCTION}, False),
        (API, None, False),
    ],
)
def test_an_authorizer_is_called_by_its_api(kind: str, authorizer: Any, is_made: bool) -> None:
    row = {"Type": kind, "Condition": "IsProd"}
    given = {"Auth": {"Authorizers": {"X": authorizer}}}
    found = dict(authorizer_permissions("A", row, given))
    assert {*found} == ({"AXAuthorizerPermission"} if is_made else set())
    for made in found.values():
        assert made["Condition"] == "IsProd"
        assert made["Properties"]["FunctionName"] == FUNCTION
        text, values = made["Properties"]["SourceArn"]["Fn::Sub"]
        assert (text.rpartition(":")[2], values) == ("${Api}/authorizers/*", {"Api": {"Ref": "A"}})


@pytest.mark.parametrize("auth", [None, "x", {"Authorizers": ["x"]}, {}])
def test_without_authorizers_no_permission_is_made(auth: Any) -> None:
    assert not [*authorizer_permissions("A", {"Type": API}, {"Auth": auth})]
