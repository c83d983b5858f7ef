"""What limits a role from outside it: policies of an organization and of VPC endpoints."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import principal_of
from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator
from influmojo_cfn.evaluation.principals import request_of
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.iam.document import parse_policy

OBJECT = "arn:aws:s3:::acme/a.png"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs"
HOME, OTHER = "111122223333", "444455556666"
ROOT, UNIT = "r-abcd", "ou-abcd-11111111"


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def statement(effect: str, action: str, principal: Any = None, **more: Any) -> dict[str, Any]:
    row = {"Effect": effect, "Action": action, "Resource": "*", **more}
    return {**row, "Principal": principal} if principal else row


ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "app",
        "AssumeRolePolicyDocument": document(
            {
                "Effect": "Allow",
                "Principal": {"Service": "ecs-tasks.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ),
        "Policies": [{"PolicyName": "p", "PolicyDocument": document(statement("Allow", "*"))}],
    },
}
DENY_READS = statement("Deny", "s3:GetObject")
DENY_ANYBODY = statement("Deny", "s3:GetObject", "*")
THROUGH = {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}


def organization(kind: str, row: dict[str, Any], *targets: Any) -> dict[str, Any]:
    properties = {"Name": "n", "Type": kind, "TargetIds": list(targets), "Content": document(row)}
    return {"Type": "AWS::Organizations::Policy", "Properties": properties}


def service_control(row: dict[str, Any], *targets: Any) -> dict[str, Any]:
    return organization("SERVICE_CONTROL_POLICY", row, *targets)


def resource_control(row: dict[str, Any], *targets: Any) -> dict[str, Any]:
    return organization("RESOURCE_CONTROL_POLICY", row, *targets)


def endpoint(service: Any, row: dict[str, Any]) -> dict[str, Any]:
    properties = {"VpcId": "vpc-1", "ServiceName": service, "PolicyDocument": document(row)}
    return {"Type": "AWS::EC2::VPCEndpoint", "Properties": properties}


def decide(
    action: str, resource: str, limit: dict[str, Any] | None = None, **given: Any
) -> Decision:
    resources = {"Role": ROLE, **({"Limit": limit} if limit else {})}
    whole = Document({"Resources": resources})
    own = principal_of(whole, "Role")
    principal = given.pop("principal", None)
    request = request_of(own, action, resource, principal=principal)
    return PrincipalEvaluator(whole, own, **given).decide(request)


@pytest.mark.parametrize(
    ("limit", "outcome"),
    [
        pytest.param(service_control(DENY_READS, HOME), "explicitDeny", id="of the account"),
        pytest.param(service_control(DENY_READS, OTHER), "allowed", id="of another account"),
        pytest.param(service_control(DENY_READS, ROOT), "unknown", id="of the root"),
        pytest.param(service_control(DENY_READS, UNIT, OTHER), "unknown", id="of a unit"),
        pytest.param(service_control(DENY_READS), "unknown", id="of what is attached elsewhere"),
        pytest.param(
            service_control(statement("Allow", "s3:*"), HOME), "allowed", id="that allows it"
        ),
        pytest.param(
            service_control(statement("Allow", "sqs:*"), HOME),
            "unknown",
            id="that allows else, beside others that might",
        ),
        pytest.param(resource_control(DENY_ANYBODY, HOME), "explicitDeny", id="of the resource"),
        pytest.param(resource_control(DENY_ANYBODY, UNIT), "unknown", id="of resources of a unit"),
        pytest.param(
            resource_control({**DENY_ANYBODY, "Condition": THROUGH}, HOME),
            "allowed",
            id="of the resource, sparing the role",
        ),
        pytest.param(
            organization("TAG_POLICY", {"tags": {}}, HOME), "allowed", id="of tags, which is none"
        ),
        pytest.param(
            endpoint("com.amazonaws.us-east-1.s3", statement("Allow", "s3:Put*", "*")),
            "unknown",
            id="of an endpoint of the service",
        ),
        pytest.param(
            endpoint("com.amazonaws.us-east-1.s3", statement("Allow", "s3:*", "*")),
            "allowed",
            id="of an endpoint that lets it through",
        ),
        pytest.param(
            endpoint("com.amazonaws.us-east-1.sqs", statement("Allow", "sqs:*", "*")),
            "allowed",
            id="of an endpoint of another service",
        ),
        pytest.param(
            endpoint({"Ref": "Service"}, statement("Allow", "sqs:*", "*")),
            "unknown",
            id="of an endpoint of a service that is not known",
        ),
    ],
)
def test_a_limit_in_the_template(limit: dict[str, Any], outcome: str) -> None:
    assert decide("s3:GetObject", OBJECT, limit).outcome == outcome


def test_what_might_limit_is_named() -> None:
    found = decide("s3:GetObject", OBJECT, resource_control(DENY_ANYBODY, UNIT))
    assert found.unknown == ("Limit: whether it limits the account; it does not let this through",)


def test_the_service_of_an_endpoint_is_not_always_that_of_its_actions() -> None:
    limit = endpoint("com.amazonaws.us-east-1.monitoring", statement("Allow", "logs:*", "*"))
    assert decide("cloudwatch:PutMetricData", "*", limit).outcome == "unknown"
    assert decide("s3:GetObject", OBJECT, limit).allowed


@pytest.mark.parametrize(
    ("given", "outcome", "by"),
    [
        ({"resource_control": [DENY_ANYBODY]}, "explicitDeny", None),
        ({"resource_control": [statement("Deny", "sqs:*", "*")]}, "allowed", None),
        ({"endpoint": statement("Allow", "sqs:*", "*")}, "implicitDeny", "VPC endpoint policy"),
        ({"endpoint": statement("Allow", "*", "*")}, "allowed", None),
        ({"endpoint": statement("Allow", "*", {"AWS": OTHER})}, "implicitDeny", None),
    ],
)
def test_a_limit_that_is_given(given: dict[str, Any], outcome: str, by: str | None) -> None:
    def read(row: dict[str, Any]) -> Any:
        return parse_policy(document(row), kind="resource")

    policies: dict[str, Any] = {
        name: [read(each) for each in rows] if isinstance(rows, list) else read(rows)
        for name, rows in given.items()
    }
    found = decide("s3:GetObject", OBJECT, **policies)
    assert found.outcome == outcome
    assert by is None or found.limited_by == by


ECS_TASKS = "Service:ecs-tasks.amazonaws.com"


@pytest.mark.parametrize(
    ("limit", "outcome"),
    [
        (resource_control(statement("Deny", "sts:AssumeRole", "*"), HOME), "explicitDeny"),
        (resource_control(statement("Deny", "sts:AssumeRole", "*"), UNIT), "unknown"),
        (service_control(statement("Deny", "sts:AssumeRole"), HOME), "allowed"),
        (endpoint("com.amazonaws.us-east-1.sts", statement("Deny", "*", "*")), "allowed"),
    ],
)
def test_who_assumes_a_role_is_limited_as_the_role_is_a_resource(
    limit: dict[str, Any], outcome: str
) -> None:
    assert decide("sts:AssumeRole", "*", limit, principal=ECS_TASKS).outcome == outcome


@pytest.mark.parametrize(
    ("action", "resource", "outcome"),
    [
        ("s3:GetObject", OBJECT, "explicitDeny"),
        ("ec2:DescribeInstances", "*", "unknown"),
    ],
)
def test_a_resource_control_policy_surely_limits_few_services(
    action: str, resource: str, outcome: str
) -> None:
    denies = parse_policy(
        document({**DENY_ANYBODY, "Action": "*", "Resource": "*"}), kind="resource"
    )
    assert decide(action, resource, resource_control=[denies]).outcome == outcome
