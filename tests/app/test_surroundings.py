"""The cluster and the namespace of an app's services, and the names of image tags."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Service, SideContainer, grant, parameter
from influmojo_cfn.app.surroundings import connected
from influmojo_cfn.errors import AppError

WEB: dict[str, Any] = {"name": "web", "repository": "a-b", "port": 80}
SERVER = Service(**WEB, service_connect="server")
CLIENT = Service(name="worker", repository="a-c", paths=(), service_connect="client")


def app(*services: Service, **values: Any) -> App:
    return App(**{"project": "shop", "services": services, **values})


@pytest.mark.parametrize(
    "right",
    [
        app(SERVER, CLIENT),
        app(CLIENT, namespace="acme"),
        app(CLIENT, namespace="acme*orders"),
        app(CLIENT, namespace=parameter("NamespaceName")),
        app(CLIENT, namespace="arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-abc"),
        app(Service(**WEB), cluster="acme_cluster-1"),
        app(Service(**WEB), cluster=parameter("ClusterName")),
    ],
)
def test_what_is_right_is_taken(right: App) -> None:
    assert connected(right) == [each for each in right.services if each.service_connect]


def named(service: str, container: str) -> Service:
    side = SideContainer(name=container, repository="a-side")
    return Service(name=service, repository="a-b", paths=(), containers=[side])


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an ARN": (
        {"services": [SERVER], "cluster": "arn:aws:ecs:eu-west-1:111122223333:cluster/acme"},
        "must be an ECS cluster name (not its ARN): letters, digits, _ and -",
    ),
    "a cluster of nothing": (
        {"grants": [grant("xray.write_traces")], "cluster": "acme"},
        "cluster: runs nothing: the app has no services or jobs; add them",
    ),
    "a namespace of nobody": (
        {"services": [Service(**WEB)], "namespace": "acme"},
        "namespace: is used by no service; give one a service_connect",
    ),
    "a namespace of nobody, by parameter": (
        {"services": [Service(**WEB)], "namespace": parameter("NamespaceName")},
        "namespace: is used by no service; give one a service_connect",
    ),
    "a default that is no namespace": (
        {"services": [SERVER], "namespace": parameter("NamespaceName", default="acme orders")},
        "'acme orders' must be the name or ARN of a Cloud Map namespace",
    ),
    "a namespace with a space": (
        {"services": [SERVER], "namespace": "acme orders"},
        "namespace: 'acme orders' must be the name or ARN of a Cloud Map namespace",
    ),
    "clients alone": (
        {"services": [Service(**WEB), CLIENT]},
        "services[1].service_connect: reaches nothing: no service is a server; make one, or name "
        "a namespace",
    ),
    "one image tag for two": (
        {"services": [Service(name="web-seed", repository="a-c", paths=()), named("web", "seed")]},
        "services[1].containers[0].name: makes the parameter WebSeedImageTag, which is that of "
        "services[0]; name it otherwise",
    ),
}


@pytest.mark.parametrize(("values", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(values: dict[str, Any], message: str) -> None:
    with pytest.raises(AppError) as caught:
        App(project="shop", **values)
    assert message in str(caught.value)
