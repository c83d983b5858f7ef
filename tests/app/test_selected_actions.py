"""A grant keeps the actions that ``only`` selects, with what goes with them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, grant
from influmojo_cfn.app.model import AppFields
from influmojo_cfn.app.selected_actions import is_kept, is_own_action, selectable_actions
from influmojo_cfn.app.validation import problems_of
from influmojo_cfn.errors import AppError
from influmojo_cfn.grants import grant as grant_row

KEY = "arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012"


def read(**more: Any) -> GrantUse:
    return grant("dynamodb.read_items", table="orders", **more)


def test_an_action_of_another_service_stays() -> None:
    row = grant_row("dynamodb.read_items")
    use = read(only=["dynamodb:GetItem"], kms_key=KEY)
    kept = {
        action: is_kept(row, use, action)
        for action in ("dynamodb:GetItem", "dynamodb:Scan", "kms:Decrypt")
    }
    assert kept == {"dynamodb:GetItem": True, "dynamodb:Scan": False, "kms:Decrypt": True}
    assert is_kept(row, read(), "dynamodb:Scan")


@pytest.mark.parametrize(
    ("name", "action"),
    [("rds_db.connect", "rds-db:connect"), ("cognito_idp.read_users", "cognito-idp:ListUsers")],
)
def test_the_service_of_a_grant_is_that_of_its_name(name: str, action: str) -> None:
    assert is_own_action(grant_row(name), action)
    assert not is_own_action(grant_row(name), "rds:connect")


def test_an_argument_brings_the_actions_of_its_statement() -> None:
    row = grant_row("ssm.read_parameters")
    names = grant("ssm.read_parameters", names=["/a"], use="code")
    path = grant("ssm.read_parameters", path="/a", use="code")
    assert selectable_actions(row, names, "task") == ("ssm:GetParameter", "ssm:GetParameters")
    assert "ssm:GetParametersByPath" in selectable_actions(row, path, "task")
    assert selectable_actions(row, names, "execution") == ("ssm:GetParameters",)
    logs = grant_row("logs.write_logs")
    created = grant("logs.write_logs", groups=["/a"], create_group=True)
    plain = grant("logs.write_logs", groups=["/a"], create_group=False)
    assert "logs:CreateLogGroup" in selectable_actions(logs, created, "task")
    assert "logs:CreateLogGroup" not in selectable_actions(logs, plain, "task")


REFUSED: dict[str, tuple[GrantUse, str, str]] = {
    "another name": (
        read(only=["dynamodb:GetItems"]),
        "only[0]",
        "is not an action of 'dynamodb.read_items' here; did you mean 'dynamodb:GetItem'?",
    ),
    "an action like none": (
        grant("s3.list_bucket", bucket="abc", only=["sqs:X"]),
        "only[0]",
        "it has s3:ListBucket",
    ),
    "an action twice": (
        read(only=["dynamodb:Scan", "dynamodb:Scan"]),
        "only[1]",
        "'dynamodb:Scan' is given twice",
    ),
    "the key's own action": (
        read(only=["kms:Decrypt"], kms_key=KEY),
        "only[0]",
        "'kms:Decrypt' is not an action",
    ),
    "an action of an argument that is not given": (
        grant("ssm.read_parameters", names=["/a"], use="code", only=["ssm:GetParametersByPath"]),
        "only[0]",
        "here; did you mean",
    ),
    "a statement of the app's own": (
        grant(
            "custom.statement",
            actions=["s3:GetObject"],
            resources=["*"],
            reason="x",
            only=["s3:GetObject"],
        ),
        "only",
        "lists its own actions; remove only",
    ),
    "a text in place of a list": (
        read(only="dynamodb:Scan"),
        "only",
        "is of type str; expected a list",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_selection_that_selects_nothing_is_refused(name: str) -> None:
    use, where, words = REFUSED[name]
    (problem,) = problems_of(AppFields(project="shop", grants=(use,)))
    assert problem.where == f"grants[0].{where}"
    assert words in problem.message


def test_wrong_arguments_are_told_without_the_selection() -> None:
    with pytest.raises(AppError) as error:
        App(project="shop", grants=(grant("sns.publish", only=["sns:Publish"]),))
    assert [each.where for each in error.value.problems] == ["grants[0].topic"]
