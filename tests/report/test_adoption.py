"""What an import keeps, creates and removes is told a line each."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.drift import Check
from influmojo_cfn.account.identities import Identities, PolicyState, RoleState
from influmojo_cfn.account.import_plan import ImportPlan, KeptProperty
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.report.adoption import changes, differences, losses
from tests.proof.policies import allow, deny, document

ARN = "arn:aws:iam::111122223333:policy/shop"
LIMIT = "arn:aws:iam::111122223333:policy/limit"


def check(**values: Any) -> Check:
    return Check(**{"subject": "role web", "point": "path", "state": "different", **values})


def verification(*checks: Check, expected: Any = None, found: Any = None) -> Verification:
    return Verification(
        account="111122223333",
        region="eu-west-1",
        checks=checks,
        expected=expected or Identities(),
        found=found or Identities(),
    )


def plan(*kept: KeptProperty, resources: tuple[Any, ...] = (), absent: tuple[str, ...] = ()) -> Any:
    return ImportPlan(
        import_template={},
        full_template={},
        resources=resources,
        kept=kept,
        absent=absent,
        owned={},
        region="eu-west-1",
    )


def test_a_difference_shows_both_sides() -> None:
    found = verification(check(expected="/a/", seen="/b/"), check(expected="/a/", state="missing"))
    assert list(differences(found)) == [
        "role web: path: declared /a/; there is /b/",
        "role web: path: declared /a/; there is nothing",
    ]


@pytest.mark.parametrize(
    "told", [check(state="as declared"), check(point="exists", state="missing")]
)
def test_what_agrees_or_is_created_is_no_difference(told: Check) -> None:
    assert list(differences(verification(told))) == []


@pytest.mark.parametrize(
    ("in_account", "in_template", "words"),
    [
        ("/b/", "/a/", "Path stays '/b/' where the template has '/a/'"),
        ("", "a", "Path stays none where the template has 'a'"),
        ("b", "", "Path stays 'b' where the template has none"),
    ],
)
def test_a_property_that_stays_is_told_with_the_reason(
    in_account: str, in_template: str, words: str
) -> None:
    kept = KeptProperty(
        logical_id="Web", name="Path", in_account=in_account, in_template=in_template
    )
    (line,) = changes(plan(kept))
    assert line.startswith(f"kept: Web: {words}: CloudFormation would ")


def test_what_the_account_lacks_is_created() -> None:
    lacking = plan(resources=({},), absent=("shop-task-policy",))
    assert list(changes(lacking)) == ["created by the second step: shop-task-policy"]


def test_nothing_is_created_where_nothing_is_imported() -> None:
    assert list(changes(plan(absent=("shop-task-policy",)))) == []


READ, WRITE = allow("s3:GetObject"), allow("s3:PutObject")
ALL = allow("s3:*")
DENY = deny("s3:DeleteObject")


def of_policy(before: Any, after: Any, holders: tuple[str, ...] = ()) -> list[str]:
    policies = [
        Identities(policies={ARN: PolicyState(arn=ARN, name="shop", document=each)})
        for each in (after, before)
    ]
    told = verification(expected=policies[0], found=policies[1])
    return list(losses(told, {ARN: holders}))[1:]


def test_a_permission_that_is_gone_is_told_with_who_else_has_it() -> None:
    lines = of_policy(document(READ, WRITE), document(READ), ("user ada", "role batch"))
    assert lines == ["  policy shop (also of user ada, role batch): Allow s3:PutObject on *"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (document(ALL, DENY), document(ALL), "no longer denied"),
        (document(ALL), document(ALL, DENY), "newly denied"),
    ],
)
def test_a_denial_is_told_whichever_way_it_changes(before: Any, after: Any, words: str) -> None:
    assert of_policy(before, after) == [f"  policy shop: Deny s3:DeleteObject on * ({words})"]


def test_a_permission_that_is_gained_is_no_loss() -> None:
    assert of_policy(document(READ), document(READ, WRITE)) == []


def of_role(*checks: Check, before: RoleState, after: RoleState) -> list[str]:
    told = verification(
        *checks,
        expected=Identities(roles={"web": after}),
        found=Identities(roles={"web": before}),
    )
    return list(losses(told, {}))


ROLE = RoleState(name="web")
CHECKS: dict[str, tuple[Check, str]] = {
    "a tag": (check(point="tag Owner", state="extra", seen="me"), "  role web: tag Owner: me"),
    "what a new boundary withholds": (
        check(point="permissions boundary", state="missing", expected=LIMIT),
        f"  role web: what the permissions boundary {LIMIT} doesn't allow",
    ),
}


@pytest.mark.parametrize(("of", "line"), CHECKS.values(), ids=CHECKS)
def test_what_a_difference_takes_from_a_role(of: Check, line: str) -> None:
    assert of_role(of, before=ROLE, after=ROLE) == [
        "removed by the second step, as the app does not declare it:",
        line,
    ]


@pytest.mark.parametrize(
    "of",
    [
        check(point="attached policy limit", state="missing", expected=LIMIT),
        check(point="trust policy", state="missing", expected="Allow sts:AssumeRole by Service a"),
        check(point="tag Owner", state="as declared", seen="me"),
        check(point="description", seen="a"),
        check(subject="policy shop", point="tag Owner", state="extra", seen="me"),
    ],
)
def test_what_takes_nothing_from_a_role_is_not_told(of: Check) -> None:
    assert of_role(of, before=ROLE, after=ROLE) == []


def test_a_shorter_session_is_told() -> None:
    before = RoleState(name="web", max_session_seconds=7200)
    assert of_role(before=before, after=ROLE)[1:] == [
        "  role web: maximum session duration: 7200 s becomes 3600 s"
    ]


def test_a_longer_session_is_no_loss() -> None:
    after = RoleState(name="web", max_session_seconds=7200)
    assert of_role(before=ROLE, after=after) == []


def test_an_inline_policy_that_goes_is_told_with_what_nothing_else_allows() -> None:
    before = RoleState(name="web", inline={"quick": document(READ, WRITE)})
    after = RoleState(name="web", inline={"own": document(READ)})
    assert of_role(before=before, after=after)[1:] == [
        "  role web: the inline policy named quick",
        "  role web: inline policy quick: Allow s3:PutObject on *",
    ]


def test_an_inline_policy_that_stays_loses_only_what_is_gone_from_it() -> None:
    before = RoleState(name="web", inline={"quick": document(ALL, DENY)})
    after = RoleState(name="web", inline={"quick": document(ALL)})
    assert of_role(before=before, after=after)[1:] == [
        "  role web: inline policy quick: Deny s3:DeleteObject on * (no longer denied)"
    ]


def test_a_boundary_that_is_detached_is_told_with_what_keeps_it() -> None:
    boundary = check(point="permissions boundary", state="extra", seen=LIMIT)
    assert of_role(boundary, before=ROLE, after=ROLE) == [
        f"detached by the second step, a permissions boundary of role web: {LIMIT}; "
        f"to keep it: --parameter PermissionsBoundaryArn={LIMIT}"
    ]


def trusting(*services: str) -> RoleState:
    rows = [
        {"Effect": "Allow", "Principal": {"Service": each}, "Action": "sts:AssumeRole"}
        for each in services
    ]
    return RoleState(name="web", trust={"Version": "2012-10-17", "Statement": rows})


def test_a_principal_that_is_trusted_no_longer_is_told() -> None:
    before, after = trusting("a.amazonaws.com", "b.amazonaws.com"), trusting("a.amazonaws.com")
    assert of_role(before=before, after=after)[1:] == [
        "  role web: trust policy: Allow sts:AssumeRole by Service b.amazonaws.com"
    ]


def test_a_principal_that_is_trusted_under_a_condition_from_now_on_is_told_with_it() -> None:
    before, after = trusting("a.amazonaws.com"), trusting("a.amazonaws.com")
    narrowed = {**after.trust["Statement"][0], "Condition": {"Bool": {"aws:SecureTransport": True}}}
    after = RoleState(name="web", trust={**after.trust, "Statement": [narrowed]})
    assert of_role(before=before, after=after)[1:] == [
        "  role web: trust policy: Allow sts:AssumeRole by Service a.amazonaws.com",
        "    in part: what stays is Allow sts:AssumeRole by Service a.amazonaws.com "
        "if aws:SecureTransport Bool true",
    ]


def test_a_policy_that_is_detached_is_told_with_what_it_alone_allowed() -> None:
    told = verification(
        expected=Identities(
            roles={"web": RoleState(name="web", attached=(ARN,))},
            policies={ARN: PolicyState(arn=ARN, name="shop", document=document(READ))},
        ),
        found=Identities(roles={"web": RoleState(name="web", attached=(LIMIT,))}),
    )
    assert list(losses(told, {}, {LIMIT: document(READ, WRITE, ALL)}))[1:] == [
        f"  role web: attached policy {LIMIT}",
        "  role web: attached policy limit: Allow s3:* on *",
        "    in part: what stays is Allow s3:GetObject on *",
        "  role web: attached policy limit: Allow s3:PutObject on *",
    ]


def test_a_policy_that_is_detached_and_could_not_be_read_is_not_known() -> None:
    before = RoleState(name="web", attached=(LIMIT,))
    assert of_role(before=before, after=ROLE)[1:] == [
        f"  role web: attached policy {LIMIT}: what it allows is not known, it could not be read"
    ]


def test_an_instance_profile_that_gets_another_role_is_told() -> None:
    of = check(subject="instance profile web", point="role", seen="batch", expected="web")
    assert of_role(of, before=ROLE, after=ROLE)[1:] == [
        "  instance profile web: role: batch becomes web"
    ]


def test_permissions_of_a_service_on_the_same_resource_are_one_line() -> None:
    more = [allow("s3:ListBucket"), allow("sqs:SendMessage"), DENY]
    assert of_policy(document(READ, WRITE, *more), document()) == [
        "  policy shop: Allow s3:GetObject, s3:ListBucket, s3:PutObject on *",
        "  policy shop: Allow sqs:SendMessage on *",
        "  policy shop: Deny s3:DeleteObject on * (no longer denied)",
    ]
