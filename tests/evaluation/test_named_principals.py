"""Whom the policies of resources name, told apart by who asks."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.cloudformation.roles import principal_of
from influmojo_cfn.evaluation.named_principals import caller_of, to_sessions, told_apart
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Text, Unknown

ROOT = "arn:aws:iam::111122223333:root"
ALICE = "arn:aws:iam::111122223333:user/alice"
ROLE = "arn:aws:iam::111122223333:role/app"


def asked(kind: str, **properties: Any) -> TemplatePrincipal:
    row = {"Type": f"AWS::IAM::{kind}", "Properties": properties}
    if kind == "Role":
        row["Properties"] = {"AssumeRolePolicyDocument": {"Statement": []}, **properties}
    template = {"Parameters": {"Name": {"Type": "String"}}, "Resources": {"Own": row}}
    return principal_of(Document(template), "Own")


def naming(*texts: Text) -> Policy:
    return Policy((Statement("Allow", ("s3:*",), ("*",), principals={"AWS": texts}),))


def named(policy: Policy) -> tuple[Text, ...]:
    return tuple((policy.statements[0].principals or {})["AWS"])


def test_a_user_is_its_account_and_has_no_session() -> None:
    assert caller_of(asked("User", UserName="alice")).identities == (ALICE,)
    assert caller_of(asked("User", UserName="alice"), with_account=True).identities == (ALICE, ROOT)


def test_a_role_asks_by_a_session_of_any_name() -> None:
    role, session = caller_of(asked("Role", RoleName="app")).identities
    assert role == ROLE
    assert session.startswith("arn:aws:sts::111122223333:assumed-role/app/")


@pytest.mark.parametrize(
    ("own", "doubtful"),
    [
        (asked("User", UserName="alice"), False),
        (asked("User"), False),
        (asked("User", UserName={"Ref": "Name"}), True),
        (asked("Group"), True),
        (asked("Role", RoleName={"Ref": "Name"}), False),
    ],
    ids=["by name", "a generated name", "a parameter's name", "a group", "a role"],
)
def test_a_user_that_is_written_out_can_be_who_asks(own: TemplatePrincipal, doubtful: bool) -> None:
    (text,) = named(told_apart(naming(ALICE), own))
    assert isinstance(text, Unknown) is doubtful


def test_who_asks_is_named_by_what_refers_to_it_and_others_are_not() -> None:
    own, other = Unknown("", logical_id="Own"), Unknown("", logical_id="Other")
    assert named(told_apart(naming(own, other, "*"), asked("User", UserName="alice"))) == (
        ALICE,
        "*",
    )


def test_what_names_a_user_or_a_session_is_not_limited() -> None:
    session = "arn:aws:sts::111122223333:assumed-role/app/s"
    assert named(to_sessions(naming(ROLE, ALICE, session, "*"))) == (ALICE, session)
