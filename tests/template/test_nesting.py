"""The templates around the roles: services, roots."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.checks.run import check
from influmojo_cfn.cli.service import command as service_command
from influmojo_cfn.errors import AppError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest, build_root
from influmojo_cfn.yaml import dump
from tests.conftest import ROOT

URL = "https://example-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
TEMPLATES: dict[str, Any] = {
    "roles": build(APP),
    "services": build_services(APP),
    "root": build_root(APP),
    "nest": build_nest(APP, URL, ["staging", "production"]),
    "nest-one": build_nest(APP, URL, []),
}


def resources(name: str, type_: str) -> dict[str, Any]:
    found = TEMPLATES[name]["Resources"].items()
    return {key: value["Properties"] for key, value in found if value["Type"] == type_}


def test_no_validator_finds_anything_at_any_level(tmp_path: Any) -> None:
    paths = []
    for name, template in TEMPLATES.items():
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(dump(template))
    assert check(paths) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_fits_where_it_is_pasted_or_passed_inline(name: str) -> None:
    assert len(dump(TEMPLATES[name]).encode()) < 51_200


def test_the_committed_templates_are_what_service_writes() -> None:
    arguments = [
        *("--output", str(ROOT / "templates/influmojo-ecs-service.yaml"), "--root-output"),
        *(str(ROOT / "templates/influmojo-root.yaml"), "--check"),
    ]
    result = CliRunner().invoke(service_command, arguments, standalone_mode=False)
    assert result.return_value == 0, "run: influmojo-cfn service"


def test_each_task_definition_names_both_roles_by_parameter() -> None:
    for properties in resources("services", "AWS::ECS::TaskDefinition").values():
        assert properties["ExecutionRoleArn"] == {"Ref": "TaskExecutionRoleArn"}
        assert properties["TaskRoleArn"] == {"Ref": "TaskRoleArn"}


@pytest.mark.parametrize(
    ("name", "port", "cpu", "memory", "tasks"),
    [
        ("Webapp", 3000, "256", "512", (2, 10)),
        ("Admin", 3000, "256", "512", (1, 5)),
        ("Backend", 5000, "512", "1024", (2, 8)),
    ],
)
def test_the_guides_three_services(
    name: str, port: int, cpu: str, memory: str, tasks: tuple[int, int]
) -> None:
    task = resources("services", "AWS::ECS::TaskDefinition")[f"{name}TaskDefinition"]
    container = task["ContainerDefinitions"][0]
    assert (task["Cpu"], task["Memory"]) == (cpu, memory)
    assert container["PortMappings"][0]["ContainerPort"] == port
    target = resources("services", "AWS::ApplicationAutoScaling::ScalableTarget")
    assert target[f"{name}ScalableTarget"]["MinCapacity"] == tasks[0]
    assert target[f"{name}ScalableTarget"]["MaxCapacity"] == tasks[1]


def test_scaling_can_be_turned_off() -> None:
    found = TEMPLATES["services"]["Resources"].values()
    scaling = [r for r in found if r["Type"].startswith("AWS::ApplicationAutoScaling::")]
    assert len(scaling) == 9
    assert all(resource["Condition"] == "Scales" for resource in scaling)


def test_the_root_passes_every_parameter_that_its_stacks_need() -> None:
    stacks = resources("root", "AWS::CloudFormation::Stack")
    assert set(stacks["Roles"]["Parameters"]) == set(TEMPLATES["roles"]["Parameters"])
    assert set(stacks["Services"]["Parameters"]) == set(TEMPLATES["services"]["Parameters"])


def test_the_services_take_the_roles_from_the_roles_stack() -> None:
    down = resources("root", "AWS::CloudFormation::Stack")["Services"]["Parameters"]
    assert down["TaskRoleArn"] == {"Fn::GetAtt": ["Roles", "Outputs.TaskRoleArn"]}


def test_each_environment_has_its_stack_and_its_outputs() -> None:
    stacks = resources("nest", "AWS::CloudFormation::Stack")
    named = {key: stack["Parameters"]["EnvironmentName"] for key, stack in stacks.items()}
    assert named == {"StagingRoles": "staging", "ProductionRoles": "production"}
    assert "StagingTaskRoleArn" in TEMPLATES["nest"]["Outputs"]


@pytest.mark.parametrize("names", [["Staging"], ["a-b", "ab"], ["x" * 21], [""]])
def test_an_environment_name_that_makes_no_stack_is_refused(names: list[str]) -> None:
    with pytest.raises(AppError, match="--environment"):
        build_nest(APP, URL, names)
