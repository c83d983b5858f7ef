"""What fills placeholders in, and what preflight says and ends with, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.cli import main

CASES = Path(__file__).parent.parent / "task_definition" / "fixtures" / "cases"
ROLE = """
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: SERVICE}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: [STATEMENTS]}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def role(statements: str, service: str = "ecs-tasks.amazonaws.com") -> str:
    return ROLE.replace("SERVICE", service).replace("STATEMENTS", statements)


FILLED = [
    (
        "image-jinja.json",
        ["--image", "web=111122223333.dkr.ecr.us-east-1.amazonaws.com/admin"],
        "- admin",
    ),
    (
        "image-shell.json",
        ["--set", "IMAGE_URI=111122223333.dkr.ecr.us-east-1.amazonaws.com/shop"],
        "- shop",
    ),
    ("image-underscores.json", ["--set", "IMAGE=nginx"], "ECS needs no role"),
    ("image-word.json", ["--set", "IMAGE_PLACEHOLDER=nginx"], "ECS needs no role"),
    ("image-envsubst-default.json", ["--set", "IMAGE=nginx"], "ECS needs no role"),
    ("image-actions.json", ["--set", "env.IMAGE=nginx"], "ECS needs no role"),
    ("unquoted-image.json", ["--set", "IMAGE=nginx"], "ECS needs no role"),
    ("host-repository.json", ["--set", "ECR_REPOSITORY=shop"], "- shop"),
    ("logs-group.json", ["--set", "ENVIRONMENT=test"], "- /ecs/test/web"),
    (
        "account-placeholder.json",
        ["--account", "444455556666", "--region", "eu-west-1"],
        "arn:aws:secretsmanager:eu-west-1:444455556666:secret:web/a-AbC123",
    ),
    (
        "secret-variable.json",
        [
            "--set",
            "SECRETS_MANAGER_ARN=arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbC123",
        ],
        "secret:s-AbC123",
    ),
]


