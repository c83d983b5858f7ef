"""Mistakes in the trust of OpenID Connect providers: each is found, by one rule alone."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template
from tests.rules.mutants.test_statements import rows

TABLE = rows("identity_providers.yaml")
WRONG = [row for row in TABLE if "rule" in row]
RIGHT = [row for row in TABLE if "rule" not in row]
ARN = "arn:${AWS::Partition}:iam::${AWS::AccountId}:oidc-provider/"


def names(table: list[dict[str, Any]]) -> list[str]:
    """Return the names of rows, for the report of pytest."""
    return [f"{row.get('rule', '')} {row['issuer'][:18]}: {row['name']}" for row in table]


def template(row: dict[str, Any]) -> dict[str, Any]:
    """Return a template whose role trusts the provider of a row."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Action": row.get("action", "sts:AssumeRoleWithWebIdentity"),
        "Principal": {"Federated": {"Fn::Sub": f"{ARN}{row.get('provider', row['issuer'])}"}},
    }
    if "condition" in row:
        statement["Condition"] = {
            operator: {
                key if "." in key else f"{row['issuer']}:{key}": value
                for key, value in keys.items()
            }
            for operator, keys in row["condition"].items()
        }
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    return {"Resources": {"Deployment": role}}


def found(row: dict[str, Any]) -> set[str]:
    """Return the rules with an error or a warning in the template of a row."""
    return {one.rule_id for one in check_template(template(row)) if one.rule_id[0] != "I"}


@pytest.mark.parametrize("row", WRONG, ids=names(WRONG))
def test_the_mistake_is_found_by_one_rule(row: dict[str, Any]) -> None:
    assert found(row) == {row["rule"]}


@pytest.mark.parametrize("row", RIGHT, ids=names(RIGHT))
def test_nothing_is_found_in_what_is_right(row: dict[str, Any]) -> None:
    assert found(row) == set()


def test_a_provider_of_the_template_takes_the_audience_that_it_lists() -> None:
    row = next(each for each in WRONG if each["rule"] == "W9539")
    made = template(row)
    audience = row["condition"]["StringLike"]["aud"]
    url = f"https://{row['issuer']}"
    provider = {"Url": url, "ClientIdList": [audience], "ThumbprintList": []}
    made["Resources"]["Provider"] = {"Type": "AWS::IAM::OIDCProvider", "Properties": provider}
    assert {one.rule_id for one in check_template(made)} == set()
