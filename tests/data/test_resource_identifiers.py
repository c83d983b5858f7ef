"""The rows of what Ref and Fn::GetAtt give against the schemas of the resource types."""

from __future__ import annotations

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, TRUE_STARS
from influmojo_cfn.iam.arn import parse_arn

KINDS = [kind for kind in IDENTIFIERS if not kind.startswith("AWS::Serverless::")]


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_and_the_attributes_are_those_of_the_type(kind: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind)
    row = dict(IDENTIFIERS[kind])
    row.pop("Ref")
    name = row.pop("name", None)
    assert name is None or name in schema.schema["properties"]
    assert set(row) <= set(schema.get_atts)


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_an_attribute_that_is_called_an_arn_is_one(kind: str) -> None:
    for attribute, pattern in IDENTIFIERS[kind].items():
        if attribute.lower().endswith("arn"):
            assert parse_arn(pattern), attribute


def test_ref_gives_the_name_unless_the_row_says_otherwise() -> None:
    assert IDENTIFIERS["AWS::ECS::Cluster"]["Ref"] == "{name}"
    assert IDENTIFIERS["AWS::ECS::Service"]["Ref"] == IDENTIFIERS["AWS::ECS::Service"]["ServiceArn"]
    assert "name" not in IDENTIFIERS["AWS::KMS::Key"]


def test_stars_that_are_true_stand_in_a_row() -> None:
    assert all("*" in IDENTIFIERS[kind][attribute] for kind, attribute in TRUE_STARS)
