"""Services with roles of their own: names, form, outputs, and that each role is kept to its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, Service, grant
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.config import load
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.template import build
from influmojo_cfn.template.budget import budget_of
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest, build_root
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "three-services.yaml"
APP = load(EXAMPLE)
TEMPLATE = build(APP)
SERVICES = ("api", "worker", "admin")


def verdicts(app: App) -> dict[str, str]:
    report = Prover(Document(build(app)), parse_claims(Document(claims_of(app)))).prove()
    return {f"{found.role} {found.claim.title}": found.verdict for found in report.findings}


def test_every_service_has_two_roles_and_their_policies() -> None:
    assert set(TEMPLATE["Resources"]) == {
        f"{service.capitalize()}{name}"
        for service in SERVICES
        for name in ("TaskExecutionRole", "TaskExecutionPolicy", "TaskRole", "TaskPolicy")
    }


@pytest.mark.parametrize("environment", ["", "staging"])
def test_the_names_begin_as_the_service_does(environment: str) -> None:
    here = Environment(
        account="111122223333",
        region="eu-west-1",
        parameters={"EnvironmentName": environment},
    )
    project = f"acme-orders-{environment}" if environment else "acme-orders"
    assert [role.name for role in roles_of(Document(TEMPLATE), here).values()] == [
        f"{project}-{service}-{name}"
        for service in SERVICES
        for name in ("task-execution-role", "task-role")
    ]


def test_the_outputs_are_exported_service_by_service() -> None:
    outputs = list(TEMPLATE["Outputs"])
    of_service = ("TaskExecutionRoleArn", "TaskExecutionRoleName", "TaskRoleArn", "TaskRoleName")
    assert outputs[:4] == [f"Api{name}" for name in of_service]
    assert outputs[4:6] == ["ApiTaskExecutionPolicyArn", "ApiTaskPolicyArn"]
    assert outputs[6:10] == [f"Worker{name}" for name in of_service]
    assert TEMPLATE["Outputs"]["ApiTaskRoleArn"]["Export"] == {
        "Name": {"Fn::Sub": "${AWS::StackName}-ApiTaskRoleArn"}
    }


def test_the_form_has_a_group_for_what_several_services_share() -> None:
    form = TEMPLATE["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert [group["Label"]["default"] for group in form] == [
        "Names",
        "Permissions of several services",
        "Limits",
    ]


def test_a_parameter_of_several_grants_says_what_all_of_them_are_for() -> None:
    assert TEMPLATE["Parameters"]["OrdersQueueName"]["Description"] == (
        "Send messages to a queue; receive messages from a queue, and delete or hide them: the "
        "queue. If empty, the policy omits the permission. Used by the api and the worker."
    )


def test_the_claims_are_proven_for_every_environment_and_pair() -> None:
    found = verdicts(APP)
    assert set(found.values()) == {"proven"}
    readers = {"Api": "api", "Worker": "worker", "Admin": "admin"}
    pairs = {
        f"{reader}TaskExecutionRole ECS cannot read the configuration of {other} for {name}"
        for reader, name in readers.items()
        for other in ("api", "worker")
        if name != other
    }
    assert pairs <= set(found)


def test_a_service_that_could_read_anothers_secret_is_refuted() -> None:
    api, *others = APP.services
    wide = replace(api, grants=(*api.grants, grant("ssm.read_parameters", path="/acme/orders")))
    found = verdicts(replace(APP, services=(wide, *others)))
    claim = "ApiTaskExecutionRole ECS cannot read the configuration of worker for api"
    assert found[claim] == "refuted"


def test_nothing_is_found_in_what_is_written(tmp_path: Path) -> None:
    root = build_root(APP, "acme-orders-ecs-service.yaml", "https://a.s3.amazonaws.com/b")
    paths = []
    for number, template in enumerate((TEMPLATE, build_services(APP), root)):
        paths.append(tmp_path / f"{number}.yaml")
        paths[-1].write_text(dump(template), "utf-8")
    assert check(paths) == []


def test_each_task_definition_names_the_roles_of_its_service() -> None:
    resources = build_services(APP)["Resources"]
    for service in SERVICES:
        name = service.capitalize()
        properties = resources[f"{name}TaskDefinition"]["Properties"]
        assert properties["TaskRoleArn"] == {"Ref": f"{name}TaskRoleArn"}
        assert properties["ExecutionRoleArn"] == {"Ref": f"{name}TaskExecutionRoleArn"}


def test_the_root_passes_every_role_down_and_its_outputs_up() -> None:
    root = build_root(APP, "services.yaml")
    down = root["Resources"]["Services"]["Properties"]["Parameters"]
    assert down["WorkerTaskRoleArn"] == {"Fn::GetAtt": ["Roles", "Outputs.WorkerTaskRoleArn"]}
    assert "WorkerTaskRoleArn" not in root["Parameters"]
    nest = build_nest(APP, "a.yaml", ["staging"])
    assert nest["Outputs"]["StagingAdminTaskRoleName"]["Description"] == (
        "Name of the task role of the admin of staging"
    )


def test_logs_go_to_the_services_own_group_in_every_environment() -> None:
    for environment, name in (("", "acme-orders-api"), ("qa", "acme-orders-qa-api")):
        here = Environment(region="eu-west-1", parameters={"EnvironmentName": environment})
        documents, _ = documents_of(APP, here)
        text = json.dumps(documents["api-task-execution-role.json"])
        assert f"log-group:/ecs/{name}:*" in text


def test_a_shell_is_opened_only_in_the_service_that_asks() -> None:
    api, *others = APP.services
    shell = replace(api, grants=(*api.grants, grant("ssmmessages.execute_command")))
    resources = build_services(replace(APP, services=(shell, *others)))["Resources"]
    opened = [n for n, r in resources.items() if r["Properties"].get("EnableExecuteCommand")]
    assert opened == ["ApiService"]


def test_long_names_leave_less_for_the_environment() -> None:
    service = Service(name="nightly-reports1", repository="a-b", paths=())
    app = App(project="acme-12345-abcd", roles="per_service", services=[service])
    assert build(app)["Parameters"]["EnvironmentName"]["MaxLength"] == 11
    assert all(use.used <= use.allowed for use in budget_of(app))


def twenty() -> App:
    services: list[Any] = [
        Service(
            name=f"service-{number}",
            repository=f"acme-service-{number}",
            port=8080,
            priority=number + 1,
            secrets={"URL": f"/acme/{number}/url"},
            grants=[grant("sqs.send_messages", queue=f"acme-{number}")],
        )
        for number in range(20)
    ]
    return App(project="acme", roles="per_service", services=services)


def test_twenty_services_have_forty_roles_that_are_all_named_apart() -> None:
    template = build(twenty())
    names = [
        json.dumps(each["Properties"].get("RoleName") or each["Properties"]["ManagedPolicyName"])
        for each in template["Resources"].values()
    ]
    assert len(set(names)) == len(names) == 80
