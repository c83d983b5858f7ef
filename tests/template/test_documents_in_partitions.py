"""Policy documents to paste: filled in as the stack of the same partition would be."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template.documents import Place, _values


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("eu-west-1", "aws", "amazonaws.com"),
    ],
)
def test_the_url_suffix_is_the_partition_s(region: str, partition: str, suffix: str) -> None:
    place = Place(account="111122223333", region=region, partition=partition)
    values = _values(APP, place, {})
    assert values["AWS::URLSuffix"] == suffix
    assert Environment(region=region).url_suffix == suffix
