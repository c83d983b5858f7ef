"""The services and jobs of an app, started on the emulator with the roles that are deployed there.

The emulator (ministack 1.5.33) keeps services and tasks by ECS's rules. It runs no container unless
it has Docker, which a rehearsal keeps from it. What it does not do is named, resource by resource.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.rehearsal.deployment import STACK, RehearsedTemplate, create_stack
from influmojo_cfn.rehearsal.pipeline import deploy_revisions, run_job
from influmojo_cfn.rehearsal.plan import Expectation, NotTried
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.rehearsal.session import RehearsalSession

GROUP = "The services and jobs, with these roles"
SERVICES_STACK = f"{STACK}-services"
SERVICE, TASK_DEFINITION = "AWS::ECS::Service", "AWS::ECS::TaskDefinition"
_THEIRS = "those of the roles' stack"

_STAND_INS = {
    "VpcId": "vpc-0123456789abcdef0",
    "SubnetIds": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
    # The emulator has no AWS::ApplicationAutoScaling types.
    "ScalingEnabled": "false",
}
"""Values of parameters that the app does not know."""

_NOT_DONE: Mapping[str, tuple[str, str]] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": (
        "scaling",
        "the emulator has no AWS::ApplicationAutoScaling::ScalableTarget",
    ),
    "AWS::Scheduler::Schedule": ("starting its task", "the emulator's schedules start no ECS task"),
    "AWS::Events::Rule": ("starting its task", "the emulator's rules start no ECS task"),
}
"""What the emulator does not do with a resource, and why; by the resource's type."""

_IN_CONTAINERS = {
    "EnvironmentFiles": "reading its environment files",
    "Secrets": "reading its secrets",
    "DependsOn": "waiting for other containers",
    "MountPoints": "mounting its file systems",
    "HealthCheck": "asking for its health",
}
"""A property of a container to what happens with it when the container starts."""


def start_services(
    session: RehearsalSession,
    services: RehearsedTemplate,
    expect: Expectation,
    say: Callable[[str], None],
) -> tuple[list[Result], list[NotTried]]:
    """Start services and jobs with the roles that are deployed; give what was seen, and not tried.

    Parameters that take roles' ARNs have the names of the outputs of the roles' stack. ``expect``
    is our own evaluator of the roles.

    Raises:
        EmulatorError: the emulator rejects the template, or has ended.
    """
    client = session.client("cloudformation")
    outputs = StackClient(name=STACK, client=client).outputs()
    parameters = _values(services, outputs)
    resolved = ResolvedTemplate(
        services.template,
        Environment(
            parameters=parameters, account=session.emulator.account, region=session.emulator.region
        ),
        missing_is_unknown=True,
    )
    say("deploying the services and jobs as a stack")
    with session.emulator.errors("starting the services and jobs"):
        _make_existing_cluster(session, resolved)
        made = replace(services, parameters=parameters)
        results = [create_stack(session, SERVICES_STACK, made, say, group=GROUP)]
        roles = {value for key, value in outputs.items() if key.endswith("RoleArn")}
        results += _running_services(session, roles, expect)
    return results, list(_not_done(resolved))


def _values(services: RehearsedTemplate, outputs: Mapping[str, str]) -> dict[str, str]:
    """Return the values of the template's parameters, and reject what it rejects."""
    declared = services.template.get("Parameters", {})
    known = {**_STAND_INS, **services.parameters, **outputs}
    values = {name: value for name, value in known.items() if name in declared}
    parameter_values(services.template, values)
    return values


def _make_existing_cluster(session: RehearsalSession, resolved: ResolvedTemplate) -> None:
    if resolved.of_type("AWS::ECS::Cluster"):
        return
    for row in resolved.of_type(SERVICE).values():
        name = resolved.value(row["Properties"].get("Cluster"))
        if isinstance(name, str):
            session.client("ecs").create_cluster(clusterName=name)


