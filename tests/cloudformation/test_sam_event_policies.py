"""The policies of events, as AWS SAM's own translator writes them (1.115.0)."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_event_policies import with_event_policies
from influmojo_cfn.data.resource_policies import SAM_API

FUNCTION = "AWS::Serverless::Function"
HERE = {"IpRangeWhitelist": ["10.0.0.0/8"]}
CUSTOM = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "*"}


def event(policy: Any, path: str = "/x/{id}/", method: str = "get", **auth: Any) -> dict[str, Any]:
    place = {"Path": path, "Method": method, "RestApiId": {"Ref": "A"}}
    return {"Type": "Api", "Properties": {**place, "Auth": {"ResourcePolicy": policy, **auth}}}


def rows(*events: Any, kind: str = FUNCTION, **api: Any) -> dict[str, Any]:
    named = {f"E{index}": each for index, each in enumerate(events)}
    return {
        "F": {"Type": kind, "Properties": {"Events": named}},
        "A": {"Type": SAM_API, "Properties": api},
    }


def statements(*events: Any, **api: Any) -> Any:
    found = with_event_policies(rows(*events, **api))["A"]["Properties"]
    return found.get("Auth", {}).get("ResourcePolicy", {}).get("CustomStatements")


def test_a_list_is_about_the_methods_of_the_path() -> None:
    about = ["execute-api:/prod/GET/x/*"]
    everyone = {"Principal": "*", "Action": "execute-api:Invoke", "Resource": about}
    elsewhere = {"NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8"]}}
    assert statements(event(HERE), StageName="prod") == [
        {"Effect": "Allow", **everyone},
        {"Effect": "Deny", **everyone, "Condition": elsewhere},
    ]


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        pytest.param({}, "Prod", id="of an API that AWS SAM makes"),
        pytest.param({"StageName": {"Ref": "P"}}, "Stage", id="by a function"),
    ],
)
def test_the_stage_is_as_aws_sam_writes_it(stage: Any, expected: str) -> None:
    row, _ = statements(event(HERE, "/", "any"), **stage)
    assert row["Resource"] == [f"execute-api:/{expected}/*/"]


def test_statements_are_added_as_they_are_and_once() -> None:
    own = {"CustomStatements": [CUSTOM]}
    added = {"CustomStatements": {**CUSTOM, "Effect": "Deny"}}
    found = with_event_policies(rows(event(added), Auth={"ResourcePolicy": own}))
    assert statements(event(added), Auth=found["A"]["Properties"]["Auth"]) == [
        CUSTOM,
        added["CustomStatements"],
    ]


@pytest.mark.parametrize(
    "api",
    [
        pytest.param({"DefinitionUri": "s3://b/k"}, id="elsewhere"),
        pytest.param({"DefinitionBody": {"paths": {}}}, id="inline"),
        pytest.param({"MergeDefinitions": True}, id="merged"),
    ],
)
def test_a_document_has_no_policy_of_an_event(api: Any) -> None:
    assert statements(event(HERE), **api) is None


def test_an_override_is_about_all_methods_of_the_path_in_the_document() -> None:
    body: Any = {"paths": {"/x": {"get": {}, "x-amazon-apigateway-any-method": {}}}}
    row, _ = statements(event(HERE, "/x", OverrideApiAuth=True), DefinitionBody=body)
    assert row["Resource"] == ["execute-api:/Prod/GET/x", "execute-api:/Prod/*/x"]


@pytest.mark.parametrize(
    ("events", "given"),
    [
        pytest.param([event(HERE), event(None, method="post")], {}, id="several methods"),
        pytest.param([event(HERE, Other=1)], {}, id="an Auth"),
        pytest.param([event(HERE)], {"kind": "AWS::Serverless::StateMachine"}, id="no function"),
        pytest.param(
            [event({"CustomStatements": "[]"})],
            {"Auth": {"ResourcePolicy": {"CustomStatements": "[]"}}},
            id="a string",
        ),
    ],
)
def test_what_is_not_read_stands_in_the_policy(events: Any, given: Any) -> None:
    assert [*statements(*events, **given)[0]] == ["Fn::Serverless (the ResourcePolicy of an event)"]
