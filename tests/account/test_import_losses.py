"""Who else has a policy, and all that an update takes from somebody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.account.drift import BOUNDARY, SESSION, Check, Verifier
from influmojo_cfn.account.identities import Identities, PolicyState, RoleState
from influmojo_cfn.account.import_losses import (
    Loss,
    attached_documents,
    lost_permissions,
    policy_holders,
    removed_boundaries,
)
from influmojo_cfn.account.verification import Verification
from tests.proof.policies import allow, deny, document

ARN = "arn:aws:iam::111122223333:policy/read"
LIMIT = "arn:aws:iam::111122223333:policy/limit"


ALL, READ, SEND = allow("s3:*"), allow("s3:GetObject"), allow("sqs:SendMessage")
DENY = deny("s3:DeleteObject")
TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
    },
}
ROLE = RoleState(name="web", trust=TRUST, attached=(ARN,))
POLICY = PolicyState(arn=ARN, name="read", document=document(READ))


def losses(
    role: RoleState = ROLE,
    policy: PolicyState = POLICY,
    *,
    expected: RoleState = ROLE,
    declared: PolicyState = POLICY,
    holders: dict[str, tuple[str, ...]] | None = None,
) -> list[Loss]:
    wanted = Identities(roles={"web": expected}, policies={ARN: declared})
    found = Identities(roles={"web": role}, policies={ARN: policy})
    verification = Verification(
        account="111122223333",
        region="eu-west-1",
        checks=Verifier().verify(wanted, found),
        expected=wanted,
        found=found,
    )
    return list(lost_permissions(verification, holders))


def test_nothing_is_lost_where_nothing_changes() -> None:
    assert losses() == []


def test_a_permission_of_a_policy_is_lost_to_all_who_have_it() -> None:
    more = replace(POLICY, document=document(READ, SEND))
    (loss,) = losses(policy=more, holders={ARN: ("user ada",)})
    assert (loss.subject, loss.point, loss.holders) == ("policy read", "document", ("user ada",))
    assert str(loss.lost) == "Allow sqs:SendMessage on *"


def test_a_denial_that_is_new_takes_as_well() -> None:
    every = replace(POLICY, document=document(ALL))
    (loss,) = losses(policy=every, declared=replace(POLICY, document=document(ALL, DENY)))
    assert (str(loss.lost), loss.is_new) == ("Deny s3:DeleteObject on *", True)


def test_a_denial_that_goes_is_told() -> None:
    every = replace(POLICY, document=document(ALL, DENY))
    (loss,) = losses(policy=every, declared=replace(POLICY, document=document(ALL)))
    assert (str(loss.lost), loss.is_new) == ("Deny s3:DeleteObject on *", False)


def test_a_permission_that_is_gained_is_no_loss() -> None:
    assert losses(declared=replace(POLICY, document=document(READ, SEND))) == []


LAMBDA = {**TRUST, "Statement": {**TRUST["Statement"], "Principal": {"Service": "a.com"}}}  # type: ignore[dict-item]
OF_ROLE: dict[str, tuple[RoleState, str, str]] = {
    "an attached policy": (replace(ROLE, attached=(ARN, LIMIT)), "attached policy", LIMIT),
    "a trusted principal": (
        replace(ROLE, trust=LAMBDA),
        "trust policy",
        "Allow sts:AssumeRole by Service a.com",
    ),
    "a tag": (replace(ROLE, tags={"Owner": "me"}), "tag Owner", "me"),
    "a session a second longer": (replace(ROLE, max_session_seconds=3601), SESSION, "3601 s"),
    "a longer session": (replace(ROLE, max_session_seconds=7200), SESSION, "7200 s"),
    "an inline policy that allows nothing more": (
        replace(ROLE, inline={"quick": document(READ)}),
        "inline policy quick",
        "",
    ),
}


@pytest.mark.parametrize(("role", "point", "lost"), OF_ROLE.values(), ids=OF_ROLE)
def test_what_a_role_loses(role: RoleState, point: str, lost: str) -> None:
    (loss,) = losses(role)
    assert (loss.subject, loss.point, str(loss.lost)) == ("role web", point, lost)


def test_an_inline_policy_loses_what_no_declared_policy_allows() -> None:
    quick = replace(ROLE, inline={"quick": document(READ, SEND)})
    assert [str(loss.lost) for loss in losses(quick)] == ["", "Allow sqs:SendMessage on *"]


def test_what_a_declared_inline_policy_allows_is_not_lost() -> None:
    quick = replace(ROLE, inline={"quick": document(SEND)})
    assert losses(quick, expected=replace(ROLE, inline={"quick": document(SEND)})) == []


@pytest.mark.parametrize("boundary", [None, ARN])
def test_a_boundary_that_is_set_takes_what_it_does_not_allow(boundary: str | None) -> None:
    (loss,) = losses(replace(ROLE, boundary=boundary), expected=replace(ROLE, boundary=LIMIT))
    assert (loss.point, loss.lost, loss.replacement) == (BOUNDARY, "", LIMIT)


def test_a_boundary_that_stays_takes_nothing() -> None:
    bound = replace(ROLE, boundary=LIMIT)
    assert losses(bound, expected=bound) == []


@pytest.mark.parametrize(
    ("state", "point", "removed"),
    [
        ("extra", BOUNDARY, True),
        ("different", BOUNDARY, True),
        ("missing", BOUNDARY, False),
        ("as declared", BOUNDARY, False),
        ("extra", "trust policy", False),
    ],
)
def test_a_boundary_is_removed_where_another_or_none_is_declared(
    state: Any, point: str, removed: bool
) -> None:
    check = Check(subject="role web", point=point, state=state, seen=LIMIT)
    verification = Verification(
        account="111122223333",
        region="eu-west-1",
        checks=(check,),
        expected=Identities(),
        found=Identities(),
    )
    assert list(removed_boundaries(verification)) == ([check] if removed else [])


class Iam:
    """Lists who has a policy, in two pages."""

    def get_paginator(self, operation: str) -> Iam:
        assert operation == "list_entities_for_policy"
        return self

    def paginate(self, PolicyArn: str) -> Any:
        assert PolicyArn == LIMIT
        yield {
            "PolicyUsers": [{"UserName": "ada"}],
            "PolicyGroups": [],
            "PolicyRoles": [{"RoleName": "web"}, {"RoleName": "batch"}],
        }
        yield {"PolicyUsers": [], "PolicyGroups": [{"GroupName": "all"}], "PolicyRoles": []}


def test_who_else_has_a_policy_is_whoever_is_not_imported() -> None:
    moved = replace(POLICY, arn=LIMIT)
    found = Identities(roles={"web": ROLE}, policies={ARN: moved})
    assert policy_holders(Iam(), found) == {ARN: ("user ada", "role batch", "group all")}


class Policies:
    """Shows a customer managed policy, denies another, and has none of AWS's own."""

    def __init__(self, *, code: str = "AccessDenied") -> None:
        self.code = code

    def get_policy(self, PolicyArn: str) -> Any:
        from botocore.exceptions import ClientError

        if PolicyArn != LIMIT:
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, "GetPolicy")
        return {"Policy": {"DefaultVersionId": "v2"}}

    def get_policy_version(self, PolicyArn: str, VersionId: str) -> Any:
        assert (PolicyArn, VersionId) == (LIMIT, "v2")
        return {"PolicyVersion": {"Document": document(SEND)}}


