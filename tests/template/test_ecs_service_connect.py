"""ECS Service Connect in the services' template: namespace, servers, clients, and ports."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Service
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.ecs_service_connect import (
    awaited_servers,
    connection_of,
    namespace_resources,
    reached_by,
)

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


@pytest.mark.parametrize(
    ("server", "rules"),
    [
        (API, {"ApiFromUserData": 8080, "ApiFromWorker": 8080}),
        (USERS, {"UserDataFromApi": 90, "UserDataFromWorker": 90}),
        (WORKER, {}),
        (OTHER, {}),
    ],
    ids=lambda each: each.name if isinstance(each, Service) else "",
)
def test_the_others_reach_a_server_on_its_port_alone(
    server: Service, rules: dict[str, int]
) -> None:
    found = {rule.title: rule.to_dict()["Properties"] for rule in reached_by(app(), server)}
    assert {name: row["FromPort"] for name, row in found.items()} == rules
    assert all(row["FromPort"] == row["ToPort"] for row in found.values())


def test_the_template_has_it_all() -> None:
    resources = build_services(app())["Resources"]
    assert resources["WorkerService"]["DependsOn"] == ["ApiService", "UserDataService"]
    assert "ServiceConnectConfiguration" not in resources["OtherService"]["Properties"]
    assert {"Namespace", "ApiFromWorker", "UserDataFromApi"} <= resources.keys()
