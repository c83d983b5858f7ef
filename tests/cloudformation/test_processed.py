"""A processed template holds what transforms of AWS make, and is processed once."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.roles import roles_of

FUNCTIONS = """
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Functions:
    - Name
    - [Read, Write]
    - ${Name}Function:
        Type: AWS::Serverless::Function
        Properties:
          Policies:
            - Version: "2012-10-17"
              Statement:
                {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::${Name}/*"}
"""


def test_functions_of_loops_have_roles() -> None:
    roles = roles_of(parse(FUNCTIONS))
    assert list(roles) == ["ReadFunctionRole", "WriteFunctionRole"]
    (statement,) = roles["WriteFunctionRole"].policies[0].statements
    assert statement.resources == ("arn:aws:s3:::Write/*",)


def test_a_processed_template_stays_as_it_is() -> None:
    once = processed(parse(FUNCTIONS))
    assert processed(once) is once


def test_what_is_no_template_stays_as_it_is() -> None:
    data: Any
    for data in ({"Statement": []}, [], None, {"Transform": "AWS::X"}):
        document = Document(data)
        assert processed(document) is document