@pytest.mark.parametrize(("name", "options", "words"), FILLED)
def test_what_is_given_fills_in(
    name: str, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, text, error = run(capsys, "derive", CASES / name, *options)
    assert (status, error) == (0, "")
    assert words in text
    assert "not filled in" not in text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--set", "IMAG=x"], "no placeholder is named 'IMAG'; did you mean 'IMAGE'?"),
        (["--image", "wen=x"], "no container is named 'wen'; did you mean 'web'?"),
        (["--set", "IMAGE"], "'IMAGE' is not NAME=VALUE"),
        (["--image", "=x"], "'=x' is not CONTAINER=URI"),
    ],
)
def test_what_fills_nothing_in_is_refused(
    options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(capsys, "derive", CASES / "unquoted-image.json", *options)
    assert status == 1
    assert words in error


def test_what_decides_no_permission_is_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, error = run(capsys, "derive", CASES / "loose.json")
    assert status == 0
    assert [line.partition(":")[0] for line in error.splitlines()] == ["warning"] * 3


PREFLIGHTS = [
    (
        "tag-conditions.yaml",
        "tag-conditions-task.json",
        ["--aws-managed-keys"],
        2,
        ["7 calls, 5 not known", "depends on the resource's tags (app=orders)"],
    ),
    (
        "tag-conditions.yaml",
        "tag-conditions-task.json",
        [
            "--aws-managed-keys",
            *("--context", "ssm:ResourceTag/app=orders", "--context", "ssm:ResourceTag/env=test"),
            *("--context", "secretsmanager:ResourceTag/app=orders"),
            *("--context", "aws:ResourceTag/app=orders"),
        ],
        0,
        ["its roles let it start (7 calls)"],
    ),
    (
        "tag-conditions.yaml",
        "tag-conditions-task.json",
        ["--aws-managed-keys", "--context", "aws:ResourceTag/app=other"],
        2,
        ["✗ missing  execution ecr:BatchGetImage"],
    ),
    (
        "secret-under-key.yaml",
        "secret-under-key.yaml",
        ["--allow-unknown"],
        2,
        ["✗ missing  execution kms:Decrypt"],
    ),
    (
        "secret-partial.yaml",
        "secret-partial-task.json",
        ["--execution-role", "AppRole"],
        2,
        ["'config' is AWS's suffix: give the whole ARN"],
    ),
    (
        "ec2-without-execution-role.yaml",
        "ec2-without-execution-role.yaml",
        [],
        2,
        ["on EC2 the container instance's role does that work"],
    ),
    ("app-mesh-proxy.yaml", "app-mesh-proxy.yaml", [], 0, ["0 calls"]),
    (
        "efs-access-point.yaml",
        "efs-access-point.yaml",
        ["--allow-unknown"],
        2,
        ["an access point needs transitEncryption ENABLED", "leave rootDirectory out"],
    ),
    (
        "execution-role-only.yaml",
        "fluent-bit-init-task.json",
        [],
        2,
        ["✗ missing  task      s3:GetObject", "✗ missing  task      s3:GetBucketLocation"],
    ),
    (
        "execution-role-only.yaml",
        "cache-other-account-task.json",
        ["--pull-through-cache", "docker-hub"],
        2,
        ["in its registry policy, and have a repository creation template"],
    ),
    (
        "execution-role-only.yaml",
        "image-placeholder.json",
        [],
        2,
        ["? unknown  <IMAGE1_NAME> on line 2 is not filled in", "give it with --image"],
    ),
    ("execution-role-only.yaml", "image-placeholder.json", ["--allow-unknown"], 0, ["not given"]),
    (
        "execution-role-only.yaml",
        "aws-owned.json",
        ["--allow-unknown"],
        0,
        ["is AWS's own registry"],
    ),
]


@pytest.mark.parametrize(("template", "task", "options", "status", "words"), PREFLIGHTS)
def test_preflight_ends_with_what_it_found(
    template: str,
    task: str,
    options: list[str],
    status: int,
    words: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    found, text, error = run(
        capsys, "preflight", CASES / template, "--task-definition", CASES / task, *options
    )
    assert found == status, text + error
    for each in words:
        assert each in text


def written(folder: Path, text: str) -> Path:
    path = folder / "template.yaml"
    path.write_text(text, "utf-8")
    return path


PULL = "{Effect: Allow, Action: 'ecr:*', Resource: '*'}"


def test_a_wrong_trust_policy_is_fixed_in_the_trust_policy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, f"Resources:\n  TaskExecutionRole:{role(PULL, 'ec2.amazonaws.com')}")
    task = CASES / "array.json"
    status, text, _ = run(capsys, "preflight", path, "--task-definition", task)
    assert status == 2
    assert "fix the trust policy of TaskExecutionRole" in text
    assert "custom.statement" not in text


def test_a_statement_that_a_parameter_leaves_out_is_named_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = (
        "!If [HasRepository, {Sid: Pull, Effect: Allow, Action: 'ecr:*', Resource: '*'}, "
        "!Ref AWS::NoValue]"
    )
    path = written(
        tmp_path,
        "Parameters: {Repository: {Type: String, Default: ''}}\n"
        "Conditions: {HasRepository: !Not [!Equals [!Ref Repository, '']]}\n"
        f"Resources:\n  TaskExecutionRole:{role(statement)}",
    )
    task = CASES / "array.json"
    status, text, _ = run(capsys, "preflight", path, "--task-definition", task)
    assert status == 2
    assert "Pull would allow it, and is omitted" in text
    assert "Repository" in text.partition("is omitted")[2].splitlines()[0]
    given = ("--parameter", "Repository=web")
    assert run(capsys, "preflight", path, "--task-definition", task, *given)[0] == 0


def test_the_one_role_that_tasks_may_assume_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = role(PULL, "ec2.amazonaws.com")
    path = written(tmp_path, f"Resources:\n  Instance:{other}\n  AppRole:{role(PULL)}")
    task = CASES / "array.json"
    status, text, _ = run(capsys, "preflight", path, "--task-definition", task)
    assert status == 0
    assert "execution role AppRole" in text


def test_the_tags_of_the_template_decide(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = (
        "{Effect: Allow, Action: 'ecr:*', Resource: '*', "
        "Condition: {StringEqualsIfExists: {'aws:ResourceTag/app': TAG}}}"
    )
    for tag, status in (("orders", 0), ("other", 2)):
        path = written(
            tmp_path,
            f"Resources:\n  TaskExecutionRole:{role(statement.replace('TAG', tag))}\n"
            "  Repository:\n    Type: AWS::ECR::Repository\n"
            "    Properties: {RepositoryName: web, Tags: [{Key: app, Value: orders}]}\n",
        )
        task = CASES / "array.json"
        assert run(capsys, "preflight", path, "--task-definition", task)[0] == status


@pytest.mark.parametrize("wrap", [[], ["PolicyDocument"], ["PolicyVersion", "Document"]])
def test_policy_documents_are_asked_as_the_console_has_them(
    wrap: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data: object = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}],
    }
    for key in reversed(wrap):
        data = {key: data}
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(data), "utf-8")
    options = ("--execution-policy", policy)
    status, text, _ = run(capsys, "preflight", "--task-definition", CASES / "array.json", *options)
    assert status == 0
    assert "can assume the roles was not checked" in text
    status, text, _ = run(
        capsys, "preflight", "--task-definition", CASES / "parameter-account.json", *options
    )
    assert status == 2


