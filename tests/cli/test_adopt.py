"""``adopt`` as a user runs it, of an account that answers as the test says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from shutil import copy
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.account import import_run, stack, template_bucket, verification
from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.desired_state import desired_identities
from influmojo_cfn.account.identities import Identities
from influmojo_cfn.account.stack_owner import STACK_TAG
from influmojo_cfn.account.verification import DesiredState, Verification
from influmojo_cfn.app import App, Service, grant
from influmojo_cfn.cli.adopt import command
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.config import dump, load
from influmojo_cfn.errors import AccountError, Error
from influmojo_cfn.template import quotas
from tests.conftest import ROOT

FILES = ["adopt.sh", "full.yaml", "import.yaml", "resources-to-import.json"]


class Account:
    """Holds the roles that are wanted, or none of them; keeps what was done with it."""

    def __init__(self) -> None:
        self.is_empty = False
        self.owner = ""
        self.values: dict[str, str] = {}
        self.status = ""
        self.asked: list[DesiredState] = []
        self.ran: list[Any] = []
        self.held: list[str] = []

    def verify(self, desired: DesiredState, connection: Connection, **more: Any) -> Verification:
        assert more == {"any_owner": True}
        self.asked.append(desired)
        expected = desired_identities(
            desired.template, desired.parameters, account="111122223333", region="eu-west-1"
        )
        found = Identities() if self.is_empty else expected
        if self.owner:
            for role in found.roles.values():
                role.tags[STACK_TAG] = self.owner  # type: ignore[index]
        return Verification(
            account="111122223333", region="eu-west-1", checks=(), expected=expected, found=found
        )

    def stack(self, *, name: str, client: Any, say: Any) -> Any:
        return SimpleNamespace(
            name=name,
            parameters=lambda: self.values,
            status=lambda: self.status,
            check_is_new=self.check_is_new,
        )

    def check_is_new(self) -> None:
        if self.status:
            raise AccountError("the stack exists")

    def run(self, **values: Any) -> Any:
        return SimpleNamespace(run=lambda: self.ran.append(values))

    def holds(self, plan: Any, of: Any, options: str) -> bool:
        self.held.append(of.name)
        return True

    def client(self, service: str) -> Any:
        if service == "s3":
            return SimpleNamespace(meta=SimpleNamespace(endpoint_url="https://s3.test"))
        pages = SimpleNamespace(paginate=lambda PolicyArn: [])
        return SimpleNamespace(get_paginator=lambda operation: pages, get_policy=self.no_policy)

    def no_policy(self, PolicyArn: str) -> Any:
        from botocore.exceptions import ClientError

        raise ClientError({"Error": {"Code": "NoSuchEntity", "Message": "no"}}, "GetPolicy")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Account:
    found = Account()
    monkeypatch.chdir(tmp_path)
    copy(ROOT / "influmojo-cfn.yaml", tmp_path)
    monkeypatch.setattr(verification, "verify", found.verify)
    monkeypatch.setattr(stack, "StackClient", found.stack)
    monkeypatch.setattr(import_run, "ImportRun", found.run)
    monkeypatch.setattr(import_run, "holds_roles", found.holds)
    monkeypatch.setattr(Connection, "client", lambda self, service: found.client(service))
    return found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def written(folder: str = "adopt") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir()) if Path(folder).exists() else []


def test_nothing_to_adopt_is_told_with_what_to_do_instead(account: Account) -> None:
    account.is_empty = True
    ended = run()
    assert ended.return_value == 0
    assert (
        "deploy the template instead: influmojo-cfn build && aws cloudformation deploy "
        in ended.output
    )
    assert written() == []


def test_no_deployment_to_a_stack_of_others_is_proposed(account: Account) -> None:
    account.is_empty, account.status = True, "CREATE_COMPLETE"
    ended = run()
    assert isinstance(ended.exception, AccountError)
    assert "deploy the template instead" not in ended.output


def test_each_environment_has_a_stack_of_its_own(account: Account) -> None:
    run("--parameter", "EnvironmentName=staging")
    assert account.held == ["influmojo-staging-ecs-iam"]


def test_the_files_and_the_script_are_written(account: Account) -> None:
    ended = run()
    assert (ended.return_value, written()) == (0, FILES)
    assert "adopt/adopt.sh: written; run it: sh adopt/adopt.sh" in ended.output
    assert ended.output.endswith(Path("adopt/adopt.sh").read_text())
    assert account.ran == []


def test_the_files_say_what_is_imported(account: Account) -> None:
    run()
    rows = json.loads(Path("adopt/resources-to-import.json").read_text())
    imported = parse(Path("adopt/import.yaml").read_text()).data["Resources"]
    assert {row["LogicalResourceId"] for row in rows} == set(imported)
    assert set(imported) <= set(parse(Path("adopt/full.yaml").read_text()).data["Resources"])


def test_the_folder_may_be_another(account: Account) -> None:
    run("--output-dir", "other")
    assert (written(), written("other")) == ([], FILES)


def test_executing_runs_both_steps_and_writes_no_script(account: Account) -> None:
    ended = run("--execute", "--stack-name", "roles")
    assert ended.return_value == 0
    assert written() == [name for name in FILES if name != "adopt.sh"]
    (ran,) = account.ran
    assert ran["stack"].name == "roles"
    assert ended.output.splitlines()[-1] == (
        "stack roles contains the roles: influmojo-cfn verify --stack-name roles"
    )


def test_the_values_of_the_stack_are_kept_under_those_that_are_given(account: Account) -> None:
    account.values = {"EmailIdentity": "a.example", "AssetsBucketName": "assets", "Old": "a"}
    run("--parameter", "AssetsBucketName=others")
    (desired,) = account.asked
    assert desired.parameters == {"EmailIdentity": "a.example", "AssetsBucketName": "others"}
    assert desired.stack_name is None


def test_the_stack_is_named_after_the_project(account: Account) -> None:
    run()
    assert account.held == ["influmojo-ecs-iam"]


def test_a_stack_that_was_never_created_is_not_asked_what_it_holds(account: Account) -> None:
    account.status = "ROLLBACK_COMPLETE"
    run()
    assert account.held == []


def test_roles_of_another_stack_are_not_adopted(account: Account) -> None:
    account.owner = "other"
    ended = run("--stack-name", "roles")
    assert isinstance(ended.exception, AccountError)
    assert written() == []


def test_the_app_file_is_not_overwritten(account: Account) -> None:
    Path("adopt").mkdir()
    app = Path("adopt/full.yaml")
    app.write_text("project: shop\ngrants: [{grant: xray.write_traces}]\n")
    ended = run("--app", str(app))
    assert isinstance(ended.exception, Error)
    assert app.read_text().startswith("project: shop")


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a change set take no template inline."""
    monkeypatch.setattr(quotas, "INLINE_BYTES", 100)
    monkeypatch.setattr(template_bucket, "INLINE_BYTES", 100)


