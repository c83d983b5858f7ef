"""Instance profiles that the console made beside their roles: imported, compared, and mended."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.import_plan import plan_import
from influmojo_cfn.account.import_run import ImportRun
from influmojo_cfn.account.reader_policy import reader_policy
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.verification import DesiredState, verify
from influmojo_cfn.app import App, RoleProperties
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.template import build
from tests.emulator import aws

pytestmark = pytest.mark.engine

ACME = App(project="acme", infrastructure=["container_instances"])
TEMPLATE = build(ACME)
STACK, PROFILE = "acme", "ContainerInstanceRoleProfile"
WANTED = DesiredState(template=TEMPLATE, stack_name=STACK)
ALONE = DesiredState(template=TEMPLATE)
TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}


def name() -> str:
    """Return the name of the role and of its profile."""
    wanted = TEMPLATE["Resources"][PROFILE]["Properties"]["InstanceProfileName"]["Fn::If"][2]
    assert isinstance(wanted, str)
    return wanted


def by_console(iam: Any, path: str = "/") -> None:
    """Create the role as the console does, which creates a profile of the same name."""
    iam.create_role(RoleName=name(), AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.create_instance_profile(InstanceProfileName=name(), Path=path)
    iam.add_role_to_instance_profile(InstanceProfileName=name(), RoleName=name())


def adopt(emulator: LocalEmulator, template: Mapping[str, Any]) -> None:
    ImportRun(
        desired=DesiredState(template=template, stack_name=STACK),
        connection=Connection(),
        stack=StackClient(name=STACK, client=emulator.client("cloudformation")),
        write=lambda each: json.dumps(dict(each)),
    ).run()


@pytest.mark.parametrize("path", ["/", "/team/"])
def test_a_profile_is_imported_and_never_missing(as_root: LocalEmulator, path: str) -> None:
    iam = as_root.client("iam")
    by_console(iam, path)
    before = iam.get_instance_profile(InstanceProfileName=name())["InstanceProfile"]
    plan = plan_import(TEMPLATE, verify(ALONE, Connection()))
    assert PROFILE in {row["LogicalResourceId"] for row in plan.resources}
    assert plan.import_template["Resources"][PROFILE]["Properties"]["Roles"] == [
        {"Ref": "ContainerInstanceRole"}
    ]
    assert [kept.in_account for kept in plan.kept] == ([] if path == "/" else [path])
    adopt(as_root, TEMPLATE)
    after = iam.get_instance_profile(InstanceProfileName=name())["InstanceProfile"]
    assert (after["InstanceProfileId"], after["Path"]) == (before["InstanceProfileId"], path)
    assert [role["RoleName"] for role in after["Roles"]] == [name()]
    differs = [each for each in verify(WANTED, Connection()).checks if each.differs]
    assert [(each.point, each.fails) for each in differs] == (
        [] if path == "/" else [("path", True)]
    )
    stated = {"ContainerInstanceRole": RoleProperties(instance_profile_path=path)}
    states = replace(WANTED, template=build(replace(ACME, role_properties=stated)))
    assert not verify(states, Connection()).differs


def deploy(emulator: LocalEmulator) -> None:
    stack = StackClient(name=STACK, client=emulator.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", json.dumps(TEMPLATE), {}))


def empty(iam: Any) -> None:
    iam.remove_role_from_instance_profile(InstanceProfileName=name(), RoleName=name())


def delete(iam: Any) -> None:
    empty(iam)
    iam.delete_instance_profile(InstanceProfileName=name())


def replaced(iam: Any) -> None:
    empty(iam)
    iam.create_role(RoleName="other", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.add_role_to_instance_profile(InstanceProfileName=name(), RoleName="other")


@pytest.mark.parametrize(
    ("change", "point", "state"),
    [
        (delete, "exists", "missing"),
        (empty, "role", "missing"),
        (replaced, "role", "different"),
    ],
)
def test_what_differs_is_mended_by_its_command(
    as_root: LocalEmulator, change: Any, point: str, state: str
) -> None:
    deploy(as_root)
    assert not verify(WANTED, Connection()).differs
    change(as_root.client("iam"))
    (check,) = (each for each in verify(WANTED, Connection()).checks if each.differs)
    assert (check.subject, check.point, check.state) == (f"instance profile {name()}", point, state)
    for command in check.fix.split(" && "):
        assert aws(*shlex.split(command)[1:]) == 0, command
    assert not verify(WANTED, Connection()).differs


def test_reading_it_takes_the_profile() -> None:
    statements = reader_policy(WANTED, account="111122223333", region="eu-west-1")["Statement"]
    (read,) = (each for each in statements if each["Sid"] == "ReadInstanceProfiles")
    assert read["Action"] == ["iam:GetInstanceProfile"]
    profile = "arn:aws:iam::111122223333:instance-profile"
    assert read["Resource"] == [f"{profile}/*/{name()}", f"{profile}/{name()}"]
