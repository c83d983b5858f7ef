"""Tasks of AWS Batch and ECS Express Mode, read as task definitions with their own places."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.read import task_definitions_of

IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1"
ROLES = "ExecutionRoleArn: e, {}: t"
JOB = "AWS::Batch::JobDefinition"
EXPRESS = "AWS::ECS::ExpressGatewayService"
CONTAINER = f"Image: {IMAGE}, Secrets: [{{Name: A, ValueFrom: s}}]"
TASK = f"{{{ROLES.format('TaskRoleArn')}, Containers: [{{Name: a, {CONTAINER}}}]}}"
PLAIN_JOB = f"{{{ROLES.format('JobRoleArn')}, {CONTAINER}}}"


def document(kind: str, properties: str) -> Document:
    return parse(f"Resources:\n  Own:\n    Type: {kind}\n    Properties: {{{properties}}}\n", "t")


def read(kind: str, properties: str) -> TaskDefinition:
    (found,) = task_definitions_of(document(kind, properties), Environment())
    return found


def log_of(found: TaskDefinition) -> dict[str, str]:
    (container,) = found.containers
    assert container.log is not None
    return {key: covered(field.value) for key, field in container.log.options.items()}


@pytest.mark.parametrize(
    ("kind", "properties", "secret"),
    [
        pytest.param(
            EXPRESS,
            f"{ROLES.format('TaskRoleArn')}, PrimaryContainer: {{{CONTAINER}}}",
            ("PrimaryContainer", "Secrets", 0, "ValueFrom"),
            id="Express Mode",
        ),
        pytest.param(
            JOB,
            f"ContainerProperties: {PLAIN_JOB}",
            ("ContainerProperties", "Secrets", 0, "ValueFrom"),
            id="a job",
        ),
        pytest.param(
            JOB,
            f"EcsProperties: {{TaskProperties: [{TASK}]}}",
            ("EcsProperties", "TaskProperties", 0, "Containers", 0, "Secrets", 0, "ValueFrom"),
            id="a job with several containers",
        ),
        pytest.param(
            JOB,
            f"NodeProperties: {{NodeRangeProperties: [{{Container: {PLAIN_JOB}}}]}}",
            (
                *("NodeProperties", "NodeRangeProperties", 0, "Container"),
                *("Secrets", 0, "ValueFrom"),
            ),
            id="a job on several nodes",
        ),
    ],
)
def test_a_task_has_its_roles_image_and_secrets(kind: str, properties: str, secret: Any) -> None:
    found = read(kind, properties)
    assert found.execution_role is not None
    assert found.task_role is not None
    (value,) = found.fields("containerDefinitions[].secrets[].valueFrom")
    (image,) = found.fields("containerDefinitions[].image")
    assert (found.execution_role.value, found.task_role.value) == ("e", "t")
    assert (image.value, value.value) == (IMAGE, "s")
    assert value.path == ("Resources", "Own", "Properties", *secret)


def test_the_task_role_of_a_job_is_where_the_job_names_it() -> None:
    found = read(JOB, f"ContainerProperties: {PLAIN_JOB}")
    assert found.task_role is not None
    assert found.task_role.path[-2:] == ("ContainerProperties", "JobRoleArn")


@pytest.mark.parametrize(
    ("kind", "properties", "expected"),
    [
        pytest.param(JOB, f"ContainerProperties: {{Image: {IMAGE}}}", ("EC2",), id="a job"),
        pytest.param(
            JOB,
            f"PlatformCapabilities: [FARGATE], ContainerProperties: {{Image: {IMAGE}}}",
            ("FARGATE",),
            id="a job on Fargate",
        ),
        pytest.param(
            EXPRESS, f"PrimaryContainer: {{Image: {IMAGE}}}", ("FARGATE",), id="Express Mode"
        ),
    ],
)
def test_where_a_task_runs(kind: str, properties: str, expected: tuple[str, ...]) -> None:
    assert read(kind, properties).compatibilities == expected


@pytest.mark.parametrize(
    ("kind", "properties", "group", "prefix"),
    [
        pytest.param(
            JOB, f"ContainerProperties: {{Image: {IMAGE}}}", "/aws/batch/job", "*", id="a job"
        ),
        pytest.param(
            JOB,
            "ContainerProperties: {LogConfiguration: {LogDriver: awslogs, Options: "
            "{awslogs-group: /own}}}",
            *("/own", "*"),
            id="a log group that the job names",
        ),
        pytest.param(
            EXPRESS, f"PrimaryContainer: {{Image: {IMAGE}}}", "*", "*", id="what ECS creates"
        ),
        pytest.param(
            EXPRESS,
            "PrimaryContainer: {AwsLogsConfiguration: {LogGroup: /own, LogStreamPrefix: web}}",
            *("/own", "web"),
            id="what the service names",
        ),
    ],
)
def test_where_a_container_writes_its_log(
    kind: str, properties: str, group: str, prefix: str
) -> None:
    options = log_of(read(kind, properties))
    assert (options["awslogs-group"], options["awslogs-stream-prefix"]) == (group, prefix)


def test_a_log_group_of_express_mode_is_where_the_service_names_it() -> None:
    found = read(EXPRESS, "PrimaryContainer: {AwsLogsConfiguration: {LogGroup: /own}}")
    (container,) = found.containers
    assert container.log is not None
    assert container.log.options["awslogs-group"].path[-2:] == ("AwsLogsConfiguration", "LogGroup")


def test_another_log_driver_of_a_job_is_its_own() -> None:
    (container,) = read(
        JOB, "ContainerProperties: {LogConfiguration: {LogDriver: syslog}}"
    ).containers
    assert container.log is not None
    assert (container.log.driver.value, container.log.options) == ("syslog", {})


def test_a_task_of_which_nothing_is_known_can_pull_anything() -> None:
    text = "ContainerProperties: {'Fn::ImportValue': shared}"
    (image,) = read(JOB, text).fields("containerDefinitions[].image")
    assert isinstance(image.value, Unknown)


def test_a_job_of_kubernetes_is_no_task() -> None:
    with pytest.raises(TemplateError, match="has no resource of type"):
        task_definitions_of(document(JOB, "EksProperties: {PodProperties: {}}"), Environment())


@pytest.mark.parametrize(
    ("kind", "properties", "place"),
    [
        (EXPRESS, "PrimaryContainer: {Image: [1]}", "PrimaryContainer.Image"),
        (EXPRESS, "PrimaryContainer: [1]", "PrimaryContainer[0]"),
        (JOB, "ContainerProperties: 5", "ContainerProperties"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(kind: str, properties: str, place: str) -> None:
    with pytest.raises(TemplateError) as caught:
        task_definitions_of(document(kind, properties), Environment())
    (problem,) = caught.value.problems
    assert f"Resources.Own.Properties.{place}: " in str(problem)
