"""After an adoption the app that it wrote is deployed, verified and compared like any other."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.account.desired_state import desired_identities
from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.cli.adopt import command as adopt
from influmojo_cfn.cli.build import command as build
from influmojo_cfn.cli.diff import command as diff
from influmojo_cfn.cli.verify import command as verify
from influmojo_cfn.config import dump
from influmojo_cfn.rehearsal.emulator import REGION, LocalEmulator
from influmojo_cfn.template import build as build_template
from influmojo_cfn.template.quotas import INLINE_BYTES
from tests.account import guide
from tests.conftest import ROOT
from tests.emulator import aws

pytestmark = pytest.mark.engine

STACK = "influmojo-ecs-iam"
ROLE = "influmojo-ecs-task-role"
POLICY = "arn:aws:iam::111122223333:policy{}influmojo-ecs-task-policy"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    copy(ROOT / "influmojo-cfn.yaml", tmp_path)
    return tmp_path


def run(command: Any, *arguments: str) -> Result:
    ended = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert ended.exception is None, ended.exception
    return ended


def differences(*options: str) -> list[str]:
    """Return what verify prints where it finds a difference."""
    ended = run(verify, *options)
    return ended.output.splitlines() if ended.return_value else []


def with_a_path(iam: Any) -> None:
    """Create the task role again under a path."""
    guide.follow(iam)
    attached = POLICY.format("/")
    iam.detach_role_policy(RoleName=ROLE, PolicyArn=attached)
    iam.delete_role(RoleName=ROLE)
    trust = json.dumps(guide.TRUST)
    iam.create_role(RoleName=ROLE, Path="/team/", AssumeRolePolicyDocument=trust)
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=attached)


def longer(iam: Any) -> None:
    guide.follow(iam)
    iam.update_role(RoleName=ROLE, MaxSessionDuration=7200)


def tagged(iam: Any) -> None:
    guide.follow(iam)
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "Owner", "Value": "me"}])
    iam.tag_policy(PolicyArn=POLICY.format("/"), Tags=[{"Key": "Team", "Value": "a"}])


def everything(iam: Any) -> None:
    guide.follow(iam, policy_description="by hand", path="/a/")
    iam.update_role(RoleName=ROLE, MaxSessionDuration=43200)
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "Owner", "Value": "me"}])


BY_HAND: dict[str, tuple[Any, list[str]]] = {
    "a policy's description": (
        lambda iam: guide.follow(iam, policy_description="by hand"),
        ["policy_description: by hand"],
    ),
    "a policy's path": (lambda iam: guide.follow(iam, path="/a/"), ["policy_path: /a/"]),
    "a role's path": (with_a_path, ["path: /team/"]),
    "a longer session": (longer, ["max_session_duration: 7200"]),
    "other tags": (tagged, ["tags:\n    Owner: me", "policy_tags:\n    Team: a"]),
    "all of them": (
        everything,
        ["policy_description: by hand", "policy_path: /a/", "43200", "Owner: me"],
    ),
}


@pytest.mark.parametrize(("by_hand", "stated"), BY_HAND.values(), ids=BY_HAND)
def test_the_app_that_is_written_is_deployed_verified_and_compared(
    as_root: LocalEmulator, folder: Path, by_hand: Any, stated: list[str]
) -> None:
    iam = as_root.client("iam")
    by_hand(iam)
    lines = run(adopt, "--execute").output.splitlines()
    assert lines[-1].endswith(f"influmojo-cfn verify --stack-name {STACK} --app adopt/app.yaml")
    text = Path("adopt/app.yaml").read_text()
    assert [each for each in stated if each not in text] == []
    before = {name: state(iam) for name in (ROLE,)}

    run(build, "--app", "adopt/app.yaml", "--output", "roles.yaml")
    of_app = ("--app", "adopt/app.yaml", "--stack-name", STACK)
    assert differences("--fix-tags", *of_app) == []
    # The app as it was would replace the policy or role that keeps its path or description.
    replaced = [each for each in stated if "path: " in each or "description: " in each]
    unstated = " | ".join(differences("--stack-name", STACK))
    assert [each for each in replaced if f"state {each} in the app" not in unstated] == []
    assert bool(replaced) == ("fail on its name" in unstated)
    compared = run(diff, "--stack-name", STACK, "roles.yaml").output
    assert "TaskRole: unchanged\nTaskRole, trust policy: unchanged\n" in compared
    deploy = ("cloudformation", "deploy", "--template-file", "roles.yaml", "--stack-name", STACK)
    parameters = ("--parameter-overrides", "UploadsBucketName=other-uploads")
    assert aws(*deploy, "--capabilities", "CAPABILITY_NAMED_IAM", *parameters) == 0
    assert {name: state(iam) for name in (ROLE,)} == before
    assert differences(*of_app) == []
    # The next run finds nothing to do, with the app as it was and with the one that was written.
    for app in ("influmojo-cfn.yaml", "adopt/app.yaml"):
        more = ("--parameter", "UploadsBucketName=other-uploads", "--output-dir", "again")
        ended = run(adopt, "--app", app, *more, "--execute")
        assert "nothing is left to update" in ended.output


def state(iam: Any) -> Any:
    """Return what a deployment is not to change."""
    role = iam.get_role(RoleName=ROLE)["Role"]
    (policy,) = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    held = iam.get_policy(PolicyArn=policy["PolicyArn"])["Policy"]
    tags = iam.list_role_tags(RoleName=ROLE)["Tags"]
    own = sorted(tag["Key"] for tag in tags if not tag["Key"].startswith("aws:"))
    return (
        *(role["RoleId"], role["Path"], role["MaxSessionDuration"], own),
        *(held["PolicyId"], held["Path"], held.get("Description")),
    )


def drift(iam: Any) -> None:
    """Change by hand what the app states since the adoption."""
    arn = POLICY.format("/a/")
    iam.update_role(RoleName=ROLE, MaxSessionDuration=3600)
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "Owner", "Value": "other"}])
    iam.untag_policy(PolicyArn=arn, TagKeys=["Project"])
    iam.tag_policy(PolicyArn=arn, Tags=[{"Key": "New", "Value": "it's"}])
    execution = ROLE.replace("task-role", "task-execution-role")
    for policy in iam.list_attached_role_policies(RoleName=execution)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=execution, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=execution)


def test_each_command_mends_what_the_app_states_since_then(
    as_root: LocalEmulator, folder: Path, shell_path: str
) -> None:
    iam = as_root.client("iam")
    everything(iam)
    run(adopt, "--execute")
    of_app = ("--app", "adopt/app.yaml", "--stack-name", STACK)
    drift(iam)
    shown = run(verify, *of_app).output
    commands = [line.partition("fix: ")[2] for line in shown.splitlines() if "fix: " in line]
    assert len(commands) == 5, shown
    for command in dict.fromkeys(commands):
        ended = subprocess.run(
            ["sh", "-c", command],
            env={**os.environ, "PATH": shell_path},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
    assert differences(*of_app) == []


def by_hand(iam: Any, app: App) -> None:
    """Create the roles of an app, each with policies that have another path and description."""
    wanted = desired_identities(build_template(app), {}, account="111122223333", region=REGION)
    for policy in wanted.policies.values():
        document = json.dumps(policy.document)
        iam.create_policy(
            PolicyName=policy.name, Path="/team/", Description="by hand", PolicyDocument=document
        )
    for role in wanted.roles.values():
        trust = json.dumps(role.trust)
        iam.create_role(RoleName=role.name, Path="/team/", AssumeRolePolicyDocument=trust)
        for arn in role.attached:
            held = arn.replace("policy/", "policy/team/")
            iam.attach_role_policy(RoleName=role.name, PolicyArn=held)


def test_roles_of_a_long_template_are_adopted_through_a_bucket(
    as_root: LocalEmulator, folder: Path, shell_path: str
) -> None:
    services = [
        Service(
            name=f"svc-{n}",
            repository=parameter(f"Svc{n}RepositoryName", default=f"acme/{n}"),
            grants=[grant("xray.write_traces")],
        )
        for n in range(9)
    ]
    app = App(project="acme", roles="per_service", services=services)
    Path("acme.yaml").write_text(dump(app))
    iam, s3 = as_root.client("iam"), as_root.client("s3")
    place = {"LocationConstraint": REGION}
    s3.create_bucket(Bucket="acme-templates", CreateBucketConfiguration=place)
    by_hand(iam, app)
    before = {role["RoleName"]: role["RoleId"] for role in iam.list_roles()["Roles"]}

    run(adopt, "--app", "acme.yaml", "--s3-bucket", "acme-templates")
    assert Path("adopt/full.yaml").stat().st_size > INLINE_BYTES
    script = subprocess.run(
        ["sh", "adopt/adopt.sh"],
        env={**os.environ, "PATH": shell_path},
        input="yes\nyes\n",
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert script.returncode == 0, script.stdout + script.stderr
    again = ("--app", "adopt/app.yaml", "--s3-bucket", "acme-templates", "--output-dir", "again")
    assert "nothing is left to update" in run(adopt, *again, "--execute").output

    of_app = ("--app", "adopt/app.yaml", "--stack-name", "acme-ecs-iam")
    assert differences("--fix-tags", *of_app) == []
    run(build, "--app", "adopt/app.yaml", "--output", "roles.yaml")
    deploy = ("cloudformation", "deploy", "--template-file", "roles.yaml", "--stack-name")
    more = ("acme-ecs-iam", "--s3-bucket", "acme-templates", "--parameter-overrides")
    values = ("Svc0RepositoryName=acme/zero", "--capabilities", "CAPABILITY_NAMED_IAM")
    assert aws(*deploy, *more, *values) == 0
    assert differences(*of_app) == []
    assert {role["RoleName"]: role["RoleId"] for role in iam.list_roles()["Roles"]} == before
