"""What the engine does with the findings of all rules: one cause, one finding."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.rules.engine import check_policy, check_template

WIDE = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def found(*statements: Any) -> list[str]:
    data = {"Version": "2012-10-17", "Statement": list(statements)}
    return [one.rule_id for one in check_policy(data)]


def test_of_one_statement_the_strongest_speaks() -> None:
    everything_of_iam = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
    sending = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    ours = {"W9108", "W9204", "W9601", "W9602"}
    assert set(found(everything_of_iam)) & ours == {"W9602"}
    assert set(found(sending)) & ours == {"W9204"}
    assert set(found(everything_of_iam, sending)) & ours == {"W9602", "W9204"}


def template(**role: Any) -> dict[str, Any]:
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    role["AssumeRolePolicyDocument"] = {"Version": "2012-10-17", "Statement": [trust]}
    policy = {"PolicyDocument": {"Version": "2012-10-17", "Statement": [WIDE]}}
    return {
        "Resources": {
            "Limit": {"Type": "AWS::IAM::ManagedPolicy", "Properties": policy},
            "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        }
    }


def warned(data: dict[str, Any]) -> bool:
    return any(one.rule_id[0] == "W" for one in check_template(data))


def test_a_policy_that_is_a_boundary_alone_grants_nothing() -> None:
    limit = {"Ref": "Limit"}
    assert warned(template())
    assert not warned(template(PermissionsBoundary=limit))
    assert warned(template(PermissionsBoundary=limit, ManagedPolicyArns=[limit]))
