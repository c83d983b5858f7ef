"""A stack of an account as one side of a difference."""

from __future__ import annotations

import json

import boto3
import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.cli.diff import command
from influmojo_cfn.rehearsal.emulator import Engine
from tests.conftest import ROOT

pytestmark = pytest.mark.engine

FILE = ROOT / "templates/influmojo-ecs-iam.yaml"
STACK = "roles"


@pytest.fixture
def deployed(as_root: Engine) -> Engine:
    client = boto3.client("cloudformation", endpoint_url=as_root.url, region_name="eu-west-1")
    client.create_stack(
        StackName=STACK,
        TemplateBody=FILE.read_text("utf-8"),
        Parameters=[{"ParameterKey": "EmailIdentity", "ParameterValue": "example.com"}],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    client.get_waiter("stack_create_complete").wait(StackName=STACK)
    return as_root


def diff(engine: Engine, *arguments: str) -> Result:
    reach = ("--endpoint-url", engine.url, "--region", "eu-west-1", "--fail-on-new-access")
    return CliRunner().invoke(command, [*reach, *arguments], standalone_mode=False)


def test_the_same_template_is_no_change(deployed: Engine) -> None:
    found = diff(deployed, "--stack-name", STACK, str(FILE))
    assert found.return_value == 0
    assert "TaskRole: unchanged" in found.output


def test_the_stack_keeps_its_parameters_and_says_where_it_stands(deployed: Engine) -> None:
    found = diff(
        deployed, "--stack-name", STACK, "--parameter", "NotificationsTopicName=", str(FILE)
    )
    assert "EmailIdentity=example.com" in found.output


def test_what_the_file_adds_is_new_access_of_the_stacks_own_account(
    deployed: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    new = tmp_path_factory.mktemp("new") / "new.yaml"
    text = FILE.read_text("utf-8").replace("parameter${ParameterStorePath}/*", "parameter/*")
    new.write_text(text, "utf-8")
    found = diff(deployed, "--stack-name", STACK, "--format", "json", str(new))
    assert found.return_value == 2
    changes = {(c["role"], c["part"]): c for c in json.loads(found.output)["changes"]}
    gained = changes["TaskExecutionRole", "permissions"]["gained"]["found"]
    assert [row["resources"] for row in gained] == [
        [f"arn:aws:ssm:eu-west-1:{deployed.account}:parameter/*"]
    ]


def test_a_stack_that_is_not_there(as_root: Engine) -> None:
    found = diff(as_root, "--stack-name", "nowhere", str(FILE))
    assert "there is no stack 'nowhere' in eu-west-1" in str(found.exception)
