"""ECS Service Connect in the services' template: namespace, servers, clients, and ports."""

from __future__ import annotations

import re
from typing import Any

import pytest

from influmojo_cfn.app import App, Service, parameter
from influmojo_cfn.errors import QuotaError
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.ecs_service_connect import (
    awaited_servers,
    connection_of,
    groups_of,
    members_group,
    namespace_resources,
    reached_by,
)
from influmojo_cfn.template.nesting import build_root

API = Service(name="api", repository="a-b", port=8080, service_connect="server")
USERS = Service(name="user-data", repository="a-c", port=90, paths=(), service_connect="server")
WORKER = Service(name="worker", repository="a-d", paths=(), service_connect="client")
OTHER = Service(name="other", repository="a-e", paths=())


def app(**values: Any) -> App:
    return App(project="shop", services=[API, USERS, WORKER, OTHER], **values)


def test_the_services_have_a_namespace_of_their_own() -> None:
    (namespace,) = namespace_resources(app())
    assert namespace.to_dict()["Type"] == "AWS::ServiceDiscovery::HttpNamespace"
    assert connection_of(app(), WORKER).to_dict()["Namespace"] == {  # type: ignore[union-attr]
        "Fn::GetAtt": ["Namespace", "Arn"]
    }


def test_an_existing_namespace_is_used_and_none_is_made() -> None:
    assert namespace_resources(app(namespace="acme")) == []
    connection = connection_of(app(namespace="acme"), API)
    assert connection is not None
    assert connection.to_dict()["Namespace"] == "acme"


def test_a_server_is_found_by_its_name_on_its_port() -> None:
    connection = connection_of(app(), USERS)
    assert connection is not None
    assert connection.to_dict()["Services"] == [
        {
            "PortName": "user-data",
            "DiscoveryName": "user-data",
            "ClientAliases": [{"Port": 90, "DnsName": "user-data"}],
        }
    ]


def test_a_client_offers_nothing_and_starts_after_the_servers() -> None:
    connection = connection_of(app(), WORKER)
    assert connection is not None
    assert "Services" not in connection.to_dict()
    assert awaited_servers(app(), WORKER) == ["ApiService", "UserDataService"]
    assert awaited_servers(app(), API) == []


def test_a_service_takes_no_part_unless_it_says_so() -> None:
    assert connection_of(app(), OTHER) is None
    assert namespace_resources(App(project="shop", services=[OTHER])) == []


@pytest.mark.parametrize(("server", "port"), [(API, 8080), (USERS, 90), (WORKER, 0), (OTHER, 0)])
def test_the_others_reach_a_server_on_its_port_alone(server: Service, port: int) -> None:
    rules = [rule.to_dict() for rule in reached_by(server)]
    assert [(rule["FromPort"], rule["ToPort"]) for rule in rules] == [(port, port)] * bool(port)
    group = {"Fn::GetAtt": ["ConnectedSecurityGroup", "GroupId"]}
    assert all(rule["SourceSecurityGroupId"] == group for rule in rules)
    assert [each.to_dict() for each in groups_of(server)] == [group] * (server is not OTHER)


def test_no_group_is_made_where_no_service_takes_part() -> None:
    assert len(members_group(app())) == 1
    assert members_group(App(project="shop", services=[OTHER])) == []


def test_the_template_has_it_all() -> None:
    resources = build_services(app())["Resources"]
    assert resources["WorkerService"]["DependsOn"] == ["ApiService", "UserDataService"]
    assert "ServiceConnectConfiguration" not in resources["OtherService"]["Properties"]
    assert {"Namespace", "ConnectedSecurityGroup"} <= resources.keys()
    ingress = resources["ApiSecurityGroup"]["Properties"]["SecurityGroupIngress"]
    assert ingress[0]["Fn::If"][0] == "HasLoadBalancer"
    assert ingress[1]["Description"] == "From the connected services"
    assert "SecurityGroupIngress" not in resources["WorkerSecurityGroup"]["Properties"]


def servers(count: int) -> App:
    services = [
        Service(name=f"s-{n}", repository="a-b", port=80, priority=n + 1, service_connect="server")
        for n in range(count)
    ]
    return App(project="shop", services=services)


def test_services_that_all_are_servers_stay_within_the_resources_of_a_template() -> None:
    assert len(build_services(servers(30))["Resources"]) < 300


def test_more_resources_than_a_template_may_have_are_told() -> None:
    with pytest.raises(QuotaError, match=r"resources, [0-9]+ more than the 500"):
        build_services(servers(70))


def test_a_namespace_by_parameter_is_asked_for_and_passed_down() -> None:
    by_parameter = app(namespace=parameter("NamespaceName", default="acme.local"))
    assert namespace_resources(by_parameter) == []
    built = build_services(by_parameter)
    for name in ("ApiService", "WorkerService"):
        connection = built["Resources"][name]["Properties"]["ServiceConnectConfiguration"]
        assert connection["Namespace"] == {"Ref": "NamespaceName"}
    row = built["Parameters"]["NamespaceName"]
    assert row["Default"] == "acme.local"
    assert row["Description"].startswith("The Cloud Map namespace in which the services reach")
    arn = "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-abc"
    assert re.fullmatch(row["AllowedPattern"], arn)
    root = build_root(by_parameter, "services.yaml", "https://a.example/b")
    passed = root["Resources"]["Services"]["Properties"]["Parameters"]
    assert passed["NamespaceName"] == {"Ref": "NamespaceName"}
    assert "NamespaceName" not in root["Resources"]["Roles"]["Properties"].get("Parameters", {})
