"""Roles made by hand come under CloudFormation, and keep their permissions at every moment."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import deployment_of
from influmojo_cfn.account.deployment_routes import DeploymentMethod
from influmojo_cfn.account.identities import read_policy, read_role
from influmojo_cfn.account.import_losses import lost_permissions
from influmojo_cfn.account.import_plan import ImportPlan, plan_import
from influmojo_cfn.account.import_run import ImportRun, check_is_not_half_deleted
from influmojo_cfn.account.policy_comparison import Permission
from influmojo_cfn.account.reader_policy import reader_policy
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.verification import DesiredState, verify
from influmojo_cfn.app import Role
from influmojo_cfn.cli.adopt import command as adopt
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import dump
from influmojo_cfn.errors import AccountError
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.influmojo import APP
from influmojo_cfn.rehearsal.emulator import LocalEmulator, running_emulator
from tests.account import guide
from tests.account.proxy import Fault, proxied, server_error
from tests.account.test_verification import POLICY_TAGS
from tests.conftest import ROOT
from tests.emulator import root_environment

pytestmark = pytest.mark.engine

TEMPLATE = parse((ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")).data
STACK = "influmojo-roles"
ROLES = ("influmojo-ecs-task-execution-role", "influmojo-ecs-task-role")


def desired(**more: Any) -> DesiredState:
    return DesiredState(template=TEMPLATE, stack_name=STACK, policy_tags=POLICY_TAGS, **more)


def import_run(
    emulator: LocalEmulator, say: Callable[[str], None] = print, url: str = "", **more: Any
) -> ImportRun:
    connection = Connection(endpoint_url=url or emulator.url)
    stack = StackClient(name=STACK, client=connection.client("cloudformation"), say=say)
    return ImportRun(
        desired=desired(**more), connection=connection, stack=stack, write=json.dumps, say=say
    )


def planned() -> ImportPlan:
    return plan_import(TEMPLATE, verify(DesiredState(template=TEMPLATE), Connection()))


# What the hand-made roles may, and the app declares as well.
KEPT = {
    "influmojo-ecs-task-execution-role": [
        ("ecr:BatchGetImage", "arn:aws:ecr:ap-south-1:111122223333:repository/influmojo-webapp"),
        ("ssm:GetParameters", "arn:aws:ssm:ap-south-1:111122223333:parameter/influmojo/a/b"),
        (
            "secretsmanager:GetSecretValue",
            "arn:aws:secretsmanager:ap-south-1:111122223333:secret:influmojo/a-AbCdEf",
        ),
        (
            "logs:PutLogEvents",
            "arn:aws:logs:ap-south-1:111122223333:log-group:/ecs/influmojo-a:log-stream:b",
        ),
    ],
    "influmojo-ecs-task-role": [
        ("s3:GetObject", "arn:aws:s3:::influmojo-uploads/a"),
        ("s3:PutObject", "arn:aws:s3:::influmojo-assets/a"),
        ("ses:SendEmail", "arn:aws:ses:ap-south-1:111122223333:identity/influmojo.com"),
        ("sns:Publish", "arn:aws:sns:ap-south-1:111122223333:influmojo-notifications"),
    ],
}


def refused_now(iam: Any) -> list[str]:
    """Return what a role may not do at this moment of what it could and shall be able to do."""
    return [refused for name in KEPT for refused in refused_to(iam, name)]


def refused_to(iam: Any, name: str) -> list[str]:
    role = read_role(iam, name)
    if role is None:
        return [f"{name} is gone"]
    policies = [read_policy(iam, arn) for arn in role.attached]
    again = read_role(iam, name)
    if again is not None and (again.attached, again.inline) != (role.attached, role.inline):
        return refused_to(iam, name)  # changed while it was read: no moment looked like this
    documents = [each.document for each in policies if each] + list(role.inline.values())
    evaluator = Evaluator(map(parse_policy, documents))
    return [
        f"{name} {action}"
        for action, resource in KEPT[name]
        if not evaluator.decide(Request(action, resource)).allowed
    ]


@contextmanager
def watched(emulator: LocalEmulator) -> Iterator[list[str]]:
    """Look again and again, while something happens, for what the roles may not do."""
    found: list[str] = []
    done = threading.Event()
    iam = emulator.client("iam")

    def look() -> None:
        while not done.is_set():
            found.extend(refused_now(iam))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


def test_the_import_template_has_what_an_import_takes(as_root: LocalEmulator) -> None:
    guide.follow(as_root.client("iam"))
    template = planned().import_template
    assert "Outputs" not in template
    assert {row["DeletionPolicy"] for row in template["Resources"].values()} == {"Retain"}


def test_each_resource_is_named_by_its_identifier(as_root: LocalEmulator) -> None:
    guide.follow(as_root.client("iam"))
    assert [dict(row["ResourceIdentifier"]) for row in planned().resources] == [
        {"PolicyArn": "arn:aws:iam::111122223333:policy/influmojo-ecs-execution-policy"},
        {"PolicyArn": "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"},
        {"RoleName": "influmojo-ecs-task-execution-role"},
        {"RoleName": "influmojo-ecs-task-role"},
    ]


def test_the_import_template_says_what_the_account_holds(as_root: LocalEmulator) -> None:
    """Deployed elsewhere, it gives the same roles: so an import of it changes nothing."""
    iam = as_root.client("iam")
    guide.follow(iam, policy_description="by hand")
    iam.put_role_policy(
        RoleName=ROLES[1], PolicyName="quick", PolicyDocument=json.dumps(guide.TASK)
    )
    before = [read_role(iam, name) for name in ROLES]
    text = json.dumps(planned().import_template)
    as_root.reset()
    stack = StackClient(name="elsewhere", client=as_root.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", text, {}))
    after = [read_role(as_root.client("iam"), name) for name in ROLES]
    for was, now in zip(before, after, strict=True):
        assert was is not None
        assert now is not None
        assert (was.trust, was.inline, sorted(was.attached), was.description) == (
            now.trust,
            now.inline,
            sorted(now.attached),
            now.description,
        )


def test_what_would_be_replaced_stays_as_it_is(as_root: LocalEmulator) -> None:
    guide.follow(as_root.client("iam"), policy_description="by hand")
    plan = planned()
    properties = plan.full_template["Resources"]["TaskPolicy"]["Properties"]
    assert properties["Description"] == "by hand"
    kept = plan.kept[0]
    assert (kept.logical_id, kept.name, kept.in_account) == (
        "TaskExecutionPolicy",
        "Description",
        "by hand",
    )


def test_what_the_update_takes_away_is_told(as_root: LocalEmulator) -> None:
    guide.follow(as_root.client("iam"))
    lost = list(lost_permissions(verify(DesiredState(template=TEMPLATE), Connection())))
    assert any("ses:SendEmail on *" in str(loss.lost) for loss in lost)


def test_what_an_inline_policy_allows_and_the_app_declares_is_not_lost(
    as_root: LocalEmulator,
) -> None:
    guide.follow(as_root.client("iam"))
    without_task_policy(as_root.client("iam"))
    lost = list(lost_permissions(verify(DesiredState(template=TEMPLATE), Connection())))
    of_inline = [loss.lost for loss in lost if loss.point == "inline policy quick" and loss.lost]
    assert [each.written for each in of_inline if isinstance(each, Permission)] == [
        "rds-db:connect",
        "ses:SendEmail",
        "ses:SendRawEmail",
    ]


def check_adopted(emulator: LocalEmulator) -> None:
    verification = verify(desired(), Connection(endpoint_url=emulator.url), fix_tags=True)
    assert [check for check in verification.checks if check.differs and not check.fails] == []
    stack = StackClient(name=STACK, client=emulator.client("cloudformation"))
    assert stack.resources() == {
        "TaskExecutionPolicy",
        "TaskExecutionRole",
        "TaskPolicy",
        "TaskRole",
    }


def test_where_policies_cannot_be_imported_nothing_is_changed() -> None:
    with running_emulator() as emulator, root_environment(emulator):
        iam = emulator.client("iam")
        guide.follow(iam)
        before = [read_role(iam, name) for name in ROLES]
        with pytest.raises(AccountError, match=r"AWS::IAM::ManagedPolicy.*; nothing was changed"):
            import_run(emulator).run()
        assert [read_role(iam, name) for name in ROLES] == before
        assert StackClient(name=STACK, client=emulator.client("cloudformation")).status() == ""


def test_adopting_again_changes_nothing(as_root: LocalEmulator) -> None:
    guide.follow(as_root.client("iam"))
    import_run(as_root).run()
    lines: list[str] = []
    import_run(as_root, lines.append).run()
    assert lines[-1] == "nothing is left to update"


def cut_after(changes: int) -> Callable[[str, int], Fault | None]:
    """Let so many changing calls pass, and fail whatever comes then."""
    left = [changes]

    def fault(action: str, count: int) -> Fault | None:
        if action.startswith(("Get", "List", "Describe")):
            return server_error if left[0] < 0 else None
        left[0] -= 1
        return server_error if left[0] < 0 else None

    return fault


def adopt_cut_again_and_again(emulator: LocalEmulator, *changes: int) -> list[str]:
    """Cut run after run, each after so many changes, until one ends; give what was ever refused."""
    refused: list[str] = []
    for number in range(40):
        with proxied(emulator, cut_after(changes[number % len(changes)])) as proxy:
            try:
                import_run(emulator, url=proxy.url).run()
            except AccountError as error:
                assert "HTTP 500" in str(error), error  # noqa: PT017
            else:
                return refused
        refused += refused_now(emulator.client("iam"))
    raise AssertionError("no run ended")


def test_a_run_cut_off_at_any_call_loses_nothing_and_the_next_goes_on(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    guide.follow(as_root.client("iam"), policy_description="by hand")
    assert adopt_cut_again_and_again(as_root, 1, 2, 3) == []
    check_adopted(as_root)
    policies = as_root.client("iam").list_policies(Scope="Local")["Policies"]
    assert {each["PolicyName"]: each["Description"] for each in policies} == {
        "influmojo-ecs-execution-policy": "by hand",
        "influmojo-ecs-task-policy": "by hand",
    }


def without_task_policy(iam: Any) -> None:
    """Leave what the task policy allowed to an inline policy."""
    name, arn = ROLES[1], "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"
    iam.put_role_policy(RoleName=name, PolicyName="quick", PolicyDocument=json.dumps(guide.TASK))
    iam.detach_role_policy(RoleName=name, PolicyArn=arn)
    iam.delete_policy(PolicyArn=arn)


def five_versions(iam: Any) -> None:
    arn = "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"
    for _ in range(4):
        iam.create_policy_version(
            PolicyArn=arn, PolicyDocument=json.dumps(guide.TASK), SetAsDefault=True
        )


BY_HAND: dict[str, Callable[[Any], Any]] = {
    "nothing else": lambda iam: None,
    "one policy more": lambda iam: iam.attach_role_policy(
        RoleName=ROLES[1], PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess"
    ),
    "an inline policy in place of a managed one": without_task_policy,
    "five versions of a policy": five_versions,
    "another description, tag and session": lambda iam: (
        iam.update_role(RoleName=ROLES[0], Description="it's ${mine}", MaxSessionDuration=7200),
        iam.tag_role(RoleName=ROLES[0], Tags=[{"Key": "Owner", "Value": "me"}]),
    ),
}


@pytest.mark.parametrize("change", BY_HAND.values(), ids=BY_HAND)
def test_whatever_was_done_by_hand_is_adopted_and_no_permission_is_lost(
    as_root: LocalEmulator, change: Callable[[Any], Any]
) -> None:
    iam = as_root.client("iam")
    guide.follow(iam)
    change(iam)
    with watched(as_root) as refused:
        import_run(as_root).run()
    assert refused == []
    check_adopted(as_root)


def test_policies_under_another_path_are_adopted_where_they_are(
    as_root: LocalEmulator,
) -> None:
    iam = as_root.client("iam")
    guide.follow(iam, path="/team/")
    import_run(as_root).run()
    check_adopted(as_root)
    assert {each["Path"] for each in iam.list_policies(Scope="Local")["Policies"]} == {"/team/"}


@pytest.mark.parametrize("route", ["", "adopt"])
def test_the_printed_policies_are_enough_to_adopt(as_root: LocalEmulator, route: str) -> None:
    """Read and deploy with two policies, or with the one of this way to deploy."""
    as_root.reset()
    iam = as_root.client("iam")
    guide.follow(iam)
    account, region = as_root.account, as_root.region
    here = Environment(account=account, region=region)
    deployment = deployment_of(
        TEMPLATE, here, stack_name=STACK, method=DeploymentMethod(route=route)
    )
    policies = {"deploy": deployer_policy(deployment)}
    if not route:
        policies["read"] = reader_policy(desired(), account=account, region=region)
    iam.create_user(UserName="adopter")
    for name, policy in policies.items():
        iam.put_user_policy(UserName="adopter", PolicyName=name, PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="adopter")["AccessKey"]
    with root_environment(as_root), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        import_run(as_root).run()
    with root_environment(as_root):
        check_adopted(as_root)


def test_with_nothing_there_it_says_so(as_root: LocalEmulator) -> None:
    with pytest.raises(AccountError, match="no role and no policy of these names to adopt"):
        import_run(as_root).run()


def test_roles_of_another_stack_are_left_alone(as_root: LocalEmulator, tmp_path: Path) -> None:
    other = StackClient(name="other", client=as_root.client("cloudformation"))
    text = json.dumps(TEMPLATE)
    other.execute(other.prepare("CREATE", text, {}))
    with pytest.raises(AccountError, match="influmojo-ecs-task-role in stack other in ap-south-1"):
        import_run(as_root).run()
    with root_environment(as_root):
        shown = CliRunner().invoke(adopt, ["--stack-name", STACK, "--output-dir", str(tmp_path)])
    assert "influmojo-ecs-task-role in stack other in ap-south-1" in str(shown.exception)
    assert list(tmp_path.iterdir()) == []


def printed(*arguments: str) -> str:
    shown = CliRunner().invoke(adopt, ["--stack-name", STACK, "--output-dir", "out", *arguments])
    assert shown.exception is None, shown.exception
    return shown.output


def run_script(path: str, answers: str = "yes\nyes\n") -> subprocess.CompletedProcess[str]:
    """Run the printed script as it is pasted: by a shell, from standard output's text."""
    output = printed()
    script = output[output.index("\n(\n") + 1 :]
    assert script == Path("out/adopt.sh").read_text("utf-8")
    return subprocess.run(
        ["sh", "out/adopt.sh"],
        env={**os.environ, "PATH": path},
        input=answers,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture
def in_folder(as_root: LocalEmulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Follow the guide in an account, and work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    copy(ROOT / "influmojo-cfn.yaml", tmp_path)
    iam = as_root.client("iam")
    guide.follow(iam)
    return iam


def stale_change_set(stacks: Any) -> None:
    """Leave the change set of a run that was cut off."""
    stacks.create_change_set(
        StackName=STACK,
        ChangeSetName="adopt-import",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue"}}}),
    )


def test_the_printed_script_adopts_as_well(
    in_folder: Any, as_root: LocalEmulator, shell_path: str
) -> None:
    stale_change_set(as_root.client("cloudformation"))
    ended = run_script(shell_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    check_adopted(as_root)
    again = run_script(shell_path)
    assert again.returncode == 0, again.stdout + again.stderr
    assert f"stack {STACK} already contains the roles\n" in again.stdout
    assert "nothing is left to change\n" in again.stdout


def test_the_printed_script_executes_nothing_without_a_yes(
    in_folder: Any, as_root: LocalEmulator, shell_path: str
) -> None:
    ended = run_script(shell_path, "no\n")
    assert (ended.returncode, ended.stderr) == (1, "stopped: nothing was executed\n")
    assert "Import" in ended.stdout
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    assert stack.status() == "REVIEW_IN_PROGRESS"
    assert in_folder.list_role_tags(RoleName=ROLES[0])["Tags"] == []


def test_the_printed_script_stops_where_a_step_fails(
    in_folder: Any, as_root: LocalEmulator, shell_path: str
) -> None:
    printed()
    Path("out/import.yaml").write_text("Resources: {}\n")
    ended = subprocess.run(
        ["sh", "out/adopt.sh"],
        env={**os.environ, "PATH": shell_path},
        input="yes\nyes\n",
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ended.returncode != 0
    assert "execute-change-set" not in ended.stderr
    assert "2." not in ended.stdout


# A deployment at AWS fails on names that are taken, which the emulator does not look at.
FAILS = {
    "Resources": {
        "Quick": {
            "Type": "AWS::IAM::Policy",
            "Properties": {"PolicyName": "p", "PolicyDocument": guide.TASK, "Roles": ["none"]},
        }
    }
}


def failed(emulator: LocalEmulator) -> None:
    """Leave a stack whose creation failed, without a resource."""
    stack = StackClient(name=STACK, client=emulator.client("cloudformation"))
    with pytest.raises(AccountError, match="ROLLBACK_COMPLETE"):
        stack.execute(stack.prepare("CREATE", json.dumps(FAILS), {}))


def test_after_a_deployment_that_failed_on_the_names_a_run_adopts(
    in_folder: Any, as_root: LocalEmulator
) -> None:
    failed(as_root)
    import_run(as_root).run()
    check_adopted(as_root)


def test_after_a_deployment_that_failed_on_the_names_the_printed_commands_adopt(
    in_folder: Any, as_root: LocalEmulator, shell_path: str
) -> None:
    failed(as_root)
    ended = run_script(shell_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    check_adopted(as_root)


def test_a_boundary_that_would_be_taken_off_is_told_with_what_keeps_it(
    in_folder: Any,
) -> None:
    limit = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    in_folder.put_role_permissions_boundary(RoleName=ROLES[1], PermissionsBoundary=limit)
    assert (
        f"detached by the second step, a permissions boundary of role {ROLES[1]}: {limit}; "
        f"to keep it: --parameter PermissionsBoundaryArn={limit}\n"
    ) in printed()


IDENTITY = "arn:aws:ses:ap-south-1:111122223333:identity/influmojo.com"


def test_the_list_of_losses_is_complete_and_names_who_is_concerned(in_folder: Any) -> None:
    arn = "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"
    in_folder.create_user(UserName="ada")
    in_folder.attach_user_policy(UserName="ada", PolicyArn=arn)
    in_folder.create_role(RoleName="batch", AssumeRolePolicyDocument=json.dumps(guide.TRUST))
    in_folder.attach_role_policy(RoleName="batch", PolicyArn=arn)
    role = ROLES[1]
    in_folder.put_role_policy(
        RoleName=role, PolicyName="quick", PolicyDocument=json.dumps(guide.TASK)
    )
    in_folder.tag_role(RoleName=role, Tags=[{"Key": "Owner", "Value": "me"}])
    in_folder.update_role(RoleName=role, MaxSessionDuration=7200)
    trust = json.dumps(guide.TRUST).replace("ecs-tasks", "lambda")
    in_folder.update_assume_role_policy(RoleName=role, PolicyDocument=trust)
    # What an app leaves open stays; this one says otherwise.
    stated = replace(APP.task_role or Role(), max_session_duration=3600, tags={"Owner": "you"})
    Path("influmojo-cfn.yaml").write_text(dump(replace(APP, task_role=stated)))
    lost = printed().partition("as the app does not declare it:\n")[2]
    for line in (
        "policy influmojo-ecs-task-policy (also of user ada, role batch): Allow ses:SendEmail on *",
        f"  in part: what stays is Allow ses:SendEmail on {IDENTITY}",
        f"role {role}: the inline policy named quick",
        f"role {role}: tag Owner: me",
        f"role {role}: maximum session duration: 7200 s becomes 3600 s",
        f"role {role}: trust policy: Allow sts:AssumeRole by Service lambda.amazonaws.com",
    ):
        assert f"  {line}\n" in lost, lost


@pytest.mark.parametrize(
    ("status", "held", "stops"),
    [("DELETE_FAILED", {"TaskRole"}, True), ("DELETE_FAILED", set(), False), ("", set(), False)],
)
def test_a_stack_whose_deletion_failed_is_not_deleted_with_what_it_holds(
    status: str, held: set[str], stops: bool
) -> None:
    stack: Any = SimpleNamespace(name="shop", status=lambda: status, resources=lambda: held)
    if not stops:
        check_is_not_half_deleted(stack, "")
        return
    with pytest.raises(AccountError, match="still contains TaskRole") as raised:
        check_is_not_half_deleted(stack, " --region eu-west-1")
    command = str(raised.value).partition("adopt again: ")[2]
    assert command.startswith(
        "aws cloudformation delete-stack --region eu-west-1 --stack-name shop --retain-resources "
    )
