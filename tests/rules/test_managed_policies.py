"""AWS managed policies as rules read them."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.managed_policies import managed_path, managed_policy


@pytest.mark.parametrize(
    ("arn", "path"),
    [
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "ReadOnlyAccess"),
        ("arn:aws:iam::aws:policy/service-role/A", "service-role/A"),
        ("arn:aws:iam::111122223333:policy/A", ""),
        ("arn:aws:iam::aws:role/A", ""),
        ("arn:aws:s3:::aws", ""),
        ("A", ""),
    ],
)
def test_the_path_is_of_a_policy_of_aws_alone(arn: str, path: str) -> None:
    assert managed_path(Value(arn, ())) == path


def test_a_policy_that_is_not_in_the_data_is_none() -> None:
    known = managed_policy("service-role/AmazonECSTaskExecutionRolePolicy")
    assert known
    assert "logs:putlogevents" in known.statements[0].known_actions
    assert managed_policy("NoSuchPolicy") is None
    assert managed_policy("") is None
