"""What decides in addition to the task's own roles whether tasks start."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from influmojo_cfn.data.docker_official_images import OFFICIAL_IMAGES
from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.service_roles.ecs.calls import Call, Calls
from influmojo_cfn.service_roles.ecs.log_calls import unread_output
from influmojo_cfn.service_roles.ecs.sidecars import unread_sidecar
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.aws_registries import aws_registry
from influmojo_cfn.task_definition.image import docker_hub_name
from influmojo_cfn.task_definition.model import TaskDefinition


def notes_on(definition: TaskDefinition, calls: Calls, home: Home) -> Iterator[str]:
    """Yield what decides in addition to the task's own roles."""
    for call in calls.calls:
        arn = parse_arn(covered(call.resource))
        if arn and arn.account.isdigit() and arn.account != home.account:
            yield from _other_account(call, arn)
    yield from infrastructure_work(definition)
    for applies, note in _NOTES:
        if applies(definition, calls):
            yield note


_MADE = "(infrastructure: [{}] in the app file makes it)"


def infrastructure_work(definition: TaskDefinition) -> Iterator[str]:
    """Yield what the infrastructure role of a service does, which is not a role of the task."""
    if definition.has_ebs_volume is not False:
        what = (
            "an EBS volume"
            if definition.has_ebs_volume
            else "a volume to come, if it is one of EBS,"
        )
        yield f"{what} is attached by the service's infrastructure role {_MADE.format('volumes')}"
    if definition.service_connect_tls:
        yield (
            "certificates of Service Connect are got by the service's infrastructure role "
            + _MADE.format("service_connect_tls")
        )


def unknown_containers(definition: TaskDefinition) -> Iterator[str]:
    """Yield why whole containers are not known."""
    for row in definition.data.get("containerDefinitions") or ():
        # Of a container that is wholly unknown the name represents all of it.
        name = row.get("name")
        if isinstance(name, Unknown) and name == row.get("image"):
            yield name.reason


_BUILT_IN = frozenset(
    f"/fluent-bit/configs/{name}.conf" for name in ("minimize-log-loss", "parse-json")
)
"""Configurations in AWS's image, which write nowhere.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html
"""


def unknown_images(definition: TaskDefinition) -> Iterator[str]:
    """Yield what to say of images that no registry is known to have: names for one to come."""
    for container in definition.containers:
        for image in definition.fields("image", container.path):
            name = docker_hub_name(covered(image.value))
            if name and "/" not in name and name not in OFFICIAL_IMAGES and name.isascii():
                yield (
                    f"image {covered(image.value)!r} names no registry, and Docker Hub has no "
                    "official image of that name: --image CONTAINER=URI gives the one that is "
                    "meant, and what it needs"
                )


def unread_routes(definition: TaskDefinition) -> Iterator[str]:
    """Yield which configurations of log routers are not read, which can write to AWS."""
    for container in definition.containers:
        file = (container.firelens or {}).get("config-file-value")
        if file and file.value not in _BUILT_IN:
            text = file.value
            shown = f"configuration ({text.reason})" if isinstance(text, Unknown) else text
            yield (
                f"{shown} of the log router {covered(container.name)!r} is not read: "
                "where it writes to AWS, the task role needs that too"
            )
        output = unread_output(container.log) if container.log else ""
        images = definition.fields("image", container.path)
        others = [unread_sidecar(covered(image.value), container) for image in images]
        for words in filter(None, (f"has a log router that {output}" if output else "", *others)):
            yield (f"{container.title} {words}: where that calls AWS, the task role needs that too")


def _other_account(call: Call, arn: Arn) -> Iterator[str]:
    """Yield what the account of a resource has to do, where that is not AWS's own."""
    registry = aws_registry(arn.account) if arn.service == "ecr" else None
    if registry:
        yield (
            f"account {arn.account} is AWS's own registry of {registry.holds}, from which every "
            f"account can pull ({registry.source})"
        )
        return
    other = _OTHER_ACCOUNT.get(arn.service, "must allow it in a resource policy")
    yield f"account {arn.account} {other}"
    if call.row.name == "image cache":
        yield (
            f"account {arn.account} must also allow ecr:CreateRepository and "
            "ecr:BatchImportUpstreamImage in its registry policy, and have a repository creation "
            "template for the cache's prefix, whose repository policy lets this account pull"
        )


def _logs_on_ec2(definition: TaskDefinition, calls: Calls) -> bool:
    return definition.runs_on_ec2 and any(call.row.name == "log stream" for call in calls.calls)


def _logs_on_external(definition: TaskDefinition, calls: Calls) -> bool:
    return definition.runs_on_external and any(call.row.error == "log" for call in calls.calls)


def _pulls_on_external(definition: TaskDefinition, calls: Calls) -> bool:
    return definition.runs_on_external and any(call.row.error == "image" for call in calls.calls)


def _routes_from_s3_on_fargate(definition: TaskDefinition, calls: Calls) -> bool:
    rows = {call.row.name for call in calls.calls}
    return "FARGATE" in definition.compatibilities and "log router configuration" in rows


def _pulls_on_fargate(definition: TaskDefinition, calls: Calls) -> bool:
    return "FARGATE" in definition.compatibilities and any(
        call.row.name == "registry token" for call in calls.calls
    )


_NOTES: tuple[tuple[Callable[[TaskDefinition, Calls], bool], str], ...] = (
    (
        _logs_on_ec2,
        "on EC2 the awslogs driver uses the container instance's role, unless the agent has "
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
    ),
    (
        _logs_on_external,
        "on external instances the awslogs driver uses the execution role, which has to be named "
        "(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/iam-role-ecsanywhere.html)",
    ),
    (
        _pulls_on_external,
        "on external instances the instance's role (ecsAnywhereRole) pulls images too, where it "
        "has those permissions",
    ),
    (
        _routes_from_s3_on_fargate,
        "on Fargate a log router takes its configuration from a file in the image only "
        "(config-file-type: file)",
    ),
    (
        _pulls_on_fargate,
        "an account with GuardDuty Runtime Monitoring has the execution role pull GuardDuty's "
        "agent too, from AWS's registry of the Region (repository/aws-guardduty-agent-fargate)",
    ),
)

_OTHER_ACCOUNT = {
    "ecr": "must allow the pull in the repository's policy",
    "secretsmanager": "must allow it in the secret's resource policy, and in the policy of its "
    "key, which has to be a customer managed one",
    "ssm": "must share the parameter (AWS RAM, advanced tier)",
    "kms": "must allow it in the key's policy",
}
