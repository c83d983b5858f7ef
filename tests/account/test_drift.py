"""Each point of a role or policy: as declared, missing, extra or different, and what fixes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.account.drift import (
    BOUNDARY,
    SESSION,
    Check,
    Verifier,
    with_replacements,
)
from influmojo_cfn.account.identities import Identities, PolicyState, ProfileState, RoleState


def document(*actions: str) -> dict[str, Any]:
    statements = [{"Effect": "Allow", "Action": action, "Resource": "*"} for action in actions]
    return {"Version": "2012-10-17", "Statement": statements}


def trust(service: str) -> dict[str, Any]:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return {"Version": "2012-10-17", "Statement": [statement]}


ARN = "arn:aws:iam::111122223333:policy/read"
LIMIT = "arn:aws:iam::111122223333:policy/limit"
POLICY = PolicyState(arn=ARN, name="read", document=document("s3:GetObject"))
ROLE = RoleState(
    name="web",
    trust=trust("ecs-tasks"),
    attached=(ARN,),
    inline={"own": document("sqs:SendMessage")},
    boundary=LIMIT,
    tags={"Team": "a"},
)
EXPECTED = Identities(roles={"web": ROLE}, policies={ARN: POLICY})


def checks(role: RoleState = ROLE, policy: PolicyState = POLICY, **verifier: Any) -> list[Check]:
    found = Identities(roles={role.name: role}, policies={ARN: policy})
    return list(Verifier(**verifier).verify(EXPECTED, found))


def test_nothing_differs_where_the_account_is_as_declared() -> None:
    assert [check for check in checks() if check.differs] == []


def test_policies_come_before_the_roles_that_name_them() -> None:
    subjects = list(dict.fromkeys(check.subject for check in checks()))
    assert subjects == ["policy read", "role web"]


DRIFT: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "another trust": ({"trust": trust("lambda")}, "trust policy", "different", "update-assume"),
    "nothing attached": ({"attached": ()}, "attached policy read", "missing", "attach-role"),
    "another one attached": (
        {"attached": (ARN, LIMIT)},
        "attached policy limit",
        "extra",
        "detach-role",
    ),
    "no inline policy": ({"inline": {}}, "inline policy own", "missing", "put-role-policy"),
    "another inline policy": (
        {"inline": {**ROLE.inline, "quick": document("s3:*")}},
        "inline policy quick",
        "extra",
        "delete-role-policy",
    ),
    "an inline policy that allows more": (
        {"inline": {"own": document("sqs:SendMessage", "s3:*")}},
        "inline policy own",
        "extra",
        "put-role-policy",
    ),
    "no boundary": ({"boundary": None}, BOUNDARY, "missing", "put-role-permissions-boundary"),
    "another boundary": ({"boundary": ARN}, BOUNDARY, "different", "put-role-permissions"),
    "another description": ({"description": "a"}, "description", "extra", "update-role"),
    "another session": ({"max_session_seconds": 7200}, SESSION, "different", "update-role"),
    "another path": ({"path": "/team/"}, "path", "different", ""),
    "no tag": ({"tags": {}}, "tag Team", "missing", "tag-role"),
    "another value of a tag": ({"tags": {"Team": "b"}}, "tag Team", "different", "tag-role"),
    "another tag": ({"tags": {"Team": "a", "Owner": "me"}}, "tag Owner", "extra", "untag-role"),
}


@pytest.mark.parametrize(("change", "point", "state", "command"), DRIFT.values(), ids=DRIFT)
def test_a_change_of_a_role_is_one_difference_with_its_command(
    change: dict[str, Any], point: str, state: str, command: str
) -> None:
    (found,) = [check for check in checks(replace(ROLE, **change)) if check.differs]
    assert (found.subject, found.point, found.state) == ("role web", point, state)
    assert command in found.fix
    assert found.cannot_change == (not command)


OF_POLICY: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a document that allows more": (
        {"document": document("s3:GetObject", "s3:PutObject")},
        "document",
        "extra",
        "create-policy-version",
    ),
    "a document that allows less": (
        {"document": document()},
        "document",
        "missing",
        "create-policy-version",
    ),
    "another document": (
        {"document": document("sqs:SendMessage")},
        "document",
        "different",
        "create-policy-version",
    ),
    "another description": ({"description": "a"}, "description", "extra", ""),
    "another path": ({"path": "/team/"}, "path", "different", ""),
    "another tag": ({"tags": {"Owner": "me"}}, "tag Owner", "extra", "untag-policy"),
}


@pytest.mark.parametrize(("change", "point", "state", "command"), OF_POLICY.values(), ids=OF_POLICY)
def test_a_change_of_a_policy_is_one_difference_with_its_command(
    change: dict[str, Any], point: str, state: str, command: str
) -> None:
    (found,) = [check for check in checks(policy=replace(POLICY, **change)) if check.differs]
    assert (found.subject, found.point, found.state) == ("policy read", point, state)
    assert command in found.fix
    assert found.cannot_change == (not command)


def test_what_the_stack_does_not_have_yet_is_deployed() -> None:
    """A deployment fails on the name of a role or policy that was created by hand."""
    expected = Identities(
        roles={"web": replace(ROLE, logical_id="Role")},
        policies={ARN: replace(POLICY, logical_id="Policy")},
    )
    there = Identities(roles={"other": ROLE})
    found = Verifier(deploy="deploy", deployed=True, held={"Role"}).verify(expected, there)
    assert {each.subject: each.fix.partition(" --")[0] for each in found} == {
        "policy read": "deploy",
        "role web": "aws iam create-role",
    }


def test_a_role_without_permissions_under_another_path_is_created_again() -> None:
    found = checks(replace(ROLE, path="/team/", attached=(), inline={}, description="a"))
    (check,) = [each for each in found if each.differs]
    assert (check.point, check.cannot_change) == ("path", False)
    assert check.fix.startswith("aws iam delete-role --role-name web && aws iam create-role ")


@pytest.mark.parametrize(
    "role",
    [replace(ROLE, inline={}), replace(ROLE, attached=())],
    ids=["attached", "inline"],
)
def test_a_role_with_permissions_is_not_deleted_for_its_path(role: RoleState) -> None:
    found = checks(replace(role, path="/team/"))
    assert [each.fix for each in found if each.point == "path"] == ["", ""]
    assert not any("delete-role " in each.fix for each in found)


def test_a_difference_shows_what_is_declared_and_what_is_there() -> None:
    found = checks(policy=replace(POLICY, document=document("s3:PutObject")))
    (check,) = [each for each in found if each.differs]
    assert check.expected == "Allow s3:GetObject on *"
    assert check.seen == "Allow s3:PutObject on *"


def test_what_just_fits_is_shown_whole() -> None:
    more = document("s3:GetObject", *(f"s3:Put{number}" for number in range(5)))
    (check,) = [each for each in checks(policy=replace(POLICY, document=more)) if each.differs]
    assert check.seen.count("; ") == 4
    assert "more" not in check.seen


def test_a_long_difference_shows_some_and_counts_the_rest() -> None:
    more = document("s3:GetObject", *(f"s3:Put{number}" for number in range(7)))
    (check,) = [each for each in checks(policy=replace(POLICY, document=more)) if each.differs]
    assert check.seen.count("; ") == 5
    assert check.seen.endswith("; and 2 more")


@pytest.mark.parametrize(
    ("verifier", "tags"),
    [
        ({}, {"aws:cloudformation:stack-name": "a"}),
        ({"other_tags": {"Stack": "a"}}, {"Stack": "a"}),
    ],
)
def test_tags_that_aws_or_the_stack_sets_are_no_difference(
    verifier: dict[str, Any], tags: dict[str, str]
) -> None:
    found = checks(replace(ROLE, tags={**ROLE.tags, **tags}), **verifier)
    assert [check for check in found if check.differs] == []


def test_a_tag_of_the_stack_with_another_value_is_a_difference() -> None:
    found = checks(replace(ROLE, tags={**ROLE.tags, "Stack": "b"}), other_tags={"Stack": "a"})
    assert [check.point for check in found if check.differs] == ["tag Stack"]


def missing(found: Identities, **verifier: Any) -> dict[str, str]:
    result = Verifier(deploy="deploy", **verifier).verify(EXPECTED, found)
    return {check.subject: check.fix for check in result if check.state == "missing"}


def test_what_is_missing_altogether_is_deployed() -> None:
    assert missing(Identities()) == {"policy read": "deploy", "role web": "deploy"}


@pytest.mark.parametrize(
    ("found", "verifier"),
    [
        (Identities(), {"deployed": True}),
        (Identities(policies={LIMIT: replace(POLICY, arn=LIMIT)}), {}),
    ],
)
def test_what_a_deployment_would_not_notice_is_created_by_iam(
    found: Identities, verifier: dict[str, Any]
) -> None:
    fixes = missing(found, **verifier)
    assert fixes["policy read"].startswith("aws iam create-policy ")
    assert fixes["role web"].startswith("aws iam create-role ")


def test_a_policy_under_another_path_is_attached_by_the_arn_that_it_has() -> None:
    own = "arn:aws:iam::111122223333:policy/team/read"
    policy = replace(POLICY, arn=own, path="/team/")
    found = checks(replace(ROLE, attached=(own,)), policy)
    assert [check.point for check in found if check.differs] == ["path"]


def test_the_commands_reach_the_account_that_was_asked() -> None:
    found = checks(replace(ROLE, attached=()), options=" --profile prod")
    (check,) = [each for each in found if each.differs]
    assert "attach-role-policy --profile prod " in check.fix


PROFILE = ProfileState(name="instances", roles=("web",))


WITH_PROFILE = replace(EXPECTED, profiles={"instances": PROFILE})


def profile_checks(found: ProfileState | None) -> dict[str, tuple[str, str]]:
    account = replace(EXPECTED, profiles={"instances": found} if found else {})
    result = Verifier(deploy="deploy").verify(WITH_PROFILE, account)
    of_profile = [each for each in result if each.subject == "instance profile instances"]
    return {each.point: (each.state, each.fix[:40].strip()) for each in of_profile}


@pytest.mark.parametrize(
    ("found", "differs"),
    [
        (PROFILE, {}),
        (None, {"exists": "aws iam create-instance-profile"}),
        (replace(PROFILE, roles=()), {"role": "aws iam add-role-to-instance-profile"}),
        (replace(PROFILE, path="/team/"), {"path": ""}),
    ],
    ids=["as declared", "missing", "without its role", "another path"],
)
def test_each_point_of_an_instance_profile(
    found: ProfileState | None, differs: dict[str, str]
) -> None:
    seen = profile_checks(found)
    assert seen.keys() == ({"exists", "role", "path"} if found else {"exists"})
    fixes = {point: fix for point, (state, fix) in seen.items() if state != "as declared"}
    assert fixes.keys() == differs.keys()
    assert all(fixes[point].startswith(start) for point, start in differs.items()), fixes


def test_a_profile_of_an_account_without_any_of_it_is_deployed() -> None:
    result = Verifier(deploy="deploy").verify(WITH_PROFILE, Identities())
    assert {each.fix for each in result} == {"deploy"}


def states(path: str = "/", description: str = "") -> Identities:
    policy = replace(POLICY, logical_id="P", path=path, description=description)
    profile = ProfileState(name="web", logical_id="I", path=path)
    roles = {"web": replace(ROLE, logical_id="R", path=path)}
    return Identities(roles=roles, policies={ARN: policy}, profiles={"web": profile})


REPLACED: dict[str, tuple[Identities, Identities, list[tuple[str, str, str]]]] = {
    "a description that the stack does not have": (
        states(description="a"),
        states(),
        [("policy read", "description", "missing")],
    ),
    "a description that the template has no more": (
        states(),
        states(description="a"),
        [("policy read", "description", "extra")],
    ),
    "another path": (
        states(path="/team/"),
        states(),
        [
            ("policy read", "path", "different"),
            ("role web", "path", "different"),
            ("instance profile web", "path", "different"),
        ],
    ),
    "the same": (states(path="/team/"), states(path="/team/"), []),
}


@pytest.mark.parametrize(("declared", "kept", "found"), REPLACED.values(), ids=REPLACED)
def test_what_a_deployment_fails_to_replace_takes_the_place_of_what_is_kept(
    declared: Identities, kept: Identities, found: list[tuple[str, str, str]]
) -> None:
    points = Verifier().verify(kept, kept)
    checks = list(with_replacements(points, declared, kept))
    assert len(checks) == len(points)
    assert [(c.subject, c.point, c.state) for c in checks if c.fails] == found


def test_what_is_missing_is_created_as_the_stack_has_it() -> None:
    kept = states(description="a")
    points = Verifier(deployed=True).verify(kept, Identities())
    missing, *_, fails = with_replacements(points, states(), kept)
    assert "--description a" in missing.fix
    assert (fails.point, fails.fails) == ("description", True)


def test_what_differs_from_the_stack_as_well_is_told_as_that() -> None:
    kept = states(path="/stack/")
    points = Verifier().verify(kept, states(path="/account/"))
    differing = [point for point in points if point.differs]
    found = [each for each in with_replacements(points, states(), kept) if each.differs]
    assert differing
    assert found == differing
