"""ECS Service Connect: the namespace, servers and clients, and who reaches whose port.

Source (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from troposphere import GetAtt, ec2, ecs, servicediscovery

from influmojo_cfn.app import App, Service
from influmojo_cfn.app.surroundings import connected
from influmojo_cfn.template.ecs_containers import id_of, log_configuration
from influmojo_cfn.template.ecs_tasks import resource_name, why

NAMESPACE = "Namespace"


def namespace_resources(app: App) -> list[Any]:
    """Return the namespace that an app has of its own; nothing where none is used, or it exists."""
    if app.namespace is not None or not connected(app):
        return []
    return [
        servicediscovery.HttpNamespace(
            NAMESPACE,
            Metadata=why("The names by which the services of one environment find each other."),
            Name=resource_name(app, "services"),
        )
    ]


def connection_of(app: App, service: Service) -> ecs.ServiceConnectConfiguration | None:
    """Return how a service takes part in Service Connect; None where it does not."""
    if service.service_connect is None:
        return None
    offered = {}
    if service.service_connect == "server":
        alias = ecs.ServiceConnectClientAlias(Port=service.port, DnsName=service.name)
        named = ecs.ServiceConnectService(
            PortName=service.name, DiscoveryName=service.name, ClientAliases=[alias]
        )
        offered = {"Services": [named]}
    return ecs.ServiceConnectConfiguration(
        Enabled=True,
        Namespace=app.namespace or GetAtt(NAMESPACE, "Arn"),
        LogConfiguration=log_configuration(service, f"{service.name}-service-connect"),
        **offered,
    )


def awaited_servers(app: App, service: Service) -> list[str]:
    """Return the services that a client starts after: a proxy knows only the servers before it."""
    if service.service_connect != "client":
        return []
    servers = [each for each in app.services if each.service_connect == "server"]
    return [f"{id_of(each)}Service" for each in servers]


def reached_by(app: App, server: Service) -> Iterator[ec2.SecurityGroupIngress]:
    """Yield a rule for each service that reaches a server; a group of its own names no other."""
    if server.service_connect != "server":
        return
    for client in connected(app):
        if client.name != server.name:
            yield ec2.SecurityGroupIngress(
                f"{id_of(server)}From{id_of(client)}",
                Metadata=why(f"The {client.name} reaches the {server.name} by its name."),
                Description=f"From the {client.name}",
                GroupId=GetAtt(f"{id_of(server)}SecurityGroup", "GroupId"),
                SourceSecurityGroupId=GetAtt(f"{id_of(client)}SecurityGroup", "GroupId"),
                IpProtocol="tcp",
                FromPort=server.port,
                ToPort=server.port,
            )
