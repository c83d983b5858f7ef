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

from influmojo_cfn.cli.adopt import command as adopt
from influmojo_cfn.deploy.account import Wanted, verify
from influmojo_cfn.deploy.adopting import Adopter
from influmojo_cfn.deploy.adoption import Adoption, lost_permissions, plan_adoption
from influmojo_cfn.deploy.connection import Connection
from influmojo_cfn.deploy.engine import Engine, running_engine
from influmojo_cfn.deploy.identity import read_policy, read_role
from influmojo_cfn.deploy.stack import StackClient
from influmojo_cfn.errors import AccountError
from influmojo_cfn.evaluation.policy import parse_policy
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.yaml import parse
from tests.conftest import ROOT
from tests.deploy import guide
from tests.deploy.conftest import aws, root_environment
from tests.deploy.test_account import POLICY_TAGS

pytestmark = pytest.mark.engine

TEMPLATE = parse((ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")).data
STACK = "influmojo-roles"
ROLES = ("influmojo-ecs-task-execution-role", "influmojo-ecs-task-role")
PLUGIN = Path(__file__).parent / "policy_import"


def wanted(**more: Any) -> Wanted:
    return Wanted(template=TEMPLATE, stack_name=STACK, policy_tags=POLICY_TAGS, **more)


def adopter(engine: Engine, say: Callable[[str], None] = print, **more: Any) -> Adopter:
    connection = Connection(endpoint_url=engine.url)
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
    """Give what a role may not do at this moment of what it could and shall be able to do."""
    refused = []
    for name, requests in KEPT.items():
        role = read_role(iam, name)
        if role is None:
            refused.append(f"{name} is gone")
            continue
        policies = [read_policy(iam, arn) for arn in role.attached]
        evaluator = Evaluator(parse_policy(each.document) for each in policies if each)
        for action, resource in requests:
            if not evaluator.decide(Request(action, resource)).allowed:
                refused.append(f"{name} {action}")
    return refused


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
    assert adoption.kept[0].startswith("TaskExecutionPolicy: Description stays 'by hand', not")


def test_what_the_update_takes_away_is_told(as_root: Engine) -> None:
    guide.follow(as_root.client("iam"))
    lost = list(lost_permissions(verify(Wanted(template=TEMPLATE), Connection())))
    assert any("ses:sendemail on *" in line for line in lost)


def check_adopted(engine: Engine) -> None:
    verification = verify(wanted(), Connection(), fix_tags=True)
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


def test_adopted_by_import_every_permission_stays_at_every_moment(
    importing_engine: Engine,
) -> None:
    with root_environment(importing_engine):
        guide.follow(importing_engine.client("iam"))
        lines: list[str] = []
        with watched(importing_engine) as refused:
            adopter(importing_engine, lines.append).run()
        assert refused == []
        assert "importing 4 resources into stack influmojo-roles" in lines
        check_adopted(importing_engine)


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


@pytest.mark.parametrize("word", ["importing", "updating", "UPDATE_IN_PROGRESS"])
def test_a_run_that_was_cut_off_is_finished_by_the_next(as_root: Engine, word: str) -> None:
    guide.follow(as_root.client("iam"))

    def cut(line: str) -> None:
        if line.startswith(word):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adopter(as_root, cut).run()
    assert refused_now(as_root.client("iam")) == []
    adopter(as_root).run()
    check_adopted(as_root)


def test_with_nothing_there_it_says_so(as_root: Engine) -> None:
    with pytest.raises(AccountError, match="there is nothing to adopt"):
        adopter(as_root).run()


def test_roles_of_another_stack_are_left_alone(as_root: Engine) -> None:
    other = StackClient(name="other", client=as_root.client("cloudformation"))
    text = json.dumps(TEMPLATE)
    other.execute(other.prepare("CREATE", text, {}))
    with pytest.raises(AccountError, match="influmojo-ecs-task-role in other"):
        adopter(as_root).run()


def test_the_printed_commands_adopt_as_well(
    importing_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    importing_engine.reset()
    with root_environment(importing_engine):
        guide.follow(importing_engine.client("iam"))
        shown = CliRunner().invoke(adopt, ["--stack-name", STACK, "--output-dir", "out"])
        commands = [line for line in shown.output.splitlines() if line.startswith("aws ")]
        for command in commands:
            assert aws(*shlex.split(command)[1:]) == 0, command
        assert len(commands) == 5
        check_adopted(importing_engine)
