"""What is missing, and the parameter to give where a statement left out would allow it."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.omitted import with_omitted_statements
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.preflight.roles_template import RolesTemplate
from influmojo_cfn.preflight.start import preflight
from tests.preflight.shop import HOME, REGISTRY, definition_of, secret

TEMPLATE = """
Parameters:
  Path: {Type: String, Default: ""}
Conditions:
  HasPath: !Not [!Equals [!Ref Path, ""]]
Resources:
  TaskExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "ecr:*", Resource: "*"}
              - !If
                - HasPath
                - Sid: Parameters
                  Effect: Allow
                  Action: ssm:GetParameters
                  Resource: !Sub "arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Path}/*"
                - !Ref AWS::NoValue
"""


ALLOW = "Effect: Allow\n                  Action: ssm"


def hints(name: str, *replaced: tuple[str, str], of: str = "missing") -> list[str]:
    """Return the hints of the answers of a verdict to whether the parameter can be read."""
    text = TEMPLATE
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    document = parse(text, "t.yaml")
    here = Environment(account=HOME.account, region=HOME.region)
    rows = [{"name": "a", "image": f"{REGISTRY}/web", **secret(name)}]
    definition = definition_of({"family": "f", "containerDefinitions": rows})
    template = RolesTemplate(document, here)
    found = preflight(definition, template.roles, HOME, Options())
    after = with_omitted_statements(found, template)
    answers = [each for each in after.answers if each.call.action == "ssm:GetParameters"]
    return [each.hint for each in answers if each.verdict == of]


def test_the_parameter_that_brings_a_statement_is_named() -> None:
    (hint,) = hints("/shop/url")
    when = "it is included where Path is not empty"
    assert hint == f"Parameters would allow it, and is omitted; {when}"


def test_a_statement_without_a_sid_is_called_by_its_policy() -> None:
    (hint,) = hints("/shop/url", ("Sid: Parameters\n                  ", ""))
    assert hint.startswith("a statement of own would allow it")


@pytest.mark.parametrize(
    "replaced",
    [
        pytest.param(
            (
                "Effect: Allow\n                  Action: ssm",
                "Effect: Deny\n                  Action: ssm",
            ),
            id="a Deny",
        ),
        pytest.param(("ssm:GetParameters", "ssm:GetParameter"), id="another action"),
        pytest.param(("parameter/${Path}/*", "document/${Path}/*"), id="another resource"),
        pytest.param(('Default: ""', "Default: shop"), id="a value is given"),
    ],
)
def test_what_would_not_allow_it_is_not_named(replaced: tuple[str, str]) -> None:
    assert "would allow it" not in "".join(hints("/other/url", replaced))


def test_an_action_is_named_in_any_case() -> None:
    assert hints("/shop/url", ("ssm:GetParameters", "SSM:getparameters")) != [""]


def test_what_is_allowed_already_needs_no_parameter() -> None:
    """Another call is missing, so that hints are given at all."""
    allowed = ('"ecr:*"', '"ssm:*"')
    assert hints("/shop/url", allowed, of="allowed") == [""]
