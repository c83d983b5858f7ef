"""A user with the deployer policy deploys on the emulator, and is refused everything beside it.

The emulator judges CloudFormation and IAM calls by resource. It never fills in iam:PolicyARN,
judges ecs:RegisterTaskDefinition on ``*``, and does not ask for iam:PassRole: these are asked of
the evaluator alone (test_deployer_policy.py).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import deployment_of
from influmojo_cfn.account.deployment_routes import DeploymentMethod
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.account.roles_template import template
from tests.emulator import aws

pytestmark = pytest.mark.engine

STACK = "influmojo-ecs-iam"
ROLE = "influmojo-ecs-task-role"
POLICY = "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"
BODY = {"TemplateBody": json.dumps(template()), "Capabilities": ["CAPABILITY_NAMED_IAM"]}
DOCUMENT = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}],
    }
)


@dataclass(frozen=True)
class Deployer:
    """The two clients of a user who has the deployer policy."""

    cloudformation: Any
    iam: Any


def deployer_key(emulator: LocalEmulator, route: str = "") -> dict[str, str]:
    """Make a user with the deployer policy; give the user's credentials as boto3 takes them."""
    here = Environment(account=emulator.account, region=emulator.region)
    deployment = deployment_of(
        template(), here, stack_name=STACK, method=DeploymentMethod(route=route)
    )
    root = emulator.client("iam")
    root.create_user(UserName="deployer")
    root.put_user_policy(
        UserName="deployer",
        PolicyName="deployer",
        PolicyDocument=json.dumps(deployer_policy(deployment)),
    )
    key = root.create_access_key(UserName="deployer")["AccessKey"]
    return {
        "aws_access_key_id": key["AccessKeyId"],
        "aws_secret_access_key": key["SecretAccessKey"],
    }


@pytest.fixture
def deployer(emulator: LocalEmulator) -> Deployer:
    credentials = deployer_key(emulator)
    made = Deployer(
        emulator.client("cloudformation", **credentials), emulator.client("iam", **credentials)
    )
    made.cloudformation.create_change_set(
        StackName=STACK, ChangeSetName="first", ChangeSetType="CREATE", **BODY
    )
    made.cloudformation.describe_change_set(StackName=STACK, ChangeSetName="first")
    made.cloudformation.execute_change_set(StackName=STACK, ChangeSetName="first")
    made.cloudformation.get_waiter("stack_create_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100}
    )
    return made


def test_it_deploys_reads_changes_and_deletes(deployer: Deployer) -> None:
    stacks, iam = deployer.cloudformation, deployer.iam
    assert stacks.describe_stack_events(StackName=STACK)["StackEvents"]
    stacks.get_template_summary(StackName=STACK)
    iam.get_role(RoleName=ROLE)
    iam.update_role(RoleName=ROLE, Description="changed")
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=DOCUMENT)
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "Project", "Value": "Influmojo"}])
    iam.untag_role(RoleName=ROLE, TagKeys=["Project"])
    iam.list_attached_role_policies(RoleName=ROLE)
    iam.get_policy(PolicyArn=POLICY)
    iam.create_policy_version(PolicyArn=POLICY, PolicyDocument=DOCUMENT, SetAsDefault=True)
    iam.delete_policy_version(PolicyArn=POLICY, VersionId="v1")
    stacks.delete_stack(StackName=STACK)


Ask = Callable[[Deployer], Any]

REFUSED: dict[str, Ask] = {
    "another stack": lambda of: of.cloudformation.create_stack(StackName="other", **BODY),
    "a stack whose name begins the same": lambda of: of.cloudformation.create_change_set(
        StackName=f"{STACK}-2", ChangeSetName="first", ChangeSetType="CREATE", **BODY
    ),
    "deleting another stack": lambda of: of.cloudformation.delete_stack(StackName="other"),
    "creating a neighboring role": lambda of: of.iam.create_role(
        RoleName=f"{ROLE}-2", AssumeRolePolicyDocument=DOCUMENT
    ),
    "trust of a neighboring role": lambda of: of.iam.update_assume_role_policy(
        RoleName=f"{ROLE}-2", PolicyDocument=DOCUMENT
    ),
    "an administrator's policy": lambda of: of.iam.attach_role_policy(
        RoleName=ROLE, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    ),
    "an inline policy": lambda of: of.iam.put_role_policy(
        RoleName=ROLE, PolicyName="inline", PolicyDocument=DOCUMENT
    ),
    "another policy": lambda of: of.iam.create_policy(PolicyName="other", PolicyDocument=DOCUMENT),
    "a version of another policy": lambda of: of.iam.create_policy_version(
        PolicyArn=f"{POLICY}-2", PolicyDocument=DOCUMENT
    ),
    "a user": lambda of: of.iam.create_user(UserName="other"),
    "an access key": lambda of: of.iam.create_access_key(UserName="deployer"),
}


@pytest.mark.parametrize("ask", REFUSED.values(), ids=REFUSED)
def test_it_is_refused(deployer: Deployer, ask: Ask) -> None:
    from botocore.exceptions import ClientError

    with pytest.raises(ClientError) as raised:
        ask(deployer)
    assert raised.value.response["Error"]["Code"] == "AccessDenied"


@pytest.mark.parametrize("route", ["", "cli"])
def test_the_aws_cli_deploys_and_deploys_again(
    emulator: LocalEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    key = deployer_key(emulator, route)
    for name, value in emulator.environment().items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["aws_access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["aws_secret_access_key"])
    file = tmp_path / "template.json"
    for role_description in ("first", "second"):
        if role_description == "second":
            # The CLI names its change set after the second, and two of one name are refused.
            time.sleep(1.1)
        changed = template()
        changed["Resources"]["TaskRole"]["Properties"]["Description"] = role_description
        file.write_text(json.dumps(changed), "utf-8")
        deploy = ("--stack-name", STACK, "--capabilities", "CAPABILITY_NAMED_IAM")
        assert aws("cloudformation", "deploy", "--template-file", str(file), *deploy) == 0
    role = emulator.client("iam").get_role(RoleName=ROLE)["Role"]
    assert role["Description"] == "second"


def test_the_calls_of_sceptre_are_enough_to_create_change_and_delete(
    emulator: LocalEmulator,
) -> None:
    stacks = emulator.client("cloudformation", **deployer_key(emulator, "sceptre"))
    wait = {"Delay": 0.1, "MaxAttempts": 100}
    stacks.create_stack(StackName=STACK, **BODY)
    stacks.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig=wait)
    changed = template()
    changed["Resources"]["TaskRole"]["Properties"]["Description"] = "changed"
    stacks.update_stack(StackName=STACK, **{**BODY, "TemplateBody": json.dumps(changed)})
    stacks.get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig=wait)
    assert stacks.describe_stack_events(StackName=STACK)["StackEvents"]
    stacks.delete_stack(StackName=STACK)


def test_one_way_to_deploy_is_refused_the_calls_of_another(emulator: LocalEmulator) -> None:
    from botocore.exceptions import ClientError

    stacks = emulator.client("cloudformation", **deployer_key(emulator, "cli"))
    with pytest.raises(ClientError) as raised:
        stacks.create_stack(StackName=STACK, **BODY)
    assert raised.value.response["Error"]["Code"] == "AccessDenied"
