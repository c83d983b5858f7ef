"""The documents of APIs as AWS SAM's own translator completes them (1.115.0)."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_bodies import is_added, is_completed, with_completed_bodies
from influmojo_cfn.data.resource_policies import SAM_API

HTTP_API = "AWS::Serverless::HttpApi"
POOL = {"UserPoolArn": "arn:aws:cognito-idp:us-east-1:111122223333:userpool/a"}
AUTHORIZERS = {"Authorizers": {"Pool": {**POOL, "AuthorizationScopes": ["a"]}}}
DEFAULT = {**AUTHORIZERS, "DefaultAuthorizer": "Pool"}
KEY = {"ApiKeyRequired": True}
CALLS = {"x-amazon-apigateway-integration": {"type": "aws_proxy"}}


def completed(
    kind: str, auth: Any, *events: Any, operation: Any = CALLS, method: str = "get", **row: Any
) -> dict[str, Any]:
    """Return the properties of an API after events of a function are added to its document."""
    body = {"paths": {"/x": {method: operation}}}
    function = {f"E{index}": event for index, event in enumerate(events)}
    rows = {
        "F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": function}, **row},
        "A": {"Type": kind, "Properties": {"DefinitionBody": body, "Auth": auth}},
    }
    found: dict[str, Any] = with_completed_bodies(rows)["A"]["Properties"]
    return found


def event(kind: str, path: str = "/x", method: str = "get", **auth: Any) -> dict[str, Any]:
    key, sort = ("ApiId", "HttpApi") if kind == HTTP_API else ("RestApiId", "Api")
    place = {"Path": path, "Method": method, key: {"Ref": "A"}}
    return {"Type": sort, "Properties": {**place, **({"Auth": auth} if auth else {})}}


def security(found: dict[str, Any], path: str = "/x", method: str = "get") -> Any:
    return found["DefinitionBody"]["paths"][path][method].get("security")


@pytest.mark.parametrize("kind", [SAM_API, HTTP_API])
@pytest.mark.parametrize(
    ("auth", "operation", "expected"),
    [
        pytest.param({}, CALLS, None, id="nothing"),
        pytest.param(AUTHORIZERS, CALLS, None, id="no default"),
        pytest.param(DEFAULT, CALLS, [{"Pool": ["a"]}], id="the default"),
        pytest.param(DEFAULT, {"tags": []}, None, id="no integration"),
        pytest.param(
            DEFAULT, {**CALLS, "security": [{"Pool": []}]}, [{"Pool": []}], id="one of its own"
        ),
        pytest.param(DEFAULT, {**CALLS, "security": [{"NONE": []}]}, [], id="none of its own"),
        pytest.param(AUTHORIZERS, {**CALLS, "security": []}, [], id="an empty one"),
    ],
)
def test_an_operation_asks_for_the_default_where_it_says_nothing(
    kind: str, auth: Any, operation: Any, expected: Any
) -> None:
    assert security(completed(kind, auth, operation=operation)) == expected


@pytest.mark.parametrize(
    ("auth", "method", "expected"),
    [
        pytest.param(KEY, "get", [{"api_key": []}], id="a key"),
        pytest.param({**KEY, **DEFAULT}, "get", [{"Pool": ["a"]}, {"api_key": []}], id="both"),
        pytest.param(DEFAULT, "options", [{"Pool": ["a"]}], id="preflight"),
        pytest.param(
            {**DEFAULT, "AddDefaultAuthorizerToCorsPreflight": False}, "options", None, id="not it"
        ),
        pytest.param(
            {**KEY, "AddApiKeyRequiredToCorsPreflight": False}, "options", None, id="no key for it"
        ),
    ],
)
def test_a_rest_api_can_ask_for_a_key_and_in_preflight(
    auth: Any, method: str, expected: Any
) -> None:
    assert security(completed(SAM_API, auth, method=method), method=method) == expected


def test_an_http_api_does_not_ask_in_preflight() -> None:
    assert security(completed(HTTP_API, DEFAULT, method="options"), method="options") is None


@pytest.mark.parametrize(
    ("auth", "own", "expected"),
    [
        pytest.param(AUTHORIZERS, {"Authorizer": "Pool"}, [{"Pool": ["a"]}], id="an authorizer"),
        pytest.param(DEFAULT, {"Authorizer": "NONE"}, [], id="none"),
        pytest.param(
            AUTHORIZERS,
            {"Authorizer": "Pool", "AuthorizationScopes": ["b"]},
            [{"Pool": ["b"]}],
            id="scopes",
        ),
        pytest.param(KEY, {"ApiKeyRequired": False}, [], id="no key"),
        pytest.param({}, {"ApiKeyRequired": True}, [{"api_key": []}], id="a key"),
    ],
)
def test_an_event_of_a_rest_api_overrides_what_its_document_asks_for(
    auth: Any, own: Any, expected: Any
) -> None:
    assert security(completed(SAM_API, auth, event(SAM_API, OverrideApiAuth=True, **own))) == (
        expected
    )
    assert security(completed(SAM_API, auth, event(SAM_API, **own))) == (
        security(completed(SAM_API, auth))
    )


@pytest.mark.parametrize(
    ("path", "method", "auth", "expected"),
    [
        pytest.param("/y", "get", {}, [{"Pool": ["a"]}], id="another path"),
        pytest.param("/x", "post", {"Authorizer": "NONE"}, [], id="another method"),
        pytest.param("/x", "get", {"Authorizer": "NONE"}, [], id="one that is there"),
        pytest.param("/x", "get", {"AuthorizationScopes": ["b"]}, [{"Pool": ["b"]}], id="scopes"),
    ],
)
def test_an_event_is_added_to_the_document_of_its_http_api(
    path: str, method: str, auth: Any, expected: Any
) -> None:
    found = completed(HTTP_API, DEFAULT, event(HTTP_API, path, method, **auth))
    assert security(found, path, method) == expected


def test_what_is_there_under_a_condition_alone_is_not_added() -> None:
    found = completed(HTTP_API, {}, event(HTTP_API, "/y"), Condition="C")
    assert [*found["DefinitionBody"]["paths"]] == ["/x"]


def test_the_auth_of_an_api_is_in_its_document_afterwards() -> None:
    policy: Any = {"CustomStatements": []}
    found = completed(SAM_API, {**DEFAULT, "ResourcePolicy": policy})
    assert found["Auth"] == {"ResourcePolicy": policy}
    schemes = found["DefinitionBody"]["securityDefinitions"]
    assert schemes["Pool"] == {"x-amazon-apigateway-authorizer": POOL}
    assert schemes["AWS_IAM"] == {"x-amazon-apigateway-authtype": "awsSigv4"}


@pytest.mark.parametrize("kind", [SAM_API, HTTP_API])
def test_a_document_is_completed_once(kind: str) -> None:
    own = event(kind, OverrideApiAuth=True, Authorizer="NONE")
    rows = {
        "F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"E": own}}},
        "A": {"Type": kind, "Properties": completed(kind, DEFAULT, own)},
    }
    assert with_completed_bodies(rows) == rows


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({"DefinitionUri": "s3://b/k"}, id="elsewhere"),
        pytest.param({"DefinitionBody": {"Fn::If": []}}, id="by a condition"),
        pytest.param({"DefinitionBody": {"paths": {}}, "MergeDefinitions": True}, id="merged"),
        pytest.param({"DefinitionBody": {"paths": {}}, "Auth": {"Ref": "P"}}, id="its Auth"),
    ],
)
def test_a_document_that_is_not_read_is_not_completed(properties: Any) -> None:
    assert not is_completed(SAM_API, properties)
    rows = {"A": {"Type": SAM_API, "Properties": properties}}
    assert with_completed_bodies(rows) == rows


@pytest.mark.parametrize(
    ("kind", "own", "is_there"),
    [
        pytest.param(SAM_API, event(SAM_API, "/y"), True, id="without an effect"),
        pytest.param(
            SAM_API, event(SAM_API, OverrideApiAuth=True, ApiKeyRequired=True), True, id="overrides"
        ),
        pytest.param(SAM_API, event(SAM_API, "/y", OverrideApiAuth=True), False, id="nothing"),
        pytest.param(SAM_API, event(SAM_API, OverrideApiAuth=True, Other=1), False, id="not read"),
        pytest.param(HTTP_API, event(HTTP_API), True, id="a route"),
        pytest.param(HTTP_API, event(HTTP_API, "/y"), False, id="a route that is not there"),
    ],
)
def test_which_events_are_in_a_document(kind: str, own: Any, is_there: bool) -> None:
    assert is_added(kind, own, completed(kind, {})) is is_there
