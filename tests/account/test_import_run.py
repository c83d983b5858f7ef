"""Roles made by hand come under CloudFormation, and keep their permissions at every moment."""

from __future__ import annotations

import json
import shlex
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.deployer_policy import deployer_policy, deployment_of
from influmojo_cfn.account.identities import read_policy, read_role
from influmojo_cfn.account.import_plan import Adoption, lost_permissions, plan_adoption
from influmojo_cfn.account.import_run import Adopter
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.verification import Wanted, reading_policy, verify
from influmojo_cfn.cli.adopt import command as adopt
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import AccountError
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.rehearsal.emulator import Engine, running_engine
from tests.account import guide
from tests.account.conftest import aws, root_environment
from tests.account.proxy import Fault, proxied, server_error
from tests.account.test_verification import POLICY_TAGS
from tests.conftest import ROOT

pytestmark = pytest.mark.engine

TEMPLATE = parse((ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")).data
STACK = "influmojo-roles"
ROLES = ("influmojo-ecs-task-execution-role", "influmojo-ecs-task-role")
PLUGIN = Path(__file__).parent / "policy_import"


def wanted(**more: Any) -> Wanted:
    return Wanted(template=TEMPLATE, stack_name=STACK, policy_tags=POLICY_TAGS, **more)


def adopter(
    engine: Engine, say: Callable[[str], None] = print, url: str = "", **more: Any
) -> Adopter:
    connection = Connection(endpoint_url=url or engine.url)
    stack = StackClient(name=STACK, client=connection.client("cloudformation"), say=say)
    return Adopter(
        wanted=wanted(**more), connection=connection, stack=stack, write=json.dumps, say=say
    )


def planned() -> Adoption:
    return plan_adoption(TEMPLATE, verify(Wanted(template=TEMPLATE), Connection()))


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
def watched(engine: Engine) -> Iterator[list[str]]:
    """Look again and again, while something happens, for what the roles may not do."""
    found: list[str] = []
    done = threading.Event()
    iam = engine.client("iam")

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


def test_the_import_template_has_what_an_import_takes(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    template = planned().import_template
    assert "Outputs" not in template
    assert {row["DeletionPolicy"] for row in template["Resources"].values()} == {"Retain"}


def test_each_resource_is_named_by_its_identifier(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    assert [dict(row["ResourceIdentifier"]) for row in planned().resources] == [
        {"PolicyArn": "arn:aws:iam::111122223333:policy/influmojo-ecs-execution-policy"},
        {"PolicyArn": "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy"},
        {"RoleName": "influmojo-ecs-task-execution-role"},
        {"RoleName": "influmojo-ecs-task-role"},
    ]


def test_the_import_template_says_what_the_account_holds(as_root: Engine) -> None:
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


def test_what_would_be_replaced_stays_as_it_is(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"), policy_description="by hand")
    adoption = planned()
    properties = adoption.full_template["Resources"]["TaskPolicy"]["Properties"]
    assert properties["Description"] == "by hand"
    assert adoption.kept[0].startswith("TaskExecutionPolicy: Description stays 'by hand' where")


def test_what_the_update_takes_away_is_told(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    lost = list(lost_permissions(verify(Wanted(template=TEMPLATE), Connection())))
    assert any("ses:SendEmail on *" in line for line in lost)


def test_what_an_inline_policy_allows_and_the_app_declares_is_not_lost(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    without_task_policy(as_root.client("iam"))
    lost = list(lost_permissions(verify(Wanted(template=TEMPLATE), Connection())))
    of_inline = [line for line in lost if "inline policy quick" in line]
    assert [line.rpartition(": Allow ")[2].partition(" on ")[0] for line in of_inline] == [
        "rds-db:connect",
        "ses:SendEmail",
        "ses:SendRawEmail",
    ]


def check_adopted(engine: Engine) -> None:
    verification = verify(wanted(), Connection(endpoint_url=engine.url), fix_tags=True)
    assert [check for check in verification.checks if check.differs] == []
    stack = StackClient(name=STACK, client=engine.client("cloudformation"))
    assert stack.resources() == {
        "TaskExecutionPolicy",
        "TaskExecutionRole",
        "TaskPolicy",
        "TaskRole",
    }


@pytest.fixture(scope="module")
def importing_engine() -> Iterator[Engine]:
    """An engine that imports managed policies, as AWS does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(PLUGIN), prepend=":")
        with running_engine() as engine:
            yield engine


def test_where_policies_cannot_be_imported_every_permission_stays_too(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    with watched(as_root) as refused:
        adopter(as_root).run()
    assert refused == []
    check_adopted(as_root)


def test_adopting_again_changes_nothing(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    adopter(as_root).run()
    lines: list[str] = []
    adopter(as_root, lines.append).run()
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


def adopt_cut_again_and_again(engine: Engine, *changes: int) -> list[str]:
    """Cut run after run, each after so many changes, until one ends; give what was ever refused."""
    refused: list[str] = []
    for number in range(40):
        with proxied(engine, cut_after(changes[number % len(changes)])) as proxy:
            try:
                adopter(engine, url=proxy.url).run()
            except AccountError as error:
                assert "HTTP 500" in str(error), error  # noqa: PT017
            else:
                return refused
        refused += refused_now(engine.client("iam"))
    raise AssertionError("no run ended")


def test_a_run_cut_off_at_any_call_loses_nothing_and_the_next_goes_on(
    as_root: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    guide.follow(as_root.client("iam"), policy_description="by hand")
    assert adopt_cut_again_and_again(as_root, 3, 4, 5, 6) == []
    check_adopted(as_root)
    policies = as_root.client("iam").list_policies(Scope="Local")["Policies"]
    assert {each["PolicyName"]: each["Description"] for each in policies} == {
        "influmojo-ecs-execution-policy": "by hand",
        "influmojo-ecs-task-policy": "by hand",
    }


def test_the_same_where_policies_can_be_imported(
    importing_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing_engine.reset()
    with root_environment(importing_engine):
        monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
        guide.follow(importing_engine.client("iam"))
        assert adopt_cut_again_and_again(importing_engine, 1, 2, 3) == []
        check_adopted(importing_engine)


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
    importing_engine: Engine, change: Callable[[Any], Any]
) -> None:
    importing_engine.reset()
    with root_environment(importing_engine):
        iam = importing_engine.client("iam")
        guide.follow(iam)
        change(iam)
        with watched(importing_engine) as refused:
            adopter(importing_engine).run()
        assert refused == []
        check_adopted(importing_engine)


def test_policies_under_another_path_are_adopted_where_they_are(importing_engine: Engine) -> None:
    importing_engine.reset()
    with root_environment(importing_engine):
        iam = importing_engine.client("iam")
        guide.follow(iam, path="/team/")
        adopter(importing_engine).run()
        check_adopted(importing_engine)
        assert {each["Path"] for each in iam.list_policies(Scope="Local")["Policies"]} == {"/team/"}


def test_the_two_printed_policies_are_enough_to_adopt(importing_engine: Engine) -> None:
    importing_engine.reset()
    iam = importing_engine.client("iam")
    guide.follow(iam)
    account, region = importing_engine.account, importing_engine.region
    here = Environment(account=account, region=region)
    deployment = deployment_of(TEMPLATE, here, stack_name=STACK)
    policies = {
        "read": reading_policy(wanted(), account=account, region=region),
        "deploy": deployer_policy(deployment),
    }
    iam.create_user(UserName="adopter")
    for name, policy in policies.items():
        iam.put_user_policy(UserName="adopter", PolicyName=name, PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="adopter")["AccessKey"]
    with root_environment(importing_engine), pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        patch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        adopter(importing_engine).run()
    with root_environment(importing_engine):
        check_adopted(importing_engine)


def test_with_nothing_there_it_says_so(as_root: Engine) -> None:
    with pytest.raises(AccountError, match="there is nothing to adopt"):
        adopter(as_root).run()


def test_roles_of_another_stack_are_left_alone(as_root: Engine, tmp_path: Path) -> None:
    other = StackClient(name="other", client=as_root.client("cloudformation"))
    text = json.dumps(TEMPLATE)
    other.execute(other.prepare("CREATE", text, {}))
    with pytest.raises(AccountError, match="influmojo-ecs-task-role in other"):
        adopter(as_root).run()
    with root_environment(as_root):
        shown = CliRunner().invoke(adopt, ["--stack-name", STACK, "--output-dir", str(tmp_path)])
    assert "influmojo-ecs-task-role in other" in str(shown.exception)
    assert list(tmp_path.iterdir()) == []


def printed(*arguments: str) -> tuple[str, list[str]]:
    shown = CliRunner().invoke(adopt, ["--stack-name", STACK, "--output-dir", "out", *arguments])
    return shown.output, [line for line in shown.output.splitlines() if line.startswith("aws ")]


def run(commands: list[str]) -> None:
    for command in commands:
        assert aws(*shlex.split(command)[1:]) == 0, command


def test_the_printed_commands_adopt_as_well(
    importing_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    importing_engine.reset()
    with root_environment(importing_engine):
        guide.follow(importing_engine.client("iam"))
        _, commands = printed()
        assert len(commands) == 5
        run(commands)
        check_adopted(importing_engine)
        again, commands = printed()
        assert f"# Stack {STACK} holds the roles already" in again
        assert len(commands) == 1


# A deployment at AWS fails on names that are taken, which the engine does not look at.
FAILS = {
    "Resources": {
        "Quick": {
            "Type": "AWS::IAM::Policy",
            "Properties": {"PolicyName": "p", "PolicyDocument": guide.TASK, "Roles": ["none"]},
        }
    }
}


def test_after_a_deployment_that_failed_on_the_names_the_printed_commands_adopt(
    importing_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    importing_engine.reset()
    with root_environment(importing_engine):
        guide.follow(importing_engine.client("iam"))
        stack = StackClient(name=STACK, client=importing_engine.client("cloudformation"))
        with pytest.raises(AccountError, match="ROLLBACK_COMPLETE"):
            stack.execute(stack.prepare("CREATE", json.dumps(FAILS), {}))
        with pytest.raises(AccountError, match="delete what a failed deployment left: aws cloud"):
            adopter(importing_engine).run()
        _, commands = printed()
        run(commands)
        check_adopted(importing_engine)


def test_a_boundary_that_would_be_taken_off_is_told_with_what_keeps_it(
    as_root: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    iam = as_root.client("iam")
    guide.follow(iam)
    limit = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.put_role_permissions_boundary(RoleName=ROLES[1], PermissionsBoundary=limit)
    assert (
        f"taken off by the second step, a permissions boundary of role {ROLES[1]}: {limit}; "
        f"to keep it: --parameter PermissionsBoundaryArn={limit}\n"
    ) in printed()[0]
