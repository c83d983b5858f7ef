"""Root templates packaged, deployed and updated from the command line, as the README says."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.build import command as build_command
from influmojo_cfn.cli.nest import command as nest
from influmojo_cfn.cli.service import command as service
from influmojo_cfn.config import dump as dump_app
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.conftest import ROOT
from tests.emulator import aws
from tests.template.test_splitting import app

pytestmark = pytest.mark.engine

ROLES = ROOT / "templates/influmojo-ecs-iam.yaml"
SUBNETS = "subnet-0123456789abcdef0,subnet-0123456789abcdef1"
NETWORK = {"VpcId": "vpc-0123456789abcdef0", "SubnetIds": SUBNETS}
SERVICES = ("admin", "backend", "webapp")


def package(bucket: str, template: Path, to: Path) -> None:
    """Run what `make package` runs, writing to another file."""
    ended = subprocess.run(
        ["make", "-n", "package", f"BUCKET={bucket}", f"TEMPLATE={template}", "VENV=/venv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = ended.stdout.replace("\\\n", "").splitlines()
    (line,) = (each for each in lines if "cloudformation package" in each)
    program, *words = shlex.split(line)
    assert program == "/venv/bin/aws"
    words[words.index("build/packaged.yaml")] = str(to)
    assert aws(*words) == 0


def make_bucket(emulator: LocalEmulator, name: str) -> None:
    place = {"LocationConstraint": emulator.region}
    emulator.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=place)


def deploy(name: str, template: Path, parameters: dict[str, str], *words: str) -> int:
    return aws(
        *("cloudformation", "deploy"),
        *("--stack-name", name, "--template-file", str(template), *words),
        *("--capabilities", "CAPABILITY_NAMED_IAM"),
        *(["--parameter-overrides"] if parameters else []),
        *(f"{key}={value}" for key, value in parameters.items()),
    )


def outputs(emulator: LocalEmulator, name: str) -> dict[str, str]:
    (stack,) = emulator.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    return {row["OutputKey"]: row["OutputValue"] for row in stack["Outputs"]}


def described(emulator: LocalEmulator) -> dict[str, dict[str, Any]]:
    names = [f"influmojo-{name}" for name in SERVICES]
    found = emulator.client("ecs").describe_services(cluster="influmojo-cluster", services=names)
    return {row["serviceName"].removeprefix("influmojo-"): row for row in found["services"]}


def test_the_committed_root_runs_without_a_load_balancer(as_root: LocalEmulator) -> None:
    make_bucket(as_root, "templates")
    for path in ROLES.parent.glob("influmojo-ecs-*.yaml"):
        as_root.client("s3").put_object(Bucket="templates", Key=path.name, Body=path.read_bytes())
    off = {**NETWORK, "ScalingEnabled": "false", "TemplatesUrl": f"{as_root.url}/templates"}
    assert deploy("root", ROLES.parent / "influmojo-root.yaml", off) == 0
    assert [row["loadBalancers"] for row in described(as_root).values()] == [[], [], []]


def test_nested_environments_are_packaged_and_deployed(
    as_root: LocalEmulator, tmp_path: Path
) -> None:
    make_bucket(as_root, "templates")
    root, packaged = tmp_path / "environments.yaml", tmp_path / "packaged.yaml"
    (tmp_path / ROLES.name).write_bytes(ROLES.read_bytes())
    words = ["--template-url", ROLES.name, "--output", str(root)]
    for environment in ("staging", "production"):
        words += ["--environment", environment]
    words += ["--per-environment", "UploadsBucketName"]
    assert CliRunner().invoke(nest, words, standalone_mode=False).return_value == 0
    package("templates", root, packaged)
    given = {"StagingUploadsBucketName": "try-uploads", "AssetsBucketName": "all-assets"}
    assert deploy("environments", packaged, given) == 0
    assert outputs(as_root, "environments")["StagingTaskRoleArn"] == (
        "arn:aws:iam::111122223333:role/influmojo-staging-ecs-task-role"
    )
    exports = as_root.client("cloudformation").list_exports()["Exports"]
    assert "environments-ProductionTaskRoleArn" in {row["Name"] for row in exports}
    assert reached(as_root, "staging") == {"try-uploads", "all-assets"}
    assert reached(as_root, "production") == {"influmojo-uploads", "all-assets"}


def reached(emulator: LocalEmulator, environment: str) -> set[str]:
    """Return the buckets that the task role of an environment reaches."""
    iam = emulator.client("iam")
    arn = f"arn:aws:iam::{emulator.account}:policy/influmojo-{environment}-ecs-task-policy"
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    texts = json.dumps(found).split('"')
    return {text.split(":::")[1].split("/")[0] for text in texts if text.startswith("arn:aws:s3:")}


def test_twenty_services_with_roles_of_their_own_are_packaged_and_deployed(
    as_root: LocalEmulator, tmp_path: Path
) -> None:
    (tmp_path / "app.yaml").write_text(dump_app(app(20)))
    begin = ["--app", str(tmp_path / "app.yaml"), "--output"]
    for command, words in (
        (build_command, [str(tmp_path / "acme-ecs-iam.yaml")]),
        (
            service,
            [
                str(tmp_path / "acme-ecs-service.yaml"),
                *("--root-output", str(tmp_path / "root.yaml"), "--templates-url", "."),
            ],
        ),
    ):
        ended = CliRunner().invoke(command, [*begin, *words], standalone_mode=False)
        assert ended.return_value == 0
    make_bucket(as_root, "templates")
    packaged = tmp_path / "packaged.yaml"
    package("templates", tmp_path / "root.yaml", packaged)
    parameters = {**NETWORK, "ScalingEnabled": "false"}
    assert deploy("acme", packaged, parameters, "--s3-bucket", "templates") == 0
    ecs = as_root.client("ecs")
    names = [f"acme-svc-{number}" for number in range(20)]
    found = [
        row
        for half in (names[:10], names[10:])
        for row in ecs.describe_services(cluster="acme-cluster", services=half)["services"]
    ]
    assert sorted(row["serviceName"] for row in found) == sorted(names)
    for row in found:
        arn = row["taskDefinition"]
        task = ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
        role = f":role/{row['serviceName']}-task-"
        assert task["taskRoleArn"].endswith(f"{role}role")
        assert task["executionRoleArn"].endswith(f"{role}execution-role")
