"""Branches: which of them can be taken at once."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.branches import ALWAYS, Branch, compatible

PRODUCTION: Branch = frozenset({("IsProduction", True)})
OTHERWISE: Branch = frozenset({("IsProduction", False)})
REMOTE: Branch = frozenset({("IsRemote", True)})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param(ALWAYS, ALWAYS, True, id="without conditions"),
        pytest.param(ALWAYS, PRODUCTION, True, id="one without conditions"),
        pytest.param(PRODUCTION, PRODUCTION, True, id="the same"),
        pytest.param(PRODUCTION, REMOTE, True, id="of two conditions"),
        pytest.param(PRODUCTION, OTHERWISE, False, id="where a condition holds and does not"),
        pytest.param(PRODUCTION | REMOTE, OTHERWISE, False, id="one of two rules it out"),
    ],
)
def test_which_branches_can_be_taken_at_once(one: Branch, other: Branch, expected: bool) -> None:
    assert compatible(one, other) is expected
    assert compatible(other, one) is expected
