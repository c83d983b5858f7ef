"""The blocks of addresses that Fn::Cidr makes of one."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.cidr_blocks import cidr_blocks


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        pytest.param(["10.0.0.0/24", 2, 5], ["10.0.0.0/27", "10.0.0.32/27"], id="numbers"),
        pytest.param(["10.0.0.0/24", "1", "6"], ["10.0.0.0/26"], id="strings"),
        pytest.param(["2001:db8::/56", 1, 64], ["2001:db8::/64"], id="IPv6"),
        pytest.param(["10.0.0.0/24", 5, 6], [], id="more than it holds"),
        pytest.param(["10.0.0.0/8", 257, 8], [], id="more than AWS makes"),
        pytest.param(["10.0.0.0/24", 1, 9], [], id="a block greater than the whole"),
        pytest.param(["10.0.0.1/24", 1, 6], [], id="an address in place of a block"),
        pytest.param(["10.0.0.0/24", 0, 6], [], id="none"),
        pytest.param(["10.0.0.0/24", 1], [], id="no bits"),
        pytest.param(["10.0.0.0/24", 1, 6, 1], [], id="one item too many"),
        pytest.param("10.0.0.0/24", [], id="no list"),
    ],
)
def test_the_first_blocks_of_a_block(argument: Any, expected: list[str]) -> None:
    assert cidr_blocks(argument) == expected


def test_no_more_blocks_are_made_than_aws_makes() -> None:
    assert len(cidr_blocks(["10.0.0.0/8", 256, 8])) == 256
