"""Another role than before is compared with it; what cannot be compared is left open."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.changed_passed_roles import changed_passed_roles
from influmojo_cfn.proof.targets import targets_of

TRUST: dict[str, Any] = {"Statement": []}


def role(action: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    policies = [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}]
    properties = {"AssumeRolePolicyDocument": TRUST, "Policies": policies}
    return {"Type": "AWS::IAM::Role", "Properties": properties}


ROLES = {"One": role("s3:GetObject"), "Two": role("s3:*"), "Twin": role("s3:*")}
ONE, TWO = ({"Fn::GetAtt": [name, "Arn"]} for name in ("One", "Two"))
TASK = "AWS::ECS::TaskDefinition"
FUNCTION, POOL = "AWS::Lambda::Function", "AWS::Cognito::IdentityPoolRoleAttachment"


def handed(kind: str, *rows: dict[str, Any] | None) -> list[tuple[Access, Access]] | None:
    """Return what a resource hands over with properties before and after; None is no resource."""
    documents = [
        Document({"Resources": {**ROLES, "X": {"Type": kind, "Properties": row}} if row else ROLES})
        for row in rows
    ]
    old, new = (ResolvedTemplate(each.data) for each in documents)
    before, after = (targets_of(each, Environment()) for each in documents)
    return changed_passed_roles((old, new), (before, after), "X")


def actions(access: Access) -> list[Any]:
    return [text for p in access.identity for s in p.statements for text in s.actions]


GAIN, LOSS = (["s3:GetObject"], ["s3:*"]), (["s3:*"], ["s3:GetObject"])


@pytest.mark.parametrize(
    ("kind", "old", "new", "found"),
    [
        (FUNCTION, {"Role": ONE}, {"Role": TWO}, [(["s3:GetObject"], ["s3:*"])]),
        (FUNCTION, {"Role": ONE}, {"Role": TWO, "Timeout": 9}, [(["s3:GetObject"], ["s3:*"])]),
        (FUNCTION, None, {"Role": ONE}, [([], ["s3:GetObject"])]),
        (FUNCTION, {"Role": ONE}, None, [(["s3:GetObject"], [])]),
        (FUNCTION, {"Role": ONE}, {"Role": "elsewhere"}, None),
        (FUNCTION, {"Role": "elsewhere"}, None, []),
        (FUNCTION, {"Role": ONE}, {"Role": {"Ref": "Missing"}}, None),
        (POOL, {"Roles": {"a": ONE}}, {"Roles": {"a": ONE, "b": TWO}}, [([], ["s3:*"])]),
        (POOL, {"Roles": {"a": ONE, "b": ONE}}, {"Roles": {"a": TWO, "b": TWO}}, [GAIN, GAIN]),
        (POOL, {"Roles": {"a": ONE, "b": TWO}}, {"Roles": {"a": TWO, "b": ONE}}, [GAIN, LOSS]),
        (POOL, {"Roles": {"a": ONE, "b": ONE}}, {"Roles": {"a": TWO, "b": "else"}}, None),
        (POOL, {"Roles": {"a": ONE}}, {"Roles": {"a": ONE}}, []),
        (TASK, {"TaskRoleArn": {"Ref": "One"}}, {"TaskRoleArn": ONE}, []),
        (TASK, {"TaskRoleArn": TWO}, {"TaskRoleArn": {"Fn::GetAtt": ["Twin", "Arn"]}}, None),
        (POOL, {"Roles": {"a": ONE}}, {"Roles": {"a": TWO}, "RoleMappings": {"m": {}}}, None),
        ("AWS::IoT::RoleAlias", {"Role": ONE}, {"Role": TWO}, None),
    ],
)
def test_the_role_before_and_after(
    kind: str, old: Any, new: Any, found: list[tuple[list[str], list[str]]] | None
) -> None:
    pairs = handed(kind, old, new)
    named = None if pairs is None else [(actions(one), actions(other)) for one, other in pairs]
    assert named == found


def test_what_the_same_role_gains_is_not_at_what_passes_it() -> None:
    def side(action: str, task_role: Any) -> Document:
        task = {"Type": TASK, "Properties": {"TaskRoleArn": task_role}}
        return Document({"Resources": {"One": role(action), "X": task}})

    documents = side("s3:GetObject", {"Ref": "One"}), side("s3:*", ONE)
    old, new = (ResolvedTemplate(each.data) for each in documents)
    before, after = (targets_of(each, Environment()) for each in documents)
    assert changed_passed_roles((old, new), (before, after), "X") == []
