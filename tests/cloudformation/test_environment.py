"""Where a template is deployed: what cannot be, and what follows from a Region."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment, partition_of, url_suffix_of
from influmojo_cfn.errors import Error


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"account": "123"}, "account: '123' is not an account ID of 12 digits"),
        ({"account": "11112222333x"}, "account: '11112222333x' is not an account ID of 12 digits"),
        ({"account": "١" * 12}, f"account: '{'١' * 12}' is not an account ID of 12 digits"),
        (
            {"region": "useast1"},
            "region: 'useast1' is not a Region, such as us-east-1; did you mean 'us-east-1'?",
        ),
        (
            {"region": "eu-centrl-1"},
            "region: AWS has no Region 'eu-centrl-1', as far as the installed cfn-lint knows;"
            " did you mean 'eu-central-1'?",
        ),
        ({"region": ""}, "region: '' is not a Region, such as us-east-1"),
        (
            {"partition": "aws-c"},
            "partition: 'aws-c' is not one of aws, aws-cn, aws-us-gov, aws-eusc, aws-iso,"
            " aws-iso-b, aws-iso-e, aws-iso-f; did you mean 'aws-cn'?",
        ),
        ({"account": "1"}, "account: '1' is not an account ID of 12 digits"),
        (
            {"region": "ap-south-1", "partition": "aws-cn"},
            "partition: ap-south-1 is a Region of aws, not of aws-cn",
        ),
        (
            {"region": "x", "partition": "aws-cn"},
            "region: 'x' is not a Region, such as us-east-1",
        ),
    ],
)
def test_what_cannot_be_is_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(Error) as caught:
        Environment.checked(**given)
    assert str(caught.value) == message


def test_all_that_cannot_be_is_named_at_once() -> None:
    with pytest.raises(Error) as caught:
        Environment.checked(account="1", region="x", partition="y")
    assert [each.where for each in caught.value.problems] == ["account", "region", "partition"]


def test_what_is_not_given_is_at_its_default() -> None:
    assert Environment.checked() == Environment()


def test_what_is_given_is_taken() -> None:
    given: dict[str, Any] = {
        "parameters": {"A": "b"},
        "account": "444455556666",
        "region": "cn-north-1",
        "partition": "aws-cn",
        "stack_name": "app",
    }
    assert Environment.checked(**given) == Environment(**given)


def test_a_partition_that_is_given_is_taken() -> None:
    assert Environment(region="us-east-1", partition="aws-cn").known_partition == "aws-cn"


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
        ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
    ],
)
def test_a_region_has_its_partition_and_suffix(region: str, partition: str, suffix: str) -> None:
    assert (partition_of(region), url_suffix_of(partition)) == (partition, suffix)
    assert Environment(region=region).url_suffix == suffix


@pytest.mark.parametrize("name", ["", " ", "a b", "1a", "a/b", "a\0", "\ue001", "a" * 129])
def test_what_is_no_stack_name_is_refused(name: str) -> None:
    with pytest.raises(Error, match="is not a stack name"):
        Environment.checked(stack_name=name)
    assert Environment.checked(stack_name="a-1" + "b" * 125).stack_name
