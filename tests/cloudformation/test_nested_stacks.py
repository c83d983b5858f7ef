"""Nested stacks whose files are at hand are a part of their parent; others stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.nested_stacks import MOST_FILES, with_nested_stacks
from influmojo_cfn.cloudformation.parameters import rows_of_value
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.unknown import Unknown, covered

TRUST = """
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
"""
PARENT = f"""
Parameters:
  Stage: {{Type: String, Default: test}}
Conditions: {{IsTest: !Equals [!Ref Stage, test]}}
Resources:
  Roles:
    Type: AWS::CloudFormation::Stack
    Condition: IsTest
    Properties:
      TemplateURL: nested/roles.yaml
      Parameters: {{Bucket: !Sub "acme-${{Stage}}", Names: !Join [",", [a, b]]}}
  Reader:
    Type: AWS::IAM::Role
    Properties:{TRUST}
      ManagedPolicyArns: [!GetAtt Roles.Outputs.PolicyArn]
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              Effect: Allow
              Action: s3:ListBucket
              Resource: !Sub "arn:aws:s3:::${{Roles.Outputs.BucketName}}"
"""
NESTED = f"""
Parameters:
  Bucket: {{Type: String}}
  Prefix: {{Type: String, Default: public}}
  Names: {{Type: CommaDelimitedList}}
Mappings: {{Actions: {{s3: {{read: "s3:GetObject"}}}}}}
Conditions: {{HasPrefix: !Not [!Equals [!Ref Prefix, ""]]}}
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Condition: HasPrefix
    Properties:
      Roles: [!Ref Role]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          Effect: Allow
          Action: !FindInMap [Actions, s3, read]
          Resource:
            - !Sub "arn:${{AWS::Partition}}:s3:::${{Bucket}}/${{Prefix}}/*"
            - !If [HasPrefix, !Sub "arn:aws:s3:::${{Role}}-${{Bucket}}", !Ref AWS::NoValue]
            - !Join ["", ["arn:aws:s3:::", !Select [1, !Ref Names]]]
            - !Sub "arn:aws:s3:::${{AWS::StackName}}"
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: writer{TRUST}
Outputs:
  PolicyArn: {{Value: !Ref Policy}}
  BucketName: {{Value: !Ref Bucket}}
