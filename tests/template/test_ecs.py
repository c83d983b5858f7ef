"""The services' template: what surrounds each service, and what only some of them have."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Job, Role, Service, grant
from influmojo_cfn.errors import AppError
from influmojo_cfn.template.ecs import balancer_rule, build_services

WEB = Service(
    name="web",
    repository="a-b",
    port=8080,
    paths=("/a", "/b/*"),
    priority=7,
    health_check="/up",
    min_tasks=2,
    max_tasks=9,
)
WORKER = Service(name="worker", repository="a-c", paths=())
JOB = Job(name="night", repository="a-d", schedule="rate(1 day)")
SHELL = grant("ssmmessages.execute_command")


def template(*services: Service, **values: Any) -> dict[str, Any]:
    return build_services(App(**{"project": "shop", "services": services, **values}))


def properties(name: str, *services: Service, **values: Any) -> dict[str, Any]:
    found = template(*services, **values)["Resources"][name]["Properties"]
    return {key: value for key, value in found.items() if key != "Tags"}


def test_an_app_without_services_and_jobs_is_refused() -> None:
    with pytest.raises(AppError, match="the app describes no service"):
        template(grants=[grant("xray.write_traces")])


RESOURCES: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a service behind a load balancer": (
        {"services": [WEB]},
        {
            "WebLogGroup",
            "WebTaskDefinition",
            "WebSecurityGroup",
            "WebTargetGroup",
            "WebListenerRule",
            "WebService",
            "WebScalableTarget",
            "WebCPUScaling",
            "WebMemoryScaling",
        },
    ),
    "a service of its own": (
        {"services": [WORKER]},
        {
            "WorkerLogGroup",
            "WorkerTaskDefinition",
            "WorkerSecurityGroup",
            "WorkerService",
            "WorkerScalableTarget",
            "WorkerCPUScaling",
            "WorkerMemoryScaling",
        },
    ),
    "a job": (
        {"jobs": [JOB]},
        {
            "ScheduleGroup",
            "NightLogGroup",
            "NightTaskDefinition",
            "NightSecurityGroup",
            "NightSchedule",
        },
    ),
}


@pytest.mark.parametrize(("values", "names"), RESOURCES.values(), ids=RESOURCES)
def test_the_resources_of_each_kind(values: dict[str, Any], names: set[str]) -> None:
    assert set(template(**values)["Resources"]) == {"Cluster", *names}


CONDITIONS = {
    "a service behind a load balancer": (
        {"services": [WEB]},
        ["HasEnvironmentName", "Scales", "HasLoadBalancer"],
    ),
    "a service of its own": ({"services": [WORKER]}, ["HasEnvironmentName", "Scales"]),
    "a job": ({"jobs": [JOB]}, ["HasEnvironmentName"]),
}


@pytest.mark.parametrize(("values", "names"), CONDITIONS.values(), ids=CONDITIONS)
def test_only_conditions_that_something_needs_are_there(
    values: dict[str, Any], names: list[str]
) -> None:
    assert list(template(**values)["Conditions"]) == names


def test_a_service_can_be_replaced_while_it_runs_and_is_rolled_back() -> None:
    assert properties("WebService", WEB)["DeploymentConfiguration"] == {
        "MinimumHealthyPercent": 100,
        "MaximumPercent": 200,
        "DeploymentCircuitBreaker": {"Enable": True, "Rollback": True},
    }


def test_the_fewest_tasks_run_where_nothing_scales() -> None:
    assert properties("WebService", WEB)["DesiredCount"] == {
        "Fn::If": ["Scales", {"Ref": "AWS::NoValue"}, 2]
    }


def test_a_service_waits_for_target_group_and_listener_rule() -> None:
    condition, (balancer,), otherwise = properties("WebService", WEB)["LoadBalancers"]["Fn::If"]
    assert (condition, otherwise) == ("HasLoadBalancer", {"Ref": "AWS::NoValue"})
    assert balancer == {
        "ContainerName": "web",
        "ContainerPort": 8080,
        "TargetGroupArn": {
            "Fn::Select": [0, [{"Ref": "WebTargetGroup"}, {"Ref": "WebListenerRule"}]]
        },
    }


def test_a_starting_task_may_fail_its_health_check_for_a_minute() -> None:
    grace = properties("WebService", WEB)["HealthCheckGracePeriodSeconds"]
    assert grace == {"Fn::If": ["HasLoadBalancer", 60, {"Ref": "AWS::NoValue"}]}


def test_a_service_without_paths_is_behind_no_load_balancer() -> None:
    found = properties("WorkerService", WORKER)
    assert not {"LoadBalancers", "HealthCheckGracePeriodSeconds"} & set(found)


def test_only_the_load_balancer_reaches_a_container() -> None:
    ingress = properties("WebSecurityGroup", WEB)["SecurityGroupIngress"]
    condition, (rule,), otherwise = ingress["Fn::If"]
    assert (condition, otherwise) == ("HasLoadBalancer", {"Ref": "AWS::NoValue"})
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 8080, 8080)
    assert rule["SourceSecurityGroupId"]["Fn::Sub"][0] == "sg-${Id}"


def test_the_id_of_the_balancers_group_is_rejoined_as_it_was() -> None:
    ingress = properties("WebSecurityGroup", WEB)["SecurityGroupIngress"]
    source = ingress["Fn::If"][1][0]["SourceSecurityGroupId"]["Fn::Sub"][1]["Id"]
    index, split = source["Fn::Select"]
    separator, _ = split["Fn::Split"]
    assert f"sg-{'sg-0123456789abcdef0'.split(separator)[index]}" == "sg-0123456789abcdef0"


def test_the_load_balancer_asks_the_health_check_of_the_service() -> None:
    found = properties("WebTargetGroup", WEB)
    assert (found["Port"], found["HealthCheckPath"]) == (8080, "/up")
    assert found["TargetType"] == "ip"


def test_the_paths_of_a_service_lead_to_it() -> None:
    found = properties("WebListenerRule", WEB)
    (condition,) = found["Conditions"]
    assert condition["PathPatternConfig"] == {"Values": ["/a", "/b/*"]}
    assert found["Priority"] == 7
    assert found["Actions"] == [{"Type": "forward", "TargetGroupArn": {"Ref": "WebTargetGroup"}}]


def test_listener_and_group_are_given_together() -> None:
    (assertion,) = balancer_rule()["Assertions"]
    both = [
        {"Fn::Equals": [{"Ref": name}, ""]}
        for name in ("ListenerArn", "LoadBalancerSecurityGroupId")
    ]
    asked = assertion["Assert"].to_dict()
    assert asked == {
        "Fn::Or": [{"Fn::And": both}, {"Fn::And": [{"Fn::Not": [each]} for each in both]}]
    }


def test_the_rule_of_the_load_balancer_is_there_with_one_alone() -> None:
    assert "LoadBalancer" in template(WEB)["Rules"]
    assert "Rules" not in template(WORKER)


def test_tasks_scale_between_their_bounds() -> None:
    found = properties("WebScalableTarget", WEB)
    assert (found["MinCapacity"], found["MaxCapacity"]) == (2, 9)
    assert found["ResourceId"] == {"Fn::Sub": "service/${Cluster}/${WebService.Name}"}


@pytest.mark.parametrize(("metric", "percent"), [("CPU", 60), ("Memory", 70)])
def test_tasks_scale_with_a_metric(metric: str, percent: int) -> None:
    found = properties(f"Web{metric}Scaling", WEB)["TargetTrackingScalingPolicyConfiguration"]
    assert found == {
        "TargetValue": percent,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": f"ECSServiceAverage{metric}Utilization"
        },
    }


def test_scaling_is_there_where_it_is_asked_for_alone() -> None:
    resources = template(WEB)["Resources"]
    names = ("WebScalableTarget", "WebCPUScaling", "WebMemoryScaling")
    assert {resources[name]["Condition"] for name in names} == {"Scales"}


SHELLS: dict[str, tuple[dict[str, Any], set[str]]] = {
    "of the shared task role": (
        {"task_role": Role(grants=[SHELL])},
        {"WebService", "WorkerService"},
    ),
    "of no role": ({}, set()),
    "of a service's own role": (
        {
            "services": [
                WEB,
                Service(name="worker", repository="a-c", paths=(), roles="own", grants=[SHELL]),
            ]
        },
        {"WorkerService"},
    ),
}


@pytest.mark.parametrize(("values", "names"), SHELLS.values(), ids=SHELLS)
def test_a_shell_is_opened_where_the_role_allows_it(
    values: dict[str, Any], names: set[str]
) -> None:
    resources = template(**{"services": [WEB, WORKER], **values})["Resources"]
    assert {
        name for name, value in resources.items() if value["Properties"].get("EnableExecuteCommand")
    } == names


def test_every_resource_that_takes_tags_has_those_of_the_app() -> None:
    resources = template(WEB, jobs=[JOB], tags={"Team": "a"})["Resources"]
    tagged = [{"Key": "Project", "Value": "Shop"}, {"Key": "Team", "Value": "a"}]
    untagged = {
        value["Type"] for value in resources.values() if value["Properties"].get("Tags") != tagged
    }
    assert untagged == {
        "AWS::ApplicationAutoScaling::ScalingPolicy",
        "AWS::Scheduler::Schedule",
    }


def test_outputs_name_the_cluster_and_each_workload() -> None:
    outputs = template(WEB, jobs=[JOB])["Outputs"]
    assert {name: output["Value"] for name, output in outputs.items()} == {
        "ClusterName": {"Ref": "Cluster"},
        "WebServiceName": {"Fn::GetAtt": ["WebService", "Name"]},
        "WebTaskDefinitionArn": {"Ref": "WebTaskDefinition"},
        "NightTaskDefinitionArn": {"Ref": "NightTaskDefinition"},
    }
