"""Every name that an app makes fits IAM's limits, in every environment."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from influmojo_cfn.app.limits import (
    BOUNDARY_MAX,
    BOUNDARY_PATTERN,
    ENVIRONMENT_NAME_MAX,
    LONGEST_OWN_ROLE_SUFFIX,
    LONGEST_ROLE_SUFFIX,
    PROJECT,
    PROJECT_MAX,
    ROLE_NAME_MAX,
    environment_name_max,
)

NAMES = st.text("ab1", min_size=1, max_size=40)


@given(NAMES, st.lists(NAMES, max_size=4))
def test_every_role_of_a_service_fits_with_the_longest_environment(
    project: str, services: list[str]
) -> None:
    longest = environment_name_max(project, services)
    assume(longest >= 0)
    environment = "e" * longest
    roles = [f"{project}-{environment}-{each}{LONGEST_OWN_ROLE_SUFFIX}" for each in services]
    assert all(len(role) <= ROLE_NAME_MAX for role in roles)


@given(NAMES, st.lists(NAMES, min_size=1, max_size=4))
def test_the_longest_environment_is_the_longest_that_fits(
    project: str, services: list[str]
) -> None:
    longest = environment_name_max(project, services)
    role = f"{project}-{'e' * (longest + 1)}-{max(services, key=len)}{LONGEST_OWN_ROLE_SUFFIX}"
    assert longest == ENVIRONMENT_NAME_MAX or longest < 0 or len(role) > ROLE_NAME_MAX


def test_without_own_roles_an_environment_is_as_long_as_shared_roles_allow() -> None:
    assert environment_name_max("shop", []) == ENVIRONMENT_NAME_MAX


def test_the_longest_shared_role_is_as_long_as_iam_allows() -> None:
    role = f"{'p' * PROJECT_MAX}-{'e' * ENVIRONMENT_NAME_MAX}{LONGEST_ROLE_SUFFIX}"
    assert len(role) == ROLE_NAME_MAX


def test_the_limits_are_those_of_iam() -> None:
    assert (ROLE_NAME_MAX, BOUNDARY_MAX) == (64, 256)


def test_an_environment_of_twenty_characters_fits_the_longest_project() -> None:
    assert (ENVIRONMENT_NAME_MAX, PROJECT_MAX) == (20, 19)


@pytest.mark.parametrize("text", ["", "1shop", "shop-", "-shop", "a--b", "Shop", "a_b", "a\n"])
def test_a_project_is_refused(text: str) -> None:
    assert not PROJECT.fullmatch(text)


@pytest.mark.parametrize("text", ["a", "shop", "shop-2", "a-b-c", "a1"])
def test_a_project_is_accepted(text: str) -> None:
    assert PROJECT.fullmatch(text)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::11112222333:policy/limits",
        "arn:aws:iam::111122223333:role/limits",
        "arn:aws:iam::111122223333:policy/",
        "arn:aws:iam::*:policy/limits",
        "arn:aws:iam::111122223333:policy/lim*its",
        "arn:gcp:iam::111122223333:policy/limits",
        "arn:aws:iam:eu-west-1:111122223333:policy/limits",
    ],
)
def test_a_boundary_is_refused(arn: str) -> None:
    assert not re.match(BOUNDARY_PATTERN, arn)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::111122223333:policy/limits",
        "arn:aws:iam::111122223333:policy/team/limits",
        "arn:aws-us-gov:iam::aws:policy/PowerUserAccess",
        "arn:aws-iso-b:iam::111122223333:policy/a",
    ],
)
def test_a_boundary_is_accepted(arn: str) -> None:
    assert re.match(BOUNDARY_PATTERN, arn)
