"""What an app says of its roles in IAM besides permissions, and what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Job, PolicyProperties, Role, RoleProperties, Service, grant
from influmojo_cfn.app.role_properties import properties_of, role_ids
from influmojo_cfn.config import dump, load, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.template import build
from influmojo_cfn.template.role_rows import roles_of
from tests.conftest import ROOT

TRACES = grant("xray.write_traces")
WEB = Service(name="web", repository="shop-web", port=80)
STATED = RoleProperties(
    path="/team/",
    max_session_duration=7200,
    tags={"Owner": "me"},
    policy_path="/policies/",
    policy_description="created manually",
    policy_tags={"Team": "a"},
)


def app(**values: Any) -> App:
    return App(**{"project": "shop", "grants": [TRACES], **values})


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_roles_of_an_app_are_those_of_its_template(path: Any) -> None:
    found = load(path)
    assert set(role_ids(found)) == {row.logical_id for row in roles_of(found)}


def test_a_role_of_each_kind_has_its_logical_id() -> None:
    found = app(
        services=[
            WEB,
            Service(name="my-api", repository="my-api", port=80, roles="own", priority=9),
        ],
        jobs=[Job(name="night", repository="night", schedule="rate(1 day)")],
        infrastructure=["volumes"],
    )
    assert set(role_ids(found)) == {row.logical_id for row in roles_of(found)}


def test_what_is_said_of_a_shared_role_stands_in_its_own_key() -> None:
    found = app(task_role=Role(grants=[TRACES], path="/a/"), grants=[])
    assert properties_of(found, "TaskRole").path == "/a/"
    assert properties_of(found, "TaskExecutionRole") == RoleProperties()


def test_what_is_said_of_any_role_stands_under_its_logical_id() -> None:
    assert properties_of(app(role_properties={"TaskRole": STATED}), "TaskRole") == STATED


def test_an_app_file_says_the_same() -> None:
    found = app(
        services=[WEB],
        role_properties={"TaskExecutionRole": STATED},
        task_role=Role(grants=[TRACES], max_session_duration=43200, tags={"A": "b"}),
    )
    assert loads(dump(found)) == found


WRONG: dict[str, tuple[RoleProperties, str]] = {
    "no slash": (RoleProperties(path="team"), "path: 'team' must begin and end with a slash"),
    "a space": (RoleProperties(policy_path="/a b/"), "policy_path: '/a b/' must begin and end"),
    "too long": (RoleProperties(path=f"/{'a' * 511}/"), "and have at most 512 ASCII characters"),
    "no instances": (
        RoleProperties(instance_profile_path="/a/"),
        "instance_profile_path: is for roles of EC2 instances, and this one has no instance",
    ),
    "too short": (
        RoleProperties(max_session_duration=3599),
        "max_session_duration: 3,599 must be 3,600 to 43,200 seconds",
    ),
    "for days": (RoleProperties(max_session_duration=43201), "43,201 must be 3,600 to 43,200"),
    "words": (
        RoleProperties(policy_description="a" * 1001),
        "policy_description: is 1,001 characters long; IAM allows 1,000",
    ),
    "a tag of AWS": (RoleProperties(tags={"aws:a": "b"}), "tags.aws:a: tag keys that begin with"),
    "too many tags": (
        RoleProperties(policy_tags={f"T{number}": "" for number in range(49)}),
        "policy_tags: make 51 tags with the app's own; IAM allows 50",
    ),
}


@pytest.mark.parametrize(("properties", "words"), WRONG.values(), ids=WRONG)
def test_what_iam_refuses_is_refused(properties: RoleProperties, words: str) -> None:
    with pytest.raises(AppError) as raised:
        app(role_properties={"TaskRole": properties})
    assert f"role_properties.TaskRole.{words}" in str(raised.value) or words in str(raised.value)


def test_a_shared_role_has_no_instance_profile() -> None:
    with pytest.raises(AppError, match=r"task_role\.instance_profile_path: is for roles of EC2"):
        app(task_role=Role(grants=[TRACES], instance_profile_path="/a/"))


@pytest.mark.parametrize("path", ["/", "/a/", "/a/b-c/", f"/{'a' * 510}/"])
def test_a_path_is_taken(path: str) -> None:
    assert properties_of(app(role_properties={"TaskRole": RoleProperties(path=path)}), "TaskRole")


def test_a_role_that_is_none_is_told_with_the_nearest() -> None:
    with pytest.raises(AppError, match=r"TaskRol: is not a role of the app; did you mean 'TaskRo"):
        app(role_properties={"TaskRol": STATED})


def test_a_role_is_described_once() -> None:
    with pytest.raises(AppError, match="TaskRole: is the role of task_role; write it there"):
        app(task_role=Role(grants=[TRACES]), role_properties={"TaskRole": STATED}, grants=[])


def test_a_value_of_another_type_is_told() -> None:
    text = "project: a\ngrants: [{grant: xray.write_traces}]\nrole_properties:\n  TaskRole: "
    with pytest.raises(
        AppError, match=r"max_session_duration: unexpected string \(expected number"
    ):
        loads(text + "{max_session_duration: '1'}")
    with pytest.raises(AppError, match="pathh: unknown key; did you mean"):
        loads(text + "{pathh: /a/}")


@pytest.mark.parametrize(
    ("name", "own", "words"),
    [
        ("TaskPolicy1", PolicyProperties(), "is not a policy of TaskRole; these are TaskPolicy,"),
        ("DeploymentPolicy", PolicyProperties(), "is not a policy of TaskRole"),
        ("TaskPolicy2", PolicyProperties(path="a"), "TaskPolicy2.path: 'a' must begin and end"),
        ("TaskPolicy", PolicyProperties(description="a" * 1001), "description: is 1,001 char"),
        ("TaskPolicy", PolicyProperties(tags={"aws:a": "b"}), "tags.aws:a: tag keys that begin"),
    ],
)
def test_what_is_wrong_with_a_single_policy_is_said(
    name: str, own: PolicyProperties, words: str
) -> None:
    with pytest.raises(AppError) as raised:
        app(task_role=Role(grants=[TRACES], policies={name: own}), grants=[])
    assert f"task_role.policies.{name}" in str(raised.value)
    assert words in str(raised.value)


def test_a_single_policy_has_its_own_in_place_of_what_all_have() -> None:
    role = Role(
        grants=[TRACES],
        policy_path="/all/",
        policies={"TaskPolicy": PolicyProperties(path="/one/", description="first")},
    )
    found = app(task_role=role, grants=[])
    properties = build(found)["Resources"]["TaskPolicy"]["Properties"]
    assert (properties["Path"], properties["Description"]) == ("/one/", "first")
    assert loads(dump(found)) == found
