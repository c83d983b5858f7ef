"""AWS's own parameters are of no account, and others are left as they are."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.public_parameters import without_account

OWN = "arn:aws:ssm:us-east-1:111122223333:"


@pytest.mark.parametrize(
    ("arn", "found"),
    [
        (f"{OWN}parameter/aws/service/a", "arn:aws:ssm:us-east-1::parameter/aws/service/a"),
        (f"{OWN}parameter/aws/services", f"{OWN}parameter/aws/services"),
        (f"{OWN}parameter/shop/aws/service/a", f"{OWN}parameter/shop/aws/service/a"),
        (f"{OWN}document/aws/service/a", f"{OWN}document/aws/service/a"),
        (f"{OWN.replace('ssm', 's3')}parameter/aws/service/a",) * 2,
    ],
)
def test_a_public_parameter_has_no_account(arn: str, found: str) -> None:
    parsed = parse_arn(arn)
    assert parsed is not None
    assert str(without_account(parsed)) == found
