"""Grants and parameters as they are written in Python."""

from __future__ import annotations

from influmojo_cfn.app.granted import GrantUse, Parameter, grant, parameter


def test_a_list_of_an_argument_is_kept_as_a_tuple() -> None:
    assert grant("ecr.pull_images", repositories=["a-b"]).arguments == {"repositories": ("a-b",)}


def test_a_value_that_is_no_list_is_kept_as_it_is() -> None:
    conditions = {"Bool": {"aws:SecureTransport": "true"}}
    assert grant("custom.statement", conditions=conditions).arguments == {"conditions": conditions}


def test_the_name_of_a_grant_may_be_an_argument_too() -> None:
    assert grant("x.y", name="a") == GrantUse(grant="x.y", arguments={"name": "a"})


def test_what_is_said_of_a_grant_is_no_argument() -> None:
    assert grant("x.y", why="because", use="code", sid="Own") == GrantUse(
        grant="x.y", why="because", use="code", sid="Own"
    )


def test_a_parameter_has_every_value_that_is_given() -> None:
    given = {
        "default": "a",
        "description": "b",
        "label": "c",
        "allowed_pattern": "d",
        "constraint_description": "e",
        "max_length": 6,
    }
    assert vars(parameter("Name", **given)) == {"name": "Name", **given}  # type: ignore[arg-type]


def test_a_parameter_is_empty_unless_given() -> None:
    assert parameter("Name") == Parameter(name="Name", default="")
