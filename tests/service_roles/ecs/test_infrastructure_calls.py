"""What ECS calls with infrastructure roles, on which resources and with which condition keys."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.service_roles.every_service_call import service_calls
from tests.service_roles.templates import calls, resolver_of

ROLE = "arn:aws:iam::111122223333:role/infrastructure"
BALANCERS = "arn:aws:elasticloadbalancing:us-east-1:111122223333:"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def service(**properties: Any) -> str:
    resources = {
        "Service": {"Type": "AWS::ECS::Service", "Properties": properties},
        "Key": {"Type": "AWS::KMS::Key", "Properties": {}},
        "Alias": {
            "Type": "AWS::KMS::Alias",
            "Properties": {"AliasName": "alias/web", "TargetKeyId": {"Ref": "Key"}},
        },
    }
    return json.dumps({"Resources": resources})


def volume(**more: Any) -> str:
    managed = {"RoleArn": ROLE, "SizeInGiB": 10, **more}
    return service(VolumeConfigurations=[{"Name": "data", "ManagedEBSVolume": managed}])


def balanced(*balancers: dict[str, Any]) -> str:
    return service(LoadBalancers=list(balancers))


def balancer(group: str, **advanced: Any) -> dict[str, Any]:
    return {
        "TargetGroupArn": f"{BALANCERS}targetgroup/{group}/1",
        "AdvancedConfiguration": {"RoleArn": ROLE, **advanced},
    }


@pytest.mark.parametrize(
    ("key", "on"),
    [
        (KEY, KEY),
        ("1234abcd-12ab-34cd-56ef-1234567890ab", "arn::kms:::key/" + KEY.rpartition("/")[2]),
        ({"Ref": "Key"}, "arn::kms:::key/${Key}"),
        ({"Fn::GetAtt": ["Key", "Arn"]}, "arn::kms:::key/${Key}"),
        ("alias/web", "arn::kms:::key/${Key}"),
        ("alias/of-another-stack", "${...}"),
    ],
    ids=["ARN", "ID", "Ref", "GetAtt", "alias", "another alias"],
)
def test_the_key_of_a_volume_is_asked_for(key: Any, on: str) -> None:
    found = {call for call in calls(service_calls, volume(KmsKeyId=key)) if "kms:" in call}
    names = ("CreateGrant", "DescribeKey", "GenerateDataKeyWithoutPlaintext")
    assert found == {f"kms:{name} {on}" for name in names}


@pytest.mark.parametrize("key", [{}, {"KmsKeyId": "alias/aws/ebs"}], ids=["no key", "AWS's key"])
def test_a_key_that_aws_manages_is_not_asked_for(key: dict[str, str]) -> None:
    assert not any("kms:" in call for call in calls(service_calls, volume(**key)))


@pytest.mark.parametrize(
    ("rule", "call"),
    [
        (f"{BALANCERS}listener-rule/app/a/1/2/3", "elasticloadbalancing:ModifyRule"),
        (f"{BALANCERS}listener/net/a/1/2", "elasticloadbalancing:ModifyListener"),
    ],
    ids=["a rule", "a listener"],
)
def test_what_shifts_traffic_depends_on_what_is_named(rule: str, call: str) -> None:
    found = calls(service_calls, balanced(balancer("blue", ProductionListenerRule=rule)))
    assert {each for each in found if "Modify" in each} == {f"{call} {rule}"}


def test_a_rule_that_is_not_known_takes_one_of_both() -> None:
    given = {"Fn::ImportValue": "rule"}
    found = calls(service_calls, balanced(balancer("blue", TestListenerRule=given)))
    assert "elasticloadbalancing:ModifyRule or elasticloadbalancing:ModifyListener ${...}" in found


def test_each_load_balancer_is_asked_for_with_its_own_role() -> None:
    other = balancer("green")
    other["AdvancedConfiguration"]["RoleArn"] = f"{ROLE}-2"
    resolver = resolver_of(balanced(balancer("blue"), other))
    found = {
        (resolver.text(call.role.data), call.resources[0].rpartition("/")[0].rpartition("/")[2])
        for call in service_calls(resolver)
        if call.actions == ("elasticloadbalancing:RegisterTargets",)
    }
    assert found == {(ROLE, "blue"), (f"{ROLE}-2", "green")}


def test_the_certificate_authority_and_the_key_of_service_connect_are_asked_for() -> None:
    authority = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1"
    issuer = {"AwsPcaAuthorityArn": authority}
    tls = {"IssuerCertificateAuthority": issuer, "RoleArn": ROLE, "KmsKey": KEY}
    connect = {"Enabled": True, "Services": [{"PortName": "web", "Tls": tls}]}
    found = calls(service_calls, service(ServiceConnectConfiguration=connect))
    assert {
        f"acm-pca:IssueCertificate {authority}",
        f"kms:GenerateDataKey {KEY}",
        "secretsmanager:CreateSecret arn::secretsmanager:::secret:ecs-sc!${...}",
    } <= found