def test_a_file_without_statements_is_no_policy_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = CASES / "array.json"
    arguments = ("--task-definition", wrong, "--execution-policy", wrong)
    status, _, error = run(capsys, "preflight", *arguments)
    assert status == 1
    assert "is not a policy document: it has no Statement" in error


def test_roles_have_to_come_from_somewhere(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, error = run(capsys, "preflight", "--task-definition", CASES / "array.json")
    assert status == 1
    assert "TEMPLATE: is missing; give one" in error


def test_two_definitions_of_a_folder_have_two_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    projects = set()
    for family in ("customer-notification-web", "customer-notification-api"):
        container = {"name": "a", "image": "nginx"}
        data = {"family": family, "containerDefinitions": [container]}
        (tmp_path / f"{family}.json").write_text(json.dumps(data), "utf-8")
    for path in sorted(tmp_path.glob("*.json")):
        _, text, _ = run(capsys, "derive", path)
        (line,) = (each for each in text.splitlines() if each.startswith("project: "))
        projects.add(line)
    assert len(projects) == 2
    assert all("customer-" in project for project in projects)


TASK = """
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {IsLive: !Equals [!Ref Stage, live]}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: shop
      ContainerDefinitions:
        - Name: shop
          Image: nginx
          Secrets: !If [IsLive, [{Name: A, ValueFrom: /live/a}], !Ref AWS::NoValue]
"""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["derive", "task.yaml"], ["assumed in task.yaml: every parameter at its default"]),
        (
            ["preflight", "roles.yaml", "--task-definition", "task.yaml"],
            ["assumed in task.yaml: every parameter at its default"],
        ),
        (["preflight", "task.yaml"], ["assumed: every parameter at its default"]),
    ],
    ids=["derive", "preflight of two templates", "preflight of one"],
)
def test_the_defaults_of_a_task_definitions_template_are_told_once(
    arguments: list[str],
    told: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("task.yaml").write_text(TASK)
    Path("roles.yaml").write_text(f"Resources:\n  TaskRole:{role('')}")
    _, _, error = run(capsys, *arguments)
    assumed = [line for line in error.splitlines() if line.startswith("assumed")]
    assert assumed == [f"{text} (Stage=dev)" for text in told]
