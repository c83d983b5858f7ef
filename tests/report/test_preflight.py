"""What preflight found, for a terminal and as JSON."""

from __future__ import annotations

import json
from typing import Any

import click
import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.preflight.result import Options, Preflight
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.report.preflight import document, grants_text, text
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.read import task_definitions_of

HERE = Environment(account="111122223333", region="eu-west-1")
HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
ROLES = """\
Resources:
  TaskExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: execution
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: TRUSTED}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Sid: Token, Effect: Allow, Action: "ecr:GetAuthorizationToken", Resource: "*"}
              - Sid: Pull
                Effect: Allow
                Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
                         "ecr:BatchCheckLayerAvailability"]
                Resource: "arn:aws:ecr:eu-west-1:111122223333:repository/web"
"""
EXECUTION = "arn:aws:iam::111122223333:role/execution"


def run(
    container: dict[str, Any], *, trusted: str = "ecs-tasks.amazonaws.com", **options: Any
) -> Preflight:
    data = {
        "family": "web",
        "executionRoleArn": EXECUTION,
        "containerDefinitions": [{"name": "web", "image": f"{ECR}/web:1", **container}],
    }
    (definition,) = task_definitions_of(parse(json.dumps(data, indent=1), "web.json"), HERE)
    roles = roles_of(parse(ROLES.replace("TRUSTED", trusted), "roles.yaml"), HERE)
    return preflight(definition, roles, HOME, Options(**options))


def lines(found: Preflight) -> list[str]:
    return click.unstyle(text(found)).splitlines()


RIGHT = run({})
WRONG = run({"image": f"{ECR}/other:1"})
SECRET = run({"secrets": [{"name": "A", "valueFrom": "/shop/url"}]})
OPEN = run({"image": f"{ECR}/${{REPOSITORY}}:1"})
UNTRUSTED = run({}, trusted="lambda.amazonaws.com")


@pytest.mark.parametrize(
    ("found", "starts", "words"),
    [
        (RIGHT, True, "its roles let it start (5 calls)"),
        (WRONG, False, "it will fail (5 calls, 3 missing)"),
    ],
)
def test_whether_it_starts_is_told_first(found: Preflight, starts: bool, words: str) -> None:
    assert document(found)["starts"] is starts
    assert lines(found)[2].strip() == words


def test_what_is_not_known_is_neither_right_nor_wrong() -> None:
    assert document(OPEN)["starts"] is None
    assert lines(OPEN)[2].strip().startswith("whether it starts is not known")


def test_the_place_and_the_roles_are_named() -> None:
    assert lines(RIGHT)[1].strip() == (
        "account 111122223333, eu-west-1, execution role TaskExecutionRole"
    )


def calls(found: Preflight) -> list[str]:
    return [line.strip() for line in lines(found) if line.strip()[:1] in "✓✗?"]


def test_a_call_that_is_allowed_names_the_statement() -> None:
    assert (
        "✓ allowed  execution ecr:BatchGetImage  "
        "arn:aws:ecr:eu-west-1:111122223333:repository/web  (Pull)"
    ) in calls(RIGHT)


def test_a_call_that_is_missing_has_its_place_the_reason_and_what_people_see() -> None:
    told = lines(WRONG)
    index = next(number for number, line in enumerate(told) if "✗ missing" in line)
    details = [line.strip() for line in told[index + 1 : index + 5]]
    assert details[0].startswith("to ")
    assert details[0].endswith("containerDefinitions[0].image")
    assert details[1].startswith("nearest is Pull of own: Resource: ")
    assert details[2].startswith("the error is: ")
    assert details[3].startswith("AWS: https://docs.aws.amazon.com/")


def test_what_is_missing_is_written_for_the_app_file() -> None:
    told = lines(WRONG)
    index = told.index("  What is missing, for the app file:")
    assert told[index + 2 : index + 6] == [
        "    grants:",
        "    - grant: ecr.pull_images",
        "      repositories:",
        "      - other",
    ]


def test_nothing_is_written_for_the_app_file_where_nothing_is_missing() -> None:
    assert "  What is missing, for the app file:" not in lines(RIGHT)


def test_a_role_that_ecs_cannot_assume_is_fixed_in_its_trust_policy() -> None:
    assert any(
        line.strip().startswith("fix the trust policy of TaskExecutionRole: ")
        for line in lines(UNTRUSTED)
    )


def test_a_key_that_is_not_known_is_asked_for_once() -> None:
    told = lines(SECRET)
    about = [line for line in told if "kms:Decrypt" in line]
    assert [line.strip() for line in about] == [
        "? unknown  execution kms:Decrypt  for 1 of the values that it reads"
    ]
    assert any("--aws-managed-keys" in line for line in told)


def test_a_key_that_the_account_manages_is_not_asked_for() -> None:
    found = run({"secrets": [{"name": "A", "valueFrom": "/shop/url"}]}, key="")
    assert not [line for line in lines(found) if "kms:Decrypt" in line]


def test_a_value_that_a_pipeline_gives_is_asked_for() -> None:
    assert any("give it with --image, --set, --account or --region" in line for line in lines(OPEN))


def test_what_else_makes_the_same_messages_appear_is_named() -> None:
    assert "  Not checked: other causes of the same messages" in lines(RIGHT)
    assert document(RIGHT)["notChecked"][0].keys() == {"error", "causes"}


def test_a_task_that_needs_no_role_says_so() -> None:
    found = run({"image": "nginx"})
    assert any("1 call" in line for line in lines(found))


def test_a_mistake_is_told_at_its_place() -> None:
    found = run({"secrets": [{"name": "A", "valueFrom": "arn:aws:s3:::a"}]})
    (mistake,) = document(found)["mistakes"]
    assert mistake["where"].endswith("containerDefinitions[0].secrets[0].valueFrom")
    told = lines(found)
    index = next(number for number, line in enumerate(told) if "✗ wrong" in line)
    assert told[index].endswith(mistake["message"])
    assert told[index + 1].strip() == mistake["where"]


def test_json_has_everything_of_a_call() -> None:
    found = document(WRONG)
    (call,) = [each for each in found["calls"] if each["action"] == "ecr:BatchGetImage"]
    assert (call["verdict"], call["role"], call["sid"]) == ("missing", "execution", None)
    assert call["resource"].endswith("repository/other")
    assert call["resourceIsKnown"] is True
    assert call["reasons"]
    assert call["documentation"].startswith("https://docs.aws.amazon.com/")


def test_json_names_the_statement_that_decides() -> None:
    by_action = {each["action"]: each for each in document(RIGHT)["calls"]}
    call = by_action["ecr:BatchGetImage"]
    assert (call["sid"], call["decidedAt"]) == ("Pull", "roles.yaml:14")
    assert call["reasons"] == []


def test_json_names_what_was_asked() -> None:
    found = document(RIGHT)
    assert (found["taskDefinition"], found["family"], found["logicalId"]) == (
        "web.json",
        "web",
        None,
    )
    assert found["roles"] == {"execution": "TaskExecutionRole"}
    assert (found["account"], found["region"], found["partition"]) == (
        "111122223333",
        "eu-west-1",
        "aws",
    )


def test_json_has_the_grants_that_are_missing() -> None:
    assert document(WRONG)["grants"] == [{"grant": "ecr.pull_images", "repositories": ["other"]}]
    assert json.dumps(document(OPEN))


def test_grants_are_written_as_in_an_app_file() -> None:
    declarations = [{"grant": "ssm.read_parameters", "names": ["/a"]}]
    assert grants_text(declarations) == (
        "grants:\n- grant: ssm.read_parameters\n  names:\n  - /a\n"
    )
