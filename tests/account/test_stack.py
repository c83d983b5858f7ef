"""The template deploys through boto3 and the AWS CLI: made, changed by change sets, deleted."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.account.identities import read_policy, read_role
from influmojo_cfn.account.stack import (
    ChangeSet,
    ResourceChange,
    StackClient,
    template_argument,
)
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import AccountError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.template.documents import documents_of
from tests.conftest import ROOT
from tests.emulator import aws

pytestmark = pytest.mark.engine

FILE = ROOT / "templates/influmojo-ecs-iam.yaml"
TEXT = FILE.read_text("utf-8")
TEMPLATE = parse(TEXT).data
EXECUTION_POLICY = "arn:aws:iam::111122223333:policy/influmojo-ecs-execution-policy"
TASK_POLICY = "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"


def stack_of(emulator: LocalEmulator, name: str = "influmojo") -> StackClient:
    return StackClient(name=name, client=emulator.client("cloudformation"))


def role_names(emulator: LocalEmulator) -> set[str]:
    return {role["RoleName"] for role in emulator.client("iam").list_roles()["Roles"]}


def statements(emulator: LocalEmulator, arn: str = TASK_POLICY) -> dict[str, Any]:
    policy = read_policy(emulator.client("iam"), arn)
    assert policy is not None
    return {each["Sid"]: each for each in policy.document["Statement"]}


@pytest.fixture
def stack(emulator: LocalEmulator) -> StackClient:
    stack = stack_of(emulator)
    stack.execute(stack.prepare("CREATE", TEXT, {}))
    return stack


GUIDE: dict[str, dict[str, Any]] = {
    "influmojo-ecs-task-execution-role": {
        "description": "ECS task execution role for Influmojo services",
        "attached": {
            "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
            "arn:aws:iam::111122223333:policy/influmojo-ecs-execution-policy",
        },
        "trusted": {"Service": "ecs-tasks.amazonaws.com"},
    },
    "influmojo-ecs-task-role": {
        "description": "ECS task role for Influmojo application permissions",
        "attached": {TASK_POLICY},
        "trusted": {"Service": "ecs-tasks.amazonaws.com"},
    },
}


@pytest.mark.parametrize("name", GUIDE)
def test_a_role_is_what_the_guide_says(
    stack: StackClient, emulator: LocalEmulator, name: str
) -> None:
    role = read_role(emulator.client("iam"), name)
    assert role is not None
    (statement,) = role.trust["Statement"]
    assert {
        "description": role.description,
        "attached": set(role.attached),
        "trusted": statement["Principal"],
    } == GUIDE[name]


def test_the_outputs_name_both_roles(stack: StackClient) -> None:
    outputs = stack.outputs()
    assert {key: outputs[key] for key in ("TaskRoleName", "TaskExecutionRoleArn")} == {
        "TaskRoleName": "influmojo-ecs-task-role",
        "TaskExecutionRoleArn": (
            "arn:aws:iam::111122223333:role/influmojo-ecs-task-execution-role"
        ),
    }


def test_setting_a_parameter_adds_just_its_statement(
    stack: StackClient, emulator: LocalEmulator
) -> None:
    before = statements(emulator)
    change_set = stack.prepare("UPDATE", TEXT, {"DatabaseResourceId": "db-ABCDEFGHIJKL"})
    assert [(each.action, each.logical_id) for each in change_set.changes] == [
        ("Modify", "TaskPolicy")
    ]
    stack.execute(change_set)
    after = statements(emulator)
    (added,) = after.keys() - before.keys()
    assert after[added]["Resource"] == [
        "arn:aws:rds-db:ap-south-1:111122223333:dbuser:db-ABCDEFGHIJKL/influmojo"
    ]
    assert before == {sid: after[sid] for sid in before}


def test_an_empty_parameter_drops_its_resource(stack: StackClient, emulator: LocalEmulator) -> None:
    stack.execute(stack.prepare("UPDATE", TEXT, {"AssetsBucketName": ""}))
    assert "influmojo-assets" not in json.dumps(list(statements(emulator).values()))


EMPTY = [
    *(
        (name,)
        for name, row in TEMPLATE["Parameters"].items()
        if row["Default"] and "AllowedPattern" in row
    ),
    ("UploadsBucketName", "AssetsBucketName"),
    ("WebappRepositoryName", "AdminRepositoryName", "BackendRepositoryName"),
    ("UploadsBucketName", "AssetsBucketName", "EmailIdentity", "NotificationsTopicName"),
]


@pytest.mark.parametrize("names", EMPTY, ids=" ".join)
def test_what_is_emptied_is_gone_and_nothing_else(
    emulator: LocalEmulator, names: tuple[str, ...]
) -> None:
    given = dict.fromkeys(names, "")
    stack = stack_of(emulator)
    stack.execute(stack.prepare("CREATE", TEXT, given))
    here = Environment(account=emulator.account, region=emulator.region, parameters=given)
    expected, _ = documents_of(APP, here)
    found = {
        file: None if policy is None else policy.document
        for file, arn in (
            ("ecs-task-execution-role.json", EXECUTION_POLICY),
            ("ecs-task-role.json", TASK_POLICY),
        )
        for policy in [read_policy(emulator.client("iam"), arn)]
    }
    assert found == {file: expected.get(file) for file in found}


def test_the_same_again_changes_nothing(stack: StackClient) -> None:
    assert stack.prepare("UPDATE", TEXT, {}).changes == ()


def test_deleting_leaves_nothing(stack: StackClient, emulator: LocalEmulator) -> None:
    stack.delete()
    assert role_names(emulator) == set()
    assert emulator.client("iam").list_policies(Scope="Local")["Policies"] == []


def test_two_environments_live_in_one_account(emulator: LocalEmulator) -> None:
    for name in ("staging", "production"):
        stack = stack_of(emulator, name)
        stack.execute(stack.prepare("CREATE", TEXT, {"EnvironmentName": name}))
    assert role_names(emulator) == {
        f"influmojo-{name}-ecs-task{kind}-role"
        for name in ("staging", "production")
        for kind in ("", "-execution")
    }


BAD = {
    "EnvironmentName": "Staging!",
    "WebappRepositoryName": "Influmojo_WEB!",
    "ParameterStorePath": "influmojo production",
    "DatabaseResourceId": "influmojo-db",
    "UploadsBucketName": "Influmojo_Uploads",
    "EmailIdentity": "not an identity",
    "NotificationsTopicName": "influmojo notifications",
    "PermissionsBoundaryArn": "limits",
    "AttachTaskExecutionRolePolicy": "perhaps",
}


@pytest.mark.parametrize("parameter", BAD)
def test_a_bad_value_is_refused_with_its_own_words(emulator: LocalEmulator, parameter: str) -> None:
    from botocore.exceptions import ClientError

    row: Mapping[str, Any] = TEMPLATE["Parameters"][parameter]
    with pytest.raises(ClientError) as raised:
        stack_of(emulator).prepare("CREATE", TEXT, {parameter: BAD[parameter]})
    assert row.get("ConstraintDescription", parameter) in str(raised.value)


def test_the_aws_cli_deploys_updates_and_deletes(as_root: LocalEmulator) -> None:
    deploy = ("cloudformation", "deploy", "--stack-name", "influmojo", "--template-file", str(FILE))
    named = ("--capabilities", "CAPABILITY_NAMED_IAM")
    assert aws(*deploy, *named) == 0
    before = statements(as_root)
    given = ("--parameter-overrides", "DatabaseResourceId=db-ABCDEFGHIJKL")
    time.sleep(1)  # the AWS CLI names a change set by the second
    assert aws(*deploy, *named, *given) == 0
    assert len(statements(as_root).keys() - before.keys()) == 1
    assert aws("cloudformation", "delete-stack", "--stack-name", "influmojo") == 0
    assert aws("cloudformation", "wait", "stack-delete-complete", "--stack-name", "influmojo") == 0
    assert role_names(as_root) == set()


def test_the_aws_cli_shows_the_words_of_a_refusal(as_root: LocalEmulator) -> None:
    command = Path(sys.executable).parent / "aws"
    ended = subprocess.run(
        [
            *(str(command), "cloudformation", "deploy", "--stack-name", "influmojo"),
            *("--template-file", str(FILE), "--capabilities", "CAPABILITY_NAMED_IAM"),
            *("--parameter-overrides", "DatabaseResourceId=influmojo-db"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    words = TEMPLATE["Parameters"]["DatabaseResourceId"]["ConstraintDescription"]
    assert (ended.returncode != 0, words in ended.stderr) == (True, True)


def test_a_nested_stack_passes_parameters_down_and_outputs_up(emulator: LocalEmulator) -> None:
    s3 = emulator.client("s3")
    place = {"LocationConstraint": emulator.region}
    s3.create_bucket(Bucket="templates", CreateBucketConfiguration=place)
    s3.put_object(Bucket="templates", Key="roles.yaml", Body=TEXT)
    root = {
        "Resources": {
            "Roles": {
                "Type": "AWS::CloudFormation::Stack",
                "Properties": {
                    "TemplateURL": f"{emulator.url}/templates/roles.yaml",
                    "Parameters": {"EnvironmentName": "staging"},
                },
            }
        },
        "Outputs": {"Arn": {"Value": {"Fn::GetAtt": ["Roles", "Outputs.TaskRoleArn"]}}},
    }
    stack = stack_of(emulator, "root")
    stack.execute(stack.prepare("CREATE", json.dumps(root), {}))
    assert stack.outputs() == {
        "Arn": "arn:aws:iam::111122223333:role/influmojo-staging-ecs-task-role"
    }


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ('{"Resources": {}}', "TemplateBody"),
        ("Resources: {}", "TemplateBody"),
        ("https://bucket.s3.amazonaws.com/a.yaml", "TemplateURL"),
        ("http://127.0.0.1:4566/bucket/a.yaml", "TemplateURL"),
    ],
)
def test_a_template_is_passed_as_a_text_or_by_its_address(template: str, name: str) -> None:
    assert template_argument(template) == {name: template}


def test_a_stack_that_exists_is_not_new(emulator: LocalEmulator) -> None:
    stack = stack_of(emulator)
    stack.check_is_new()
    stack.execute(stack.prepare("CREATE", TEXT, {}))
    with pytest.raises(
        AccountError, match=r"stack influmojo exists \(CREATE_COMPLETE\) and contains"
    ):
        stack.check_is_new()


class Moments:
    """A stack of CloudFormation's API that goes on by one moment with each call."""

    def __init__(self, *moments: tuple[str, bool]) -> None:
        self.moments = moments
        self.calls = 0

    def _moment(self) -> tuple[str, bool]:
        self.calls += 1
        return self.moments[min(self.calls, len(self.moments)) - 1]

    def describe_stacks(self, StackName: str) -> dict[str, Any]:
        return {"Stacks": [{"StackName": StackName, "StackStatus": self._moment()[0]}]}

    def get_paginator(self, operation: str) -> Moments:
        assert operation == "describe_stack_events"
        return self

    def paginate(self, StackName: str, **limits: object) -> list[dict[str, Any]]:
        row = {
            "EventId": "1",
            "LogicalResourceId": StackName,
            "ResourceStatus": self.moments[-1][0],
        }
        return [{"StackEvents": [row] if self._moment()[1] else []}]

    def execute_change_set(self, **request: object) -> None:
        pass


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(
            [("UPDATE_COMPLETE", False)] * 2 + [("UPDATE_ROLLBACK_COMPLETE", True)],
            id="the last event comes after the first look at the status",
        ),
        pytest.param(
            [("UPDATE_COMPLETE", False)]
            + [("UPDATE_ROLLBACK_IN_PROGRESS", True)] * 4
            + [("UPDATE_ROLLBACK_COMPLETE", True)],
            id="the last event comes before the last status",
        ),
    ],
)
def test_a_stack_has_ended_as_its_last_status_says(moments: list[tuple[str, bool]]) -> None:
    client = Moments(*moments)
    change = ResourceChange(action="Modify", logical_id="Role", resource_type="AWS::IAM::Role")
    stack = StackClient(name="roles", client=client)
    with pytest.raises(AccountError, match="ended as UPDATE_ROLLBACK_COMPLETE"):
        stack.execute(ChangeSet(stack="roles", name="change", changes=(change,)))
    assert client.calls < len(moments) + 6


