"""The templates around the roles: services, roots."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.checks.run import check
from influmojo_cfn.cli.service import command as service_command
from influmojo_cfn.cloudformation import dump, parse
from influmojo_cfn.config import dump as dump_app
from influmojo_cfn.config import loads
from influmojo_cfn.errors import AppError, QuotaError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest, build_root
from tests.conftest import ROOT
from tests.nonempty import nonempty

URL = "https://example-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
ROLES_FILE, SERVICES_FILE = "influmojo-ecs-iam.yaml", "influmojo-ecs-service.yaml"
WORKER = App(project="shop", services=[Service(name="worker", repository="shop-worker", paths=())])
PAGE = (ROOT / "docs/how-to/ecs-services.md").read_text("utf-8")
DOCUMENTED = loads(PAGE.partition("```yaml\n")[2].partition("```")[0])
TEMPLATES: dict[str, Any] = {
    "roles": build(APP),
    "services": build_services(APP),
    "root": build_root(APP, SERVICES_FILE),
    "root-file": build_root(APP, SERVICES_FILE, "."),
    "nest": build_nest(APP, URL, ["staging", "production"]),
    "nest-one": build_nest(APP, URL, []),
    "nest-file": build_nest(APP, ROLES_FILE, ["staging"]),
    "documented": build_services(DOCUMENTED),
    "documented-roles": build(DOCUMENTED),
    "documented-root": build_root(DOCUMENTED, "orders-ecs-service.yaml"),
    "worker": build_services(WORKER),
    "worker-root": build_root(WORKER, "s.yaml", "https://b.s3.amazonaws.com/"),
}


def resources(name: str, type_: str) -> dict[str, Any]:
    found = TEMPLATES[name]["Resources"].items()
    return {key: value["Properties"] for key, value in found if value["Type"] == type_}


def test_no_validator_finds_anything_at_any_level(tmp_path: Any) -> None:
    paths = []
    for name, template in TEMPLATES.items():
        paths.append(tmp_path / f"{name}.yaml")
        paths[-1].write_text(dump(template))
    (tmp_path / ROLES_FILE).write_text(dump(TEMPLATES["roles"]))
    (tmp_path / SERVICES_FILE).write_text(dump(TEMPLATES["services"]))
    assert check(paths) == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_each_fits_where_it_is_pasted_or_passed_inline(name: str) -> None:
    assert len(dump(TEMPLATES[name]).encode()) < 51_200


def test_the_committed_templates_are_what_service_writes() -> None:
    arguments = [
        *("--output", str(ROOT / "templates" / SERVICES_FILE), "--root-output"),
        *(str(ROOT / "templates/influmojo-root.yaml"), "--check"),
    ]
    result = CliRunner().invoke(service_command, arguments, standalone_mode=False)
    assert result.return_value == 0, "run: influmojo-cfn service"


def test_each_task_definition_names_both_roles_by_parameter() -> None:
    for properties in nonempty(resources("services", "AWS::ECS::TaskDefinition").values()):
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


def test_a_service_waits_for_the_rule_that_leads_to_it() -> None:
    for name in ("Webapp", "Admin", "Backend"):
        service = json.dumps(resources("services", "AWS::ECS::Service")[f"{name}Service"])
        assert f'{{"Ref": "{name}ListenerRule"}}' in service


def test_scaling_can_be_turned_off() -> None:
    found = TEMPLATES["services"]["Resources"].values()
    scaling = [r for r in found if r["Type"].startswith("AWS::ApplicationAutoScaling::")]
    assert len(scaling) == 9
    assert all(resource["Condition"] == "Scales" for resource in scaling)


def test_the_root_passes_every_parameter_that_its_stacks_need() -> None:
    stacks = resources("root", "AWS::CloudFormation::Stack")
    assert set(stacks["Roles"]["Parameters"]) == set(TEMPLATES["roles"]["Parameters"])
    assert set(stacks["Services"]["Parameters"]) == set(TEMPLATES["services"]["Parameters"])


def test_a_root_that_is_packaged_asks_for_no_address() -> None:
    wanted = set(TEMPLATES["root"]["Parameters"]) - {"TemplatesUrl"}
    assert set(TEMPLATES["root-file"]["Parameters"]) == wanted


def test_the_services_take_the_roles_from_the_roles_stack() -> None:
    down = resources("root", "AWS::CloudFormation::Stack")["Services"]["Parameters"]
    assert down["TaskRoleArn"] == {"Fn::GetAtt": ["Roles", "Outputs.TaskRoleArn"]}


def test_each_environment_has_its_stack_and_its_outputs() -> None:
    stacks = resources("nest", "AWS::CloudFormation::Stack")
    named = {key: stack["Parameters"]["EnvironmentName"] for key, stack in stacks.items()}
    assert named == {"StagingRoles": "staging", "ProductionRoles": "production"}
    assert "StagingTaskRoleArn" in TEMPLATES["nest"]["Outputs"]


def test_the_only_stack_takes_the_environments_name() -> None:
    (stack,) = resources("nest-one", "AWS::CloudFormation::Stack").values()
    assert set(stack["Parameters"]) == set(TEMPLATES["roles"]["Parameters"])


def test_other_stacks_can_import_each_output() -> None:
    assert TEMPLATES["nest"]["Outputs"]
    for key, output in TEMPLATES["nest"]["Outputs"].items():
        assert output["Export"] == {"Name": {"Fn::Sub": f"${{AWS::StackName}}-{key}"}}


def test_environments_may_have_parameters_of_their_own() -> None:
    names = ["UploadsBucketName", "DatabaseResourceId"]
    nest = build_nest(APP, URL, ["staging", "production"], names)
    for environment in ("Staging", "Production"):
        down = nest["Resources"][f"{environment}Roles"]["Properties"]["Parameters"]
        assert down["UploadsBucketName"] == {"Ref": f"{environment}UploadsBucketName"}
        assert down["AssetsBucketName"] == {"Ref": "AssetsBucketName"}
        own = nest["Parameters"][f"{environment}UploadsBucketName"]
        assert own == TEMPLATES["roles"]["Parameters"]["UploadsBucketName"]


@pytest.mark.parametrize("names", [["Staging"], ["a-b", "ab"], ["x" * 21], [""]])
def test_an_environment_name_that_makes_no_stack_is_refused(names: list[str]) -> None:
    with pytest.raises(AppError, match="--environment"):
        build_nest(APP, URL, names)


def test_an_environment_name_can_be_as_long_as_the_limit() -> None:
    assert len(build_nest(APP, URL, ["x" * 20])["Resources"]) == 1


def test_an_environment_that_is_there_three_times_is_told_once() -> None:
    with pytest.raises(AppError) as raised:
        build_nest(APP, URL, ["a", "a", "a"])
    assert list(map(str, raised.value.problems)) == [
        "--environment a: is given twice, hyphens aside"
    ]


@pytest.mark.parametrize("url", ["", " ", "http://", "https://b.s3.amazonaws.com/a b", "ftp://b/a"])
def test_what_is_no_address_of_a_template_is_refused(url: str) -> None:
    with pytest.raises(AppError, match=r"--template-url: .* the address of"):
        build_nest(APP, url, [])


def test_what_is_no_address_of_a_folder_is_refused() -> None:
    with pytest.raises(AppError, match=r"--templates-url: .* the address of"):
        build_root(APP, SERVICES_FILE, "https://b.s3.amazonaws.com/a b")


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(AppError) as raised:
        build_nest(APP, "", ["A"], ["UploadsBucket"])
    assert list(map(str, raised.value.problems)) == [
        "--environment A: must be 1 to 20 lowercase letters, digits and hyphens, beginning and "
        "ending with a letter or digit",
        "--per-environment UploadsBucket: isn't a parameter of the roles; did you mean "
        "'UploadsBucketName'?",
        "--template-url: is empty: give the address of the roles' template, or its path",
    ]


def test_a_parameter_of_each_environment_needs_environments() -> None:
    with pytest.raises(AppError) as raised:
        build_nest(APP, URL, [], ["UploadsBucketName"])
    assert list(map(str, raised.value.problems)) == ["--per-environment: needs --environment"]


def test_what_is_no_address_is_told_with_one_that_is() -> None:
    with pytest.raises(AppError, match=r"such as https://BUCKET\.s3\.REGION\.amazonaws\.com/KEY"):
        build_nest(APP, "ftp://b/a", [])


def test_a_root_is_of_the_version_that_cloudformation_has() -> None:
    root = build_root(WORKER, "s.yaml", "https://b.s3.amazonaws.com/")
    assert root["AWSTemplateFormatVersion"] == "2010-09-09"
    assert "TemplatesUrl" not in root["Parameters"]
    assert "TemplatesUrl" in build_root(WORKER, "s.yaml")["Parameters"]


def test_a_parameter_named_as_the_roots_own_is_told_with_its_place() -> None:
    image = parameter("TemplatesUrl", default="shop-worker")
    app = App(project="shop", services=[Service(name="worker", repository=image, paths=())])
    with pytest.raises(AppError) as raised:
        build_root(app, "s.yaml")
    assert str(raised.value) == (
        "parameter TemplatesUrl: is the name of a parameter of the root template itself; "
        "rename the one of services[0].repository"
    )
    assert build_root(app, "s.yaml", ".")


def test_a_service_without_paths_is_behind_no_load_balancer() -> None:
    types = {resource["Type"] for resource in TEMPLATES["worker"]["Resources"].values()}
    assert not any("ElasticLoadBalancing" in each for each in types)
    assert {"ListenerArn", "LoadBalancerSecurityGroupId"}.isdisjoint(
        TEMPLATES["worker-root"]["Parameters"]
    )
    service = resources("worker", "AWS::ECS::Service")["WorkerService"]
    assert {"LoadBalancers", "HealthCheckGracePeriodSeconds"}.isdisjoint(service)


def test_a_service_lets_people_in_where_the_task_role_does() -> None:
    shell = App(
        project="shop", services=WORKER.services, grants=[grant("ssmmessages.execute_command")]
    )
    service = build_services(shell)["Resources"]["WorkerService"]["Properties"]
    assert service["EnableExecuteCommand"] is True


def test_a_parameter_named_as_one_of_the_template_is_refused() -> None:
    image = parameter("SubnetIds", default="shop-worker")
    app = App(project="shop", services=[Service(name="worker", repository=image, paths=())])
    with pytest.raises(AppError, match="parameter SubnetIds: is the name of a parameter of the"):
        build_services(app)


def test_without_a_default_a_repository_has_to_be_given() -> None:
    image = parameter("Image")
    app = App(project="shop", services=[Service(name="worker", repository=image, paths=())])
    row = build_services(app)["Parameters"]["Image"]
    assert "Default" not in row
    assert not re.fullmatch(row["AllowedPattern"], "")


def test_another_app_has_files_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    (tmp_path / "shop.yaml").write_text(dump_app(WORKER), "utf-8")
    result = CliRunner().invoke(service_command, ["--app", "shop.yaml"], standalone_mode=False)
    assert result.return_value == 0
    names = sorted(path.name for path in (tmp_path / "templates").iterdir())
    assert names == ["shop-ecs-service.yaml", "shop-root.yaml"]
    root = parse((tmp_path / "templates/shop-root.yaml").read_text("utf-8")).data
    urls = [row["Properties"]["TemplateURL"]["Fn::Sub"] for row in root["Resources"].values()]
    assert urls == ["${TemplatesUrl}/shop-ecs-iam.yaml", "${TemplatesUrl}/shop-ecs-service.yaml"]


def test_more_outputs_than_a_root_may_have_are_refused() -> None:
    services = [Service(name=f"s{n}", image="busybox:1", roles="own") for n in range(20)]
    app = App(project="shop", services=services)
    assert len(build_nest(app, URL, ["a", "b"])["Outputs"]) == 160
    with pytest.raises(QuotaError, match=r"needs 240 outputs, 40 more .* nest fewer environments"):
        build_nest(app, URL, ["a", "b", "c"])


def test_more_parameters_than_a_root_may_have_are_refused() -> None:
    names = [f"Topic{n}" for n in range(60)]
    uses = [grant("sns.publish", topic=parameter(name, default="t")) for name in names]
    app = App(project="shop", grants=uses)
    with pytest.raises(QuotaError, match=r"needs 2\d\d parameters, .* more than the 200"):
        build_nest(app, URL, ["a", "b", "c", "d"], names)


def test_an_app_without_services_has_no_root() -> None:
    with pytest.raises(AppError) as caught:
        build_root(App(project="shop", grants=(grant("xray.write_traces"),)), SERVICES_FILE)
    assert str(caught.value) == "services: is missing: the app describes no service; add one"