def read(*arns: str, code: str = "AccessDenied") -> dict[str, Any]:
    found = Identities(roles={"web": replace(ROLE, attached=arns)}, policies={ARN: POLICY})
    verification = Verification(
        account="111122223333",
        region="eu-west-1",
        checks=(),
        expected=Identities(roles={"web": ROLE}, policies={ARN: POLICY}),
        found=found,
    )
    return attached_documents(Policies(code=code), verification)


@pytest.mark.parametrize("code", ["AccessDenied", "NoSuchEntity"])
def test_policies_of_aws_are_known_where_the_account_does_not_show_them(code: str) -> None:
    known = "arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess"
    other = "arn:aws:iam::111122223333:policy/other"
    found = read(ARN, LIMIT, known, other, "arn:aws-cn:iam::aws:policy/AmazonNone", code=code)
    assert sorted(found) == sorted([ARN, LIMIT, known])
    assert found[LIMIT] == document(SEND)
    assert "sqs:ListQueues" in str(found[known])


@pytest.mark.parametrize(
    ("name", "is_known"),
    [("AmazonSQSReadOnlyAccess", True), ("AmazonMSKFullAccess", False)],
)
def test_a_policy_of_aws_in_another_partition_is_known_where_it_names_no_arn_of_this_one(
    name: str, is_known: bool
) -> None:
    arn = f"arn:aws-cn:iam::aws:policy/{name}"
    assert read(f"arn:aws:iam::aws:policy/{name}")
    assert (arn in read(arn)) is is_known


def test_another_error_is_one() -> None:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError):
        read("arn:aws:iam::111122223333:policy/other", code="Throttling")


def test_what_a_policy_of_aws_that_stays_allows_is_not_lost() -> None:
    known = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
    role = replace(ROLE, attached=(ARN, known))
    quick = replace(role, inline={"quick": document(SEND)})
    wanted = Identities(roles={"web": role}, policies={ARN: POLICY})
    found = Identities(roles={"web": quick}, policies={ARN: POLICY})
    verification = Verification(
        account="111122223333", region="eu-west-1", checks=(), expected=wanted, found=found
    )
    documents = {known: document(allow("sqs:*"))}
    assert [str(each.lost) for each in lost_permissions(verification, None, documents)] == [""]
