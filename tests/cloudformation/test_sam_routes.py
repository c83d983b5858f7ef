"""The methods and routes of APIs, as AWS SAM's own translator writes them (1.115.0)."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_routes import (
    SAM_WEBSOCKET_API,
    is_connection_read,
    is_route_read,
    read_of_api,
    route_of,
    sam_routes,
)
from influmojo_cfn.data.resource_policies import METHOD, ROUTE, SAM_API

FUNCTION, HTTP_API = "AWS::Serverless::Function", "AWS::Serverless::HttpApi"
POOL = {"UserPoolArn": "arn:aws:cognito-idp:us-east-1:111122223333:userpool/a"}


def made(event: Any, kind: str = SAM_API, **api: Any) -> dict[str, Any]:
    rows = {
        "F": {"Type": FUNCTION, "Condition": "C", "Properties": {"Events": {"E": event}}},
        "A": {"Type": kind, "Properties": api},
    }
    return dict(sam_routes(rows))


def rest(**auth: Any) -> dict[str, Any]:
    place = {"Path": "/x/", "Method": "get", "RestApiId": {"Ref": "A"}}
    return {"Type": "Api", "Properties": {**place, "Auth": auth}}


def http(**more: Any) -> dict[str, Any]:
    return {"Type": "HttpApi", "Properties": {"ApiId": {"Ref": "A"}, **more}}


def asked(event: Any, auth: Any, kind: str = SAM_API) -> dict[str, Any]:
    row = made(event, kind, Auth=auth)[route_of("F", "E")]["Properties"]
    place = ("RestApiId", "ResourceId", "HttpMethod", "ApiId", "RouteKey")
    return {key: item for key, item in row.items() if key not in place}


def test_an_event_of_a_rest_api_is_a_method() -> None:
    given = {"RestApiId": {"Ref": "A"}, "ResourceId": "/x", "HttpMethod": "GET"}
    properties = {**given, "AuthorizationType": "NONE"}
    assert made(rest()) == {"FERoute": {"Type": METHOD, "Properties": properties, "Condition": "C"}}


@pytest.mark.parametrize(
    ("given", "key"),
    [({"Path": "/x", "Method": "any"}, "ANY /x"), ({}, "$default")],
)
def test_an_event_of_an_http_api_is_a_route(given: dict[str, Any], key: str) -> None:
    row = made(http(**given), HTTP_API)["FERoute"]
    assert (row["Type"], row["Properties"]["RouteKey"]) == (ROUTE, key)


COGNITO = {"DefaultAuthorizer": "Pool", "Authorizers": {"Pool": {**POOL}}}
CUSTOM = {"AuthorizationType": "CUSTOM", "AuthorizerId": {"Name": "Pool", "Is": POOL}}


@pytest.mark.parametrize(
    ("auth", "own", "expected"),
    [
        pytest.param({}, {}, {"AuthorizationType": "NONE"}, id="none"),
        pytest.param(
            {"DefaultAuthorizer": "AWS_IAM"}, {}, {"AuthorizationType": "AWS_IAM"}, id="the API's"
        ),
        pytest.param(
            {"DefaultAuthorizer": "AWS_IAM"},
            {"Authorizer": "NONE"},
            {"AuthorizationType": "NONE"},
            id="its own",
        ),
        pytest.param(COGNITO, {}, CUSTOM, id="a user pool"),
        pytest.param(
            COGNITO,
            {"AuthorizationScopes": ["a"]},
            {**CUSTOM, "AuthorizationScopes": ["a"]},
            id="scopes",
        ),
        pytest.param(
            {"ApiKeyRequired": True},
            {"ApiKeyRequired": False},
            {"AuthorizationType": "NONE", "ApiKeyRequired": False},
            id="no API key",
        ),
    ],
)
def test_an_event_asks_for_what_it_says_or_its_api(
    auth: Any, own: Any, expected: dict[str, Any]
) -> None:
    assert asked(rest(**own), auth) == expected


@pytest.mark.parametrize(("is_on", "expected"), [(True, "AWS_IAM"), (False, "CUSTOM")])
def test_iam_of_an_http_api_is_switched_on(is_on: bool, expected: str) -> None:
    auth = {"DefaultAuthorizer": "AWS_IAM", "EnableIamAuthorizer": is_on}
    assert asked(http(), auth, HTTP_API)["AuthorizationType"] == expected


@pytest.mark.parametrize(
    ("event", "api"),
    [
        pytest.param(rest(), {"DefinitionBody": {}}, id="a document"),
        pytest.param(rest(), {"Auth": {"DefaultAuthorizer": {"Ref": "P"}}}, id="an Auth"),
        pytest.param(http(), {}, id="an API of another type"),
        pytest.param({"Type": "SQS"}, {}, id="no API"),
        pytest.param({"Type": ["Api"]}, {}, id="no type"),
        pytest.param(None, {}, id="no event"),
    ],
)
def test_what_is_not_read_has_no_route(event: Any, api: dict[str, Any]) -> None:
    assert not made(event, **api)


@pytest.mark.parametrize(
    ("auth", "is_read"),
    [
        (None, True),
        ({"ResourcePolicy": {}, **COGNITO}, True),
        ({"Authorizers": {"Fn::If": []}}, False),
        ({"ApiKeyRequired": {"Ref": "P"}}, False),
        ({"Other": "arn"}, False),
        ("x", False),
    ],
)
def test_which_auth_is_read(auth: Any, is_read: bool) -> None:
    assert read_of_api(SAM_API, {"Auth": auth}) == ({"Auth"} if is_read else set())
    assert not read_of_api(SAM_API, {"Auth": auth, "DefinitionBody": {}})


@pytest.mark.parametrize(
    "own",
    [
        pytest.param({"ResourcePolicy": {"Ref": "P"}}, id="a policy of its own"),
        pytest.param({"Authorizer": {"Ref": "P"}}, id="an authorizer"),
        pytest.param({"Other": "NONE"}, id="another key"),
    ],
)
def test_what_an_event_asks_for_is_not_taken_for_nothing(own: dict[str, Any]) -> None:
    auth = {"DefaultAuthorizer": "AWS_IAM"}
    found = asked(rest(**own), auth)["AuthorizationType"]
    assert found == {"Fn::Serverless (the Auth of an event)": [own, auth]}


ROLE = "arn:aws:iam::111122223333:role/Caller"


@pytest.mark.parametrize(
    ("of_api", "own", "credentials"),
    [
        pytest.param({}, {}, None, id="the caller's"),
        pytest.param({}, {"InvokeRole": "CALLER_CREDENTIALS"}, None, id="the caller's by name"),
        pytest.param({"InvokeRole": "NONE"}, {}, "NONE", id="of the function's policy"),
        pytest.param({"InvokeRole": "NONE"}, {"InvokeRole": ROLE}, ROLE, id="a role"),
        pytest.param({"InvokeRole": ROLE}, {"InvokeRole": None}, "NONE", id="an empty role"),
    ],
)
def test_a_signed_request_calls_the_function_with_credentials(
    of_api: Any, own: Any, credentials: Any
) -> None:
    found = asked(rest(Authorizer="AWS_IAM", **own), of_api)
    assert found.get("Integration", {}).get("Credentials") == credentials


DOCUMENT = {"Type": SAM_API, "Properties": {"DefinitionBody": {"paths": {}}}}


@pytest.mark.parametrize(
    ("event", "resources", "is_read"),
    [
        pytest.param(rest(), made(rest()), True, id="a method of its own"),
        pytest.param(rest(), made(rest(Other="r")), False, id="one that is not read"),
        pytest.param(rest(), {"A": DOCUMENT}, True, id="a document that has it"),
        pytest.param(rest(OverrideApiAuth=True), {"A": DOCUMENT}, False, id="overridden"),
        pytest.param(rest(), {"A": {"Type": SAM_API}}, False, id="no document"),
        pytest.param(http(), {"A": DOCUMENT}, False, id="another type"),
        pytest.param(None, {}, False, id="no event"),
    ],
)
def test_which_events_of_apis_are_read(event: Any, resources: Any, is_read: bool) -> None:
    owner = {"Type": FUNCTION, "Properties": {"Events": {"E": event}}}
    assert is_route_read("F", "E", event, {"F": owner, **resources}) is is_read


def connections(**properties: Any) -> dict[str, Any]:
    return dict(sam_routes({"W": {"Type": SAM_WEBSOCKET_API, "Properties": properties}}))


def test_clients_of_a_websocket_api_connect_and_its_functions_are_called() -> None:
    routes = {"$connect": {"FunctionArn": "f"}, "send": {"FunctionArn": "g"}}
    found = connections(Auth={"AuthType": "AWS_IAM"}, Routes=routes)
    assert [*found] == ["WConnectRoute", "WConnectPermission", "WSendPermission"]
    route, _, permission = (row["Properties"] for row in found.values())
    assert (route["RouteKey"], route["AuthorizationType"]) == ("$connect", "AWS_IAM")
    assert permission["FunctionName"] == "g"
    text, values = permission["SourceArn"]["Fn::Sub"]
    assert (text.rpartition(":")[2], values) == ("${Api}/default/send", {"Api": {"Ref": "W"}})


def test_an_authorizer_of_a_websocket_api_is_called() -> None:
    auth = {"AuthType": "CUSTOM", "AuthArn": "f", "Name": "Mine"}
    found = connections(Auth=auth, Routes={"$connect": {"FunctionArn": "f"}})
    assert found["WAuthorizerPermission"]["Properties"]["FunctionName"] == "f"
    assert found["WConnectRoute"]["Properties"]["AuthorizerId"]["Name"] == "Mine"


def test_without_a_route_everyone_connects() -> None:
    found = connections(Auth={"AuthType": "AWS_IAM"}, Routes={"send": {"FunctionArn": "f"}})
    assert found["WConnectRoute"]["Properties"]["AuthorizationType"] == "NONE"


@pytest.mark.parametrize(
    ("properties", "is_read"),
    [
        ({"Routes": {"a": {"FunctionArn": "f"}}}, True),
        ({"Routes": {"a": {}}}, False),
        ({"Routes": {}, "Auth": {"InvokeRole": "r"}}, False),
        ({"Routes": {"Fn::If": []}}, False),
    ],
)
def test_which_websocket_apis_are_read(properties: Any, is_read: bool) -> None:
    assert is_connection_read(properties) is is_read
    expected = {"Auth", "Routes"} if is_read else set()
    assert read_of_api(SAM_WEBSOCKET_API, properties) == expected
