"""The operations of OpenAPI documents are methods and routes of their APIs."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.openapi_routes import (
    is_body_read,
    with_routes,
    without_security,
)
from influmojo_cfn.data.resource_policies import METHOD, REST_API, ROUTE, SAM_API

HTTP_API = "AWS::ApiGatewayV2::Api"
POOL = {"type": "apiKey", "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools"}}
SIGNED = {"type": "apiKey", "x-amazon-apigateway-authtype": "awsSigv4"}
SCHEMES = {"pool": POOL, "signed": SIGNED, "key": {"type": "apiKey", "name": "x-api-key"}}


def document(operation: Any, path: str = "/x", method: str = "get", **more: Any) -> dict[str, Any]:
    parts = {"components": {"securitySchemes": SCHEMES}, **more}
    return {"paths": {path: {method: operation}}, **parts}


def routes(kind: str, body: Any, key: str = "Body", **more: Any) -> dict[str, Any]:
    row = {"Type": kind, "Condition": "C", "Properties": {key: body, **more}}
    found = with_routes(Document({"Resources": {"A": row}})).data["Resources"]
    return {name: each for name, each in found.items() if name != "A"}


def test_an_operation_is_a_method_of_its_api() -> None:
    place = {"RestApiId": {"Ref": "A"}, "ResourceId": "/x", "HttpMethod": "GET"}
    row = {"Type": METHOD, "Properties": {**place, "AuthorizationType": "NONE"}, "Condition": "C"}
    assert routes(REST_API, document({})) == {"A GET /x": row}
    assert routes(SAM_API, document({}), "DefinitionBody") == {"A GET /x": row}


@pytest.mark.parametrize(
    ("path", "method", "key"),
    [
        ("/x", "x-amazon-apigateway-any-method", "ANY /x"),
        ("$default", "x-amazon-apigateway-any-method", "$default"),
        ("/x", "post", "POST /x"),
    ],
)
def test_an_operation_of_an_http_api_is_a_route(path: str, method: str, key: str) -> None:
    ((_, row),) = routes(HTTP_API, document({}, path, method)).items()
    assert (row["Type"], row["Properties"]["RouteKey"]) == (ROUTE, key)


CUSTOM = {"AuthorizationType": "CUSTOM", "AuthorizerId": {"Name": "pool", "Is": {"pool": POOL}}}
OPEN = {"AuthorizationType": "NONE"}


@pytest.mark.parametrize(
    ("operation", "more", "expected"),
    [
        pytest.param({"security": [{"pool": []}]}, {}, CUSTOM, id="an authorizer"),
        pytest.param({}, {"security": [{"pool": []}]}, CUSTOM, id="of the document"),
        pytest.param({"security": []}, {"security": [{"pool": []}]}, OPEN, id="its own"),
        pytest.param(
            {"security": [{"pool": ["a"]}]},
            {},
            {**CUSTOM, "AuthorizationScopes": ["a"]},
            id="scopes",
        ),
        pytest.param(
            {"security": [{"signed": []}]}, {}, {"AuthorizationType": "AWS_IAM"}, id="signed"
        ),
        pytest.param(
            {"x-amazon-apigateway-auth": {"type": "AWS_IAM"}},
            {},
            {"AuthorizationType": "AWS_IAM"},
            id="IAM",
        ),
        pytest.param(
            {"security": [{"key": []}]}, {}, {**OPEN, "ApiKeyRequired": True}, id="an API key"
        ),
        pytest.param(
            {"security": [{"pool": "a"}]},
            {},
            {**CUSTOM, "AuthorizationScopes": ["a"]},
            id="no list",
        ),
        pytest.param(
            {"security": [{"other": []}]},
            {},
            {"AuthorizationType": "CUSTOM", "AuthorizerId": {"Name": "other", "Is": {"other": {}}}},
            id="defined nowhere",
        ),
    ],
)
def test_an_operation_asks_for_what_it_says_or_its_document(
    operation: Any, more: Any, expected: dict[str, Any]
) -> None:
    ((_, row),) = routes(REST_API, document(operation, **more)).items()
    place = ("RestApiId", "ResourceId", "HttpMethod")
    assert {k: v for k, v in row["Properties"].items() if k not in place} == expected


@pytest.mark.parametrize(
    ("row", "called"),
    [({}, "signed or nothing"), ({"pool": []}, "signed or pool"), ({"key": []}, None)],
)
def test_an_operation_with_a_choice_is_not_one_that_asks_for_the_first(
    row: dict[str, Any], called: str | None
) -> None:
    ((_, found),) = routes(REST_API, document({"security": [{"signed": []}, row]})).items()
    assert found["Properties"].get("AuthorizerId", {}).get("Name") == called


MOCK = {"x-amazon-apigateway-integration": {"type": "MOCK"}}


@pytest.mark.parametrize(
    ("item", "count"), [({"parameters": [1]}, 0), ({"options": MOCK}, 0), ({"get": MOCK}, 1)]
)
def test_what_answers_preflight_requests_is_no_method(item: dict[str, Any], count: int) -> None:
    assert len(routes(REST_API, {"paths": {"/x": item}})) == count


@pytest.mark.parametrize(
    "properties",
    [
        pytest.param({"Body": {"Fn::Transform": {}}}, id="a snippet"),
        pytest.param({"Body": {"paths": {"Fn::If": []}}}, id="paths by a condition"),
        pytest.param({"Body": {"paths": {"/x": {"Fn::If": []}}}}, id="a path by a condition"),
        pytest.param({"Body": document({"security": {"Fn::If": []}})}, id="an operation's"),
        pytest.param({"Body": document({}, security={"Ref": "P"})}, id="the document's"),
        pytest.param({"Body": document({}), "Auth": {"DefaultAuthorizer": "A"}}, id="an Auth"),
        pytest.param({"Body": document({}), "MergeDefinitions": True}, id="merged"),
        pytest.param({}, id="no document"),
    ],
)
def test_a_document_that_is_not_read_has_no_methods(properties: dict[str, Any]) -> None:
    assert not is_body_read(REST_API, properties)
    assert not routes(REST_API, **{"body": None, **properties, "key": "Other"})


def test_a_document_without_its_security_is_the_same_for_all_of_them() -> None:
    asked = document({"security": [{"pool": []}], "tags": [{"a": 1}]}, security=[{"key": []}])
    assert without_security(asked) == {
        "components": {},
        "paths": {"/x": {"get": {"tags": [{"a": 1}]}}},
    }