"""


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    (tmp_path / "nested").mkdir()
    (tmp_path / "nested" / "roles.yaml").write_text(NESTED)
    (tmp_path / "parent.yaml").write_text(PARENT)
    return tmp_path / "parent.yaml"


def test_roles_of_a_nested_stack_are_roles_of_the_template(parent: Path) -> None:
    document = read_document(parent)
    roles = roles_of(document)
    assert list(roles) == ["Reader", "Roles/Role"]
    assert roles["Roles/Role"].name == "writer"
    (policy,) = roles["Roles/Role"].policies
    (statement,) = policy.statements
    assert statement.actions == ("s3:GetObject",)
    known = ("arn:aws:s3:::acme-test/public/*", "arn:aws:s3:::writer-acme-test", "arn:aws:s3:::b")
    assert statement.resources[:3] == known
    own_name = statement.resources[3]
    assert isinstance(own_name, Unknown)
    assert own_name.reason.startswith("Roles.StackName (AWS::CloudFormation::Stack) is known after")
    assert policy.where(policy.path) == f"{parent}:6"


def test_outputs_flow_back(parent: Path) -> None:
    reader = roles_of(read_document(parent))["Reader"]
    own, attached = reader.policies
    assert own.statements[0].resources == ("arn:aws:s3:::acme-test",)
    assert covered(attached.statements[0].resources[0]) == "arn:aws:s3:::acme-test/public/*"


def test_an_attribute_whose_name_is_a_function_is_not_an_output(parent: Path) -> None:
    """The language extensions allow one; the policy that it gives is not known."""
    given = "!GetAtt Roles.Outputs.PolicyArn"
    parent.write_text(PARENT.replace(given, "!GetAtt [Roles, !Sub 'Outputs.${Stage}']"))
    own, *_ = roles_of(read_document(parent))["Reader"].policies
    assert own.statements[0].resources == ("arn:aws:s3:::acme-test",)


def test_the_condition_of_a_stack_counts_for_all_that_it_holds(parent: Path) -> None:
    parent.write_text(PARENT.replace("Default: test", "Default: other"))
    assert list(roles_of(read_document(parent))) == ["Reader"]


def test_the_file_of_a_stack_may_depend_on_where_it_is_deployed(parent: Path) -> None:
    text = PARENT.replace("nested/roles.yaml", "!Sub '${Folder}/roles.yaml'")
    parent.write_text(text.replace("Parameters:", "Parameters:\n  Folder: {Type: String}", 1))
    found = [
        sorted(roles_of(read_document(parent), Environment(parameters={"Folder": folder})))
        for folder in ("nested", "elsewhere")
    ]
    assert found == [["Reader", "Roles/Role"], ["Reader"]]


def test_a_value_that_is_not_given_is_at_the_nested_default(parent: Path) -> None:
    choice = "!If [IsTest, !Ref AWS::NoValue, private]"
    parent.write_text(PARENT.replace("{Bucket: !Sub", f"{{Prefix: {choice}, Bucket: !Sub"))
    (policy,) = roles_of(read_document(parent))["Roles/Role"].policies
    assert policy.statements[0].resources[0] == "arn:aws:s3:::acme-test/public/*"


def test_a_value_that_is_missing_is_not_known(parent: Path) -> None:
    parent.write_text(PARENT.replace('Bucket: !Sub "acme-${Stage}", ', ""))
    (policy,) = roles_of(read_document(parent))["Roles/Role"].policies
    first = policy.statements[0].resources[0]
    assert isinstance(first, Unknown)
    assert "Parameter Bucket of the nested stack Roles" in first.reason
    assert first.covers == "arn:aws:s3:::*/public/*"


def test_stacks_in_nested_stacks_are_read(parent: Path) -> None:
    deeper = NESTED.replace("RoleName: writer", "RoleName: deeper")
    (parent.parent / "nested" / "deeper.yaml").write_text(deeper)
    middle = """
Parameters: {Bucket: {Type: String}, Names: {Type: CommaDelimitedList}}
Resources:
  Deep:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./deeper.yaml
      Parameters: {Bucket: !Ref Bucket, Names: !Join [",", !Ref Names]}
Outputs:
  PolicyArn: {Value: !GetAtt Deep.Outputs.PolicyArn}
  BucketName: {Value: !Sub "${Deep.Outputs.BucketName}"}
"""
    (parent.parent / "nested" / "roles.yaml").write_text(middle)
    roles = roles_of(read_document(parent))
    assert list(roles) == ["Reader", "Roles/Deep/Role"]
    assert roles["Reader"].policies[0].statements[0].resources == ("arn:aws:s3:::acme-test",)
    attached = roles["Reader"].policies[1]
    assert attached.statements[0].resources[0] == "arn:aws:s3:::acme-test/public/*"


LOOP = """
Transform: [AWS::LanguageExtensions, Mine]
Parameters: {Names: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Roles:
    - Name
    - !Ref Names
    - ${Name}Role: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref Name, %s}}
  Fn::ForEach::Odd: nothing
