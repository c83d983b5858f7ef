"""An operator with wildcards in the place of one without, at values that are not known."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.automata import LETTERS, MOST_LETTERS, opaque
from influmojo_cfn.proof.access_comparison import compare
from tests.proof.policies import allow, role, statement

LETTER, PLAIN = opaque(MOST_LETTERS + 1), opaque(LETTERS - 1)


@pytest.mark.parametrize(
    ("effect", "old", "new", "value", "verdict"),
    [
        ("Allow", "StringEquals", "StringLike", LETTER, "unknown"),
        ("Allow", "StringEqualsIfExists", "StringLikeIfExists", f"o-{LETTER}", "unknown"),
        ("Allow", "StringLike", "StringEquals", LETTER, "proven"),
        ("Allow", "StringNotLike", "StringNotEquals", LETTER, "unknown"),
        ("Deny", "StringNotEquals", "StringNotLike", LETTER, "unknown"),
        ("Deny", "StringLike", "StringEquals", LETTER, "unknown"),
        ("Deny", "StringEquals", "StringLike", LETTER, "proven"),
        ("Allow", "StringEquals", "StringLike", PLAIN, "proven"),
        ("Allow", "StringEquals", "StringLike", "o-a", "proven"),
        ("Allow", "ArnEquals", "ArnLike", LETTER, "proven"),
    ],
)
def test_a_value_that_may_have_a_wildcard_is_another_to_another_operator(
    effect: str, old: str, new: str, value: str, verdict: str
) -> None:
    before, after = (
        role(allow("*"), statement(effect, "s3:*", condition={each: {"aws:PrincipalOrgID": value}}))
        for each in (old, new)
    )
    assert compare(before, after).gained.verdict == verdict
