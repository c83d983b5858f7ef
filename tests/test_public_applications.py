"""The catalog allows what the code of ten public applications calls."""

from __future__ import annotations

import pytest

from influmojo_cfn.grants import grant
from influmojo_cfn.iam import service_authorization
from scripts.public_applications import APPLICATIONS, PublicApplication

OWNERS = ("aws-samples/", "awslabs/", "aws-solutions/", "aws-solutions-library-samples/")


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda each: each.purpose)
def test_its_grants_allow_what_its_code_calls_and_none_is_idle(
    application: PublicApplication,
) -> None:
    allowed = {
        name: {action.JSONrepr() for row in grant(name).statements for action in row.actions}
        for name in application.grants
    }
    assert set(application.calls) <= set().union(*allowed.values())
    assert [name for name, of in allowed.items() if not of & set(application.calls)] == []
    assert all("task" in grant(name).roles for name in application.grants)


@pytest.mark.parametrize("application", APPLICATIONS, ids=lambda each: each.purpose)
def test_its_calls_are_actions(application: PublicApplication) -> None:
    assert all(service_authorization.action(each) for each in application.calls)


def test_they_are_ten_and_each_is_found() -> None:
    assert len({(each.repository, each.path) for each in APPLICATIONS}) == 10
    assert all(each.repository.startswith(OWNERS) for each in APPLICATIONS)
