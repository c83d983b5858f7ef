"""An explanation as JSON has everything of the model."""

from __future__ import annotations

import json
from typing import Any

from influmojo_cfn.report.explain.data import document
from influmojo_cfn.report.explain.model import (
    Explanation,
    NeedShown,
    OmittedStatementShown,
    PrincipalShown,
    ResourcePolicyShown,
)
from tests.report.explain.shown import (
    GET,
    WHEN,
    explained,
    policy,
    role,
    statement,
    trust,
)

OMITTED = OmittedStatementShown(
    effect="Deny",
    sid="Keep",
    actions=("s3:*",),
    resources=("*",),
    where="where Bucket is given",
    place="roles.yaml:9",
)


def of_role(*policies: Any, **values: Any) -> dict[str, Any]:
    (found,) = document(explained(role(*policies, **values)))["roles"]
    return dict(found)


def of_statement(**values: Any) -> dict[str, Any]:
    (found,) = of_role(policy(statement(GET, **values)))["policies"][0]["statements"]
    return dict(found)


def test_the_template_and_its_place_are_named() -> None:
    found = document(explained(description="a", architecture="b", unread=("c",)))
    assert {name: found[name] for name in found if found[name]} == {
        "template": "roles.yaml",
        "description": "a",
        "architecture": "b",
        "account": "111122223333",
        "region": "eu-west-1",
        "partition": "aws",
        "authorizationData": "1",
        "unread": ["c"],
    }


def test_a_role_is_named_with_who_assumes_it() -> None:
    found = of_role(
        trust=(
            trust(
                "everyone",
                effect="Deny",
                conditions=(WHEN,),
                where="roles.yaml:5",
                unknown=("c",),
            ),
        ),
        description="a",
        unknown=("b",),
    )
    assert (found["logicalId"], found["name"], found["description"], found["where"]) == (
        "Web",
        "web",
        "a",
        "roles.yaml:3",
    )
    assert found["unknown"] == ["b"]
    assert found["trust"] == [
        {
            "effect": "Deny",
            "principals": ["everyone"],
            "actions": ["sts:AssumeRole"],
            "conditions": [
                {"operator": "StringEquals", "key": "aws:RequestedRegion", "values": ["a", "b"]}
            ],
            "where": "roles.yaml:5",
            "unknown": ["c"],
        }
    ]


def test_a_boundary_is_there_or_null() -> None:
    assert of_role()["boundary"] is None
    assert of_role(boundary=policy(name="limit"))["boundary"]["name"] == "limit"


def test_a_row_of_the_table_has_everything() -> None:
    (row,) = of_role(policy(statement(GET, conditions=(WHEN,), reason="Because.")))["access"]
    assert row == {
        "service": "s3",
        "serviceName": "Amazon S3",
        "accessLevel": "Read",
        "effect": "Allow",
        "actions": ["GetObject"],
        "resources": ["arn:aws:s3:::a/*"],
        "notResource": False,
        "conditions": row["conditions"],
        "reason": "Because.",
        "policy": "own",
        "sid": "Read",
    }


def test_what_is_omitted_says_when_it_is_there() -> None:
    assert of_role(omitted=(OMITTED,))["leftOut"] == [
        {
            "sid": "Keep",
            "effect": "Deny",
            "actions": ["s3:*"],
            "resources": ["*"],
            "where": "roles.yaml:9",
            "when": "Bucket is given",
        }
    ]


def test_a_policy_has_its_place_and_what_is_not_known_of_it() -> None:
    (found,) = of_role(policy(logical_id="Own", where="roles.yaml:7", unknown=("a",)))["policies"]
    assert found == {
        "name": "own",
        "kind": "inline policy",
        "logicalId": "Own",
        "where": "roles.yaml:7",
        "statements": [],
        "unknown": ["a"],
    }


def test_a_policy_without_a_logical_id_has_none() -> None:
    assert of_role(policy())["policies"][0]["logicalId"] is None


def test_a_statement_says_which_elements_it_has() -> None:
    assert {"action", "resource"} <= set(of_statement())
    assert {"notAction", "notResource"} <= set(of_statement(not_action=True, not_resource=True))


def test_an_action_has_what_aws_says_of_it() -> None:
    assert of_statement()["actions"] == [
        {
            "name": "s3:GetObject",
            "accessLevel": "Read",
            "description": "GetObject it",
            "documentation": "https://docs.aws.amazon.com/",
        }
    ]


def test_what_an_action_is_needed_for_is_an_example_or_a_reason() -> None:
    needs = (
        NeedShown(action="s3:GetObject", example="a"),
        NeedShown(action="s3:PutObject", reason="b", redundant=True),
    )
    assert of_statement(needs=needs)["needed"] == [
        {"action": "s3:GetObject", "example": "a", "reason": None, "dead": False},
        {"action": "s3:PutObject", "example": None, "reason": "b", "dead": True},
    ]


def test_what_is_no_action_and_what_is_not_known_are_listed() -> None:
    found = of_statement(unmatched=("s3:Get",), unknown=("a",))
    assert (found["unmatchedActions"], found["unknown"]) == (["s3:Get"], ["a"])


def test_principals_and_policies_of_resources_are_there() -> None:
    found = document(
        explained(
            principals=(
                PrincipalShown(
                    name="ada", kind="user", policies=(policy(),), boundary=policy(name="limit")
                ),
                PrincipalShown(name="all", kind="group", policies=()),
            ),
            resource_policies=(
                ResourcePolicyShown(
                    resource_type="AWS::S3::BucketPolicy",
                    policy=policy(name="bucket"),
                    principals=(("everyone",),),
                    limits=True,
                ),
            ),
        )
    )
    assert [(each["name"], each["kind"]) for each in found["principals"]] == [
        ("ada", "user"),
        ("all", "group"),
    ]
    assert [bool(each["boundary"]) for each in found["principals"]] == [True, False]
    (bucket,) = found["resourcePolicies"]
    assert (bucket["type"], bucket["limits"], bucket["principals"]) == (
        "AWS::S3::BucketPolicy",
        True,
        [["everyone"]],
    )
    assert bucket["policy"]["name"] == "bucket"


def test_a_template_is_plain_data(explanation: Explanation) -> None:
    found = document(explanation)
    assert json.loads(json.dumps(found)) == found
