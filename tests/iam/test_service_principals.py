"""Service principals that are known, and names that are none."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.service_principals import (
    is_unlisted,
    one_letter_off,
    service_principal_problem,
    service_principals,
)


@pytest.mark.parametrize("name", sorted(service_principals()))
def test_a_known_principal_is_one(name: str) -> None:
    assert service_principal_problem(name) == ""
    assert not is_unlisted(name)


@pytest.mark.parametrize(
    "name",
    [
        "ecs-tasks.amazonaws.com.cn",
        "ec2.c2s.ic.gov",
        "logs.eu-west-1.amazonaws.com",
        "ECS-TASKS.amazonaws.com",
    ],
)
def test_a_name_of_a_region_or_of_china_is_one(name: str) -> None:
    assert service_principal_problem(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ecs-task.amazonaws.com", "did you mean 'ecs-tasks.amazonaws.com'"),
        ("ecs-tasks.com.amazonaws", "did you mean 'ecs-tasks.amazonaws.com'"),
        ("lamda.amazonaws.com", "did you mean 'lambda.amazonaws.com'"),
        ("logs.us-esat-1.amazonaws.com", "names no Region of AWS; did you mean 'us-east-1'"),
        ("ec2", "is not a service principal: SERVICE.amazonaws.com"),
        ("arn:aws:iam::111122223333:root", "is not a service principal: SERVICE.amazonaws.com"),
    ],
)
def test_a_misspelt_principal_is_told(name: str, why: str) -> None:
    assert why in service_principal_problem(name)


def test_a_slip_is_one_letter_or_two_that_are_swapped() -> None:
    assert one_letter_off("lmabda.amazonaws.com") == "lambda.amazonaws.com"
    assert one_letter_off("lombda.amazonaws.com") == "lambda.amazonaws.com"
    assert one_letter_off("lambda.amazonaws.com") == ""
    assert one_letter_off("lmbd.amazonaws.com") == ""


@pytest.mark.parametrize(
    ("name", "unlisted"),
    [
        pytest.param("s3.us-east-1.amazonaws.com", True, id="the name is without its Region"),
        pytest.param("s3.me-central-1.amazonaws.com", False, id="a Region that one opts in to"),
        pytest.param("states.us-east-1.amazonaws.com", False, id="a service with such names"),
        pytest.param("logs.us-east-9.amazonaws.com", False, id="a Region that may be new"),
    ],
)
def test_few_services_have_names_of_regions(name: str, unlisted: bool) -> None:
    assert service_principal_problem(name) == ""
    assert is_unlisted(name) is unlisted


def test_a_new_service_has_no_problem_and_is_unlisted() -> None:
    assert service_principal_problem("quite-new-thing.amazonaws.com") == ""
    assert is_unlisted("quite-new-thing.amazonaws.com")


def test_the_prefix_of_a_service_is_listed() -> None:
    assert "account.amazonaws.com" not in service_principals()
    assert not is_unlisted("account.amazonaws.com")
