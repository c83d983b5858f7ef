"""The calls of each fixture, as golden text: ``UPDATE_GOLDEN=1 pytest tests/service_roles``."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.grants import grant_names
from influmojo_cfn.iam.service_authorization import action
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.service_roles.ecs.call_table import ROWS
from influmojo_cfn.service_roles.ecs.calls import Call, Calls, calls_of
from influmojo_cfn.service_roles.ecs.error_messages import ERRORS
from influmojo_cfn.service_roles.ecs.key_calls import KEY_CALLS
from influmojo_cfn.service_roles.field_readers import READERS
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.task_definition.shape import shapes
from tests.golden import golden_sections
from tests.nonempty import nonempty

FIXTURES = Path(__file__).parent.parent.parent / "task_definition" / "fixtures"
GOLDEN = Path(__file__).parent / "calls.txt"
HOME = Home(partition="aws", account="111122223333", region="ap-south-1")
ENVIRONMENT = Environment(account=HOME.account, region=HOME.region)


def line(call: Call) -> str:
    text = f"{call.role:9} {call.action} {covered(call.resource)}"
    for key, value in call.context.items():
        text += f" {key}={covered(value)}"
    if call.only_if:
        text += f" (only if {call.only_if})"
    if isinstance(call.resource, Unknown):
        text += f" (unknown: {call.resource.reason})"
    if covered(call.at_home) != covered(call.resource):
        text += f" (at home: {covered(call.at_home)})"
    return f"{text} [{'.'.join(map(str, call.field.path))}]"


def calls_in(path: Path) -> list[str]:
    lines = []
    for definition in task_definitions_of(read_document(path), ENVIRONMENT):
        home = home_of(definition, account=None, region=None, otherwise=HOME)
        found = calls_of(definition, home)
        assert not found.mistakes
        lines += [line(call) for call in found.calls]
    return lines


def test_the_golden_calls_are_of_the_fixtures() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        found = {path.stem: calls_in(path) for path in FIXTURES.glob("*.*")}
        texts = ["\n".join([f"== {name}", *lines]) for name, lines in sorted(found.items())]
        GOLDEN.write_text("\n".join([*texts, ""]), "utf-8")
    assert list(golden_sections(GOLDEN)) == sorted(path.stem for path in FIXTURES.glob("*.*"))


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.*")), ids=lambda path: path.stem)
def test_the_calls_of_a_real_task_definition(path: Path) -> None:
    assert calls_in(path) == golden_sections(GOLDEN)[path.stem]


def calls_for(container: dict[str, Any], **more: Any) -> Calls:
    data = {"family": "f", "containerDefinitions": [{"name": "app", **container}], **more}
    (definition,) = task_definitions_of(parse(json.dumps(data), "task.json"), ENVIRONMENT)
    return calls_of(definition, HOME)


MISTAKES = [
    (
        {"image": "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/web"},
        "is of partition aws-cn, the tasks run in aws (ap-south-1)",
    ),
    (
        {"secrets": [{"name": "A", "valueFrom": "arn:aws-us-gov:ssm:us-gov-west-1:1:parameter/a"}]},
        "no role reaches from one to the other",
    ),
    (
        {"environmentFiles": [{"type": "s3", "value": "arn:aws-cn:s3:::bucket/a.env"}]},
        "is of partition aws-cn",
    ),
    ({"secrets": [{"name": "A", "valueFrom": "arn:aws:s3:::bucket/key"}]}, "neither a Parameter"),
    (
        {
            "secrets": [
                {"name": "A", "valueFrom": "arn:aws:ssm:ap-south-1:111122223333:parameter//a"}
            ]
        },
        "one slash",
    ),
    (
        {"secrets": [{"name": "A", "valueFrom": "arn:aws:ssm:ap-south-1:111122223333:document/a"}]},
        "one slash",
    ),
    (
        {
            "secrets": [
                {
                    "name": "A",
                    "valueFrom": "arn:aws:secretsmanager:ap-south-1:111122223333:secret:a-AbCdEf"
                    ":key:stage:version:more",
                }
            ]
        },
        "alone or with all of",
    ),
    ({"environmentFiles": [{"type": "s3", "value": "s3://bucket/a.env"}]}, "not the ARN of an S3"),
    (
        {"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::bucket"}]},
        "not the ARN of an S3",
    ),
    ({"logConfiguration": {"logDriver": "awslogs"}}, "'awslogs-group' is missing"),
    (
        {"logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": ""}}},
        "is missing",
    ),
    ({"credentialSpecs": ["credentialspec:webapp.json"]}, "credentialspecdomainless"),
    (
        {"repositoryCredentials": {"credentialsParameter": "arn:aws:ssm:us-east-1:1:parameter/a"}},
        "not a Secrets Manager secret",
    ),
]


@pytest.mark.parametrize(("container", "message"), MISTAKES, ids=lambda value: str(value)[:40])
def test_what_no_role_can_mend_is_a_mistake(container: dict[str, Any], message: str) -> None:
    (mistake,) = calls_for(container).mistakes
    assert message in mistake.message
    assert mistake.field.path[:3] == ("containerDefinitions", 0, next(iter(container)))


def test_a_log_of_a_fargate_task_without_a_region_is_a_mistake() -> None:
    log = {"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": ""}}
    found = calls_for({"logConfiguration": log}, requiresCompatibilities=["FARGATE"])
    assert ["'awslogs-region' is missing" in each.message for each in found.mistakes] == [True]


OF_A_TEMPLATE = """
Resources:
  Cluster:
    Type: AWS::ECS::Cluster
    Properties:
      Configuration:
        ExecuteCommandConfiguration:
          Logging: OVERRIDE
          KmsKeyId: 1234abcd-12ab-34cd-56ef-1234567890ab
          LogConfiguration:
            {CloudWatchLogGroupName: sessions, S3BucketName: sessions, S3KeyPrefix: web/}
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Cluster, EnableExecuteCommand: true, TaskDefinition: !Ref Task}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: web
      Volumes: [{Name: files, EFSVolumeConfiguration: !ImportValue files}]
      ContainerDefinitions:
        - Name: web
          Image: web
          Secrets: [{Name: A, ValueFrom: !ImportValue secret}]
          CredentialSpecs: [!ImportValue spec]
        - {Name: mesh, Image: "public.ecr.aws/appmesh/aws-appmesh-envoy:v1"}
