"""An account is held against the template, and each difference is fixed by its own command."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from influmojo_cfn.account import verification
from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.drift import Check, DriftState
from influmojo_cfn.account.identities import Identities
from influmojo_cfn.account.reader_policy import reader_policy
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.verification import (
    DesiredState,
    Verification,
    deployment_command,
    stack_checks,
    verify,
)
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import AccountError
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.report.verification import as_json, as_junit, fix_of, pretty, summary
from tests.account import guide
from tests.emulator import aws, root_environment

pytestmark = pytest.mark.engine

BY_HAND = (Path(__file__).parent / "by_hand.yaml").read_text("utf-8")
TEMPLATE = parse(BY_HAND).data
POLICY_TAGS = {
    "TaskExecutionPolicy": {"Project": "Influmojo", "Purpose": "ECS Task Execution"},
    "TaskPolicy": {"Project": "Influmojo", "Purpose": "ECS Task Application"},
}
STACK = "influmojo"
TASK_POLICY = "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"
TASK_ROLE = "influmojo-ecs-task-role"
EXECUTION_POLICY = "arn:aws:iam::111122223333:policy/influmojo-ecs-execution-policy"
EXECUTION_ROLE = "influmojo-ecs-task-execution-role"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def deploy(emulator: LocalEmulator, **parameters: str) -> StackClient:
    stack = StackClient(name=STACK, client=emulator.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", BY_HAND, parameters))
    return stack


def verified(**wanted: Any) -> Verification:
    return verify(DesiredState(template=TEMPLATE, **{"stack_name": STACK, **wanted}), Connection())


def differences(verification: Verification) -> list[tuple[str, str, str]]:
    return [(c.subject, c.point, c.state) for c in verification.checks if c.differs]


def test_a_fresh_deployment_is_as_declared(as_root: LocalEmulator) -> None:
    deploy(as_root)
    assert differences(verified()) == []


def test_the_parameters_are_those_of_the_stack(as_root: LocalEmulator) -> None:
    deploy(as_root, EnvironmentName="staging", DatabaseResourceId="db-ABCDEFGHIJKL")
    verification = verified()
    assert differences(verification) == []
    assert "influmojo-staging-ecs-task-role" in verification.found.roles


def document(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


ANYTHING = document(Action="*", Resource="*")
ANYBODY = document(Action="sts:AssumeRole", Principal={"AWS": "*"})


def delete_role(iam: Any, name: str) -> None:
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


def fill_versions(iam: Any, arn: str) -> None:
    """Leave five versions, the most that IAM keeps."""
    while len(iam.list_policy_versions(PolicyArn=arn)["Versions"]) < 5:
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=ANYTHING, SetAsDefault=True)


DRIFT: dict[str, tuple[Callable[[Any], Any], tuple[str, str, str]]] = {
    "a policy detached": (
        lambda iam: iam.detach_role_policy(RoleName=TASK_ROLE, PolicyArn=TASK_POLICY),
        (f"role {TASK_ROLE}", "attached policy influmojo-ecs-task-policy", "missing"),
    ),
    "a policy attached": (
        lambda iam: iam.attach_role_policy(RoleName=TASK_ROLE, PolicyArn=READ_ONLY),
        (f"role {TASK_ROLE}", "attached policy ReadOnlyAccess", "extra"),
    ),
    "an inline policy": (
        lambda iam: iam.put_role_policy(
            RoleName=TASK_ROLE, PolicyName="quick fix", PolicyDocument=ANYTHING
        ),
        (f"role {TASK_ROLE}", "inline policy quick fix", "extra"),
    ),
    "another document": (
        lambda iam: fill_versions(iam, TASK_POLICY),
        ("policy influmojo-ecs-task-policy", "document", "different"),
    ),
    "another trust": (
        lambda iam: iam.update_assume_role_policy(RoleName=TASK_ROLE, PolicyDocument=ANYBODY),
        (f"role {TASK_ROLE}", "trust policy", "different"),
    ),
    "another description": (
        lambda iam: iam.update_role(RoleName=TASK_ROLE, Description="it's mine"),
        (f"role {TASK_ROLE}", "description", "different"),
    ),
    "longer sessions": (
        lambda iam: iam.update_role(RoleName=TASK_ROLE, MaxSessionDuration=7200),
        (f"role {TASK_ROLE}", "maximum session duration", "different"),
    ),
    "a tag removed": (
        lambda iam: iam.untag_role(RoleName=TASK_ROLE, TagKeys=["Purpose"]),
        (f"role {TASK_ROLE}", "tag Purpose", "missing"),
    ),
    "a tag changed": (
        lambda iam: iam.tag_role(RoleName=TASK_ROLE, Tags=[{"Key": "Project", "Value": "fun"}]),
        (f"role {TASK_ROLE}", "tag Project", "different"),
    ),
    "a tag added": (
        lambda iam: iam.tag_role(RoleName=TASK_ROLE, Tags=[{"Key": "Owner", "Value": "me"}]),
        (f"role {TASK_ROLE}", "tag Owner", "extra"),
    ),
    "a boundary": (
        lambda iam: iam.put_role_permissions_boundary(
            RoleName=TASK_ROLE, PermissionsBoundary=READ_ONLY
        ),
        (f"role {TASK_ROLE}", "permissions boundary", "extra"),
    ),
    "a role deleted": (
        lambda iam: delete_role(iam, EXECUTION_ROLE),
        (f"role {EXECUTION_ROLE}", "exists", "missing"),
    ),
    "a policy deleted": (
        lambda iam: iam.delete_policy(PolicyArn=EXECUTION_POLICY),
        ("policy influmojo-ecs-execution-policy", "exists", "missing"),
    ),
}


def fix(check: Check) -> None:
    """Run the command that fixes a difference, as a shell would."""
    for command in check.fix.split(" && "):
        assert aws(*shlex.split(command)[1:]) == 0, command


@pytest.fixture(scope="module")
def before_and_after(shared_emulator: LocalEmulator) -> Iterator[tuple[Verification, Verification]]:
    """What is found after all those changes, and after each difference's command was run."""
    with root_environment(shared_emulator):
        shared_emulator.reset()
        deploy(shared_emulator)
        for change, _ in DRIFT.values():
            change(shared_emulator.client("iam"))
        before = verified()
        for check in before.checks:
            if check.differs:
                fix(check)
        yield before, verified()


