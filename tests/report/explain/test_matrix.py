"""The cells of the table of roles: counts that mean what they say, and whose they are."""

from __future__ import annotations

from influmojo_cfn.report.explain.matrix import matrix_of, policies_of_row, services_of
from influmojo_cfn.report.explain.model import EVERY_SERVICE, LEVELS
from tests.report.explain.shown import GET, PUT, WHEN, action, explained, policy, role, statement

SEND = action("SendMessage", "sqs", "Write")
STAR = action("ListAllMyBuckets", level="List", only_takes_star=True)


def test_the_matrix_puts_statements_together() -> None:
    narrow = statement(GET, conditions=(WHEN,))
    wide = statement(action("GetObjectAcl"), resources=("*",), conditions=(WHEN,))
    cell = matrix_of(role(policy(narrow, wide)))["s3"]["Read"]
    assert cell.actions == ("GetObject", "GetObjectAcl")
    assert cell.resources == ("arn:aws:s3:::a/*", "*")
    assert (cell.breadth, cell.conditional) == ("every", True)
    assert cell.reach == "on every resource, under conditions"


def test_what_is_allowed_without_a_condition_is_not_conditional() -> None:
    twice = policy(statement(GET, conditions=(WHEN,)), statement(GET))
    cell = matrix_of(role(twice))["s3"]["Read"]
    assert (cell.breadth, cell.conditional) == ("named", False)
    assert cell.actions == ("GetObject",)


def test_what_is_denied_is_not_in_the_matrix() -> None:
    assert matrix_of(role(policy(statement(GET, effect="Deny")))) == {}


def test_every_action_is_at_every_level() -> None:
    found = matrix_of(role(policy(statement(patterns=("*",), resources=("*",)))))
    assert list(found[EVERY_SERVICE]) == list(LEVELS)


def test_services_and_levels_of_the_matrix_are_in_order() -> None:
    found = matrix_of(role(policy(statement(SEND, PUT, GET))))
    assert {service: list(levels) for service, levels in found.items()} == {
        "s3": ["Read", "Write"],
        "sqs": ["Write"],
    }
    assert list(found) == ["s3", "sqs"]


def test_the_services_of_all_roles_are_named_once() -> None:
    roles = role(policy(statement(SEND, GET))), role(policy(statement(GET)))
    assert services_of(explained(*roles)) == ("s3", "sqs")


def test_a_service_counts_its_own_resources_of_a_statement_that_several_share() -> None:
    both = ("arn:aws:s3:::a/*", "arn:aws:s3:::b-*", "arn:aws:sqs:us-east-1:111122223333:q")
    found = matrix_of(role(policy(statement(GET, SEND, resources=both))))
    assert found["s3"]["Read"].reach == "on 1 named resource, 1 pattern"
    assert found["s3"]["Read"].breadth == "pattern"
    assert found["sqs"]["Write"].reach == "on 1 named resource"
    assert found["sqs"]["Write"].breadth == "named"


def test_a_star_that_aws_forces_is_not_every_resource() -> None:
    found = matrix_of(role(policy(statement(STAR, resources=("*",)))))
    assert found["s3"]["List"].reach == "no narrower resource exists"


def test_every_resource_of_a_type_is_said() -> None:
    found = matrix_of(role(policy(statement(GET, resources=("arn:aws:s3:::*/*",)))))
    assert found["s3"]["Read"].reach == "on every resource of a type"


def test_a_row_names_the_policies_that_allow_it() -> None:
    policies = policy(statement(GET)), policy(statement(SEND)), policy(statement(PUT))
    denies = policy(statement(GET, effect="Deny"))
    found = matrix_of(role(*policies, denies))
    assert policies_of_row(found["s3"]) == (1, 3)
    assert policies_of_row(found["sqs"]) == (2,)
    assert found["s3"]["Write"].policies == (3,)
