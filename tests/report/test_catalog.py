"""The catalog in words: nothing that a row says is lost, and the page is not stale."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from influmojo_cfn.config import loads
from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.report.catalog import example, explanation, listing
from influmojo_cfn.template import build
from tests.nonempty import nonempty


@pytest.mark.parametrize("name", grant_names())
def test_the_listing_has_one_line_for_each_grant(name: str) -> None:
    row = grant(name)
    lines = [line for line in listing().splitlines() if line.split()[:1] == [name]]
    assert len(lines) == 1
    assert lines[0].endswith(row.purpose)
    assert all(role in lines[0] for role in row.roles)


@pytest.mark.parametrize("name", grant_names())
def test_the_explanation_has_everything_of_the_row(name: str) -> None:
    row = grant(name)
    text = " ".join(explanation(row).split())
    said = [row.purpose, row.source, *row.notes]
    said += [argument.description for argument in row.arguments]
    said += [ARGUMENT_TYPES[argument.kind].constraint for argument in row.arguments]
    for statement in row.statements:
        said += [action.JSONrepr() for action in statement.actions]
        said += [*statement.resources, *statement.not_resources, statement.forced_star or ""]
        said += [condition.key for condition in statement.conditions]
        said += [value for condition in statement.conditions for value in condition.values]
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize("name", grant_names())
def test_the_example_gives_what_the_grant_needs(name: str) -> None:
    row = grant(name)
    (declared,) = yaml.safe_load(example(row))["grants"]
    assert declared["grant"] == name
    assert {argument.name for argument in row.arguments if argument.required} <= set(declared)
    assert all(set(group) & set(declared) for group in row.at_least_one)


@pytest.mark.parametrize("name", [n for n in grant_names() if example(grant(n)).count(": ") > 1])
def test_the_example_has_values_of_the_right_shape(name: str) -> None:
    row = grant(name)
    (declared,) = yaml.safe_load(example(row))["grants"]
    for argument in nonempty(each for each in row.arguments if each.name in declared):
        value: Any = declared[argument.name]
        kind = ARGUMENT_TYPES[argument.kind].example
        assert value == ([kind] if argument.repeated else kind)


@pytest.mark.parametrize("name", grant_names())
def test_the_example_makes_a_template(name: str) -> None:
    template = build(loads(f"project: other\n{example(grant(name))}"))
    assert any(name.endswith("Policy") for name in template["Resources"])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ssmmessages.execute_command", "RecordExecInBucket (with log_bucket)"),
        ("bedrock.invoke_model", "InvokeProfiles (with inference_profiles)"),
        ("ssm.read_parameters", "ReadParametersByPath (task role only, with path)"),
        ("s3.list_bucket", "if StringLike s3:prefix: {prefix}* (with prefix)"),
        ("sqs.send_messages", "EncryptMessages (with kms_key)"),
        ("sqs.send_messages", "if StringEquals kms:ViaService: sqs.{region}.amazonaws.com"),
    ],
)
def test_what_an_optional_argument_brings_is_said_to_need_it(name: str, line: str) -> None:
    assert line in [each.strip() for each in explanation(grant(name)).splitlines()]
