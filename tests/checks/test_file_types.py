from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.checks.file_types import check_other_kind
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import parse, read_document
from tests.conftest import ROOT

CLAIMS = """\
for-every: [EnvironmentName]
claims:
  - claim: No role deletes an object
    never: {actions: "s3:DeleteObject"}
"""


def seen(text: str, source: str = "my file: 1.yaml") -> list[str] | None:
    findings = check_other_kind(parse(text, source))
    return None if findings is None else list(map(str, findings))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLAIMS, []),
        (
            CLAIMS.replace("DeleteObject", "DeleteObjct"),
            [
                "my file: 1.yaml:4 E0000 claims[0].never.actions: no action of s3 is "
                "'s3:DeleteObjct', so the claim is empty; did you mean 'DeleteObject'?"
            ],
        ),
        (
            CLAIMS.replace("for-every", "for-evry"),
            [
                "my file: 1.yaml:1 E0000 for-evry: is not known here; did you mean 'for-every'?",
            ],
        ),
        ("claims: []", ["my file: 1.yaml:1 E0000 claims: is a list of claims, at least one"]),
    ],
    ids=["right", "an action that does not exist", "a key that does not exist", "no claim"],
)
def test_a_claims_file_is_judged_as_prove_reads_it(text: str, expected: list[str]) -> None:
    assert seen(text) == expected


KEYS = ("execution_role", "task_role", "grants", "services", "jobs", "deployment")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        *((f"project: orders\n{key}:\n", "build --app") for key in KEYS),
        ('{"family": "web", "containerDefinitions": []}', "preflight"),
        ('{"taskDefinition": {"containerDefinitions": []}}', "preflight"),
    ],
    ids=[*KEYS, "a task definition", "as describe-task-definition gives it"],
)
def test_a_file_of_another_kind_is_told_the_command_that_reads_it(text: str, command: str) -> None:
    (finding,) = seen(text) or ["none"]
    assert f"which `influmojo-cfn {command}` reads; expected a template" in finding


@pytest.mark.parametrize(
    "text",
    ["Resources: {}\nclaims: []\n", "Outputs: {}\n", "Transform: AWS::Serverless-2016-10-31\n"],
)
def test_what_may_be_a_template_is_left_to_the_validators(text: str) -> None:
    assert seen(text) is None


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "empty"),
        ("[]", "a list"),
        ("5", "a single value"),
        ("project: x\n", "not a template: it has no Resources"),
        ("taskDefinition: web\n", "not a template: it has no Resources"),
        ("1: 2\n", "not a template: it has no Resources"),
    ],
)
def test_a_file_that_is_no_template_is_said_to_be_none(text: str, what: str) -> None:
    (finding,) = seen(text) or ["none"]
    assert f"E0000 is {what}; expected a template" in finding


@pytest.mark.parametrize("variable", ["self:provider.stage", "opt:stage, self:stage", "sls:stage"])
def test_a_file_of_the_serverless_framework_is_told_what_to_check(variable: str) -> None:
    text = f"Resources: {{Role: {{Properties: {{RoleName: 'api-${{{variable}}}'}}}}}}\n"
    (finding,) = seen(text) or ["none"]
    assert "belongs to the Serverless Framework" in finding


@pytest.mark.parametrize("variable", ["AWS::Region", "env:Path", "Self", "!opt:x"])
def test_other_variables_are_not_the_serverless_frameworks(variable: str) -> None:
    assert (
        seen(f"Resources: {{Role: {{Properties: {{RoleName: 'api-${{{variable}}}'}}}}}}\n") is None
    )


def test_every_app_file_that_we_show_is_known_for_one() -> None:
    files = sorted(ROOT.glob("examples/*.yaml"))
    assert [file.name for file in files if check_other_kind(read_document(file)) is None] == []


def test_a_folder_of_templates_and_claims_has_no_finding() -> None:
    assert check([Path(ROOT / "templates/influmojo-claims.yaml")]) == []
