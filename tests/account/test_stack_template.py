"""A stack of an account as one side of a difference."""

from __future__ import annotations

import json
from types import SimpleNamespace

import boto3
import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.stack_template import stack_template
from influmojo_cfn.cli.diff import command
from influmojo_cfn.errors import AccountError
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.conftest import ROOT

pytestmark = pytest.mark.engine

FILE = ROOT / "templates/influmojo-ecs-iam.yaml"
STACK = "roles"


@pytest.fixture
def deployed(as_root: LocalEmulator) -> LocalEmulator:
    client = boto3.client("cloudformation", endpoint_url=as_root.url, region_name="eu-west-1")
    client.create_stack(
        StackName=STACK,
        TemplateBody=FILE.read_text("utf-8"),
        Parameters=[{"ParameterKey": "EmailIdentity", "ParameterValue": "example.com"}],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    client.get_waiter("stack_create_complete").wait(StackName=STACK)
    return as_root


def diff(emulator: LocalEmulator, *arguments: str) -> Result:
    reach = ("--endpoint-url", emulator.url, "--region", "eu-west-1", "--fail-on-new-access")
    return CliRunner().invoke(command, [*reach, *arguments], standalone_mode=False)


def test_the_same_template_is_no_change(deployed: LocalEmulator) -> None:
    found = diff(deployed, "--stack-name", STACK, str(FILE))
    assert found.return_value == 0
    assert "TaskRole: unchanged" in found.output


def test_the_stack_keeps_its_parameters_and_says_where_it_stands(deployed: LocalEmulator) -> None:
    found = diff(
        deployed, "--stack-name", STACK, "--parameter", "NotificationsTopicName=", str(FILE)
    )
    assert "EmailIdentity=example.com" in found.output


def test_what_the_file_adds_is_new_access_of_the_stacks_own_account(
    deployed: LocalEmulator, tmp_path_factory: pytest.TempPathFactory
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


def test_a_stack_that_is_not_there(as_root: LocalEmulator) -> None:
    found = diff(as_root, "--stack-name", "nowhere", str(FILE))
    assert "stack 'nowhere' doesn't exist in eu-west-1" in str(found.exception)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "UPDATE_FAILED"])
def test_a_stack_that_has_not_what_its_template_has_is_refused(
    monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    row = {"StackStatus": status, "StackId": "arn:aws:cloudformation:::stack/a/b"}
    client = SimpleNamespace(describe_stacks=lambda StackName: {"Stacks": [row]})
    monkeypatch.setattr(Connection, "client", lambda self, service: client)
    with pytest.raises(AccountError, match=f"is {status} and does not contain what its template"):
        stack_template(Connection(), "roles")


def test_another_value_of_new_is_an_update_of_the_stack(deployed: LocalEmulator) -> None:
    """The commonest update: the same template, another bucket."""
    found = diff(
        *(deployed, "--stack-name", STACK, str(FILE), "--format", "json"),
        *("--parameter", "UploadsBucketName=acme-uploads"),
    )
    assert found.return_value == 2
    changes = {(c["role"], c["part"]): c for c in json.loads(found.output)["changes"]}
    gained = changes["TaskRole", "permissions"]["gained"]["found"]
    assert {text for row in gained for text in row["resources"]} == {"arn:aws:s3:::acme-uploads/*"}
    lost = changes["TaskRole", "permissions"]["lost"]["found"]
    assert "arn:aws:s3:::influmojo-uploads/*" in {text for row in lost for text in row["resources"]}


def test_the_deployed_value_is_not_the_default_of_new(deployed: LocalEmulator) -> None:
    found = diff(deployed, "--stack-name", STACK, str(FILE), "--parameter", "EmailIdentity=x.org")
    assert found.return_value == 2
    assert "stack roles with EmailIdentity=example.com" in found.output


def test_an_unknown_parameter_of_new_is_named(deployed: LocalEmulator) -> None:
    found = diff(deployed, "--stack-name", STACK, str(FILE), "--parameter", "UploadBucketName=x")
    assert "did you mean 'UploadsBucketName'?" in str(found.exception)


def test_another_account_than_the_stacks_is_refused(deployed: LocalEmulator) -> None:
    found = diff(deployed, "--stack-name", STACK, str(FILE), "--account", "444455556666")
    assert str(found.exception) == ("--account: is 444455556666; stack roles is in 111122223333")


ROOT_TEMPLATE = """
Parameters: {Bucket: {Type: String, Default: first}}
Resources:
  Roles:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: %s
      Parameters: {Bucket: !Ref Bucket}
"""
NESTED = """
Parameters: {Bucket: {Type: String}}
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: read
          PolicyDocument:
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !Sub arn:aws:s3:::${Bucket}/*
"""


@pytest.fixture
def nesting(as_root: LocalEmulator) -> str:
    """Deploy a root template with a nested stack, and return the nested template's URL."""
    as_root.client("s3").create_bucket(
        Bucket="templates", CreateBucketConfiguration={"LocationConstraint": as_root.region}
    )
    as_root.client("s3").put_object(Bucket="templates", Key="nested.yaml", Body=NESTED)
    url = f"{as_root.url}/templates/nested.yaml"
    client = boto3.client("cloudformation", endpoint_url=as_root.url, region_name="eu-west-1")
    stack = StackClient(name=STACK, client=client)
    stack.execute(stack.prepare("CREATE", ROOT_TEMPLATE % url, {}))
    return url


def test_a_nested_stack_is_compared_under_its_own_name(
    as_root: LocalEmulator, nesting: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("new")
    new = folder / "root.yaml"
    (folder / "nested.yaml").write_text(NESTED)
    for url in (nesting, "nested.yaml"):
        new.write_text(ROOT_TEMPLATE % url)
        same = diff(as_root, "--stack-name", STACK, str(new))
        assert same.return_value == 0, same.output
        assert "Roles/Reader: unchanged" in same.output
        moved = diff(as_root, "--stack-name", STACK, str(new), "--parameter", "Bucket=second")
        assert moved.return_value == 2
        assert "arn:aws:s3:::second/*" in moved.output


def test_a_nested_template_that_is_not_read_is_unknown(
    as_root: LocalEmulator, nesting: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    new = tmp_path_factory.mktemp("new") / "root.yaml"
    new.write_text(ROOT_TEMPLATE % "https://example-bucket.s3.amazonaws.com/other.yaml")
    found = diff(as_root, "--stack-name", STACK, str(new))
    assert found.return_value == 2
    assert "the template of the nested stack is not read: https://example-bucket" in found.output


def test_a_nested_stack_that_is_removed_loses_its_access(
    as_root: LocalEmulator, nesting: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    new = tmp_path_factory.mktemp("new") / "root.yaml"
    new.write_text("Resources: {Topic: {Type: AWS::SNS::Topic}}")
    found = diff(as_root, "--stack-name", STACK, str(new))
    assert found.return_value == 0
    assert "Roles/Reader (removed): narrowed" in found.output
