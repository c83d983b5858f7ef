"""Who can call the methods and routes of APIs without a policy."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.api_routes import (
    API_KEY,
    AUTHORIZER,
    SCOPE,
    is_under_policy,
    restricts_callers,
    route_statement,
)
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_policies import METHOD, REST_API, ROUTE
from influmojo_cfn.iam.unknown import Unknown, covered

REST = "arn:aws:execute-api:us-east-1:111122223333:abc"


def template(kind: str = METHOD, api: Any = None, more: Any = None, **given: Any) -> Any:
    place = {"RestApiId": "abc", "ResourceId": "/pets/{id}", "HttpMethod": "GET"}
    if kind == ROUTE:
        place = {"ApiId": "abc", "RouteKey": "ANY /pets"}
    rows = {"M": {"Type": kind, "Properties": {**place, **given}}, **(more or {})}
    if api is not None:
        rows["A"] = api
        rows["M"]["Properties"]["ApiId" if kind == ROUTE else "RestApiId"] = {"Ref": "A"}
    return ResolvedTemplate({"Resources": rows}, missing_is_unknown=True)


def statement(kind: str = METHOD, **given: Any) -> Any:
    return route_statement(template(kind, **given), "M", kind)


@pytest.mark.parametrize(
    ("kind", "resource"),
    [(METHOD, f"{REST}/*/GET/pets/*"), (ROUTE, f"{REST}/*/*/pets")],
)
def test_without_authorization_everyone_can_call(kind: str, resource: str) -> None:
    row = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke"}
    assert (
        statement(kind)
        == statement(kind, AuthorizationType="NONE")
        == {
            **row,
            "Resource": resource,
        }
    )


@pytest.mark.parametrize(
    ("method", "integration", "is_open"),
    [("OPTIONS", "MOCK", False), ("OPTIONS", "AWS_PROXY", True), ("GET", "MOCK", True)],
)
def test_answers_to_preflight_requests_give_nothing(
    method: str, integration: str, is_open: bool
) -> None:
    found = statement(HttpMethod=method, Integration={"Type": integration})
    assert (found is not None) is is_open


def test_with_iam_only_those_whom_their_own_policies_let_in_can_call() -> None:
    assert statement(AuthorizationType="AWS_IAM") is None


def test_what_callers_are_asked_for_is_a_condition() -> None:
    found = statement(
        AuthorizationType="CUSTOM",
        AuthorizerId={"Name": "Mine"},
        AuthorizationScopes=["read"],
        ApiKeyRequired=True,
    )["Condition"]
    assert found["StringEquals"][AUTHORIZER].startswith("Mine (")
    assert found["ForAnyValue:StringEquals"] == {SCOPE: ["read"]}
    assert found["Bool"] == {API_KEY: "true"}


@pytest.mark.parametrize("reference", [{"Ref": "Z"}, {"Fn::GetAtt": ["Z", "AuthorizerId"]}])
def test_an_authorizer_is_another_where_it_lets_others_in(reference: dict[str, Any]) -> None:
    def named(pool: str, **others: Any) -> str:
        properties = {"ProviderARNs": [pool], **others}
        rows = {"Z": {"Type": "AWS::ApiGateway::Authorizer", "Properties": properties}}
        auth: dict[str, Any] = {
            "AuthorizationType": "COGNITO_USER_POOLS",
            "AuthorizerId": reference,
        }
        text: str = statement(more=rows, **auth)["Condition"]["StringEquals"][AUTHORIZER]
        return text

    assert named("a") == named("a", AuthorizerResultTtlInSeconds=5) != named("b")
    assert named("a").startswith("Z (")


@pytest.mark.parametrize(
    "given", [{"AuthorizationType": {"Ref": "X"}}, {"ApiKeyRequired": {"Ref": "X"}}]
)
def test_what_is_not_known_is_not_taken_for_open(given: dict[str, Any]) -> None:
    assert isinstance(statement(**given), Unknown)


PRIVATE: dict[str, Any] = {"EndpointConfiguration": {"Types": ["PRIVATE"]}}
POLICY: dict[str, Any] = {"Policy": {"Statement": []}}


@pytest.mark.parametrize(
    ("properties", "is_under"),
    [({}, False), (PRIVATE, True), ({"EndpointConfiguration": "PRIVATE"}, True), (POLICY, True)],
)
def test_a_policy_decides_where_there_is_one(properties: Any, is_under: bool) -> None:
    resolved = template(api={"Type": REST_API, "Properties": properties})
    assert is_under_policy(resolved, "M", METHOD) is is_under
    assert (route_statement(resolved, "M", METHOD) is None) is is_under


@pytest.mark.parametrize(("key", "is_open"), [("$connect", True), ("send", False)])
def test_who_is_connected_uses_the_other_routes(key: str, is_open: bool) -> None:
    api = {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"ProtocolType": "WEBSOCKET"}}
    resolved = template(ROUTE, api, RouteKey=key)
    found = route_statement(resolved, "M", ROUTE)
    assert (found is not None) is is_open
    assert not is_open or covered(found["Resource"]).endswith("/*/$connect")


BODY: dict[str, Any] = {"Body": {"paths": {"/": {"get": {"security": [{"mine": []}]}}}}}


@pytest.mark.parametrize(
    ("properties", "given", "restricts"),
    [
        ({}, {}, False),
        ({}, {"AuthorizationType": "AWS_IAM"}, True),
        ({}, {"ApiKeyRequired": True}, True),
        (BODY, {}, True),
    ],
)
def test_which_apis_restrict_their_callers(properties: Any, given: Any, restricts: bool) -> None:
    resolved = template(api={"Type": REST_API, "Properties": properties}, **given)
    assert restricts_callers(resolved, "A") is restricts


def test_a_path_is_made_of_the_resources_above() -> None:
    part = "AWS::ApiGateway::Resource"
    root = {"Fn::GetAtt": ["A", "RootResourceId"]}
    more = {
        "P": {"Type": part, "Properties": {"PathPart": "pets", "ParentId": root}},
        "Q": {"Type": part, "Properties": {"PathPart": "{id}", "ParentId": {"Ref": "P"}}},
    }
    for resource, path in ((root, "/"), ({"Ref": "P"}, "/pets"), ({"Ref": "Q"}, "/pets/*")):
        resolved = template(api={"Type": REST_API}, more=more, ResourceId=resource)
        row = route_statement(resolved, "M", METHOD)
        assert covered(row["Resource"]).endswith(f"/*/GET{path}")
