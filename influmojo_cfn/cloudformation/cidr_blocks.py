"""The blocks of addresses that Fn::Cidr makes of one.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html
(read 2026-11-28).
"""

from __future__ import annotations

import ipaddress
from itertools import islice
from typing import Any

_MOST = 256


def cidr_blocks(argument: Any) -> list[str]:
    """Return the first blocks of a block; nothing where it does not hold so many.

    Args:
        argument: the block, how many are wanted, and how many bits tell the addresses of one apart.
    """
    if not isinstance(argument, list) or len(argument) != 3:
        return []
    block, count, bits = map(str, argument)
    try:
        network = ipaddress.ip_network(block)
        length = network.max_prefixlen - int(bits)
        found = [*map(str, islice(network.subnets(new_prefix=length), min(int(count), _MOST)))]
    except ValueError:
        return []
    return found if str(len(found)) == count else []