class Begun:
    """Refuses to execute a change set of a status, as where the answer of a call was lost."""

    def __init__(self, code: str, status: str) -> None:
        self.code = code
        self.status = status

    def execute_change_set(self, **request: Any) -> None:
        from botocore.exceptions import ClientError

        error = {"Error": {"Code": self.code, "Message": "no"}}
        raise ClientError(error, "ExecuteChangeSet")

    def describe_change_set(self, **request: Any) -> dict[str, str]:
        assert request == {"StackName": "web", "ChangeSetName": "first"}
        return {"ExecutionStatus": self.status}


@pytest.mark.parametrize(
    ("code", "status", "is_under_way"),
    [
        ("InvalidChangeSetStatus", "EXECUTE_IN_PROGRESS", True),
        ("InvalidChangeSetStatus", "EXECUTE_COMPLETE", True),
        ("InvalidChangeSetStatus", "EXECUTE_FAILED", False),
        ("InvalidChangeSetStatus", "UNAVAILABLE", False),
        ("AccessDenied", "EXECUTE_IN_PROGRESS", False),
    ],
)
def test_a_change_set_that_an_attempt_has_begun_is_under_way(
    code: str, status: str, is_under_way: bool
) -> None:
    from botocore.exceptions import ClientError

    stack = StackClient(name="web", client=Begun(code, status))
    with nullcontext() if is_under_way else pytest.raises(ClientError, match=code):
        stack._execute("first")