def test_long_templates_need_a_bucket_before_anything_is_written(
    account: Account, long: None
) -> None:
    ended = run("--execute")
    assert isinstance(ended.exception, AccountError)
    assert "import.yaml: has " in str(ended.exception)
    assert "and a change set takes 100 inline; give --s3-bucket" in str(ended.exception)
    assert (written(), account.ran) == ([], [])


def test_long_templates_are_uploaded_by_the_script(account: Account, long: None) -> None:
    assert run("--s3-bucket", "my-templates").return_value == 0
    script = Path("adopt/adopt.sh").read_text()
    for name in ("import", "full"):
        assert f"  aws s3 cp adopt/{name}.yaml s3://my-templates/" in script
    assert script.count("--template-url https://s3.test/my-templates/") == 2
    assert "--template-body" not in script


def test_the_app_states_that_its_roles_are_not_split(account: Account) -> None:
    services = [
        Service(name=f"svc-{number}", image="busybox:1", grants=[grant("xray.write_traces")])
        for number in range(9)
    ]
    app = App(project="acme", roles="per_service", services=services)
    Path("acme.yaml").write_text(dump(app))
    ended = run("--app", "acme.yaml", "--s3-bucket", "my-templates")
    assert "use adopt/app.yaml from now on in place of acme.yaml" in ended.output
    assert load(Path("adopt/app.yaml")) == replace(app, split_roles=False)
    assert "--template-url" in Path("adopt/adopt.sh").read_text()
    # The app that was written is adopted as it is.
    ended = run("--app", "adopt/app.yaml", "--s3-bucket", "my-templates", "--output-dir", "again")
    assert "from now on in place of" not in ended.output