"""
_SECRET = "(unknown: the export secret is of another stack)"
_SPEC = "(unknown: the export spec is of another stack)"
_PLACES = {
    "(at home: ssm)": "(at home: arn:aws:ssm:ap-south-1:111122223333:parameter/*)",
    "(at home: secret)": "(at home: arn:aws:secretsmanager:ap-south-1:111122223333:secret:*)",
    "[web]": "[Resources.Task.Properties.ContainerDefinitions.0.",
    "[cluster]": "[Resources.Cluster.Properties.Configuration]",
    "STREAM": "log-group:sessions:log-stream:ecs-execute-command-0123456789abcdef0123456789abcdef",
}
CALLS_OF_A_TEMPLATE = f"""
execution ssm:GetParameters arn:aws:ssm:*:*:parameter/* (only if it names a Parameter Store \
parameter) {_SECRET} (at home: ssm) [web]Secrets.0.ValueFrom]
execution secretsmanager:GetSecretValue arn:aws:secretsmanager:*:*:secret:* secretsmanager:\
SecretId=arn:aws:secretsmanager:*:*:secret:* (only if it names a Secrets Manager secret) \
{_SECRET} (at home: secret) [web]Secrets.0.ValueFrom]
execution ssm:GetParameters arn:aws:ssm:*:*:parameter/* (only if it names a credential spec in \
Parameter Store) {_SPEC} (at home: ssm) [web]CredentialSpecs.0]
execution s3:GetObject arn:aws:s3:::* (only if it names a credential spec in S3) {_SPEC} \
[web]CredentialSpecs.0]
execution s3:GetBucketLocation arn:aws:s3:::* (only if it names a credential spec in S3) {_SPEC} \
[web]CredentialSpecs.0]
task      appmesh:StreamAggregatedResources arn:*:appmesh:*:*:mesh/* (unknown: no \
APPMESH_RESOURCE_ARN is given) (at home: arn:aws:appmesh:ap-south-1:111122223333:mesh/*) \
[Resources.Task.Properties.ContainerDefinitions.1.Image]
task      elasticfilesystem:ClientMount arn:aws:elasticfilesystem:ap-south-1:111122223333:\
file-system/* elasticfilesystem:AccessedViaMountTarget=true (only if it is mounted with IAM \
authorization) (unknown: the export files is of another stack) \
[Resources.Task.Properties.Volumes.0.EFSVolumeConfiguration]
task      ssmmessages:CreateControlChannel * []
task      ssmmessages:CreateDataChannel * []
task      ssmmessages:OpenControlChannel * []
task      ssmmessages:OpenDataChannel * []
task      logs:DescribeLogGroups * [cluster]
task      logs:CreateLogStream arn:aws:logs:ap-south-1:111122223333:STREAM [cluster]
task      logs:DescribeLogStreams arn:aws:logs:ap-south-1:111122223333:STREAM [cluster]
task      logs:PutLogEvents arn:aws:logs:ap-south-1:111122223333:STREAM [cluster]
task      s3:PutObject arn:aws:s3:::sessions/web/0123456789abcdef0123456789abcdef [cluster]
task      s3:GetBucketLocation arn:aws:s3:::sessions [cluster]
task      s3:GetEncryptionConfiguration arn:aws:s3:::sessions [cluster]
task      kms:Decrypt arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab \
[cluster]
"""


def test_the_calls_of_a_template_with_sessions_and_imported_values() -> None:
    (definition,) = task_definitions_of(parse(OF_A_TEMPLATE), ENVIRONMENT)
    expected = CALLS_OF_A_TEMPLATE
    for short, text in _PLACES.items():
        expected = expected.replace(short, text)
    assert [line(call) for call in calls_of(definition, HOME).calls] == expected.split("\n")[1:-1]


def test_what_sessions_write_depends_on_whether_they_are_on() -> None:
    text = OF_A_TEMPLATE.replace("EnableExecuteCommand: true", "EnableExecuteCommand: !Ref On")
    (definition,) = task_definitions_of(parse(text), ENVIRONMENT)
    found = [call for call in calls_of(definition, HOME).calls if "Cluster" in call.field.path]
    assert len(found) == 8
    assert all(call.only_if for call in found)


PROXY = """
  Connected:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      ServiceConnectConfiguration:
        Enabled: true
        LogConfiguration:
          LogDriver: splunk
          SecretOptions: [{Name: splunk-token, ValueFrom: /web/token}]
"""


def test_the_proxy_of_service_connect_reads_its_logs_secrets() -> None:
    (definition,) = task_definitions_of(parse(f"{OF_A_TEMPLATE.rstrip()}{PROXY}"), ENVIRONMENT)
    found = [call for call in calls_of(definition, HOME).calls if "Connected" in call.field.path]
    parameter = "arn:aws:ssm:ap-south-1:111122223333:parameter/web/token"
    assert found[0].resource == parameter
    assert [call.action for call in found] == ["ssm:GetParameters", "kms:Decrypt"]


def test_an_image_with_credentials_of_its_registry_is_not_in_amazon_ecr() -> None:
    secret = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:registry-AbCdEf"
    own = {"repositoryCredentials": {"credentialsParameter": secret}}
    services = [
        {call.action.partition(":")[0] for call in calls_for({"image": "${IMAGE}", **more}).calls}
        for more in ({}, own)
    ]
    assert ["ecr" in each for each in services] == [True, False]


PLACE = ("Resources", "Task", "Properties", "ContainerDefinitions")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"family": "f", "containerDefinitions": []}, ("containerDefinitions",)),
        ({"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {}}}}, PLACE),
    ],
    ids=["a file", "a template"],
)
def test_a_task_definition_without_a_container_is_a_mistake(
    data: dict[str, Any], path: tuple[str, ...]
) -> None:
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    (mistake,) = calls_of(definition, HOME).mistakes
    assert mistake.field.path == path
    assert mistake.message.startswith("contains no container")


@pytest.mark.parametrize(
    "container",
    [
        {"secrets": [{"name": "A", "valueFrom": "shop/{stage}/url"}]},
        {"image": "a/b", "repositoryCredentials": {"credentialsParameter": "shop/{stage}"}},
    ],
)
def test_braces_in_a_name_are_part_of_the_name(container: dict[str, Any]) -> None:
    assert "shop/{stage}" in covered(calls_for(container).calls[0].resource)


def test_the_same_call_of_two_containers_is_made_once() -> None:
    image = "111122223333.dkr.ecr.ap-south-1.amazonaws.com/app:1"
    data = {
        "family": "f",
        "containerDefinitions": [{"name": "a", "image": image}, {"name": "b", "image": image}],
    }
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    assert len(calls_of(definition, HOME).calls) == 4


def test_a_customer_key_makes_the_decryption_certain() -> None:
    key = "arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    data = {
        "family": "f",
        "containerDefinitions": [{"name": "a", "secrets": [{"name": "A", "valueFrom": "/a"}]}],
    }
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    calls = calls_of(definition, HOME, key=key).calls
    assert [call.resource for call in calls if call.action == "kms:Decrypt"] == [key]


def test_every_action_of_the_table_exists() -> None:
    unknown = [name for row in ROWS for name in row.actions if action(name) is None]
    assert not unknown


def test_every_row_says_what_people_see_and_where_aws_says_so() -> None:
    assert all(row.error in ERRORS and row.page.startswith("https://docs.aws") for row in ROWS)


def test_every_row_is_caused_by_some_fixture() -> None:
    caused = {
        call.row.name
        for path in (*FIXTURES.glob("*.*"), FIXTURES / "cases" / "fluent-bit-init-task.json")
        for definition in task_definitions_of(read_document(path), ENVIRONMENT)
        for call in calls_of(
            definition, home_of(definition, account=None, region=None, otherwise=HOME)
        ).calls
    }
    of_templates = {row.name for row in KEY_CALLS}  # test_ecs_key_calls.py
    assert {row.name for row in ROWS} - caused == {"execution role", "task role", *of_templates}


def test_every_grant_of_the_table_is_in_the_catalog() -> None:
    assert {row.grant for row in ROWS} <= {*grant_names(), "", None}


def test_every_value_of_a_field_has_its_reader_and_a_field_of_the_api() -> None:
    for row in nonempty(ROWS):
        for cause in nonempty(row.causes):
            assert not cause.value or cause.value in READERS
            assert not cause.value or is_field(cause.field), cause.field


def is_field(name: str) -> bool:
    shape = shapes()["TaskDefinition"]
    for part in name.replace("[]", ".[]").split("."):
        inner = shape["of"] if part == "[]" else shape["members"].get(part)
        if inner is None:
            return False
        shape = shapes()[inner]
    return True


@pytest.mark.parametrize(
    ("value", "actions"),
    [
        ("arn:aws:s3:::b/c.conf", {"s3:GetObject", "s3:GetBucketLocation"}),
        ("${FILE}", {"s3:GetObject", "s3:GetBucketLocation"}),
        ("/extra.conf", set()),
    ],
)
def test_a_log_router_reads_s3_only_if_its_type_to_come_is_s3(
    value: str, actions: set[str]
) -> None:
    options = {"config-file-type": "${TYPE}", "config-file-value": value}
    found = calls_for(
        {"image": "nginx", "firelensConfiguration": {"type": "fluentbit", "options": options}}
    )
    made = [call for call in found.calls if call.only_if == "config-file-type is s3"]
    assert {call.action for call in made} == actions
    assert not found.mistakes
