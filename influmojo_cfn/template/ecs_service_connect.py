"""ECS Service Connect: the namespace, servers and clients, and who reaches whose port.

Source (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
"""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, ec2, ecs, servicediscovery

from influmojo_cfn.app import App, Service
from influmojo_cfn.app.surroundings import connected
from influmojo_cfn.template.ecs_containers import id_of, log_configuration
from influmojo_cfn.template.ecs_tasks import EGRESS, resource_name, value_of, why

NAMESPACE, MEMBERS = "Namespace", "ConnectedSecurityGroup"


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
        Namespace=value_of(app.namespace) if app.namespace else GetAtt(NAMESPACE, "Arn"),
        LogConfiguration=log_configuration(service, f"{service.name}-service-connect"),
        **offered,
    )


def awaited_servers(app: App, service: Service) -> list[str]:
    """Return the services that a client starts after: a proxy knows only the servers before it."""
    if service.service_connect != "client":
        return []
    servers = [each for each in app.services if each.service_connect == "server"]
    return [f"{id_of(each)}Service" for each in servers]


def members_group(app: App) -> list[ec2.SecurityGroup]:
    """Return the security group of all services that take part: servers let it in."""
    if not connected(app):
        return []
    return [
        ec2.SecurityGroup(
            MEMBERS,
            Metadata=why("The services that reach each other: each server lets this group in."),
            GroupDescription=f"The connected services of {app.display_title}",
            VpcId=Ref("VpcId"),
            SecurityGroupEgress=[EGRESS],
        )
    ]


def groups_of(service: Service) -> list[Any]:
    """Return the security groups of a service's tasks, besides their own."""
    return [GetAtt(MEMBERS, "GroupId")] if service.service_connect else []


def reached_by(service: Service) -> list[ec2.SecurityGroupRule]:
    """Return the rule by which the other services reach a server."""
    if service.service_connect != "server":
        return []
    return [
        ec2.SecurityGroupRule(
            Description="From the connected services",
            IpProtocol="tcp",
            FromPort=service.port,
            ToPort=service.port,
            SourceSecurityGroupId=GetAtt(MEMBERS, "GroupId"),
        )
    ]
