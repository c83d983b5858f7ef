"""The resource policies of REST APIs: lists of AWS SAM, properties, OpenAPI documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation.api_policies import api_policy, api_statements, without_policy
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown, covered

CUSTOM = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "x"}


def statements(auth: Any) -> Any:
    row = {"Type": "AWS::Serverless::Api", "Properties": {"Auth": auth}}
    return api_statements(ResolvedTemplate({"Resources": {"A": row}}), "A")


def shown(policy: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    rows = statements({"ResourcePolicy": policy})
    return [(row["Effect"], row["Principal"], row.get("Condition")) for row in rows]


VPC, ENDPOINT = "aws:SourceVpc", "aws:SourceVpce"


@pytest.mark.parametrize(
    ("policy", "found"),
    [
        ({"AwsAccountWhitelist": ["1"]}, [("Allow", {"AWS": ["1"]}, None)]),
        ({"AwsAccountBlacklist": "1"}, [("Deny", {"AWS": ["1"]}, None)]),
        (
            {"IpRangeBlacklist": ["192.0.2.0/24"]},
            [
                ("Allow", "*", None),
                ("Deny", "*", {"IpAddress": {"aws:SourceIp": ["192.0.2.0/24"]}}),
            ],
        ),
        (
            {"SourceVpcWhitelist": ["vpc-1", "vpce-2"]},
            [
                ("Allow", "*", None),
                ("Deny", "*", {"StringNotEquals": {VPC: ["vpc-1"], ENDPOINT: ["vpce-2"]}}),
            ],
        ),
        (
            {"SourceVpcBlacklist": ["vpc-1"], "IntrinsicVpcBlacklist": ["v"]},
            [("Allow", "*", None), ("Deny", "*", {"StringEquals": {VPC: ["vpc-1", "v"]}})],
        ),
        (
            {"IntrinsicVpceBlacklist": ["e"]},
            [("Allow", "*", None), ("Deny", "*", {"StringEquals": {"aws:SourceVpce": ["e"]}})],
        ),
        ({}, []),
    ],
)
def test_a_list_is_a_statement(policy: dict[str, Any], found: list[Any]) -> None:
    assert shown(policy) == found


@pytest.mark.parametrize("custom", [CUSTOM, [CUSTOM], json.dumps([CUSTOM])])
def test_own_statements_stay(custom: Any) -> None:
    assert statements({"ResourcePolicy": {"CustomStatements": custom}}) == [CUSTOM]


@pytest.mark.parametrize("auth", [None, {}, {"DefaultAuthorizer": "A"}])
def test_without_a_policy_there_is_none(auth: Any) -> None:
    assert statements(auth) is None


NO_JSON = {"ResourcePolicy": {"CustomStatements": "{"}}


@pytest.mark.parametrize("auth", [{"Ref": "Missing"}, {"ResourcePolicy": ["x"]}, NO_JSON])
def test_what_cannot_be_read_is_not_known(auth: Any) -> None:
    assert isinstance(statements(auth), Unknown)


@pytest.mark.parametrize(
    ("name", "operator", "key"),
    [
        ("IpRangeWhitelist", "NotIpAddress", "aws:SourceIp"),
        ("IpRangeBlacklist", "IpAddress", "aws:SourceIp"),
        ("SourceVpcBlacklist", "StringEquals", "aws:SourceVpc"),
        ("IntrinsicVpcWhitelist", "StringNotEquals", "aws:SourceVpc"),
        ("IntrinsicVpcBlacklist", "StringEquals", "aws:SourceVpc"),
        ("IntrinsicVpceWhitelist", "StringNotEquals", "aws:SourceVpce"),
    ],
)
def test_each_list_denies_by_its_operator_and_key(name: str, operator: str, key: str) -> None:
    invoke = {"Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    assert statements({"ResourcePolicy": {name: "a"}}) == [
        {"Effect": "Allow", "Principal": "*", **invoke},
        {"Effect": "Deny", "Principal": "*", **invoke, "Condition": {operator: {key: ["a"]}}},
    ]


def test_lists_come_after_own_statements_and_accounts_first() -> None:
    policy = {"CustomStatements": CUSTOM, "IpRangeWhitelist": ["1"], "AwsAccountWhitelist": ["2"]}
    rows = statements({"ResourcePolicy": policy})
    assert rows[0] == CUSTOM
    assert [row["Principal"] for row in rows[1:]] == [{"AWS": ["2"]}, "*", "*"]


@pytest.mark.parametrize(
    ("auth", "reason"),
    [
        ({"ResourcePolicy": ["x"]}, "its ResourcePolicy is not a mapping"),
        (NO_JSON, "its CustomStatements are not JSON"),
    ],
)
def test_why_it_is_not_known(auth: Any, reason: str) -> None:
    assert statements(auth).reason == reason


def test_own_statements_that_are_not_known() -> None:
    found = statements({"ResourcePolicy": {"CustomStatements": {"Ref": "Missing"}}})
    assert isinstance(found, Unknown)


REST, SAM = "AWS::ApiGateway::RestApi", "AWS::Serverless::Api"
OWN = {"Version": "2012-10-17", "Statement": [{**CUSTOM, "Resource": "execute-api:/*"}]}
WHOLE = "arn:aws:execute-api:us-east-1:111122223333:??????????/*"


def policy_of(kind: str, **properties: Any) -> Any:
    row = {"Type": kind, "Properties": properties}
    return api_policy(ResolvedTemplate({"Resources": {"A": row}}), "A", kind)


def body(policy: Any) -> dict[str, Any]:
    return {"openapi": "3.0.1", "paths": {}, "x-amazon-apigateway-policy": policy}


@pytest.mark.parametrize(
    ("kind", "properties", "count"),
    [
        (REST, {"Policy": OWN}, 1),
        (REST, {"Policy": json.dumps(OWN)}, 1),
        (REST, {"Body": body(OWN)}, 1),
        (REST, {"Body": body(json.dumps(OWN))}, 1),
        (REST, {"Body": body(OWN), "Policy": OWN}, 1),
        (SAM, {"DefinitionBody": body(OWN)}, 1),
        (
            SAM,
            {
                "DefinitionBody": body({**OWN, "Statement": OWN["Statement"][0]}),
                "Auth": {"ResourcePolicy": {"CustomStatements": OWN["Statement"]}},
            },
            2,
        ),
    ],
)
def test_a_policy_is_a_property_or_in_the_document(
    kind: str, properties: dict[str, Any], count: int
) -> None:
    found = policy_of(kind, **properties)
    assert [covered(row["Resource"]) for row in found["Statement"]] == [WHOLE] * count


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (REST, {}),
        (REST, {"Body": {"openapi": "3.0.1"}}),
        (SAM, {"DefinitionBody": {}, "Auth": {"DefaultAuthorizer": "A"}}),
    ],
)
def test_an_api_without_either_has_no_policy(kind: str, properties: dict[str, Any]) -> None:
    assert policy_of(kind, **properties) is None


INCLUDE = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/a"}}}


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (REST, {"Body": INCLUDE}),
        (REST, {"Body": {**INCLUDE, "openapi": "3.0.1"}}),
        (REST, {"Body": body(OWN), "Policy": {**OWN, "Statement": []}}),
        (SAM, {"DefinitionBody": INCLUDE}),
        (SAM, {"DefinitionBody": body(OWN), "Auth": {"ResourcePolicy": ["x"]}}),
        (
            SAM,
            {
                "DefinitionBody": INCLUDE,
                "Auth": {"ResourcePolicy": {"CustomStatements": OWN["Statement"]}},
            },
        ),
    ],
)
def test_a_policy_that_might_be_another_is_not_known(kind: str, properties: dict[str, Any]) -> None:
    assert isinstance(policy_of(kind, **properties), Unknown)


def test_only_resources_are_completed() -> None:
    row = {**CUSTOM, "NotResource": ["execute-api:/a", "*"], "Sid": "execute-api:/b"}
    del row["Resource"]
    (found,) = (policy_of(REST, Policy={"Statement": row})["Statement"],)
    assert list(map(covered, found["NotResource"])) == [f"{WHOLE[:-1]}a", "*"]
    assert found["Sid"] == "execute-api:/b"


def test_what_is_left_of_an_api_is_without_its_policies() -> None:
    auth = {"ResourcePolicy": {}, "DefaultAuthorizer": "A"}
    assert without_policy(SAM, {"DefinitionBody": body(OWN), "Auth": auth, "Name": "a"}) == {
        "DefinitionBody": {"openapi": "3.0.1", "paths": {}},
        "Auth": {"DefaultAuthorizer": "A"},
        "Name": "a",
    }
    assert without_policy(REST, {"Body": {"x-amazon-apigateway-policy": OWN}}) == {}
