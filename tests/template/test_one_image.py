"""One image in a service, a worker and a job: what runs, with which permissions, and its queue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, FileSystemMount, Job, Service
from influmojo_cfn.app.parameters import parameter_names
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.config import dump as dump_app
from influmojo_cfn.config import load, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.template import build
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_root
from tests.conftest import ROOT

APP = load(ROOT / "examples/one-image.yaml")
HERE = Environment(account="111122223333", region="eu-west-1")
SERVICES = ResolvedTemplate(build_services(APP), HERE, missing_is_unknown=True)
ROLES = roles_of(Document(build(APP)), HERE)
SERVICE: dict[str, Any] = {"name": "web", "port": 80}
MOUNT = FileSystemMount(path="data", file_system="efs", access_point="fsap-0123456789abcdef0")
IMAGE = "444455556666.dkr.ecr.eu-west-1.amazonaws.com/acme/billing:2026-11-27"


def container(name: str) -> dict[str, Any]:
    (found,) = SERVICES.property(f"{name}TaskDefinition", "ContainerDefinitions")
    return dict(found)


def allowed(role: str, action: str, resource: str) -> bool:
    return Evaluator(ROLES[role].policies).decide(Request(action, resource)).allowed


def test_each_runs_the_image_in_its_own_way() -> None:
    found = {name: container(name) for name in ("Api", "Worker", "Dunning")}
    assert {each["Image"] for each in found.values()} == {IMAGE}
    assert found["Api"]["Command"] == ["gunicorn", "billing.wsgi"]
    assert (found["Worker"]["EntryPoint"], found["Worker"]["Command"]) == (
        ["python", "-m"],
        ["billing.worker"],
    )
    platform = SERVICES.property("WorkerTaskDefinition", "RuntimePlatform")
    assert platform == {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"}


def test_a_secrets_name_is_of_the_stacks_own_account_and_region() -> None:
    secrets = {each["Name"]: each["ValueFrom"] for each in container("Api")["Secrets"]}
    begin = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme/partner"
    assert secrets["PARTNER_KEY"] == f"{begin}:api-key::"
    execution = "ApiTaskExecutionRole"
    assert allowed(execution, "secretsmanager:GetSecretValue", f"{begin}-AbCdEf")
    assert not allowed(execution, "secretsmanager:GetSecretValue", f"{begin}s-AbCdEf")
    assert not allowed(
        "WorkerTaskExecutionRole", "secretsmanager:GetSecretValue", f"{begin}-AbCdEf"
    )


def test_the_image_of_another_account_is_pulled_from_there_alone() -> None:
    for execution in ("ApiTaskExecutionRole", "DunningTaskExecutionRole"):
        for account, expected in (("444455556666", True), ("111122223333", False)):
            repository = f"arn:aws:ecr:eu-west-1:{account}:repository/acme/billing"
            assert allowed(execution, "ecr:BatchGetImage", repository) is expected


def test_a_shell_is_for_the_service_that_asks_for_it() -> None:
    assert allowed("ApiTaskRole", "ssmmessages:OpenDataChannel", "*")
    assert not allowed("WorkerTaskRole", "ssmmessages:OpenDataChannel", "*")
    assert SERVICES.property("ApiService", "EnableExecuteCommand") is True
    assert SERVICES.property("WorkerService", "EnableExecuteCommand") is None


def test_spot_is_for_the_service_that_asks_for_it() -> None:
    strategy = SERVICES.property("WorkerService", "CapacityProviderStrategy")
    assert strategy == [{"CapacityProvider": "FARGATE_SPOT", "Weight": 1}]
    assert SERVICES.property("ApiService", "LaunchType") == "FARGATE"
    assert SERVICES.property("Cluster", "CapacityProviders") == ["FARGATE", "FARGATE_SPOT"]


def test_a_file_system_is_mounted_through_its_access_point_alone() -> None:
    (volume,) = SERVICES.property("ApiTaskDefinition", "Volumes")
    assert volume["EFSVolumeConfiguration"]["AuthorizationConfig"]["IAM"] == "ENABLED"
    assert container("Api")["MountPoints"] == [
        {"SourceVolume": volume["Name"], "ContainerPath": "/invoices", "ReadOnly": False}
    ]
    here = "arn:aws:elasticfilesystem:eu-west-1:111122223333"
    file_system = f"{here}:file-system/fs-0123456789abcdef0"
    for point, expected in (("fsap-0123456789abcdef0", True), ("fsap-0123456789abcdef1", False)):
        context = context_of({"elasticfilesystem:AccessPointArn": f"{here}:access-point/{point}"})
        asked = Request("elasticfilesystem:ClientWrite", file_system, context)
        assert Evaluator(ROLES["ApiTaskRole"].policies).decide(asked).allowed is expected
        assert not Evaluator(ROLES["WorkerTaskRole"].policies).decide(asked).allowed


def test_what_is_only_read_is_not_written() -> None:
    mount = FileSystemMount(
        path="/data", file_system="fs-0123456789abcdef0", access_point="fsap-0123456789abcdef0",
        read_only=True,
    )  # fmt: skip
    app = App(project="shop", services=[Service(**SERVICE, image="a:1", volumes=[mount])])
    actions = str(build(app)["Resources"]["TaskPolicy"])
    assert "ClientMount" in actions
    assert "ClientWrite" not in actions


def test_the_container_says_whether_it_is_healthy() -> None:
    assert container("Api")["HealthCheck"]["Command"] == [
        "CMD-SHELL",
        "curl --fail http://localhost:8080/health",
    ]


def test_logs_are_kept_as_long_as_the_service_says() -> None:
    kept = [SERVICES.property(f"{n}LogGroup", "RetentionInDays") for n in ("Api", "Worker")]
    assert kept == [30, 7]


def test_what_could_not_be_started_goes_to_the_jobs_own_queue() -> None:
    queue = SERVICES.property("DunningDeadLetters", "QueueName")
    arn = f"arn:aws:sqs:eu-west-1:111122223333:{queue}"
    assert SERVICES.property("DunningSchedule", "Target")["DeadLetterConfig"] == {"Arn": arn}
    assert allowed("DunningScheduleRole", "sqs:SendMessage", arn)
    assert not allowed("DunningScheduleRole", "sqs:SendMessage", f"{arn}-2")


def test_there_is_no_image_tag_to_give_for_a_whole_uri() -> None:
    assert not [name for name in parameter_names(APP) if name.endswith("ImageTag")]


def test_every_claim_is_proven_and_nothing_is_found(tmp_path: Path) -> None:
    template = build(APP)
    report = Prover(Document(template), parse_claims(Document(claims_of(APP)))).prove()
    assert {found.verdict for found in report.findings} == {"proven"}
    url = "https://b.s3.eu-west-1.amazonaws.com/ecs"
    paths = []
    for name, each in (
        *(("roles", template), ("services", build_services(APP))),
        ("root", build_root(APP, "services.yaml", url)),
    ):
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(dump(each))
    assert check(paths) == []


def test_the_app_survives_its_file() -> None:
    assert loads(dump_app(APP)) == APP


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "services[0].repository: is missing: a service needs its repository, or an image"),
        (
            {"repository": "a-b", "image": "nginx:1.27"},
            "services[0].image: excludes a repository; give one of both",
        ),
        (
            {"image": "ngi nx"},
            "services[0].image: 'ngi nx' must be the URI of an image, with its tag",
        ),
        (
            {"image": "nginx:1.27", "architecture": "arm64"},
            "services[0].architecture: 'arm64' must be X86_64 or ARM64",
        ),
        (
            {"image": "nginx:1.27", "secrets": {"A": "secretsmanager:acme/x:key"}},
            "services[0].secrets.A: 'secretsmanager:acme/x:key' must be secretsmanager:NAME, with "
            ":JSON-KEY:STAGE:VERSION behind it or nothing",
        ),
        (
            {
                "image": "nginx:1.27",
                "secrets": {"A": "secretsmanager:acme/x"},
                "environment": {"A": "b"},
            },
            "services[0].secrets.A: is in environment as well",
        ),
        ({"image": "nginx:1.27", "log_retention": 8}, "services[0].log_retention: 8 must be one"),
        (
            {"image": "nginx:1.27", "volumes": [MOUNT]},
            "services[0].volumes[0].path: 'data' must be an absolute path, such as /data",
        ),
        (
            {"image": "nginx:1.27", "volumes": [MOUNT]},
            "services[0].volumes[0].file_system: 'efs' must be an EFS file system ID",
        ),
    ],
)
def test_what_is_wrong_with_a_container_is_told(values: dict[str, Any], message: str) -> None:
    with pytest.raises(AppError) as caught:
        App(project="shop", services=[Service(**SERVICE, **values)])
    assert any(str(problem).startswith(message) for problem in caught.value.problems)


def test_an_image_of_another_registry_needs_no_permission() -> None:
    app = App(
        project="shop", services=[Service(**SERVICE, image="public.ecr.aws/nginx/nginx:1.27")]
    )
    role = roles_of(Document(build(app)), HERE)["TaskExecutionRole"]
    assert not Evaluator(role.policies).decide(Request("ecr:GetAuthorizationToken", "*")).allowed


def test_a_dead_letter_queue_is_for_a_schedule() -> None:
    job = Job(name="night", event_pattern={"source": ["a"]}, image="a:1", dead_letter_queue=True)
    with pytest.raises(
        AppError, match=r"jobs\[0\].dead_letter_queue: is for a schedule; remove it"
    ):
        App(project="shop", jobs=[job])
