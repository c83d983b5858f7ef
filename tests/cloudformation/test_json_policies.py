"""Policies as strings of JSON, and what is not known of such a string."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown

GROUP = {"Type": "AWS::Logs::LogGroup"}
CUSTOM = {"Type": "Custom::Text"}
STACK = {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://a/b"}}


def text_of(value: Any) -> Any:
    resources = {
        "Group": GROUP,
        "Text": CUSTOM,
        "Stack": STACK,
        "P": {"Type": "X", "Properties": {"Text": value}},
    }
    resolved = ResolvedTemplate({"Resources": resources}, missing_is_unknown=True)
    return parsed_policy(resolved.property("P", "Text"))


@pytest.mark.parametrize("value", [7, None, {"Statement": []}, "no JSON", '{"a"', "[" * 100_000])
def test_what_is_not_json_stays(value: Any) -> None:
    assert parsed_policy(value) == value


def test_a_string_of_json_is_read() -> None:
    assert parsed_policy('{"Statement": [{"Effect": "Allow"}]}') == {
        "Statement": [{"Effect": "Allow"}]
    }


def test_an_arn_in_a_string_is_not_known_in_its_place_alone() -> None:
    found = text_of(
        {"Fn::Sub": '{"Action": ["a:b", 7], "Resource": "${Group.Arn}/x", "\u00e9": 1}'}
    )
    assert found["Action"] == ["a:b", 7]
    assert found["\u00e9"] == 1
    assert isinstance(found["Resource"], Unknown)
    assert found["Resource"].covers == "arn:aws:logs:us-east-1:111122223333:log-group:*:*/x"


def test_strings_with_other_names_are_others() -> None:
    one, other = (text_of({"Fn::Sub": f'{{"{key}": "${{Group}}"}}'}) for key in "ab")
    assert one != other
    assert one == text_of({"Fn::Sub": '{"a": "${Group}"}'})


@pytest.mark.parametrize(
    "value",
    [
        {"Fn::Sub": '{"Action": "${Text.Action}"}'},  # a custom resource can give a quotation mark
        {"Fn::Sub": '{"Action": "${Stack.Outputs.Action}"}'},  # and so can a template
        {"Fn::Sub": '{"Action": "{{resolve:ssm:/action}}"}'},
        {"Fn::Sub": '{"Resource": "${Group}"'},
        {"Fn::GetAtt": ["Group", "Arn"]},
    ],
)
def test_a_string_that_can_be_any_json_is_not_known(value: Any) -> None:
    assert isinstance(text_of(value), Unknown)
