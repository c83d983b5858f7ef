"""Rules of a load balancer that change what others ask to sign in for."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_policies import METHOD
from influmojo_cfn.proof.changed_authentication import changed_authentication

FORWARD = {"Type": "forward", "TargetGroupArn": "t"}
ASKING = {"Type": "authenticate-oidc", "AuthenticateOidcConfig": {}}


def template(rule: dict[str, Any] | None, default: dict[str, Any] = ASKING) -> ResolvedTemplate:
    prefix = "AWS::ElasticLoadBalancingV2::"
    listener = {"DefaultActions": [default, FORWARD]}
    resources = {"L": {"Type": f"{prefix}Listener", "Properties": listener}}
    if rule is not None:
        resources["R"] = {"Type": f"{prefix}ListenerRule", "Properties": rule}
    return ResolvedTemplate({"Resources": resources}, missing_is_unknown=True)


def rule(path: str = "/a", priority: int = 1) -> dict[str, Any]:
    conditions = [{"Field": "path-pattern", "Values": [path]}]
    return {"Actions": [FORWARD], "Conditions": conditions, "Priority": priority}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (rule(), rule("/*"), ["Conditions"]),
        (rule(), rule(priority=2), ["Priority"]),
        (None, rule(), ["Actions", "Conditions", "Priority"]),
        (rule(), rule(), []),
        (rule(), None, []),
    ],
)
def test_what_decides_which_requests_are_authenticated(
    old: dict[str, Any] | None, new: dict[str, Any] | None, found: list[str]
) -> None:
    assert changed_authentication(template(old), template(new), "R") == found


def test_nothing_changes_where_no_rule_authenticates() -> None:
    old, new = (template(each, FORWARD) for each in (rule(), rule("/*")))
    assert changed_authentication(old, new, "R") == []


IAM = {"AuthorizationType": "AWS_IAM"}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"AuthorizationType": "CUSTOM"}, IAM, ["AuthorizationType"]),
        ({**IAM, "ApiKeyRequired": True}, IAM, ["execute-api:ApiKey"]),
        ({"AuthorizationType": "NONE"}, IAM, []),
        (IAM, {**IAM, "ApiKeyRequired": True}, []),
        (None, IAM, []),
    ],
)
def test_what_is_no_longer_asked_of_callers_with_policies(
    old: dict[str, Any] | None, new: dict[str, Any], found: list[str]
) -> None:
    before, after = (
        ResolvedTemplate({"Resources": {"M": {"Type": METHOD, "Properties": each}} if each else {}})
        for each in (old, new)
    )
    assert changed_authentication(before, after, "M") == found


AUTHORIZER = "AWS::ApiGateway::Authorizer"


@pytest.mark.parametrize(
    ("changed", "reference", "found"),
    [
        ({"AuthorizerUri": "b"}, "elsewhere", ["AuthorizerUri"]),
        ({"AuthorizerUri": "b"}, {"Ref": "A"}, []),  # compared with the method
        ({"Name": "b"}, "elsewhere", []),
    ],
)
def test_an_authorizer_that_methods_elsewhere_can_name(
    changed: dict[str, Any], reference: Any, found: list[str]
) -> None:
    properties = {"Name": "a", "AuthorizerUri": "a"}
    method = {"Type": "AWS::ApiGateway::Method", "Properties": {"AuthorizerId": reference}}
    old, new = (
        ResolvedTemplate(
            {"Resources": {"A": {"Type": AUTHORIZER, "Properties": each}, "M": method}}
        )
        for each in (properties, {**properties, **changed})
    )
    assert changed_authentication(old, new, "A") == found


def pool(factors: str = "ON", **policy: Any) -> dict[str, Any]:
    return {"MfaConfiguration": factors, "Policies": {"PasswordPolicy": {**STRICT, **policy}}}


STRICT = {"MinimumLength": 12, "RequireSymbols": True}
APP, SMS = "SOFTWARE_TOKEN_MFA", "SMS_MFA"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (pool(), pool(), []),
        (pool("OPTIONAL"), pool("ON"), []),
        (pool("ON"), pool("OPTIONAL"), ["MfaConfiguration"]),
        ({"MfaConfiguration": "ON"}, {}, ["MfaConfiguration"]),
        ({}, {"MfaConfiguration": "ON"}, []),
        ({}, {"MfaConfiguration": "ON", "EnabledMfas": [SMS]}, []),
        ({**pool(), "EnabledMfas": [APP]}, {**pool(), "EnabledMfas": [APP, SMS]}, ["EnabledMfas"]),
        ({**pool(), "EnabledMfas": [APP, SMS]}, {**pool(), "EnabledMfas": [APP]}, []),
        (pool(), {**pool(), "MfaConfiguration": {"Ref": "P"}}, ["MfaConfiguration"]),
        (pool(), pool(MinimumLength="14", RequireNumbers="true"), []),
        (pool(), pool(MinimumLength=8), ["PasswordPolicy"]),
        (pool(), pool(RequireSymbols=False), ["PasswordPolicy"]),
        (pool(), pool(TemporaryPasswordValidityDays=30), ["PasswordPolicy"]),
        (pool(), pool(TemporaryPasswordValidityDays=1, PasswordHistorySize=3), []),
        (pool(), {"MfaConfiguration": "ON"}, ["PasswordPolicy"]),
        (pool(), pool(MinimumLength={"Ref": "P"}), ["PasswordPolicy"]),
        (None, pool("OFF"), []),
        (pool(), None, []),
    ],
)
def test_a_user_pool_that_asks_for_less(
    old: dict[str, Any] | None, new: dict[str, Any] | None, found: list[str]
) -> None:
    sides = [
        ResolvedTemplate(
            {
                "Parameters": {"P": {"Type": "String"}},
                "Resources": {"U": {"Type": "AWS::Cognito::UserPool", "Properties": each}}
                if each is not None
                else {},
            },
            missing_is_unknown=True,
        )
        for each in (old, new)
    ]
    assert changed_authentication(sides[0], sides[1], "U") == found
