"""The grants of actions are rows of the catalog that have them."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.action_grants import ALSO_IN, GRANTS
from influmojo_cfn.grants import grant
from influmojo_cfn.iam.service_authorization import action
from tests.nonempty import nonempty


@pytest.mark.parametrize("name", GRANTS)
def test_a_grant_has_the_action_and_the_arguments(name: str) -> None:
    row = GRANTS[name]
    found = grant(row.grant)
    actions = {
        each.JSONrepr()
        for statement in found.statements
        if "task" in statement.roles
        for each in statement.actions
    }
    assert name in actions
    assert action(name) is not None
    assert {each.name for each in row.arguments} <= {each.name for each in found.arguments}
    required = {each.name for each in found.arguments if each.required and each.default is None}
    assert required <= {each.name for each in row.arguments if not each.optional}
    assert row.use is None or found.use(row.use)


@pytest.mark.parametrize("name", ALSO_IN)
def test_what_comes_with_a_grant_is_in_it(name: str) -> None:
    for each in nonempty(ALSO_IN[name]):
        actions = {a.JSONrepr() for s in grant(each).statements for a in s.actions}
        assert name in actions
