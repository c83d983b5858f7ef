"""W9217: what AWS publishes is in an account of AWS."""

from __future__ import annotations

import pytest

from influmojo_cfn.rules.engine import check_template


@pytest.mark.parametrize(
    ("registries", "found"),
    [
        pytest.param({"444455556666"}, False, id="a registry of AWS"),
        pytest.param(set(), True, id="an account of someone"),
    ],
)
def test_an_account_that_is_written_into_an_images_arn(
    registries: set[str], found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "influmojo_cfn.rules.resources.fixed_account.aws_registry",
        lambda account: account if account in registries else None,
    )
    arns = [
        {"Fn::Sub": "arn:${AWS::Partition}:ecr:${AWS::Region}:444455556666:repository/web"},
        {"Fn::Sub": "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/web"},
    ]
    statement = {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": arns}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    rules = {one.rule_id for one in check_template({"Resources": {"App": policy}})}
    assert ("W9217" in rules) is found
