"""Branches: which of them can be taken at once."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.branches import ALWAYS, Branch, compatible, repeated

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


@pytest.mark.parametrize(
    ("branches", "expected"),
    [
        pytest.param([ALWAYS, ALWAYS, ALWAYS], [(1, 0), (2, 0)], id="always there"),
        pytest.param([PRODUCTION, OTHERWISE], [], id="never there at once"),
        pytest.param([PRODUCTION, OTHERWISE, OTHERWISE], [(2, 1)], id="again with the second"),
        pytest.param([PRODUCTION, OTHERWISE, ALWAYS], [(2, 0)], id="again with both"),
        pytest.param([PRODUCTION, REMOTE], [(1, 0)], id="of two conditions"),
    ],
)
def test_what_is_repeated_in_a_branch_is_found(
    branches: list[Branch], expected: list[tuple[int, int]]
) -> None:
    named = [("name", branch, number) for number, branch in enumerate(branches)]
    others = [(number, ALWAYS, number) for number in range(3)]
    assert list(repeated([*others, *named])) == expected
