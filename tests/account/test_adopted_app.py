"""An app states what an account has and the app left open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.account.adopted_app import adopted_app
from influmojo_cfn.account.desired_state import desired_identities
from influmojo_cfn.account.identities import Identities, PolicyState, RoleState
from influmojo_cfn.app import App, PolicyProperties, Role, RoleProperties, Service, grant
from influmojo_cfn.cli.target import policy_tags_of
from influmojo_cfn.config import dump, loads
from influmojo_cfn.template import build

QUEUE = grant("sqs.send_messages", queue="jobs")
OWN = Service(name="web", repository="shop-web", port=80, roles="own")
APP = App(project="shop", task_role=Role(grants=[QUEUE], tags={"Stated": "a"}))
SERVICE = App(project="shop", services=[OWN])


def declared(app: App) -> Identities:
    return desired_identities(build(app), {}, account="111122223333", region="eu-west-1")


def adopted(app: App, role: dict[str, Any], policy: dict[str, Any]) -> tuple[App, list[str]]:
    """Adopt what an app declares, its task role and the policies of it changed."""
    expected = declared(app)
    roles = {
        name: replace(each, **role) if name.endswith("-task-role") else each
        for name, each in expected.roles.items()
    }
    policies = {
        arn: replace(each, **policy) if "task-policy" in arn else each
        for arn, each in expected.policies.items()
    }
    found, kept = adopted_app(app, expected, Identities(roles=roles, policies=policies))
    assert loads(dump(found)) == found
    return found, [f"{each.logical_id}.{each.name}: {each.in_account}" for each in kept]


def test_what_agrees_is_not_stated() -> None:
    assert adopted(APP, {}, {}) == (APP, [])


def test_the_path_of_an_instance_profile_is_stated_with_its_role() -> None:
    app = App(project="shop", infrastructure=["container_instances"])
    expected = declared(app)
    assert adopted_app(app, expected, expected) == (app, ())
    profiles = {name: replace(each, path="/a/") for name, each in expected.profiles.items()}
    found, kept = adopted_app(app, expected, replace(expected, profiles=profiles))
    stated = {"ContainerInstanceRole": RoleProperties(instance_profile_path="/a/")}
    assert loads(dump(found)) == found == replace(app, role_properties=stated)
    assert [(each.logical_id, each.name, each.in_account, each.in_template) for each in kept] == [
        ("ContainerInstanceRoleProfile", "Path", "/a/", "/")
    ]


ROLE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "path": ({"path": "/a/"}, {"path": "/a/"}, "Path: /a/"),
    "session": (
        {"max_session_seconds": 43200},
        {"max_session_duration": 43200},
        "MaxSessionDuration: 43200",
    ),
    "tags": (
        {"tags": {"Owner": "me", "Project": "other", "aws:a": "b", "purpose": "c"}},
        {"tags": {"Owner": "me"}},
        "tag Owner: me",
    ),
}
POLICY: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "path": ({"path": "/b/"}, {"policy_path": "/b/"}, "Path: /b/"),
    "description": (
        {"description": "by hand"},
        {"policy_description": "by hand"},
        "Description: by hand",
    ),
    "tags": ({"tags": {"Team": "x"}}, {"policy_tags": {"Team": "x"}}, "tag Team: x"),
}


@pytest.mark.parametrize(("there", "stated", "line"), ROLE.values(), ids=ROLE)
def test_what_a_role_has_is_stated(
    there: dict[str, Any], stated: dict[str, Any], line: str
) -> None:
    found, kept = adopted(APP, there, {})
    assert APP.task_role is not None
    tags = {**APP.task_role.tags, **stated.get("tags", {})}
    assert found == replace(APP, task_role=replace(APP.task_role, **{**stated, "tags": tags}))
    assert kept == [f"TaskRole.{line}"]
    found, kept = adopted(SERVICE, there, {})
    assert found.role_properties == {"WebTaskRole": RoleProperties(**stated)}
    assert kept == [f"WebTaskRole.{line}"]


@pytest.mark.parametrize(("there", "stated", "line"), POLICY.values(), ids=POLICY)
def test_what_a_policy_has_is_stated_of_its_role(
    there: dict[str, Any], stated: dict[str, Any], line: str
) -> None:
    found, kept = adopted(APP, {}, there)
    assert found == replace(APP, task_role=replace(APP.task_role or Role(), **stated))
    assert kept == [f"TaskPolicy.{line}"]


def test_what_the_app_states_is_not_overruled() -> None:
    stated = replace(APP.task_role or Role(), max_session_duration=3600)
    app = replace(APP, task_role=stated)
    assert adopted(app, {"max_session_seconds": 7200, "tags": {"Stated": "b"}}, {}) == (app, [])


def test_the_template_of_the_app_says_what_the_account_has() -> None:
    role = {"path": "/a/", "max_session_seconds": 7200}
    policy = {"path": "/b/", "description": "by hand"}
    after = declared(adopted(APP, role, policy)[0])
    there = after.roles["shop-ecs-task-role"]
    assert (there.path, there.max_session_seconds) == ("/a/", 7200)
    assert there.attached == ("arn:aws:iam::111122223333:policy/b/shop-ecs-task-policy",)
    assert after.policies[there.attached[0]].description == "by hand"


def test_policies_of_one_role_that_differ_are_each_stated() -> None:
    statements = [
        grant("sqs.send_messages", queue=f"{'q' * 60}-{number}", why="x") for number in range(90)
    ]
    app = App(project="shop", task_role=Role(grants=statements))
    expected = declared(app)
    assert len(expected.policies) > 1
    policies = {
        arn: replace(
            each,
            path=f"/{number}/",
            description=f"number {number}",
            tags={**each.tags, "N": str(number), "Team": "a"},
        )
        for number, (arn, each) in enumerate(expected.policies.items())
    }
    found, kept = adopted_app(app, expected, Identities(roles=expected.roles, policies=policies))
    stated = found.task_role or Role()
    assert stated.policy_tags == {"Team": "a"}
    assert stated.policies == {
        each.logical_id: PolicyProperties(
            path=f"/{number}/", description=f"number {number}", tags={"N": str(number)}
        )
        for number, each in enumerate(expected.policies.values())
    }
    assert len(kept) == 4 * len(policies)
    assert loads(dump(found)) == found
    arns = {each.logical_id: each for each in declared(found).policies.values()}
    for there in policies.values():
        now = arns[there.logical_id]
        assert (now.path, now.description) == (there.path, there.description)
    assert policy_tags_of(found)["TaskPolicy2"].items() >= {"N": "1", "Team": "a"}.items()


def test_one_policy_of_several_without_a_description_keeps_none() -> None:
    statements = [
        grant("sqs.send_messages", queue=f"{'q' * 60}-{number}", why="x") for number in range(90)
    ]
    role = Role(grants=statements, policy_description="all")
    app = App(project="shop", task_role=role)
    expected = declared(app)
    policies = {
        arn: replace(each, description="" if each.logical_id == "TaskPolicy" else "all")
        for arn, each in expected.policies.items()
    }
    found, _ = adopted_app(app, expected, Identities(roles=expected.roles, policies=policies))
    built = build(found)["Resources"]
    assert "Description" not in built["TaskPolicy"]["Properties"]
    assert built["TaskPolicy2"]["Properties"]["Description"] == "all"


def test_nothing_is_stated_of_what_is_not_there() -> None:
    assert adopted_app(APP, declared(APP), Identities()) == (APP, ())
    role = RoleState(name="shop-ecs-task-role", path="/a/", tags={"Stated": "a"})
    found, kept = adopted_app(APP, declared(APP), Identities(roles={role.name: role}))
    assert (found.task_role or Role()).path == "/a/"
    assert len(kept) == 1
    policy = PolicyState(arn="arn:aws:iam::111122223333:policy/shop-ecs-task-policy", name="p")
    assert policy.arn in declared(APP).policies
