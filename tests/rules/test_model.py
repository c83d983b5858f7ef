"""What rules ask of statements, policies, and who has them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.text import ANY
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.model import PolicyStatement, matching, named_by, role_named
from influmojo_cfn.rules.read import read_policy, read_template


def statement(**elements: Any) -> PolicyStatement:
    (found,) = read_policy({"Statement": {"Effect": "Allow", **elements}}).policies[0].statements
    return found


@pytest.mark.parametrize(
    ("effect", "outcome"), [("Allow", "allowed"), ("Deny", "denied"), ("Maybe", "allowed")]
)
def test_a_statement_does_something_to_a_request(effect: str, outcome: str) -> None:
    assert statement(Effect=effect).outcome == outcome


@pytest.mark.parametrize(
    ("resource", "everywhere"),
    [("*", True), (["arn:aws:s3:::b", "*"], True), ("arn:aws:s3:::*", False), ([], False)],
)
def test_a_star_is_everywhere(resource: Any, everywhere: bool) -> None:
    assert statement(Resource=resource).everywhere is everywhere


ACTIONS = ["s3:GetObject", "S3:putobject*", "sqs", "s3:Nope", {"Ref": "A"}]


def test_known_actions_are_by_their_lowercase_names() -> None:
    known = statement(Action=["s3:GetObject", "sqs:Send*", "*", "s3:Nope"]).known_actions
    assert sorted(known) == ["s3:getobject", "sqs:sendmessage"]


def test_written_actions_are_those_with_a_colon_that_are_known() -> None:
    found = statement(Action=ACTIONS, NotAction="ec2:x").written
    assert [(prefix, name) for _, prefix, name in found] == [
        ("s3", "GetObject"),
        ("S3", "putobject*"),
        ("s3", "Nope"),
        ("ec2", "x"),
    ]


def test_unlisted_actions_name_none_of_any_service() -> None:
    assert [value.text for value, _, _ in statement(Action=ACTIONS).unlisted] == ["s3:Nope"]


def test_actions_are_exact_or_patterns() -> None:
    found = statement(Action=["s3:GetObject", "S3:Put*", "s3:Get?cl"])
    assert list(found.exact_actions) == ["s3:getobject"]
    assert [text for text, _ in found.action_patterns] == ["s3:put*", "s3:get?cl"]


def test_services_are_prefixes_in_lower_case() -> None:
    assert statement(Action=["S3:GetObject", "sqs:*", "*"]).services == {"s3", "sqs", "*"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("s3:GetObject", ["s3:GetObject"]),
        ("sqs:Send*", ["sqs:SendMessage"]),
        ("*", []),
        ("GetObject", []),
        (f"s3:{ANY}", []),
        ("s3:Nope", []),
    ],
)
def test_a_text_names_actions(text: str, names: list[str]) -> None:
    assert [each.qualified_name for each in named_by(text)] == names
    assert matching(Value(text, ())) == named_by(text)


TRUST = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}


@pytest.mark.parametrize(
    ("document", "kind", "trust", "principals"),
    [
        ({"Statement": {"Effect": "Allow", "Action": "*"}}, "bare", False, False),
        (TRUST, "trust", True, True),
        ({"Statement": [{"Principal": "*", "Action": "s3:*"}]}, "resource", False, True),
        ({"Statement": [{"NotPrincipal": "*", "Action": ["STS:x"]}]}, "trust", True, True),
        ({"Statement": [{"Action": "sts:AssumeRole"}]}, "bare", False, False),
        ([], "bare", False, False),
    ],
)
def test_a_bare_document_is_of_a_kind(
    document: Any, kind: str, trust: bool, principals: bool
) -> None:
    (policy,) = read_policy(document).policies
    assert (policy.kind, policy.is_trust, policy.has_principals) == (kind, trust, principals)


def role(**properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::IAM::Role", "Properties": properties}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({"Ref": "A"}, "A"),
        ({"Fn::GetAtt": ["A", "Arn"]}, "A"),
        ({"Fn::GetAtt": "B.Arn"}, "B"),
        ("b", "B"),
        ({"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/b"}, "B"),
        ("arn:aws:iam::111122223333:role/path/b", "B"),
        ("c", None),
        ("", None),
        ({"Ref": "User"}, None),
    ],
)
def test_a_role_is_named_by_reference_name_or_arn(value: Any, found: str | None) -> None:
    rows = {"A": role(), "B": role(RoleName="b"), "User": {"Type": "AWS::IAM::User"}}
    entity = role_named(read_template({"Resources": rows}), value)
    assert (entity.logical_id if entity else None) == found


def test_an_entity_has_the_statements_of_all_its_policies() -> None:
    document = {"Statement": [{"Sid": "A"}, {"Sid": "B"}]}
    own = {"PolicyName": "p", "PolicyDocument": document}
    managed = {
        "Type": "AWS::IAM::ManagedPolicy",
        "Properties": {"PolicyDocument": document, "Roles": [{"Ref": "R"}]},
    }
    model = read_template({"Resources": {"R": role(Policies=[own]), "M": managed}})
    (entity,) = model.roles
    assert [each.kind for each in entity.policies] == ["inline", "managed"]
    assert len(list(entity.statements)) == 4


def test_resources_are_found_by_their_type() -> None:
    model = read_template({"Resources": {"R": role(a=1), "U": {"Type": "AWS::IAM::User"}, "X": 1}})
    (found,) = model.resources("AWS::IAM::Role")
    assert (found.logical_id, found.data) == ("R", {"a": 1})