@pytest.mark.parametrize("case", DRIFT)
def test_a_change_by_hand_is_found(
    before_and_after: tuple[Verification, Verification], case: str
) -> None:
    assert DRIFT[case][1] in differences(before_and_after[0])


def test_nothing_else_is_found(before_and_after: tuple[Verification, Verification]) -> None:
    assert len(differences(before_and_after[0])) == len(DRIFT)


def test_each_command_mends_its_difference(
    before_and_after: tuple[Verification, Verification],
) -> None:
    assert differences(before_and_after[1]) == []


def test_a_document_written_in_another_way_is_as_declared(as_root: LocalEmulator) -> None:
    deploy(as_root)
    iam = as_root.client("iam")
    found = iam.get_policy_version(PolicyArn=TASK_POLICY, VersionId="v1")["PolicyVersion"]
    statements = []
    for statement in reversed(found["Document"]["Statement"]):
        actions = statement.pop("Action")
        for action in reversed(actions if isinstance(actions, list) else [actions]):
            rest = {**statement, "Sid": "", "Resource": [statement["Resource"]]}
            statements.append({**rest, "Action": action.upper().replace("S3:", "s3:")})
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.create_policy_version(PolicyArn=TASK_POLICY, PolicyDocument=text, SetAsDefault=True)
    assert differences(verified()) == []


def test_what_a_document_gained_and_lost_is_told(as_root: LocalEmulator) -> None:
    deploy(as_root)
    iam = as_root.client("iam")
    there = iam.get_policy_version(PolicyArn=TASK_POLICY, VersionId="v1")["PolicyVersion"]
    text = json.dumps(there["Document"]).replace(":influmojo-notifications", ":*")
    iam.create_policy_version(PolicyArn=TASK_POLICY, PolicyDocument=text, SetAsDefault=True)
    (check,) = (check for check in verified().checks if check.differs)
    assert (check.state, check.expected, check.seen) == (
        "extra",
        "",
        "Allow sns:Publish on arn:aws:sns:ap-south-1:111122223333:*",
    )


def test_what_is_missing_altogether_is_mended_by_a_deployment(as_root: LocalEmulator) -> None:
    verification = verified(deploy_command="aws cloudformation deploy --stack-name influmojo")
    assert [state for _, _, state in differences(verification)] == ["missing"] * 5
    assert {check.fix for check in verification.checks} >= {
        "aws cloudformation deploy --stack-name influmojo"
    }


