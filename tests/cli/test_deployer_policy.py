"""``influmojo-cfn deployer-policy`` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from influmojo_cfn.account.deployment_routes import route_names
from influmojo_cfn.app import App, Service, grant
from influmojo_cfn.cli.deployer_policy import ROUTES
from influmojo_cfn.config import dump
from tests.command_line import run

HERE = ("--account", "111122223333", "--region", "ap-south-1")


def deployer_policy(*arguments: str) -> CompletedProcess[str]:
    return run("deployer-policy", *arguments)


def test_it_prints_a_policy_that_passes_the_two_roles_to_tasks_alone() -> None:
    seen = deployer_policy(*HERE)
    assert (seen.returncode, seen.stderr) == (0, "app: influmojo-cfn.yaml (project influmojo)\n")
    statements = json.loads(seen.stdout)["Statement"]
    assert [each for each in statements if "iam:PassRole" in each["Action"]] == [
        {
            "Sid": "PassRolesToTasks",
            "Effect": "Allow",
            "Action": ["iam:PassRole"],
            "Resource": [
                "arn:aws:iam::111122223333:role/influmojo-ecs-task-execution-role",
                "arn:aws:iam::111122223333:role/influmojo-ecs-task-role",
            ],
            "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        }
    ]


def test_it_lists_the_calls_and_asks_each_of_them() -> None:
    seen = deployer_policy(*HERE, "--calls")
    assert seen.returncode == 0
    assert "NOT AS EXPECTED" not in seen.stdout
    denied = [line for line in seen.stdout.splitlines() if line.startswith("denied   iam:PassRole")]
    assert any("influmojo-ecs-task-role-2" in line for line in denied)


@pytest.mark.parametrize("route", [(), ("--route", "cli"), ("--route", "console")], ids=str)
def test_it_passes_the_service_role_of_the_stack(route: tuple[str, ...]) -> None:
    role = "arn:aws:iam::111122223333:role/deploys"
    seen = deployer_policy(*HERE, "--role-arn", role, *route)
    assert seen.returncode == 0, seen.stderr
    passed = [
        (each["Resource"], each["Condition"]["StringEquals"]["iam:PassedToService"])
        for each in json.loads(seen.stdout)["Statement"]
        if "iam:PassRole" in each["Action"]
    ]
    assert passed[1:] == [([role], "cloudformation.amazonaws.com")]
    assert "iam:CreateRole" not in seen.stdout
    tried = deployer_policy(*HERE, "--role-arn", role, *route, "--calls")
    assert (tried.returncode, "NOT AS EXPECTED" in tried.stdout) == (0, False)


def test_it_names_the_roles_of_an_environment() -> None:
    seen = deployer_policy(*HERE, "--parameter", "EnvironmentName=staging")
    assert "role/influmojo-staging-ecs-task-role" in seen.stdout
    assert "role/influmojo-ecs-task-role" not in seen.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (),
            "error: --account: is missing; add --account of the deployment\n"
            "error: --region: is missing; add --region of the deployment\n",
        ),
        (
            ("--account", "1111", "--region", "ap-south-1"),
            "error: --account: '1111' is not an account ID of 12 digits\n",
        ),
        (
            (*HERE, "--parameter", "EnvironmentNam=staging"),
            "app: influmojo-cfn.yaml (project influmojo)\n"
            "error: parameter EnvironmentNam: is not in the template; "
            "did you mean 'EnvironmentName'?\n",
        ),
        (
            (*HERE, "template.yaml", "--app", "app.yaml"),
            "error: --app: is given with a TEMPLATE; give one of them\n",
        ),
    ],
)
def test_wrong_input_ends_with_1(arguments: tuple[str, ...], message: str) -> None:
    seen = deployer_policy(*arguments)
    assert (seen.returncode, seen.stderr) == (1, message)


def test_a_route_gets_its_own_calls_alone() -> None:
    seen = deployer_policy(*HERE, "--route", "cdk")
    roles = json.loads(seen.stdout)["Statement"][-1]
    assert (seen.returncode, roles["Action"]) == (0, ["sts:AssumeRole"])
    assert "cloudformation:" not in seen.stdout
    uploads = deployer_policy(*HERE, "--route", "cli", "--bucket", "templates").stdout
    assert "arn:aws:s3:::templates/*" in uploads


def test_a_type_that_aws_does_not_declare_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("Resources:\n  A: {Type: 'Custom::A'}\n  B: {Type: 'AWS::SQS::Queue'}\n")
    seen = deployer_policy(str(file), *HERE, "--stack-name", "shop")
    assert (seen.returncode, seen.stderr) == (
        2,
        "incomplete: Resources.A: AWS declares no calls of Custom::A; add the calls that it "
        "needs\n",
    )
    assert "arn:aws:sqs:ap-south-1:111122223333:shop-*" in seen.stdout


def test_nested_stacks_are_read_and_a_long_policy_is_told(tmp_path: Path) -> None:
    files = {
        "a.yaml": "Resources: {N: {Type: 'AWS::CloudFormation::Stack', Properties: "
        "{TemplateURL: b.yaml}}}",
        "b.yaml": "Resources: {"
        + ", ".join(
            f"Q{n}: {{Type: 'AWS::SQS::Queue', Properties: {{QueueName: {'q' * 60}{n}}}}}"
            for n in range(60)
        )
        + "}",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    root = (str(tmp_path / "a.yaml"), *HERE, "--stack-name", "shop")
    seen = deployer_policy(*root)
    words = "incomplete: the calls of uploads: the template nests others; give --bucket\n"
    assert (seen.returncode, seen.stderr.endswith(words)) == (2, True)
    seen = deployer_policy(*root, "--bucket", "templates")
    assert seen.returncode == 0
    assert "stack/shop-N-*/*" in seen.stdout
    assert f":{'q' * 60}59" in seen.stdout
    assert seen.stderr.startswith("note: the policy has ")
    assert seen.stderr.endswith("a managed policy takes 6,144: split it by statements\n")


def test_an_app_whose_template_is_split_asks_for_the_file_of_build(tmp_path: Path) -> None:
    services = [
        Service(name=f"svc-{number}", image="busybox:1", grants=[grant("xray.write_traces")])
        for number in range(9)
    ]
    app = App(project="acme", roles="per_service", services=services)
    file, roles = tmp_path / "app.yaml", tmp_path / "roles.yaml"
    file.write_text(dump(app))
    seen = deployer_policy("--app", str(file), *HERE)
    assert seen.returncode == 2
    assert "build splits the template of this app; give the file that it writes" in seen.stderr
    assert run("build", "--app", str(file), "--output", str(roles)).returncode == 0
    seen = deployer_policy(str(roles), *HERE, "--bucket", "templates")
    assert seen.returncode == 0
    assert "stack/roles-RolesSvc0-*/*" in seen.stdout


@pytest.mark.parametrize(
    ("route", "status"), [(None, 2), ("cli", 2), ("sceptre", 2), ("console", 0), ("rain", 0)]
)
def test_a_template_that_is_too_long_is_uploaded(
    tmp_path: Path, route: str | None, status: int
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"Description: {'a' * 51_200}\nResources: {{Q: {{Type: 'AWS::SQS::Queue'}}}}\n")
    way = ("--route", route) if route else ()
    seen = deployer_policy(str(file), *HERE, *way)
    words = "incomplete: the calls of uploads: the template has more than 51,200 bytes; give --buck"
    assert (seen.returncode, words in seen.stderr) == (status, status == 2)
    assert deployer_policy(str(file), *HERE, *way, "--bucket", "templates").returncode == 0


def test_each_way_to_deploy_is_a_choice() -> None:
    assert route_names() == ROUTES


@pytest.mark.parametrize(
    ("parameters", "stack"),
    [((), "acme-ecs-iam"), (("--parameter", "EnvironmentName=qa"), "acme-qa-ecs-iam")],
)
def test_the_stack_is_the_apps_own(tmp_path: Path, parameters: tuple[str, ...], stack: str) -> None:
    app = App(project="acme", grants=[grant("sns.publish", topic="orders")])
    file = tmp_path / "app.yaml"
    file.write_text(dump(app))
    seen = deployer_policy("--app", str(file), *HERE, *parameters)
    assert f":stack/{stack}/*" in seen.stdout
    assert "influmojo" not in seen.stdout


def test_the_stack_of_a_template_is_named_as_its_file(tmp_path: Path) -> None:
    text = "Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r}}}"
    for name in ("shop-roles.yaml", "shop_roles.yaml"):
        (tmp_path / name).write_text(text)
    seen = deployer_policy(str(tmp_path / "shop-roles.yaml"), *HERE)
    assert ":stack/shop-roles/*" in seen.stdout
    refused = deployer_policy(str(tmp_path / "shop_roles.yaml"), *HERE)
    assert (refused.returncode, "--stack-name: is missing, and 'shop_roles'" in refused.stderr) == (
        1,
        True,
    )
    named = deployer_policy(str(tmp_path / "shop_roles.yaml"), "--stack-name", "shop", *HERE)
    assert ":stack/shop/*" in named.stdout
