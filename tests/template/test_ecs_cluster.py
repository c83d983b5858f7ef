"""The cluster of the services: their own with what records sessions, or an existing one."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Job, Parameter, Service, parameter
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.ecs_cluster import cluster_arn, cluster_of, cluster_resources
from influmojo_cfn.template.nesting import build_root

CLUSTER = "arn:aws:ecs:eu-west-1:111122223333:cluster/"
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")


def app(cluster: str | Parameter | None = None, **values: Any) -> App:
    web = Service(**{"name": "web", "repository": "a-b", "port": 80, **values})
    return App(project="shop", roles="per_service", cluster=cluster, services=[web], jobs=[JOB])


def resolved(template: dict[str, Any], **parameters: str) -> ResolvedTemplate:
    here = Environment(parameters=parameters, account="111122223333", region="eu-west-1")
    return ResolvedTemplate(template, here, missing_is_unknown=True)


EXISTING: dict[str, tuple[str | Parameter, dict[str, str], str]] = {
    "by name": ("acme", {}, "acme"),
    "by parameter": (parameter("ClusterName", default="acme"), {}, "acme"),
    "by the parameter's value": (
        parameter("ClusterName"),
        {"ClusterName": "acme-2"},
        "acme-2",
    ),
}


@pytest.mark.parametrize(("cluster", "values", "name"), EXISTING.values(), ids=EXISTING)
def test_an_existing_cluster_is_used_and_none_is_made(
    cluster: str | Parameter, values: dict[str, str], name: str
) -> None:
    made = build_services(app(cluster))
    assert "AWS::ECS::Cluster" not in {row["Type"] for row in made["Resources"].values()}
    found = resolved(made, **values)
    assert found.property("WebService", "Cluster") == name
    assert found.property("NightSchedule", "Target")["Arn"] == f"{CLUSTER}{name}"
    scaled = found.property("WebScalableTarget", "ResourceId")
    assert scaled.covers == f"service/{name}/*"


@pytest.mark.parametrize(("cluster", "values", "name"), EXISTING.values(), ids=EXISTING)
def test_a_schedule_runs_its_task_in_the_existing_cluster(
    cluster: str | Parameter, values: dict[str, str], name: str
) -> None:
    roles = resolved(build(app(cluster)), **values)
    document = roles.property("NightSchedulePolicy", "PolicyDocument")
    conditions = [each.get("Condition") for each in document["Statement"]]
    assert {"ArnEquals": {"ecs:cluster": f"{CLUSTER}{name}"}} in conditions


def test_the_root_passes_the_cluster_to_both_templates() -> None:
    root = build_root(app(parameter("ClusterName")), "services.yaml", "https://a.example/b")
    assert "Default" not in root["Parameters"]["ClusterName"]
    for stack in ("Roles", "Services"):
        passed = root["Resources"][stack]["Properties"]["Parameters"]
        assert passed["ClusterName"] == {"Ref": "ClusterName"}


def test_the_own_cluster_is_named_where_none_is_given() -> None:
    assert cluster_of(app()).to_dict() == {"Ref": "Cluster"}
    assert cluster_arn(app()).to_dict() == {"Fn::GetAtt": ["Cluster", "Arn"]}
    (cluster,) = cluster_resources(app())
    assert "Configuration" not in cluster.to_dict()["Properties"]


def test_sessions_of_ecs_exec_are_recorded_in_a_group_of_the_own_cluster() -> None:
    group, cluster = (
        each.to_dict()["Properties"] for each in cluster_resources(app(execute_command=True))
    )
    assert cluster["Configuration"]["ExecuteCommandConfiguration"] == {
        "Logging": "OVERRIDE",
        "LogConfiguration": {"CloudWatchLogGroupName": {"Ref": "ExecLogGroup"}},
    }
    name = "/ecs-exec/shop-staging-sessions"
    services = resolved(build_services(app(execute_command=True)), EnvironmentName="staging")
    assert services.property("ExecLogGroup", "LogGroupName") == name
    roles = resolved(build(app(execute_command=True)), EnvironmentName="staging")
    statements = roles.property("WebTaskPolicy", "PolicyDocument")["Statement"]
    (recorded,) = (each for each in statements if "logs:PutLogEvents" in each["Action"])
    assert recorded["Resource"] == [f"arn:aws:logs:eu-west-1:111122223333:log-group:{name}:*"]
    assert group["RetentionInDays"] == 90


def test_an_existing_cluster_records_sessions_as_it_is_configured() -> None:
    made = app("acme", execute_command=True)
    assert cluster_resources(made) == []
    roles = resolved(build(made))
    statements = roles.property("WebTaskPolicy", "PolicyDocument")["Statement"]
    assert [each["Resource"] for each in statements] == ["*"] or [
        each["Resource"] for each in statements
    ] == [["*"]]