@pytest.mark.parametrize("value", ["plain", "a=b: c/d+e@f", "", "é"])
def test_a_tag_is_set_to_any_value_that_iam_takes(as_root: LocalEmulator, value: str) -> None:
    deploy(as_root)
    wanted = DesiredState(
        template=TEMPLATE, policy_tags={"TaskPolicy": {"Project": value, "a": "b"}}
    )
    for check in verify(wanted, Connection()).checks:
        if check.differs:
            fix(check)
    assert differences(verify(wanted, Connection())) == []


def test_a_policy_under_another_path_is_found_by_its_name(as_root: LocalEmulator) -> None:
    iam = as_root.client("iam")
    guide.follow(iam, path="/team/")
    checks = verify(DesiredState(template=TEMPLATE), Connection()).checks
    assert [(c.subject, c.state) for c in checks if c.point == "path" and c.differs] == [
        ("policy influmojo-ecs-execution-policy", "different"),
        ("policy influmojo-ecs-task-policy", "different"),
    ]
    assert [c.point for c in checks if c.differs and c.point.startswith("attached")] == []


@pytest.mark.parametrize(
    ("found", "seen"),
    [
        (None, ""),
        ({"StackStatus": "UPDATE_ROLLBACK_FAILED"}, "UPDATE_ROLLBACK_FAILED"),
        (
            {"StackStatus": "ROLLBACK_COMPLETE", "StackStatusReason": "a role exists"},
            "ROLLBACK_COMPLETE: a role exists",
        ),
    ],
)
def test_a_stack_that_is_not_well_has_its_state_and_reason(
    found: dict[str, str] | None, seen: str
) -> None:
    wanted = DesiredState(template=TEMPLATE, stack_name=STACK, deploy_command="deploy")
    (check,) = stack_checks(wanted, found, " --region eu-west-1")
    assert (check.differs, check.seen) == (True, seen)
    assert check.fix.endswith("deploy --region eu-west-1")


def test_a_nested_stack_is_deployed_by_its_root(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(as_root)
    root = "arn:aws:cloudformation:ap-south-1:111122223333:stack/root/1a2b"
    monkeypatch.setattr(
        StackClient,
        "describe",
        lambda stack: {
            "StackStatus": "UPDATE_ROLLBACK_COMPLETE",
            "StackName": STACK,
            "RootId": root,
        },
    )
    (check, *_) = verified().checks
    assert check.fix == f"echo 'deploy the root stack root again: it nests {STACK}'"


def test_a_deployment_that_fails_to_replace_a_policy_is_a_difference(
    as_root: LocalEmulator,
) -> None:
    kept = parse(BY_HAND).data
    kept["Resources"]["TaskPolicy"]["Properties"]["Description"] = "by hand"
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", json.dumps(kept), {}))
    (check,) = [each for each in verified().checks if each.differs]
    assert (check.subject, check.point) == ("policy influmojo-ecs-task-policy", "description")
    assert fix_of(check).startswith("a deployment would replace the policy, and fail on its name")
    assert differences(verify(DesiredState(template=kept, stack_name=STACK), Connection())) == []


def test_fix_tags_sets_the_tags_of_policies(as_root: LocalEmulator) -> None:
    deploy(as_root)
    wanted = DesiredState(template=TEMPLATE, stack_name=STACK, policy_tags=POLICY_TAGS)
    assert len(differences(verify(wanted, Connection()))) == 4
    verification = verify(wanted, Connection(), fix_tags=True)
    assert verification.fixed == ("influmojo-ecs-execution-policy", "influmojo-ecs-task-policy")
    assert differences(verification) == []


def test_the_tags_of_a_policy_under_another_path_are_set_with_the_printed_policy(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide.follow(as_root.client("iam"), path="/team/")
    tags = {name: {**row, "Owner": "pay"} for name, row in POLICY_TAGS.items()}
    wanted = DesiredState(template=TEMPLATE, policy_tags=tags)
    policy = reader_policy(wanted, account=as_root.account, region=as_root.region, fix_tags=True)
    caller_with(as_root, monkeypatch, policy)
    verification = verify(wanted, Connection(), fix_tags=True)
    assert verification.fixed == ("influmojo-ecs-execution-policy", "influmojo-ecs-task-policy")
    assert [c.point for c in verification.checks if c.differs and c.point.startswith("tag O")] == []


def test_another_account_than_wanted_is_refused(as_root: LocalEmulator) -> None:
    with pytest.raises(AccountError) as raised:
        verified(account="444455556666")
    assert str(raised.value) == (
        "these credentials are of the account 111122223333, not of 444455556666: "
        "choose another --profile"
    )


def caller_with(
    emulator: LocalEmulator, monkeypatch: pytest.MonkeyPatch, policy: dict[str, Any]
) -> None:
    iam = emulator.client("iam")
    iam.create_user(UserName="verifier")
    key = iam.create_access_key(UserName="verifier")["AccessKey"]
    iam.put_user_policy(UserName="verifier", PolicyName="verify", PolicyDocument=json.dumps(policy))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])


