"""A stack as it is deployed against a new template: values that stay, and nested stacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.account.stack_difference import compare_with_stack
from influmojo_cfn.account.stack_template import StackTemplate
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.difference import Difference

ROLE = """\
Parameters: {Bucket: {Type: String, Default: first}}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub arn:aws:s3:::${Bucket}/*
"""
NESTING = """\
Parameters: {Name: {Type: String, Default: first}}
Resources:
  Roles:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: %s
      Parameters: {Bucket: %s}
"""
URL = "https://templates.s3.amazonaws.com/nested.yaml"
EMPTY = "Resources: {Topic: {Type: AWS::SNS::Topic}}"


def stack(
    text: str, nested: dict[str, StackTemplate] | None = None, **values: str
) -> StackTemplate:
    environment = Environment(
        parameters=values, account="111122223333", region="eu-west-1", stack_name="roles"
    )
    return StackTemplate(
        document=parse(text, "stack roles"), environment=environment, nested=nested or {}
    )


def compare(
    old: StackTemplate, text: str, source: str = "new.yaml", role: str | None = None, **values: str
) -> Difference:
    return compare_with_stack(old, parse(text, source), values, role=role)


def outcomes(found: Difference) -> dict[str, str]:
    """Return what becomes of each role's permissions, and of its trust."""
    return {f"{change.role} {change.part}": change.outcome for change in found.changes}


def of_reader(found: Difference, role: str = "Reader") -> str:
    return outcomes(found)[f"{role} permissions"]


def test_a_value_that_is_not_given_is_the_stacks_own() -> None:
    assert of_reader(compare(stack(ROLE, Bucket="second"), ROLE)) == "unchanged"


def test_a_value_that_is_given_takes_its_place() -> None:
    found = compare(stack(ROLE, Bucket="second"), ROLE, Bucket="third")
    assert of_reader(found) == "both"


def test_a_value_of_the_stack_that_the_new_template_does_not_declare_is_dropped() -> None:
    without = ROLE.replace("Parameters: {Bucket: {Type: String, Default: first}}\n", "").replace(
        "!Sub arn:aws:s3:::${Bucket}/*", "arn:aws:s3:::second/*"
    )
    assert of_reader(compare(stack(ROLE, Bucket="second"), without)) == "unchanged"


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(TemplateError, match="Bukcet"):
        compare(stack(ROLE), ROLE, Bukcet="a")


def nesting(bucket: str = "!Ref Name", url: str = URL, **values: str) -> StackTemplate:
    nested = stack(ROLE, Bucket=values.get("Name", "first"))
    return stack(NESTING % (url, bucket), {"Roles": nested}, **values)


def test_a_nested_stack_of_the_same_address_is_compared_as_it_is_deployed() -> None:
    found = compare(nesting(), NESTING % (URL, "!Ref Name"))
    assert of_reader(found, "Roles/Reader") == "unchanged"


def test_a_nested_stack_gets_the_new_value_of_its_parameter() -> None:
    found = compare(nesting(), NESTING % (URL, "!Ref Name"), Name="second")
    assert of_reader(found, "Roles/Reader") == "both"


def test_a_nested_stack_whose_value_is_no_longer_given_has_its_default() -> None:
    text = NESTING.replace("      Parameters: {Bucket: %s}\n", "") % URL
    found = compare(nesting(Name="second"), text)
    assert of_reader(found, "Roles/Reader") == "both"


def test_a_value_of_a_nested_stack_that_is_not_known_is_the_same_on_both_sides() -> None:
    unknown = "!ImportValue bucket"
    found = compare(nesting(unknown), NESTING % (URL, unknown))
    assert of_reader(found, "Roles/Reader") == "unchanged"


def test_a_value_of_a_mapping_that_changes_is_not_the_same() -> None:
    """An unknown value may be looked up in it."""
    looked_up = "!FindInMap [Buckets, !ImportValue stage, Name]"
    text = NESTING % (URL, looked_up)
    old, new = (f"{text}\nMappings: {{Buckets: {{a: {{Name: {each}}}}}}}\n" for each in "bc")
    nested = {"Roles": stack(ROLE, Bucket="first")}
    assert of_reader(compare(stack(old, nested), old), "Roles/Reader") == "unchanged"
    assert of_reader(compare(stack(old, nested), new), "Roles/Reader") == "unknown"


def test_a_list_of_which_an_item_is_not_known_is_not_known() -> None:
    text = NESTING % (URL, "[a, !ImportValue bucket]")
    found = compare(stack(text, {"Roles": stack(ROLE, Bucket="a,b")}), text)
    assert of_reader(found, "Roles/Reader") == "unchanged"


CHAIN = (
    NESTING % (URL, "!Ref Name")
    + f"""\
  After:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: {URL}
      Parameters: {{Bucket: !GetAtt Roles.Outputs.Bucket}}
"""
)


@pytest.mark.parametrize(
    ("before", "after", "values", "outcome"),
    [
        ("", "", {}, "unchanged"),
        ("", "", {"Name": "second"}, "unknown"),
        ("!Ref Name", "fixed", {}, "unknown"),
        ("Outputs.Bucket", "Outputs.Other", {}, "unknown"),
        ("nested.yaml", "moved.yaml", {}, "unknown"),
    ],
    ids=["nothing", "a parameter", "what is passed", "the output", "the template"],
)
def test_a_value_that_one_nested_stack_gets_of_another_is_the_same_where_nothing_changes(
    before: str, after: str, values: dict[str, str], outcome: str
) -> None:
    nested = {name: stack(ROLE, Bucket="first") for name in ("Roles", "After")}
    old = stack(CHAIN, nested, Name="first")
    found = compare(old, CHAIN.replace(before, after, 1), **values)
    assert of_reader(found, "After/Reader") == outcome


def test_the_assumptions_name_the_nested_stacks() -> None:
    found = compare(nesting(), NESTING % (URL, "!Ref Name"))
    assert "nested stacks are compared as well: Roles" in found.assumptions


def test_a_nested_template_that_is_a_file_is_read_beside_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "nested.yaml").write_text(ROLE.replace("s3:GetObject", "s3:PutObject"))
    text = NESTING % ("nested.yaml", "!Ref Name")
    found = compare(nesting(), text, str(tmp_path / "new.yaml"))
    assert of_reader(found, "Roles/Reader") == "both"


@pytest.mark.parametrize("url", ["https://templates.s3.amazonaws.com/other.yaml", "missing.yaml"])
def test_a_nested_template_that_is_not_read_is_unknown(url: str) -> None:
    found = compare(nesting(), NESTING % (url, "!Ref Name"))
    assert outcomes(found) == {"Roles/every role permissions": "unknown"}


def test_a_nested_stack_that_is_added_gains_its_access(tmp_path: Path) -> None:
    (tmp_path / "nested.yaml").write_text(ROLE)
    text = NESTING % ("nested.yaml", "!Ref Name")
    found = compare(stack(EMPTY), text, str(tmp_path / "new.yaml"))
    assert of_reader(found, "Roles/Reader") == "widened"


def test_a_nested_stack_that_is_removed_loses_its_access() -> None:
    found = compare(nesting(), EMPTY)
    assert of_reader(found, "Roles/Reader") == "narrowed"


def test_a_parameter_that_a_nested_template_no_longer_has_is_as_deployed(tmp_path: Path) -> None:
    text = ROLE.replace("Parameters: {Bucket: {Type: String, Default: first}}\n", "")
    (tmp_path / "nested.yaml").write_text(text.replace("${Bucket}", "second"))
    new = (NESTING % ("nested.yaml", "")).replace("      Parameters: {Bucket: }\n", "")
    found = compare(nesting(Name="second"), new, str(tmp_path / "new.yaml"))
    assert of_reader(found, "Roles/Reader") == "unchanged"


def test_one_role_is_compared_without_the_nested_stacks() -> None:
    both = ROLE + (NESTING % (URL, "first")).partition("Resources:\n")[2]
    old = stack(both, {"Roles": stack(ROLE)})
    found = compare(old, both, role="Reader")
    assert {change.role for change in found.changes} == {"Reader"}


def test_one_role_of_a_nested_stack_is_compared_with_itself() -> None:
    found = compare(nesting(), NESTING % (URL, "!Ref Name"), role="Roles/Reader", Name="second")
    assert outcomes(found) == {
        "Roles/Reader permissions": "both",
        "Roles/Reader trust": "unchanged",
    }


def test_one_role_of_a_nested_stack_is_found_by_its_name(tmp_path: Path) -> None:
    role = ROLE.replace("Properties:\n", "Properties:\n      RoleName: reader\n", 1)
    (tmp_path / "nested.yaml").write_text(role)
    old = stack(NESTING % (URL, "!Ref Name"), {"Roles": stack(role, Bucket="first")}, Name="first")
    text = NESTING % ("nested.yaml", "!Ref Name")
    found = compare(old, text, str(tmp_path / "new.yaml"), role="reader")
    assert of_reader(found, "Roles/Reader") == "unchanged"


NAMED = """\
Parameters: {Bucket: {Type: String, Default: first}}
Resources:
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: !Sub ${Bucket}-policy
      Description: reads
      PolicyDocument: {Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}}
"""
OTHER = NAMED.replace("reads", "reads objects")


def replaced(found: Difference) -> list[tuple[str, str, str]]:
    return [(each.logical_id, each.key, each.name) for each in found.replacements]


def test_a_policy_that_an_update_fails_to_replace_is_named() -> None:
    found = compare(stack(NAMED, Bucket="second"), OTHER)
    assert set(outcomes(found).values()) <= {"unchanged"}
    assert replaced(found) == [("Policy", "Description", "second-policy")]


def test_a_policy_under_another_name_is_replaced_without_failing() -> None:
    assert replaced(compare(stack(NAMED, Bucket="second"), OTHER, Bucket="third")) == []


def test_a_policy_of_a_nested_stack_is_named_with_its_stack(tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_text(OTHER)
    old = stack(NESTING % (URL, "second"), {"Roles": stack(NAMED, Bucket="second")})
    found = compare(old, NESTING % ("roles.yaml", "second"), str(tmp_path / "root.yaml"))
    assert replaced(found) == [("Roles/Policy", "Description", "second-policy")]


READER = ROLE.replace("Properties:\n", "Properties:\n      RoleName: reader\n", 1)
RENAMED = READER.replace("Reader:", "Api:")
NESTED_READER = {"Roles": stack(READER, Bucket="first")}


@pytest.mark.parametrize(
    ("old", "new", "role", "found"),
    [
        (stack(NAMED), OTHER + ROLE.partition("Resources:\n")[2], "Reader", "Policy < "),
        (stack(NESTING % (URL, "a"), NESTED_READER), READER, None, "Reader < Roles/Reader"),
        (stack(READER), NESTING % ("nested.yaml", "a"), None, "Roles/Reader < Reader"),
        (
            stack(NESTING % (URL, "a"), NESTED_READER),
            (NESTING % ("nested.yaml", "a")).replace("Roles:", "RolesApi:"),
            "RolesApi/Reader",
            "RolesApi/Reader < Roles/Reader",
        ),
        (
            stack(NESTING % (URL, "a"), {"Roles": stack(RENAMED)}),
            NESTING % ("nested.yaml", "a"),
            None,
            "Roles/Reader < Roles/Api",
        ),
    ],
    ids=["another resource", "out of a nested stack", "into one", "to another one", "within one"],
)
def test_an_update_that_fails_on_a_name_is_told_whichever_role_is_asked_about(
    tmp_path: Path, old: StackTemplate, new: str, role: str | None, found: str
) -> None:
    (tmp_path / "nested.yaml").write_text(READER)
    seen = compare(old, new, str(tmp_path / "root.yaml"), role=role).replacements
    assert [f"{each.logical_id} < {each.other}" for each in seen] == [found]


def test_a_policy_two_stacks_deep_is_named_with_both(tmp_path: Path) -> None:
    (tmp_path / "middle.yaml").write_text(NESTING % ("roles.yaml", "!Ref Name"))
    (tmp_path / "roles.yaml").write_text(OTHER)
    middle = stack(NESTING % (URL, "!Ref Name"), {"Roles": stack(NAMED, Bucket="first")})
    old = stack(NESTING % (URL, "first"), {"Roles": middle})
    found = compare(old, NESTING % ("middle.yaml", "first"), str(tmp_path / "root.yaml"))
    assert replaced(found) == [("Roles/Roles/Policy", "Description", "first-policy")]


def test_what_moves_is_told_to_keep_its_stack() -> None:
    (seen,) = compare(stack(NESTING % (URL, "a"), NESTED_READER), READER).replacements
    assert "keep the logical ID and the stack" in seen.message
