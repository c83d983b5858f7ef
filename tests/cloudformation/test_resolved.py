"""A template in one environment: its resources, its values, and where each is written."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import TemplateError
from tests.cloudformation.example import TEMPLATE


def test_a_resource_whose_condition_fails_is_not_there() -> None:
    resolved = ResolvedTemplate(TEMPLATE)
    assert "Dropped" not in resolved.of_type("AWS::S3::Bucket")


def test_the_place_of_resolved_data_is_found_again() -> None:
    data = [
        {"Fn::If": ["HasEmpty", "a", {"Ref": "AWS::NoValue"}]},
        {"Fn::If": ["HasName", {"Fn::If": ["HasEmpty", "b", {"Sid": "c"}]}, "d"]},
    ]
    resolved = ResolvedTemplate(TEMPLATE)
    assert resolved.value(data, ("x",)) == [{"Sid": "c"}]
    assert resolved.source_path(("x", 0, "Sid")) == ("x", 1, "Fn::If", 1, "Fn::If", 2, "Sid")


def test_what_is_not_a_template_is_said_so() -> None:
    with pytest.raises(TemplateError, match="is a policy document, not a CloudFormation template"):
        ResolvedTemplate({"Statement": []})


def test_what_is_written_is_text_of_the_resources_alone() -> None:
    template = {"Resources": {"R": {"Tags": {"Ref": "A"}}}, "Parameters": {"A": {"Default": "x"}}}
    assert ResolvedTemplate(template).written == '{"R": {"Tags": {"Ref": "A"}}}'