def _running_services(
    session: RehearsalSession, roles: set[str], expect: Expectation
) -> Iterator[Result]:
    """Look at the services that run, and run the task of each job."""
    ecs = session.client("ecs")
    made = _physical_ids(session)
    started: set[str] = set()
    jobs: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
    clusters: list[str] = []
    for arn in made.get(SERVICE, ()):
        cluster, name = arn.split("/")[-2:]
        clusters.append(cluster)
        (service,) = ecs.describe_services(cluster=cluster, services=[name])["services"]
        started.add(service["taskDefinition"])
        yield Result(
            group=GROUP,
            tried=f"service {name}: tasks that run",
            expected=str(service["desiredCount"]),
            seen=str(service["runningCount"]),
        )
    clusters += made.get("AWS::ECS::Cluster", ())
    for arn in made.get(TASK_DEFINITION, ()):
        family = arn.rpartition("/")[2]
        found = ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
        given = {found["executionRoleArn"], found["taskRoleArn"]}
        yield Result(
            group=GROUP,
            tried=f"task definition {family}: its two roles",
            expected=_THEIRS,
            seen=_THEIRS if given <= roles else ", ".join(sorted(given - roles)),
        )
        if arn not in started:
            request = _task(arn, clusters[0] if clusters else "default")
            yield _run(ecs, family, request)
            jobs.append((found, request))
    for task, request in jobs:
        yield from run_job(session, task, request, expect)
    yield from deploy_revisions(session, made.get(SERVICE, []), expect)


def _task(arn: str, cluster: str) -> Mapping[str, Any]:
    """Return the request that runs a task definition."""
    subnets = _STAND_INS["SubnetIds"].split(",")
    return {
        "cluster": cluster,
        "taskDefinition": arn,
        "launchType": "FARGATE",
        "networkConfiguration": {"awsvpcConfiguration": {"subnets": subnets}},
    }


def _run(ecs: Any, family: str, request: Mapping[str, Any]) -> Result:
    """Run the task of a job, which no service keeps running."""
    answer = ecs.run_task(**request)
    return Result(
        group=GROUP,
        tried=f"ecs:RunTask {family} by root",
        expected="RUNNING",
        seen=", ".join(task["lastStatus"] for task in answer["tasks"]) or json.dumps(answer),
    )


def _physical_ids(session: RehearsalSession) -> dict[str, list[str]]:
    """Return the physical IDs of what the services' stack has, by type."""
    stack = StackClient(name=SERVICES_STACK, client=session.client("cloudformation"))
    found: dict[str, list[str]] = {}
    for row in stack.listed():
        found.setdefault(row["ResourceType"], []).append(row["PhysicalResourceId"])
    return found


def _not_done(resolved: ResolvedTemplate) -> Iterator[NotTried]:
    """Yield what the emulator does not do with the resources of the template, by their names."""
    for kind, (action, reason) in _NOT_DONE.items():
        for name, row in resolved.template["Resources"].items():
            if row["Type"] == kind:
                yield NotTried(
                    role=name, sid=kind.rpartition("::")[2], action=action, reason=reason
                )
    for name, row in resolved.of_type(SERVICE).items():
        if "ServiceConnectConfiguration" in row["Properties"]:
            reason = "the emulator's CloudFormation passes no ServiceConnectConfiguration on"
            yield NotTried(role=name, sid="Service", action="Service Connect", reason=reason)
        if "EnableExecuteCommand" in row["Properties"]:
            reason = "the emulator runs no container to open a shell in"
            yield NotTried(role=name, sid="Service", action="ECS Exec", reason=reason)
    for name, row in resolved.of_type(TASK_DEFINITION).items():
        for container in row["Properties"]["ContainerDefinitions"]:
            does = ["pulling its image"]
            does += [words for key, words in _IN_CONTAINERS.items() if key in container]
            does.append("writing its logs")
            yield NotTried(
                role=name,
                sid=container["Name"],
                action=", ".join(does),
                reason="the emulator runs tasks without containers; preflight judges these calls",
            )