WANTED = DesiredState(template=TEMPLATE, stack_name=STACK, policy_tags=POLICY_TAGS)


def test_the_printed_policy_is_enough(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(as_root)
    policy = reader_policy(WANTED, account=as_root.account, region=as_root.region, fix_tags=True)
    caller_with(as_root, monkeypatch, policy)
    assert differences(verify(WANTED, Connection(), fix_tags=True)) == []


@pytest.mark.parametrize("sid", ["ReadRoles", "ReadPolicies", "ReadStack", "TagPolicies"])
def test_no_statement_of_the_printed_policy_can_be_left_out(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch, sid: str
) -> None:
    deploy(as_root)
    policy = reader_policy(WANTED, account=as_root.account, region=as_root.region, fix_tags=True)
    policy["Statement"] = [each for each in policy["Statement"] if each["Sid"] != sid]
    caller_with(as_root, monkeypatch, policy)
    with pytest.raises(
        AccountError, match=r"these credentials are not allowed to call .* is not authorized"
    ):
        verify(WANTED, Connection(), fix_tags=True)


def test_the_reports_say_what_mends(as_root: LocalEmulator) -> None:
    deploy(as_root)
    as_root.client("iam").detach_role_policy(RoleName=TASK_ROLE, PolicyArn=TASK_POLICY)
    verification = verified()
    command = f"aws iam attach-role-policy --role-name {TASK_ROLE} --policy-arn {TASK_POLICY}"
    assert f"           fix: {command}\n" in pretty(verification)
    assert command in as_json(verification)
    assert 'failures="1"' in as_junit(verification)
    assert summary(verification).endswith("1 differ")
    assert os.environ["AWS_ENDPOINT_URL"] == as_root.url


def stopped(**more: Any) -> str:
    """Return why a verification stops instead of proposing commands."""
    options = {"stack_name": STACK, **more}
    region = options.pop("region", None)
    with pytest.raises(AccountError) as raised:
        verify(DesiredState(template=TEMPLATE, **options), Connection(region=region))
    return str(raised.value)


def test_roles_of_another_region_are_told_and_left_alone(as_root: LocalEmulator) -> None:
    deploy(as_root)
    belongs = f"role {EXECUTION_ROLE}: belongs to stack influmojo in ap-south-1, not"
    give = "; give --stack-name influmojo --region ap-south-1"
    assert stopped(region="eu-west-1") == f"{belongs} to stack influmojo in eu-west-1{give}"
    assert stopped(region="eu-west-1", stack_name=None) == f"{belongs} in eu-west-1{give}"


@pytest.mark.parametrize("name", ["influmjo", "other"])
def test_roles_of_another_stack_are_told_and_left_alone(as_root: LocalEmulator, name: str) -> None:
    deploy(as_root)
    other = StackClient(name="other", client=as_root.client("cloudformation"))
    other.execute(other.prepare("CREATE", '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}', {}))
    assert stopped(stack_name=name) == (
        f"role {EXECUTION_ROLE}: belongs to stack influmojo in ap-south-1, not to stack {name} in "
        "ap-south-1; give --stack-name influmojo --region ap-south-1"
    )


@pytest.mark.parametrize("named", [{}, {"stack_name": None, "new_stack": STACK}], ids=str)
def test_the_stack_of_another_environment_is_not_proposed(
    as_root: LocalEmulator, named: dict[str, Any]
) -> None:
    """Deployed with these values, the stack would replace the roles of production."""
    deploy(as_root)
    new_role = "influmojo-staging-ecs-task-execution-role"
    assert stopped(parameters={"EnvironmentName": "staging"}, **named) == (
        f"stack influmojo: contains {EXECUTION_ROLE}, which a deployment with these values would "
        f"replace by {new_role}; give the --stack-name of {new_role}, or a new one"
    )


def test_a_stack_of_other_resources_is_not_proposed(as_root: LocalEmulator) -> None:
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", '{"Resources": {"A": {"Type": "AWS::SNS::Topic"}}}', {}))
    assert "contains other resources, which a deployment would remove; give" in stopped()


def test_roles_that_were_deleted_from_their_stack_are_created_again(as_root: LocalEmulator) -> None:
    deploy(as_root)
    iam = as_root.client("iam")
    for name in (TASK_ROLE, EXECUTION_ROLE):
        delete_role(iam, name)
    for policy in (TASK_POLICY, EXECUTION_POLICY):
        iam.delete_policy(PolicyArn=policy)
    fixes = [check.fix for check in verified().checks if check.differs]
    assert [each.split()[2] for each in fixes] == ["create-policy"] * 2 + ["create-role"] * 2


def test_roles_without_tags_are_those_of_the_default_stack_at_its_values(
    as_root: LocalEmulator, shell_path: str
) -> None:
    deploy(as_root, UploadsBucketName="acme-uploads")
    for name in (TASK_ROLE, EXECUTION_ROLE):
        delete_role(as_root.client("iam"), name)
    unnamed = DesiredState(template=TEMPLATE, policy_tags=POLICY_TAGS, new_stack=STACK)
    for check in verify(unnamed, Connection(), fix_tags=True).checks:
        if check.differs:
            run_fix(check, shell_path)
    assert not verify(unnamed, Connection()).differs


def test_the_policy_for_the_default_stack_is_enough_where_none_is_named(
    as_root: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(as_root)
    wanted = DesiredState(template=TEMPLATE, policy_tags=POLICY_TAGS, new_stack=STACK)
    policy = reader_policy(wanted, account=as_root.account, region=as_root.region)
    caller_with(as_root, monkeypatch, policy)
    verify(wanted, Connection())


def test_roles_without_a_stack_are_a_question_of_its_name(as_root: LocalEmulator) -> None:
    guide.follow(as_root.client("iam"))
    assert stopped().startswith("stack influmojo in ap-south-1: doesn't exist, but influmojo-ecs-")
    assert stopped().endswith("or import them: influmojo-cfn adopt --stack-name influmojo")
    fails = '{"Resources": {"A": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", '
    fails += f'"PolicyDocument": {ANYTHING}, "Roles": ["none"]' + "}}}}"
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    with pytest.raises(AccountError):
        stack.execute(stack.prepare("CREATE", fails, {}))
    assert "stack influmojo in ap-south-1: contains nothing (ROLLBACK_COMPLETE)" in stopped()


def test_a_verification_without_a_stack_is_at_the_values_of_the_roles_own(
    as_root: LocalEmulator,
) -> None:
    deploy(as_root, UploadsBucketName="acme-uploads")
    found = verify(DesiredState(template=TEMPLATE), Connection())
    assert differences(found) == []
    iam = as_root.client("iam")
    iam.create_policy_version(PolicyArn=TASK_POLICY, PolicyDocument=ANYTHING, SetAsDefault=True)
    (check,) = (
        c for c in verify(DesiredState(template=TEMPLATE), Connection()).checks if c.differs
    )
    assert "arn:aws:s3:::acme-uploads/*" in check.fix
    fix(check)
    assert differences(verified()) == []


def run_fix(check: Check, path: str) -> None:
    """Run what a report prints, in a shell."""
    ended = subprocess.run(
        ["sh", "-c", check.fix],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_creation_that_failed_is_deployed_again_at_its_own_values(
    as_root: LocalEmulator, shell_path: str
) -> None:
    fails = parse(BY_HAND).data
    fails["Resources"]["Bad"] = {
        "Type": "AWS::IAM::Policy",
        "Properties": {"PolicyName": "p", "PolicyDocument": json.loads(ANYTHING), "Roles": ["no"]},
    }
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    with pytest.raises(AccountError, match="ROLLBACK_COMPLETE"):
        stack.execute(stack.prepare("CREATE", json.dumps(fails), {"EnvironmentName": "staging"}))
    file = Path(__file__).parent / "by_hand.yaml"
    deploys = f"aws cloudformation deploy --stack-name {STACK} --template-file {file} "
    desired = {"deploy_command": f"{deploys}--capabilities CAPABILITY_NAMED_IAM"}
    check = verified(**desired).checks[0]
    assert check.fix.endswith(" --parameter-overrides EnvironmentName=staging")
    run_fix(check, shell_path)
    verification = verified(**desired)
    assert differences(verification) == []
    assert "influmojo-staging-ecs-task-role" in verification.found.roles


def test_a_role_created_again_under_another_path_is_made_as_declared(
    as_root: LocalEmulator, shell_path: str
) -> None:
    deploy(as_root)
    iam, name = as_root.client("iam"), "influmojo-ecs-task-role"
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    for each in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=each["PolicyArn"])
    iam.delete_role(RoleName=name)
    iam.create_role(RoleName=name, Path="/team/", AssumeRolePolicyDocument=json.dumps(trust))
    (check,) = [each for each in verified().checks if each.subject.endswith(name) and each.differs]
    run_fix(check, shell_path)
    assert [
        each for each in verified().checks if each.subject.endswith(name) and each.differs
    ] == []


def test_a_role_that_the_app_has_now_is_deployed(as_root: LocalEmulator) -> None:
    before = parse(BY_HAND).data
    for name in ("TaskRole", "TaskPolicy"):
        del before["Resources"][name]
    before["Outputs"] = {}
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", json.dumps(before), {}))
    found = {each.subject: each.fix for each in verified(deploy_command="deploy").checks}
    assert found["role influmojo-ecs-task-role"] == "deploy"
    assert found["policy influmojo-ecs-task-policy"] == "deploy"


def test_a_fix_is_of_the_stack_that_owns_the_roles(as_root: LocalEmulator) -> None:
    """The stack of an app has a name of its own; a deployment to another one fails on the names."""
    stack = StackClient(name="team", client=as_root.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", BY_HAND, {}))
    fails = parse(BY_HAND).data
    fails["Resources"]["Bad"] = {
        "Type": "AWS::IAM::Policy",
        "Properties": {"PolicyName": "p", "PolicyDocument": json.loads(ANYTHING), "Roles": ["no"]},
    }
    with pytest.raises(AccountError, match="ROLLBACK_COMPLETE"):
        stack.execute(stack.prepare("UPDATE", json.dumps(fails), {}))
    named = {"new_stack": "app", "deploy_command": "deploy --stack-name app --template-file f"}
    check = verified(stack_name=None, **named).checks[0]
    assert check.fix == "deploy --stack-name team --template-file f"


def test_a_stack_that_keeps_a_description_is_not_deployed_over(as_root: LocalEmulator) -> None:
    """The template's own description would make the policy again under the same name, and fail."""
    kept = parse(BY_HAND).data
    kept["Resources"]["TaskPolicy"]["Properties"]["Description"] = "by hand"
    kept["Resources"]["Topic"] = {"Type": "AWS::SNS::Topic"}
    stack = StackClient(name=STACK, client=as_root.client("cloudformation"))
    stack.execute(stack.prepare("CREATE", json.dumps(kept), {"UploadsBucketName": "acme"}))
    found = stack.describe()
    assert found is not None
    wanted = DesiredState(template=TEMPLATE, stack_name=STACK)
    assert deployment_command(wanted, found, keeps=True) == (
        "influmojo-cfn adopt --stack-name influmojo --execute --parameter UploadsBucketName=acme"
    )


class Elsewhere:
    """A connection whose credentials are of another account."""

    options = ""
    region_name = "us-east-1"

    def account(self) -> str:
        return "444455556666"


def test_the_account_counts_without_a_stack_too() -> None:
    wanted = DesiredState(template=TEMPLATE, account="111122223333")
    with pytest.raises(AccountError, match="of the account 444455556666, not of 111122223333"):
        verification.checked_account(wanted, cast(Connection, Elsewhere()))


@pytest.mark.parametrize(("state", "deployed"), [("as declared", True), ("different", False)])
def test_a_stack_that_is_not_well_would_be_changed(state: DriftState, deployed: bool) -> None:
    check = Check(subject=f"stack {STACK}", point="status", state=state)
    verifier = verification._verifier(
        DesiredState(template=TEMPLATE),
        {"StackName": STACK},
        (check,),
        cast(Connection, Elsewhere()),
    )
    assert verifier.deployed is deployed


def test_of_two_owners_none_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, connection = DesiredState(template=TEMPLATE), cast(Connection, Elsewhere())
    monkeypatch.setattr(verification, "_found", lambda *_: None)
    monkeypatch.setattr(verification, "stacks_of_parts", lambda owners, _: owners)
    for owners, name in ((("one",), "one"), (("one", "two"), None)):
        monkeypatch.setattr(verification, "owners_in", lambda *_, found=owners: frozenset(found))
        found = verification._of_owner(wanted, cast(Identities, None), connection)
        assert found.stack_name == name
