"""Roles made of policy documents, in the forms in which the console and the CLI have them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.preflight.policy_documents import role_of_policies

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def file_of(folder: Path, data: Any, name: str = "p.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(data))
    return path


@pytest.mark.parametrize(
    "data",
    [
        POLICY,
        {"RoleName": "r", "PolicyName": "p", "PolicyDocument": POLICY},
        {"PolicyVersion": {"VersionId": "v1", "Document": POLICY}},
    ],
)
def test_a_policy_is_read_as_it_is_printed(tmp_path: Path, data: Any) -> None:
    role = role_of_policies("task", [file_of(tmp_path, data)], Environment())
    assert [s.actions for p in role.policies for s in p.statements] == [("s3:GetObject",)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "is not a policy document: it has no Statement"),
        ([POLICY], "is not a policy document: it has no Statement"),
        ({"PolicyDocument": "text"}, "is not a policy document: it has no Statement"),
        ({"Statement": {**STATEMENT, "Effect": "Maybe"}}, "Effect"),
    ],
)
def test_what_is_no_policy_is_an_error(tmp_path: Path, data: Any, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        role_of_policies("task", [file_of(tmp_path, data)], Environment())


def test_all_files_that_are_wrong_are_named(tmp_path: Path) -> None:
    files = [file_of(tmp_path, {}, name) for name in ("a.json", "b.json")]
    with pytest.raises(TemplateError) as caught:
        role_of_policies("task", files, Environment())
    assert len(caught.value.problems) == 2


def test_a_place_is_below_the_keys_that_the_cli_prints(tmp_path: Path) -> None:
    data = {"PolicyDocument": {"Statement": {**STATEMENT, "Effect": "Maybe"}}}
    with pytest.raises(TemplateError) as caught:
        role_of_policies("task", [file_of(tmp_path, data)], Environment())
    assert "PolicyDocument.Statement" in str(caught.value)


def test_a_role_of_files_has_all_their_policies_and_trusts_nobody(tmp_path: Path) -> None:
    files = [file_of(tmp_path, POLICY, name) for name in ("a.json", "b.json")]
    role = role_of_policies("execution", files, Environment(region="cn-north-1"))
    assert [policy.name for policy in role.policies] == ["a.json", "b.json"]
    assert role.arn == "arn:aws-cn:iam::111122223333:role/execution"
    assert role.trust.statements == ()
