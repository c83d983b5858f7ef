"""What every template begins with and ends as: parameters, form, context, outputs, order."""

from __future__ import annotations

import pytest
from troposphere import Ref

from influmojo_cfn.errors import QuotaError
from influmojo_cfn.template.frame import CONTEXT, begun, export, finished
from influmojo_cfn.template.parameters import ParameterRow


def row(name: str) -> ParameterRow:
    return ParameterRow(name=name, group="names", label=name, description="Words.", default="")


def test_a_template_has_its_parameters_their_form_and_what_readers_have_to_know() -> None:
    found = finished(begun("Roles.", [row("One")], "one -> two", ["Keep it."]))
    assert list(found) == [
        "AWSTemplateFormatVersion",
        "Description",
        "Metadata",
        "Parameters",
        "Resources",
    ]
    assert list(found["Parameters"]) == ["One"]
    form = found["Metadata"]["AWS::CloudFormation::Interface"]
    assert form["ParameterGroups"] == [{"Label": {"default": "Names"}, "Parameters": ["One"]}]
    assert found["Metadata"][CONTEXT] == {"arch": "one -> two", "must": ["Keep it."]}


def test_without_parameters_there_is_no_form() -> None:
    assert finished(begun("Roles.", (), "one"))["Metadata"] == {CONTEXT: {"arch": "one"}}


def test_a_template_of_too_many_parameters_is_not_begun() -> None:
    with pytest.raises(QuotaError, match="needs 201 parameters"):
        begun("Roles.", [row(f"P{number}") for number in range(201)], "one")


@pytest.mark.parametrize("condition", [None, "HasOne"])
def test_an_output_is_exported_under_the_name_of_its_stack(condition: str | None) -> None:
    template = begun("Roles.", (), "one")
    export(template, "OneArn", "ARN of it", Ref("One"), condition=condition)
    kept = {"Condition": condition} if condition else {}
    assert finished(template)["Outputs"] == {
        "OneArn": {
            "Description": "ARN of it",
            **kept,
            "Value": {"Ref": "One"},
            "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-OneArn"}},
        }
    }


def test_names_of_secrets_are_told_to_validators() -> None:
    metadata = finished(begun("Roles.", [row("ApiSecretName")], "one"))["Metadata"]
    assert metadata["cfn-lint"] == {"config": {"ignore_checks": ["W2509"]}}
