"""A function's URL gives something where it takes everybody and a permission does too."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.function_urls import url_doubt, url_statement
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown

ARN = "arn:aws:lambda:us-east-1:111122223333:function:f"
OPEN = {"FunctionName": "f", "Action": "lambda:InvokeFunctionUrl", "Principal": "*"}


def template(kind: Any, **permission: Any) -> ResolvedTemplate:
    url = {"AuthType": kind, "TargetFunctionArn": ARN}
    resources = {
        "Url": {"Type": "AWS::Lambda::Url", "Properties": url},
        "P": {"Type": "AWS::Lambda::Permission", "Properties": {**OPEN, **permission}},
    }
    return ResolvedTemplate({"Resources": resources})


def statement(kind: Any, **permission: Any) -> Any:
    return url_statement(template(kind, **permission), "Url")


@pytest.mark.parametrize(
    "permission", [{}, {"FunctionUrlAuthType": "NONE"}, {"Action": "lambda:*"}]
)
def test_everybody_may_call_an_open_url(permission: dict[str, str]) -> None:
    found = statement("NONE", **permission)
    assert (found["Principal"], found["Resource"]) == ("*", ARN)
    assert url_doubt(template("NONE", **permission), "Url") is None


@pytest.mark.parametrize(
    "permission",
    [
        {"FunctionUrlAuthType": "AWS_IAM"},
        {"Principal": "111122223333"},
        {"Action": "lambda:GetFunction"},
        {"FunctionName": "other"},
    ],
)
def test_without_such_a_permission_it_is_not_known(permission: dict[str, str]) -> None:
    found = url_doubt(template("NONE", **permission), "Url")
    assert isinstance(found, Unknown)
    assert statement("NONE", **permission)["Principal"] == "*"
    assert found.reason == f"whether a permission lets everyone call {ARN} by its URL"


def test_what_takes_signed_requests_alone_gives_nothing() -> None:
    assert statement("AWS_IAM") is None


def test_a_permission_of_no_function_is_of_one_that_is_not_known() -> None:
    assert url_doubt(template("NONE", FunctionName=None), "Url")


def test_a_kind_that_is_not_known_leaves_it_open() -> None:
    assert isinstance(statement({"Ref": "Missing"}), Unknown)


def test_an_open_url_is_a_statement_that_allows_everyone() -> None:
    found = statement("NONE", Action="lambda:InvokeFunctionUrl", Principal="*")
    assert {key: found[key] for key in found if key != "Resource"} == {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "lambda:InvokeFunctionUrl",
    }
