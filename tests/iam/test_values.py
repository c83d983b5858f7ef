"""How values are compared: alike, otherwise, in doubt, or not at all."""

from __future__ import annotations

import pytest

from influmojo_cfn.data import condition_operators
from influmojo_cfn.iam.patterns import tokenize
from influmojo_cfn.iam.value_formats import DOUBTFUL, read_number
from influmojo_cfn.iam.values import COMPARISONS, ORDERS, doubtful, literal, presence


def test_every_order_has_its_words() -> None:
    assert set(condition_operators.FAILS) == set(ORDERS) - {"equals"}


SAME, OTHER, NEVER = True, False, None


@pytest.mark.parametrize(
    ("comparison", "policy", "value", "expected"),
    [
        ("text", "a*", "a*", SAME),
        ("text", "a*", "ab", OTHER),
        ("text", "a?", "a?", SAME),
        ("text", "A", "a", OTHER),
        ("text in any case", "A*", "a*", SAME),
        ("text in any case", "a", "A", SAME),
        ("text in any case", "\N{LATIN SMALL LETTER E WITH ACUTE}", "E", OTHER),
        ("text in any case", "k", "\N{KELVIN SIGN}", DOUBTFUL),
        ("text in any case", "\N{LATIN SMALL LETTER SHARP S}", "ss", DOUBTFUL),
        ("text in any case", "A", "b", OTHER),
        ("text in any case", "ab", "abc", OTHER),
        ("pattern", "a*", "abc", SAME),
        ("pattern", "a*", "b", OTHER),
        ("pattern", "a?", "a", OTHER),
        ("arn", "arn:aws:s3:::a*", "arn:aws:s3:::ab:c", SAME),
        ("arn", "arn:aws:s3:::a*", "arn:aws:s3:::b", OTHER),
        ("arn", "arn:*:s3:::a", "arn:aws:x:s3:::a", OTHER),
        ("arn", "arn:aws:s3:::a*", "arn:aws:s3::", NEVER),
        ("arn", "arn:aws:s3:::a*", "a", NEVER),
        ("arn", "queue", "arn:aws:s3:::a", NEVER),
        ("arn", "arn:aws:*", "arn:aws:s3:::a", DOUBTFUL),
        ("arn", "arn:aws:*", "arn:aws:s3::", NEVER),
        ("number equals", "10", "10.0", SAME),
        ("number equals", "10", "11", OTHER),
        ("number equals", "10", "ten", NEVER),
        ("number equals", "ten", "10", NEVER),
        ("number equals", "10", "1e1", DOUBTFUL),
        ("number equals", "1e1", "10", DOUBTFUL),
        ("number equals", "1e1", "ten", NEVER),
        ("number less", "10", "9", SAME),
        ("number less", "10", "10", OTHER),
        ("number less or equal", "10", "10", SAME),
        ("number less or equal", "10", "11", OTHER),
        ("number greater", "10", "11", SAME),
        ("number greater", "10", "10", OTHER),
        ("number greater or equal", "10", "10", SAME),
        ("number greater or equal", "10", "9", OTHER),
        ("date less", "2026-01-02", "2026-01-01T23:59:59Z", SAME),
        ("date less", "2026-01-02", "2026-01-02", OTHER),
        ("date greater", "2026-01-01", "1", OTHER),
        ("date equals", "2026-1-1", "2026-01-01", DOUBTFUL),
        ("date equals", "2026-1-1", "soon", NEVER),
        ("boolean", "true", "TRUE", SAME),
        ("boolean", "true", "false", OTHER),
        ("boolean", "false", "false", SAME),
        ("boolean", "true", "1", NEVER),
        ("boolean", "1", "true", NEVER),
        ("binary", "QQ==", "QQ==", SAME),
        ("binary", "QQ==", "QR", DOUBTFUL),
        ("binary", "QQ==", "Qg", OTHER),
        ("binary", "QQ", "Qg==", DOUBTFUL),
        ("binary", "QQ==", "QUI=", OTHER),
        ("binary", "QR==", "QQ==", DOUBTFUL),
        ("binary", "QQ==", "-", NEVER),
        ("address", "10.0.0.0/8", "10.255.0.1", SAME),
        ("address", "10.0.0.0/8", "11.0.0.1", OTHER),
        ("address", "10.0.0.0/8", "::1", OTHER),
        ("address", "10.0.0.0/8", "10.0.0.1/32", NEVER),
        ("address", "10.0.0.0/8", "10.0.0.01", DOUBTFUL),
        ("address", "10.0.0.1", "10.0.0.1", SAME),
        ("address", "010.0.0.0/8", "10.0.0.1", DOUBTFUL),
        ("address", "010.0.0.0/8", "ten", NEVER),
        ("address", "10.0.0.0/33", "10.0.0.1", NEVER),
        ("address", "2001:db8::/32", "2001:db8::5", SAME),
    ],
)
def test_a_value_is_compared(comparison: str, policy: str, value: str, expected: object) -> None:
    assert COMPARISONS[comparison](tokenize(policy))(value) is expected


def test_a_value_of_another_kind_is_no_doubt() -> None:
    number = doubtful(read_number, "ten")
    assert [number(text) for text in ("3", "TEN", "eleven")] == [DOUBTFUL, DOUBTFUL, None]


def test_tokens_are_their_text() -> None:
    assert literal(tokenize("a*b?c")) == "a*b?c"
    assert literal(()) == ""


def test_presence_compares_no_values() -> None:
    with pytest.raises(
        NotImplementedError, match=r"^Null tests whether the key exists, not its value$"
    ):
        presence(())
