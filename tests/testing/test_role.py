"""Permissions in tests: what passes, and what a failure says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.testing import Role
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "permissions"
TEMPLATE = EXAMPLE / "template.yaml"

FAILING = """\
from influmojo_cfn.testing import Role

def test_write():
    assert Role({template!r}, "WorkerRole").can("s3:GetObject", "arn:aws:s3:::elsewhere/a")
"""


def pytest_run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # Named here because a checkout that is not installed has no entry point.
    plugins = ["no:influmojo-cfn", "influmojo_cfn.testing.pytest_plugin", "no:cacheprovider"]
    options = [option for plugin in plugins for option in ("-p", plugin)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
    )


def test_the_example_suite_passes() -> None:
    done = pytest_run("-q", str(EXAMPLE), cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_a_failure_explains_itself(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(FAILING.format(template=str(TEMPLATE)))
    done = pytest_run("-q", cwd=tmp_path)
    assert done.returncode == 1
    assert "WorkerRole can s3:GetObject on arn:aws:s3:::elsewhere/a" in done.stdout
    line = TEMPLATE.read_text().splitlines().index("              - Sid: ReadReports") + 1
    assert f"nearest: ReadReports of work ({TEMPLATE}:{line})" in done.stdout
    expected = "Resource: arn:aws:s3:::elsewhere/a is not arn:aws:s3:::worker-reports/*"
    assert expected in done.stdout


def test_the_short_text_names_the_statement() -> None:
    answer = Role(TEMPLATE, "WorkerRole").can("s3:GetObject", "arn:aws:s3:::elsewhere/a")
    assert repr(answer).startswith("<implicitDeny; nearest is ReadReports of work")


def test_what_is_unknown_is_neither_can_nor_cannot() -> None:
    template = {
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {
                        "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:*"}
                    },
                    "ManagedPolicyArns": [{"Fn::ImportValue": "x"}],
                },
            }
        }
    }
    role = Role(template, "Role")
    assert not role.can("s3:GetObject")
    assert not role.cannot("s3:GetObject")


IN_A_FIXTURE = """\
import pytest
from influmojo_cfn.testing import Role

@pytest.fixture
def role():
    role = Role({template!r}, "WorkerRole")
    assert role.can("s3:GetObject", "arn:aws:s3:::elsewhere/a")
    return role

def test_it(role): pass
"""


def test_a_failure_in_a_fixture_explains_itself_too(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(IN_A_FIXTURE.format(template=str(TEMPLATE)))
    done = pytest_run("-q", cwd=tmp_path)
    assert "nearest: ReadReports of work" in done.stdout


@pytest.mark.parametrize("ask", ["can", "cannot"])
def test_a_misspelt_action_never_passes(ask: str) -> None:
    role = Role(TEMPLATE, "WorkerRole")
    with pytest.raises(Error, match="no action 'GetObjects' of s3; did you mean 'GetObject'"):
        getattr(role, ask)("s3:GetObjects", "arn:aws:s3:::a/b")


def test_an_action_that_the_template_itself_names_may_be_newer_than_the_data() -> None:
    assert Role(granting("s3:BrandNew"), "Role").can("s3:BrandNew", "arn:aws:s3:::a/b")


def test_an_answer_says_what_it_assumes() -> None:
    role = Role(TEMPLATE, "WorkerRole", region="eu-west-1")
    *_, last = str(role.can("s3:GetObject", "arn:aws:s3:::a/b")).splitlines()
    default = "every parameter at its default (ReportsBucket=worker-reports)"
    assert last == f"assumed: account 111122223333, Region eu-west-1, {default}"


def test_a_user_is_asked_as_a_role_is() -> None:
    own = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}
    properties = {"UserName": "alice", "Policies": [{"PolicyName": "p", "PolicyDocument": own}]}
    template = {"Resources": {"Alice": {"Type": "AWS::IAM::User", "Properties": properties}}}
    user = Role(template, "alice")
    assert user.can("s3:GetObject", "arn:aws:s3:::a/b")
    assert user.cannot("s3:PutObject", "arn:aws:s3:::a/b")
    with pytest.raises(Error, match="Alice is not a role of the template"):
        user.can_be_assumed_by("AWS:111122223333")


def granting(action: str) -> dict[str, object]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    properties = {
        "AssumeRolePolicyDocument": {
            "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:*"}
        },
        "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}],
    }
    return {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}}


@pytest.mark.parametrize(
    ("resource", "note"),
    [
        ("arn:aws:sqs:us-east-1:444455556666:jobs", "is in account 444455556666"),
        ("arn:aws:sqs:eu-west-1:111122223333:jobs", "is in Region eu-west-1"),
    ],
)
def test_a_resource_elsewhere_is_said_in_the_answer(resource: str, note: str) -> None:
    answer = Role(granting("sqs:SendMessage"), "Role").can("sqs:SendMessage", resource)
    assert note in str(answer)


def test_a_misspelt_context_key_is_an_error_with_the_nearest() -> None:
    role = Role(granting("s3:GetObject"), "Role")
    with pytest.raises(Error, match="did you mean 's3:ResourceAccount'"):
        role.can("s3:GetObject", "arn:aws:s3:::a/b", {"s3:ResourceAcount": "111122223333"})


def test_a_context_key_that_no_service_lists_is_told_in_the_answer() -> None:
    role = Role(granting("s3:GetObject"), "Role")
    answer = role.can("s3:GetObject", "arn:aws:s3:::a/b", {"s3:NewestKey": "a"})
    assert answer
    assert "note: no service lists the condition key 's3:newestkey'" in str(answer)


def test_a_revision_is_a_template_too() -> None:
    here = "HEAD:examples/permissions/template.yaml"
    assert Role(here, "WorkerRole").can("s3:GetObject", "arn:aws:s3:::worker-reports/a")


def test_an_account_that_can_be_none_is_refused() -> None:
    with pytest.raises(Error, match="account: '12' is not an account ID of 12 digits"):
        Role(TEMPLATE, "WorkerRole", account="12")


def test_a_name_is_no_resource() -> None:
    with pytest.raises(Error, match="'reports' is not an ARN"):
        Role(TEMPLATE, "WorkerRole").cannot("s3:GetObject", "reports")


def test_a_pattern_is_not_an_action() -> None:
    with pytest.raises(Error, match="is not an action of a request"):
        Role(TEMPLATE, "WorkerRole").can("s3:*")