"""


def test_a_loop_of_a_nested_stack_is_over_what_the_parent_gives(parent: Path) -> None:
    trust = 'AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}'
    (parent.parent / "nested" / "roles.yaml").write_text(LOOP % trust)
    found = processed(read_document(parent)).data
    roles = {name for name in found["Resources"] if name.startswith("Roles/")}
    assert roles == {"Roles/aRole", "Roles/bRole"}
    (loop,) = (name for name in found["Resources"] if name.startswith("Fn::ForEach::Odd"))
    assert loop.endswith("(of the nested stack Roles)")
    assert found["Transform"] == ["Mine"]


def test_a_boolean_that_the_parent_gives_is_a_string_as_cloudformation_writes_it(
    tmp_path: Path,
) -> None:
    flag = 'Parameters: {Flag: {Type: String, AllowedValues: ["true"]}, Names: {Default: a, '
    nested = (LOOP % "Path: /").replace("Parameters: {Names: {", flag)
    (tmp_path / "nested.yaml").write_text(nested)
    (tmp_path / "parent.yaml").write_text(
        "Resources:\n  Roles:\n    Type: AWS::CloudFormation::Stack\n"
        "    Properties: {TemplateURL: nested.yaml, Parameters: {Flag: true}}\n"
    )
    found = processed(read_document(tmp_path / "parent.yaml")).data["Resources"]
    assert "Roles/aRole" in found


@pytest.mark.parametrize(
    "url",
    [
        "https://s3.amazonaws.com/bucket/roles.yaml",
        "missing.yaml",
        "nested",
        "parent.yaml",
        "!Sub 'https://${AWS::Region}/x'",
        "{not: a text}",
    ],
)
def test_what_is_elsewhere_is_not_read(parent: Path, url: str) -> None:
    parent.write_text(PARENT.replace("nested/roles.yaml", url))
    document = read_document(parent)
    assert with_nested_stacks(document) is document


def test_a_nested_template_that_cannot_be_read_is_an_error(parent: Path) -> None:
    (parent.parent / "nested" / "roles.yaml").write_text("Resources: [")
    with pytest.raises(TemplateError, match=r"nested/roles.yaml:.* is not YAML or JSON"):
        processed(read_document(parent))


def test_a_template_without_a_file_has_none_beside_it() -> None:
    row: dict[str, Any] = {"Type": "AWS::CloudFormation::Stack"}
    document = Document({"Resources": {"N": {**row, "Properties": {"TemplateURL": "setup.cfg"}}}})
    assert with_nested_stacks(document) is document


def test_an_application_of_sam_is_a_nested_stack(parent: Path) -> None:
    text = PARENT.replace("AWS::CloudFormation::Stack", "AWS::Serverless::Application")
    parent.write_text(text.replace("TemplateURL", "Location"))
    assert "Roles/Role" in roles_of(read_document(parent))


def test_how_many_files_are_read_is_bounded(tmp_path: Path) -> None:
    rows = "".join(
        f"  N{i}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: leaf.yaml}}}}\n"
        for i in range(MOST_FILES + 5)
    )
    (tmp_path / "parent.yaml").write_text(f"Resources:\n{rows}")
    (tmp_path / "leaf.yaml").write_text("Resources: {Q: {Type: AWS::SQS::Queue}}")
    found = with_nested_stacks(read_document(tmp_path / "parent.yaml")).data["Resources"]
    assert sum("/" in name for name in found) == MOST_FILES


LIMITED = """
Parameters:
  Bucket: {Type: String, AllowedPattern: "data-[a-z]+"}
Resources: {}
"""
HANDS_ON = """
Parameters:
  Name: {Type: String}
  Other: {Type: String}
Resources:
  Stack:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: limited.yaml
      Parameters: {Bucket: !Ref Name}
"""


@pytest.mark.parametrize(
    ("old", "new", "patterns"),
    [
        ("", "", [None, "data-[a-z]+"]),
        ("!Ref Name", "!Sub 'data-${Name}'", [None]),
        ("!Ref Name", "!Ref Other", [None]),
        ("Properties:", "Condition: Ever\n    Properties:", [None]),
    ],
)
def test_a_value_that_is_handed_on_has_the_limits_of_the_nested_stack(
    tmp_path: Path, old: str, new: str, patterns: list[str | None]
) -> None:
    (tmp_path / "limited.yaml").write_text(LIMITED)
    (tmp_path / "parent.yaml").write_text(HANDS_ON.replace(old, new))
    found = with_nested_stacks(read_document(tmp_path / "parent.yaml")).data["Parameters"]["Name"]
    assert [row.get("AllowedPattern") for row in rows_of_value(found)] == patterns
