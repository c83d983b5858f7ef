"""A Region is fixed unless what an ARN names is only there, as functions at the edge are."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

SECRET = "arn:${AWS::Partition}:secretsmanager:us-east-1:${AWS::AccountId}:secret:orders-??????"
POLICY = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "secretsmanager:GetSecretValue",
        "Resource": {"Fn::Sub": SECRET},
    },
}
QUEUE = {
    "Type": "AWS::SQS::Queue",
    "Properties": {"QueueName": {"Fn::Sub": "orders-${AWS::Region}"}},
}


@pytest.mark.parametrize(
    ("kind", "policy"),
    [
        pytest.param("AWS::IAM::Role", {"PolicyName": "read", "PolicyDocument": POLICY}, id="role"),
        pytest.param("AWS::Serverless::Function", POLICY, id="function of AWS SAM"),
    ],
)
@pytest.mark.parametrize(
    ("principal", "is_fixed"),
    [
        pytest.param("edgelambda.amazonaws.com", False, id="the edge"),
        pytest.param(["lambda.amazonaws.com", "edgelambda.amazonaws.com"], False, id="a list"),
        pytest.param({"Fn::Sub": "edgelambda.${AWS::URLSuffix}"}, False, id="the URL suffix"),
        pytest.param("lambda.amazonaws.com", True, id="Lambda"),
    ],
)
def test_a_function_at_the_edge_names_its_region(
    kind: str, policy: Any, principal: Any, is_fixed: bool
) -> None:
    allow = {"Effect": "Allow", "Principal": {"Service": principal}, "Action": "sts:AssumeRole"}
    trust = {"Version": "2012-10-17", "Statement": [allow]}
    properties = {"AssumeRolePolicyDocument": trust, "Policies": [policy]}
    resources = {"Edge": {"Type": kind, "Properties": properties}, "Queue": QUEUE}
    found = {one.rule_id for one in check_template({"Resources": resources})}
    assert ("W9218" in found) is is_fixed
