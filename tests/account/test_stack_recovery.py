"""What is printed for a stack that is not well, by its state."""

from __future__ import annotations

import boto3
import pytest

from influmojo_cfn.account.stack_recovery import STEPS, StackRecovery, is_well, parent_of, root_of

OF_STACK = " --region eu-west-1 --stack-name shop"
CFN = "aws cloudformation "
DELETED = f"{CFN}wait stack-delete-complete{OF_STACK}"
ROLLED_BACK = f"{CFN}wait stack-rollback-complete{OF_STACK}"
ANEW = f"{CFN}delete-stack{OF_STACK} && {DELETED} && deploy"
COMMANDS = {
    "": "deploy",
    "REVIEW_IN_PROGRESS": "deploy",
    "CREATE_IN_PROGRESS": f"{CFN}wait stack-create-complete{OF_STACK}",
    "CREATE_COMPLETE": "",
    "CREATE_FAILED": ANEW,
    "ROLLBACK_IN_PROGRESS": ANEW,
    "ROLLBACK_COMPLETE": ANEW,
    "ROLLBACK_FAILED": ANEW,
    "DELETE_IN_PROGRESS": f"{DELETED} && deploy",
    "DELETE_COMPLETE": "deploy",
    "DELETE_FAILED": f"{CFN}delete-stack{OF_STACK} --retain-resources "
    f"$({CFN}list-stack-resources{OF_STACK} --output text --query "
    "\"StackResourceSummaries[?ResourceStatus!='DELETE_COMPLETE'].LogicalResourceId\") && "
    f"{DELETED} && adopt",
    "UPDATE_IN_PROGRESS": f"{CFN}wait stack-update-complete{OF_STACK}",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": "",
    "UPDATE_COMPLETE": "",
    "UPDATE_FAILED": f"{CFN}rollback-stack{OF_STACK} && {ROLLED_BACK} && deploy",
    "UPDATE_ROLLBACK_IN_PROGRESS": f"{ROLLED_BACK} && deploy",
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": f"{ROLLED_BACK} && deploy",
    "UPDATE_ROLLBACK_COMPLETE": "deploy",
    "UPDATE_ROLLBACK_FAILED": f"{CFN}continue-update-rollback{OF_STACK} && {ROLLED_BACK} && deploy",
    "IMPORT_IN_PROGRESS": f"{CFN}wait stack-import-complete{OF_STACK}",
    "IMPORT_COMPLETE": "",
    "IMPORT_ROLLBACK_IN_PROGRESS": "adopt",
    "IMPORT_ROLLBACK_COMPLETE": "adopt",
    "IMPORT_ROLLBACK_FAILED": "adopt",
}
OF_ROOT = " --region eu-west-1 --stack-name root"
NESTED = {
    "UPDATE_ROLLBACK_FAILED": f"{CFN}continue-update-rollback{OF_ROOT} && "
    f"{CFN}wait stack-rollback-complete{OF_ROOT} && deploy",
    "UPDATE_IN_PROGRESS": f"{CFN}wait stack-update-complete{OF_ROOT}",
    "ROLLBACK_COMPLETE": "deploy",
    "DELETE_FAILED": "deploy",
    "IMPORT_ROLLBACK_COMPLETE": "deploy",
    "CREATE_COMPLETE": "",
}
ROOT = "arn:aws:cloudformation:eu-west-1:111122223333:stack/root/1a2b"


def command(status: str, root: str = "") -> str:
    recovery = StackRecovery(
        name="shop", deploy="deploy", adopt="adopt", options=" --region eu-west-1", root=root
    )
    return recovery.command(status)


@pytest.mark.parametrize("status", COMMANDS)
def test_a_state_has_its_commands(status: str) -> None:
    assert command(status) == COMMANDS[status]


@pytest.mark.parametrize("status", COMMANDS)
def test_a_stack_is_well_where_it_needs_no_command(status: str) -> None:
    assert is_well(status) == (not COMMANDS[status])


def test_the_table_has_every_state_of_the_api() -> None:
    client = boto3.client("cloudformation", region_name="eu-west-1")
    states = client.meta.service_model.shape_for("StackStatus").enum
    assert {*states} == {*STEPS} - {""}


@pytest.mark.parametrize("status", NESTED)
def test_a_nested_stack_is_recovered_by_its_root(status: str) -> None:
    assert command(status, "root") == NESTED[status]


@pytest.mark.parametrize(
    ("described", "root"),
    [
        ({"StackName": "root-Roles-1", "RootId": ROOT}, "root"),
        ({"StackName": "root", "RootId": ROOT}, ""),
        ({"StackName": "root"}, ""),
        (None, ""),
    ],
)
def test_the_root_of_a_nested_stack_is_in_its_description(
    described: dict[str, str] | None, root: str
) -> None:
    assert root_of(described) == root


def test_the_parent_of_a_nested_stack_is_in_its_description() -> None:
    assert parent_of({"StackName": "root-Roles-1", "ParentId": ROOT}) == "root"
    assert parent_of({"StackName": "root"}) == ""
