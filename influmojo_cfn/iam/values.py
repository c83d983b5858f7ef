"""How a value of the request is compared with a value of the policy, by kind of value.

Each function takes the policy's value once and gives a function of the request's value. That gives
None where the two cannot be compared at all, such as a string under a numeric operator. Then
neither the operator nor its negation matches. It gives DOUBTFUL where AWS's pages do not
define what a value is, see :mod:`influmojo_cfn.iam.value_formats`.

Source (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import base64
import operator
import string
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from influmojo_cfn.iam.patterns import (
    SEGMENTS,
    Token,
    Wildcard,
    compile_segments,
    compile_tokens,
    split_segments,
)
from influmojo_cfn.iam.value_formats import (
    DOUBTFUL,
    Doubt,
    Read,
    other_base64,
    read_address,
    read_arn,
    read_binary,
    read_block,
    read_boolean,
    read_date,
    read_number,
    read_whole_arn,
)

if TYPE_CHECKING:
    from influmojo_cfn.iam.value_formats import Network

Comparison = Callable[[str], "bool | Doubt | None"]
"""Whether a value of the request matches; None where it cannot be compared."""
Order = Callable[[Any, Any], bool]
ORDERS: dict[str, Order] = {
    "equals": operator.eq,
    "less": operator.lt,
    "less or equal": operator.le,
    "greater": operator.gt,
    "greater or equal": operator.ge,
}


def literal(tokens: Sequence[Token]) -> str:
    """Return the text of tokens in which wildcards are ordinary characters."""
    return "".join(token.value if isinstance(token, Wildcard) else str(token) for token in tokens)


def equal_text(tokens: Sequence[Token]) -> Comparison:
    """Compare strings, case and all."""
    expected = literal(tokens)
    return lambda value: value == expected


def equal_text_ignoring_case(tokens: Sequence[Token]) -> Comparison:
    """Compare strings without regard to case.

    AWS's page does not say which letters beyond ASCII are the same in another case.
    """
    expected = literal(tokens)
    plain, folded = _in_lowercase(expected), expected.casefold()

    def compare(value: str) -> bool | Doubt:
        if _in_lowercase(value) == plain:
            return True
        is_perhaps = value.casefold() == folded or value.lower() == expected.lower()
        return DOUBTFUL if is_perhaps else False

    return compare


def _in_lowercase(text: str) -> str:
    return text.translate(_LOWERCASE)


_LOWERCASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def like_text(tokens: Sequence[Token]) -> Comparison:
    """Match a string with a pattern."""
    return compile_tokens(tokens)


def like_arn(tokens: Sequence[Token]) -> Comparison:
    """Match each of the six segments of an ARN by itself."""
    segments = split_segments(tokens)
    if len(segments) != SEGMENTS:
        return _incomparable if read_arn(literal(tokens)) is None else doubtful(read_whole_arn)
    matches = compile_segments(segments)
    return lambda value: matches(value) if value.count(":") >= SEGMENTS - 1 else None


def _compared(
    order: Order, read: Read, read_policy: Read | None = None
) -> Callable[[Sequence[Token]], Comparison]:
    """Compare what two strings represent; those of a policy can be read in another way."""

    def of_policy(tokens: Sequence[Token]) -> Comparison:
        expected = (read_policy or read)(literal(tokens))
        if expected is None:
            return _incomparable
        if expected is DOUBTFUL:
            return doubtful(read)

        def compare(value: str) -> bool | Doubt | None:
            found = read(value)
            return found if found is None or found is DOUBTFUL else order(found, expected)

        return compare

    return of_policy


def equal_bytes(tokens: Sequence[Token]) -> Comparison:
    """Compare the bytes that base64 represents; other forms of the same bytes are doubtful."""
    expected = read_binary(literal(tokens))
    if not isinstance(expected, bytes):
        return _compared(operator.eq, read_binary)(tokens)
    others = frozenset(other_base64(base64.b64encode(expected).decode()))

    def compare(value: str) -> bool | Doubt | None:
        found = read_binary(value)
        return DOUBTFUL if value in others else None if found is None else found == expected

    return compare


def presence(tokens: Sequence[Token]) -> Comparison:
    """Raise: Null tests whether the key exists, not its value."""
    raise NotImplementedError("Null tests whether the key exists, not its value")


def _incomparable(value: str) -> None:
    return None


def doubtful(read: Read, text: str = "") -> Comparison:
    """Return whether a value can match one that cannot be read.

    It cannot if it is not of its kind, unless it is written as ``text``, which the other is.
    """
    own = text.lower()
    return lambda value: (
        DOUBTFUL if read(value) is not None or (own and value.lower() == own) else None
    )


def _lies_in(address: Network, block: Network) -> bool:
    return address.network_address in block


COMPARISONS: dict[str, Callable[[Sequence[Token]], Comparison]] = {
    "text": equal_text,
    "text in any case": equal_text_ignoring_case,
    "pattern": like_text,
    "arn": like_arn,
    "boolean": _compared(operator.eq, read_boolean),
    "binary": equal_bytes,
    "address": _compared(_lies_in, read_address, read_block),
    "presence": presence,
    **{f"number {name}": _compared(order, read_number) for name, order in ORDERS.items()},
    **{f"date {name}": _compared(order, read_date) for name, order in ORDERS.items()},
}
"""The comparisons that the table of operators names."""
