"""A nested stack: the address of its template, what is passed to it, its tags."""

from __future__ import annotations

import pytest
from troposphere import Sub

from influmojo_cfn.template.nested_stack import PACKAGE_FIRST, nested_stack, passed_down


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("roles.yaml", [PACKAGE_FIRST]),
        ("../roles.yaml", [PACKAGE_FIRST]),
        ("https://bucket.s3.amazonaws.com/roles.yaml", None),
        (Sub("${TemplatesUrl}/roles.yaml"), None),
    ],
)
def test_a_file_says_that_it_is_packaged_first(url: object, said: list[str] | None) -> None:
    row = nested_stack("Roles", url, {}, "The roles.", {"Project": "Acme"}).to_dict()
    metadata = row["Metadata"]
    assert metadata["com.aws.cloudformation.Context"].get("must") == said
    assert ("cfn-lint" in metadata) == (said is not None)


def test_a_nested_stack_is_deleted_with_its_root_and_has_its_tags() -> None:
    row = nested_stack("Roles", "a.yaml", {"A": "1"}, "The roles.", {"Team": "orders"}).to_dict()
    assert (row["DeletionPolicy"], row["UpdateReplacePolicy"]) == ("Delete", "Delete")
    assert row["Properties"]["Tags"] == [{"Key": "Team", "Value": "orders"}]
    assert row["Properties"]["Parameters"] == {"A": "1"}


@pytest.mark.parametrize(
    ("kind", "passed"),
    [
        ("String", {"Ref": "Subnets"}),
        ("AWS::EC2::VPC::Id", {"Ref": "Subnets"}),
        ("CommaDelimitedList", {"Fn::Join": [",", {"Ref": "Subnets"}]}),
        ("List<AWS::EC2::Subnet::Id>", {"Fn::Join": [",", {"Ref": "Subnets"}]}),
    ],
)
def test_a_list_is_passed_joined(kind: str, passed: dict[str, object]) -> None:
    assert passed_down("Subnets", kind).to_dict() == passed
