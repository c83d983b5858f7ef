"""Sidecars, known by their images, and what each calls with the task role."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.sidecars import (
    SIDECARS,
    sidecar_calls,
    sidecar_of,
    unread_sidecar,
)
from influmojo_cfn.service_roles.field_values import Home, Mistake, ReadingContext
from influmojo_cfn.task_definition.model import Container, Field

ASKED = ReadingContext(home=Home(partition="aws", account="111122223333", region="eu-west-1"))
ECR = "public.ecr.aws/"


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("amazon/aws-xray-daemon", "the X-Ray daemon"),
        ("111122223333.dkr.ecr.us-east-2.amazonaws.com/xray-daemon", "the X-Ray daemon"),
        ("otel/opentelemetry-collector-contrib:0.100.0", "an OpenTelemetry collector"),
        (f"{ECR}amazon-ssm-agent/amazon-ssm-agent:latest", "the SSM Agent"),
        (
            f"{ECR}aws-observability/aws-sigv4-proxy:1.8",
            "AWS's proxy that signs requests",
        ),
        ("aws-xray-daemon:3", "the X-Ray daemon"),
        (f"{ECR}xray/aws-xray-daemon:latest@sha256:abc", "the X-Ray daemon"),
        ("localhost:5000/aws-xray-daemon", "the X-Ray daemon"),
        (
            f"{ECR}aws-observability/aws-otel-collector",
            "the AWS Distro for OpenTelemetry collector",
        ),
        ("amazon/cloudwatch-agent", "the CloudWatch agent"),
        ("amazon-cloudwatch-agent:1", "the CloudWatch agent"),
        ("840364872350.dkr.ecr.us-west-2.amazonaws.com/aws-appmesh-envoy:v1", "App Mesh's Envoy"),
        (f"{ECR}aws-observability/aws-for-fluent-bit:init-latest", "AWS for Fluent Bit"),
        (f"{ECR}aws-observability/aws-for-fluent-bit:2-init", "AWS for Fluent Bit"),
        ("datadog/agent:7", "the Datadog agent, which calls nothing with the task role"),
    ],
)
def test_a_sidecar_is_known_by_its_image(image: str, name: str) -> None:
    found = sidecar_of(image)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "my-aws-xray-daemon",
        "aws-xray-daemon/x",
        "aws-for-fluent-bit:latest",
        "aws-for-fluent-bit",
        "aws-for-fluent-bit:initial",
        "datadog/agents",
        "",
    ],
)
def test_another_image_is_none(image: str) -> None:
    assert sidecar_of(image) is None


def calls(image: str, **environment: str) -> dict[str, dict[str, str]]:
    variables = {name: Field(value=value) for name, value in environment.items()}
    container = Container(name="a", path=(), environment=variables)
    found = list(sidecar_calls(Field(value=image), container, ASKED))
    rows = [each for each in found if not isinstance(each, Mistake)]
    return {row: {k: covered(v) for k, v in read.names.items()} for row, _, read in rows}


ENVOY = "aws-appmesh-envoy"
FLUENT_BIT = "aws-for-fluent-bit:init-latest"


@pytest.mark.parametrize(
    ("image", "environment", "rows"),
    [
        ("nginx", {}, []),
        ("datadog/agent", {}, []),
        ("aws-xray-daemon", {}, ["traces"]),
        ("aws-otel-collector", {}, ["agent logs", "traces"]),
        ("cloudwatch-agent", {}, ["agent logs", "agent metrics", "traces"]),
        ("public.ecr.aws/aws-appconfig/aws-appconfig-agent:2.x", {}, ["configuration"]),
        (ENVOY, {}, ["mesh"]),
        (ENVOY, {"ENABLE_ENVOY_XRAY_TRACING": "1"}, ["mesh", "traces"]),
        (ENVOY, {"ENABLE_ENVOY_XRAY_TRACING": "0"}, ["mesh"]),
        (FLUENT_BIT, {}, []),
        (FLUENT_BIT, {"other": "arn:aws:s3:::b/k"}, []),
        (
            FLUENT_BIT,
            {"aws_fluent_bit_init_S3_1": "arn:aws:s3:::b/k"},
            ["router configuration", "router configuration bucket"],
        ),
        (
            "mirror/router",
            {"aws_fluent_bit_init_s3_1": "arn:aws:s3:::b/k"},
            ["router configuration", "router configuration bucket"],
        ),
    ],
)
def test_a_sidecar_makes_its_calls(
    image: str, environment: dict[str, str], rows: list[str]
) -> None:
    assert sorted(calls(image, **environment)) == rows


ARN = "arn:aws:appmesh:eu-west-1:111122223333:mesh/m/virtualNode/n"


@pytest.mark.parametrize(
    ("environment", "resource"),
    [
        ({"APPMESH_RESOURCE_ARN": ARN}, ARN),
        ({"APPMESH_VIRTUAL_NODE_NAME": "mesh/m/virtualNode/n"}, ARN),
        ({"APPMESH_RESOURCE_ARN": ARN, "APPMESH_VIRTUAL_NODE_NAME": "mesh/x"}, ARN),
        ({}, "arn:*:appmesh:*:*:mesh/*"),
    ],
)
def test_envoy_reads_the_resource_that_its_environment_names(
    environment: dict[str, str], resource: str
) -> None:
    assert calls(ENVOY, **environment)["mesh"] == {"mesh_resource": resource}


FILES_NOT_READ = "reads configuration files that are not read here"


def test_what_the_configuration_decides_is_not_sure() -> None:
    container = Container(name="a", path=())
    found = sidecar_calls(Field(value="aws-otel-collector"), container, ASKED)
    assert all(each[2].only_if for each in found if not isinstance(each, Mistake))


def test_a_configuration_that_is_no_object_is_a_mistake() -> None:
    variables = {"aws_fluent_bit_init_s3_1": Field(value="arn:aws:s3:::b")}
    container = Container(name="a", path=(), environment=variables)
    (mistake,) = sidecar_calls(Field(value=FLUENT_BIT), container, ASKED)
    assert isinstance(mistake, Mistake)


def test_every_sidecar_has_its_page() -> None:
    assert [each.name for each in SIDECARS if not each.source.startswith("https://")] == []


def test_the_ssm_agent_registers_the_task_with_the_role_that_it_is_given() -> None:
    found = calls("amazon-ssm-agent", MANAGED_INSTANCE_ROLE_NAME="fis-instances")
    assert found == {
        "managed instance": {},
        "managed instance role": {"managed_instance_role": "fis-instances"},
    }
    assert calls("amazon-ssm-agent") == {}


def test_the_ssm_agent_may_register_the_task_where_a_variable_is_to_come() -> None:
    container = Container(name="a", path=(), other_variables=("A", Unknown("${B} is to come")))
    found = sidecar_calls(Field(value="amazon-ssm-agent"), container, ASKED)
    assert [each[0] for each in found if not isinstance(each, Mistake)] == [
        "managed instance",
        "managed instance role",
    ]


@pytest.mark.parametrize(
    ("image", "environment", "words"),
    [
        ("aws-sigv4-proxy", {}, "signs the requests that it is given with the task role"),
        ("otel/opentelemetry-collector", {}, "has a configuration that is not read"),
        ("otel/opentelemetry-collector", {"C": "exporters:\n  otlp: {}"}, ""),
        ("aws-otel-collector", {}, ""),
        ("nginx", {}, ""),
        (FLUENT_BIT, {}, ""),
        (FLUENT_BIT, {"aws_fluent_bit_init_s3_1": "arn:aws:s3:::b/a.conf"}, FILES_NOT_READ),
        (FLUENT_BIT, {"AWS_FLUENT_BIT_INIT_FILE_1": "/ecs/a.conf"}, FILES_NOT_READ),
        ("aws-xray-daemon", {"aws_fluent_bit_init_file_1": "/ecs/a.conf"}, ""),
        ("aws-for-fluent-bit:*", {"aws_fluent_bit_init_file_1": "/ecs/a.conf"}, FILES_NOT_READ),
        ("mirror/router", {"aws_fluent_bit_init_file_1": "/ecs/a.conf"}, FILES_NOT_READ),
    ],
)
def test_what_a_sidecar_may_call_is_said(
    image: str, environment: dict[str, str], words: str
) -> None:
    variables = {name: Field(value=value) for name, value in environment.items()}
    container = Container(name="a", path=(), environment=variables)
    assert unread_sidecar(image, container) == words


@pytest.mark.parametrize(
    ("image", "name", "words"),
    [
        (FLUENT_BIT, "aws_fluent_bit_init_s3_1", FILES_NOT_READ),
        ("mirror/router", "aws_fluent_bit_init_s3_1", FILES_NOT_READ),
        (FLUENT_BIT, Unknown("why"), "may read configuration files that are not known (why)"),
        ("aws-for-fluent-bit:*", Unknown("why"), "may read configuration files that are not"),
        ("mirror/router", Unknown("why"), ""),
        (FLUENT_BIT, "PASSWORD", ""),
    ],
)
def test_a_variable_whose_value_is_not_given_can_name_a_file(
    image: str, name: Text, words: str
) -> None:
    container = Container(name="a", path=(), other_variables=(name,))
    found = unread_sidecar(image, container)
    assert found.startswith(words)
    assert bool(found) == bool(words)
