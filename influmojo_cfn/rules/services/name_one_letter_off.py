"""W9732: ARNs whose name is a letter or two away from that of a resource of the template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.data.resource_identifiers import IDENTIFIERS
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule

NAMED: Mapping[str, tuple[str, str]] = {
    "AWS::Batch::JobDefinition": ("batch", "job-definition/"),
    "AWS::Batch::JobQueue": ("batch", "job-queue/"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "alarm:"),
    "AWS::CodeBuild::Project": ("codebuild", "project/"),
    "AWS::CodeDeploy::Application": ("codedeploy", "application:"),
    "AWS::CodeDeploy::DeploymentGroup": ("codedeploy", "deploymentgroup:"),
    "AWS::CodePipeline::Pipeline": ("codepipeline", ""),
    "AWS::DynamoDB::GlobalTable": ("dynamodb", "table/"),
    "AWS::DynamoDB::Table": ("dynamodb", "table/"),
    "AWS::ECR::Repository": ("ecr", "repository/"),
    "AWS::ECS::Cluster": ("ecs", "cluster/"),
    "AWS::ECS::Service": ("ecs", "service/"),
    "AWS::ECS::TaskDefinition": ("ecs", "task-definition/"),
    "AWS::Events::EventBus": ("events", "event-bus/"),
    "AWS::Events::Rule": ("events", "rule/"),
    "AWS::Glue::Job": ("glue", "job/"),
    "AWS::IAM::InstanceProfile": ("iam", "instance-profile/"),
    "AWS::IAM::ManagedPolicy": ("iam", "policy/"),
    "AWS::IAM::Role": ("iam", "role/"),
    "AWS::Kinesis::Stream": ("kinesis", "stream/"),
    "AWS::KinesisFirehose::DeliveryStream": ("firehose", "deliverystream/"),
    "AWS::Lambda::Function": ("lambda", "function:"),
    "AWS::Logs::LogGroup": ("logs", "log-group:"),
    "AWS::S3::Bucket": ("s3", ""),
    "AWS::SNS::Topic": ("sns", ""),
    "AWS::SQS::Queue": ("sqs", ""),
    "AWS::SSM::Parameter": ("ssm", "parameter/"),
    "AWS::Scheduler::ScheduleGroup": ("scheduler", "schedule-group/"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "secret:"),
    "AWS::Serverless::Function": ("lambda", "function:"),
    "AWS::Serverless::StateMachine": ("states", "stateMachine:"),
    "AWS::StepFunctions::StateMachine": ("states", "stateMachine:"),
}
"""By resource type, the service of its ARN and what stands before the name.

https://docs.aws.amazon.com/service-authorization/latest/reference/ (read 2026-11-27)
"""

_FIFO = ".fifo"
"""What the name of every FIFO queue and topic ends in.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/fifo-queue-message-identifiers.html
(read 2026-11-28)
"""

SHORTEST = 5
"""Characters that a name has at least: those of shorter ones differ in so few by intention."""


@rule(
    id="W9732",
    shortdesc="The name is a letter or two off one of the template",
    description="The template has a resource of that type whose name differs in a letter or two.",
    why="The statement names a resource that probably does not exist: the calls are denied.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
    tags=("iam", "services", "resources"),
    follows="E",
)
def name_one_letter_off(model: Model) -> Findings:
    known = _names(model)
    for value in _values(model) if known else ():
        arn = read_arn(value.text)
        if arn is None or has_wildcard(arn.service):
            continue
        for before, names in known.get(arn.service, {}).items():
            if not arn.resource.startswith(before):
                continue
            name = _name_in(arn.service, arn.resource.removeprefix(before))
            if name in names or not _is_said(name) or has_wildcard(name):
                continue
            if arn.resource.endswith("*") and any(each.startswith(name) for each in names):
                continue
            near = next(
                (each for each in names if _is_nearly(name, each) or each == name + _FIFO), None
            )
            if near is not None:
                shown = (model.resolver.show(name), model.resolver.show(near))
                yield value.path, f"{shown[0]!r} is not in the template; did you mean {shown[1]!r}?"


def _is_said(name: str) -> bool:
    """Return whether the template says a name but for account, Region and partition."""
    return not t.has_unknown(name.translate(t.PLAUSIBLE))


def _is_nearly(one: str, other: str) -> bool:
    """Return whether two names differ in a letter or two of what the template itself writes."""
    mine, theirs = t.UNKNOWN.findall(one), t.UNKNOWN.findall(other)
    return mine == theirs and is_near(one, other)


def _names(model: Model) -> dict[str, dict[str, dict[str, None]]]:
    """Return the known names by service and what stands before them in an ARN."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for kind, (service, before) in NAMED.items():
        for logical_id in model.resolver.resources_of(kind):
            given = model.resolver.properties(logical_id).get(IDENTIFIERS[kind]["name"])
            name = model.resolver.text(given) if given is not None else ""
            if name and _is_said(name):
                own = name.lstrip("/") if service == "ssm" else name
                found.setdefault(service, {}).setdefault(before, {})[own] = None
    return found


def _name_in(service: str, rest: str) -> str:
    """Return the name in what stands behind the type of an ARN's resource."""
    if service in ("dynamodb", "s3"):
        return rest.partition("/")[0]
    if service in ("codedeploy", "ecs", "iam"):  # APPLICATION/GROUP, CLUSTER/SERVICE, PATH/NAME
        return rest.rpartition("/")[2].partition(":")[0]
    if service == "secretsmanager":
        return re.sub(r"-(\?{6}|\*|[A-Za-z0-9]{6})$", "", rest).removesuffix("*")
    return rest.partition(":")[0]


def is_near(one: str, other: str) -> bool:
    """Return whether two names differ in a letter or two, and not in numbers alone."""
    if min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > 2:
        return False
    start = shared_start(one, other)
    end = shared_start(one[start:][::-1], other[start:][::-1])
    mine, theirs = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(mine), len(theirs)) > 2 or re.search(r"\d", mine + theirs):
        return False
    if len(mine) == 2 and len(theirs) == 2:
        return mine == theirs[::-1]
    return not any(set(each) & set("/-_.") for each in (mine, theirs) if len(each) > 1)


def shared_start(one: str, other: str) -> int:
    """Count the characters that two texts have in common at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _values(model: Model) -> Iterator[Value]:
    for entity in model.entities.values():
        yield from entity.managed_arns
        boundary = entity.properties.get("PermissionsBoundary", [])
        yield from model.resolver.values(
            boundary, (*entity.path, "Properties", "PermissionsBoundary")
        )
    for statement in model.statements:
        yield from statement.resources
        for condition in statement.conditions:
            if condition.family in ("ARN", "String"):
                yield from condition.values
