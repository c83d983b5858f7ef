"""What a document holds that can be asked about: roles, a policy, and what others have."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.targets import (
    NOBODY,
    POLICY,
    Target,
    is_policy,
    is_template,
    judged,
    other_policies,
    policies_of,
    policy_kind,
    targets_of,
)

TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
DOCUMENT = {"Statement": ALLOW}
INLINE = {"PolicyName": "p", "PolicyDocument": DOCUMENT}
PUBLIC = {"Statement": {**ALLOW, "Principal": "*"}}
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ASSUME = {"Statement": {**TRUST, "Action": "sts:AssumeRole"}}


def template(**resources: Any) -> Document:
    conditions = {"Maybe": {"Fn::Equals": [{"Ref": "P"}, "x"]}, "Never": {"Fn::Equals": ["a", "b"]}}
    parameters = {"P": {"Type": "String"}}
    return Document(
        {"Parameters": parameters, "Conditions": conditions, "Resources": resources}, "t.yaml"
    )


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def role(**properties: Any) -> dict[str, Any]:
    return resource("AWS::IAM::Role", AssumeRolePolicyDocument=ASSUME, **properties)


@pytest.mark.parametrize(
    ("data", "of_template", "of_policy"),
    [
        ({"Resources": {}}, True, False),
        (DOCUMENT, False, True),
        ({}, False, False),
        ([], False, False),
        ("Resources Statement", False, False),
    ],
)
def test_a_document_is_a_template_or_a_policy(
    data: Any, of_template: bool, of_policy: bool
) -> None:
    document = Document(data, "x.yaml")
    assert (is_template(document), is_policy(document)) == (of_template, of_policy)


def test_what_is_neither_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"x.yaml: is neither a template"):
        judged(Document({}, "x.yaml"))


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        (ALLOW, "identity"),
        pytest.param([ALLOW], "identity", id="in a list"),
        ([], "identity"),
        (["text"], "identity"),
        ({**TRUST, "Action": "sts:AssumeRole"}, "trust"),
        ({"NotPrincipal": "*"}, "trust"),
        ({**ALLOW, "Principal": "*"}, "resource"),
        ([ALLOW, TRUST], "resource"),
        ({**TRUST, "NotResource": "*"}, "resource"),
    ],
)
def test_a_policy_is_of_a_kind_by_its_elements(rows: Any, kind: str) -> None:
    assert policy_kind({"Statement": rows}) == kind


def test_a_template_has_its_roles() -> None:
    policies = [INLINE]
    row = role(
        RoleName="r",
        Policies=policies,
        PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess",
    )
    found = targets_of(template(R=row), Environment())["R"]
    assert found.names == {"R", "r"}
    assert len(found.permissions.layers) == 2
    assert found.trust is not None


@pytest.mark.parametrize(
    ("data", "trusts"),
    [(DOCUMENT, False), (ASSUME, True), ({"Statement": {**ALLOW, "Principal": "*"}}, True)],
)
def test_a_policy_is_its_own_target(data: Any, trusts: bool) -> None:
    found = targets_of(Document(data), Environment())
    assert list(found) == [POLICY]
    assert (found[POLICY].trust is not None) is trusts


def test_a_role_without_a_name_is_called_by_its_logical_id() -> None:
    assert targets_of(template(R=role()), Environment())["R"].names == {"R"}
    assert NOBODY.names == {""}


def test_what_roles_have_is_taken() -> None:
    own = resource("AWS::IAM::Policy", **INLINE, Roles=[{"Ref": "R"}])
    document = template(R=role(), P=own)
    taken = policies_of(targets_of(document, Environment()).values())
    assert taken == {"P"}
    assert (
        other_policies(document, ResolvedTemplate(document.data, missing_is_unknown=True), taken)
        == {}
    )


def others(**resources: Any) -> dict[str, Target]:
    document = template(**resources)
    return other_policies(document, ResolvedTemplate(document.data, missing_is_unknown=True), set())


@pytest.mark.parametrize(
    ("resources", "partial"),
    [
        (
            {"U": resource("AWS::IAM::User", Policies=[INLINE])},
            False,
        ),
        ({"U": resource("AWS::IAM::Group")}, True),
        (
            {
                "U": resource(
                    "AWS::S3::BucketPolicy",
                    Bucket="b",
                    PolicyDocument={"Statement": {**ALLOW, "Principal": "*"}},
                )
            },
            True,
        ),
        ({"U": resource("Custom::Thing", Own={"Statement": ALLOW})}, True),
    ],
)
def test_what_may_have_other_policies_is_partial(resources: dict[str, Any], partial: bool) -> None:
    assert others(**resources)["U"].is_partial is partial


@pytest.mark.parametrize(
    ("properties", "names"),
    [
        ({}, []),
        ({"A": {"Statement": ALLOW}}, ["X"]),
        ({"A": [{"x": {"Statement": ALLOW}}]}, ["X"]),
        (
            {"A": {"Statement": ALLOW}, "B": [{"Statement": ALLOW}]},
            ["X.A", "X.B[0]"],
        ),
        ({"A": {"Statemen": ALLOW}}, []),
    ],
)
def test_a_document_is_found_wherever_it_is(properties: dict[str, Any], names: list[str]) -> None:
    assert sorted(others(X=resource("Custom::Thing", **properties))) == names


@pytest.mark.parametrize(
    ("kind", "names"), [("AWS::Serverless::Function", []), ("Custom::Function", ["F"])]
)
def test_what_the_role_of_a_function_of_aws_sam_has_is_not_found_twice(
    kind: str, names: list[str]
) -> None:
    assert list(others(F=resource(kind, Policies=[{"Statement": ALLOW}]))) == names


def test_a_document_that_cannot_be_read_is_unknown() -> None:
    found = others(X=resource("Custom::Thing", A={"Statement": {"Effect": "Maybe"}}))["X"]
    assert found.permissions.identity[0].unknown


@pytest.mark.parametrize(("condition", "found"), [("Never", False), ("Maybe", True)])
def test_a_resource_may_not_exist(condition: str, found: bool) -> None:
    row = {**resource("Custom::Thing", A={"Statement": ALLOW}), "Condition": condition}
    assert bool(others(X=row)) is found


def test_what_may_exist_is_in_doubt() -> None:
    row = {**resource("Custom::Thing", A={"Statement": ALLOW}), "Condition": "Maybe"}
    (policy,) = others(X=row)["X"].permissions.identity
    assert policy.unknown == ("the parameter P has no default and was not given",)


def test_what_is_taken_is_not_looked_at() -> None:
    document = template(X=resource("Custom::Thing", A={"Statement": ALLOW}))
    assert (
        other_policies(document, ResolvedTemplate(document.data, missing_is_unknown=True), {"X"})
        == {}
    )


def test_the_statements_of_a_role_are_its_own() -> None:
    assert others(R=role()) == {}


def test_nobody_can_do_nothing() -> None:
    assert (NOBODY.permissions, NOBODY.trust) == (Access(()), Access(()))


def test_a_user_has_its_boundary() -> None:
    boundary = {"PermissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
    user = resource("AWS::IAM::User", Policies=[INLINE])
    bounded = resource("AWS::IAM::User", Policies=[INLINE], **boundary)
    found = others(Free=user, Bound=bounded)
    assert [len(found[name].permissions.layers) for name in ("Free", "Bound")] == [1, 2]


def test_a_document_that_cannot_be_read_knows_its_template() -> None:
    broken = {"PolicyDocument": {**DOCUMENT, "Statement": [{**ALLOW, "Effect": "Alow"}]}}
    document = template(B=resource("AWS::IoT::RoleAlias", **broken))
    found = other_policies(
        document, ResolvedTemplate(document.data, missing_is_unknown=True), set()
    )
    (policy,) = found["B"].permissions.identity
    assert policy.unknown
    assert policy.source is document
