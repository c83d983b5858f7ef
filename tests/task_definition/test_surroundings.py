"""What services, clusters, caches, secrets and parameters of a template add to a task."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.task_definition.model import ExecuteCommand
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.task_definition.surroundings import Surroundings, encrypted_of

SELF = {"Ref": "Task"}
KEY = "arn:aws:kms:us-east-1:111122223333:key/k"
SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-??????"


def around(**resources: Any) -> Surroundings:
    rows = {"Task": {"Type": "AWS::ECS::TaskDefinition"}, **resources}
    template = {"Resources": rows, "Parameters": {"P": {"Type": "String"}}}
    resolved = ResolvedTemplate(template, Environment(), missing_is_unknown=True)
    return Surroundings(resolved, "Task", Document(template, "t.yaml"))


def service(task: Any = SELF, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": task, **properties}}


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


@pytest.mark.parametrize(
    ("task", "value", "on"),
    [
        (SELF, True, True),
        (SELF, "true", True),
        (SELF, False, False),
        (SELF, {"Ref": "P"}, True),  # it may be
        ({"Fn::GetAtt": ["Task", "TaskDefinitionArn"]}, True, True),
        ({"Fn::GetAtt": "Task.TaskDefinitionArn"}, True, True),
        ({"Fn::Sub": "${Task}"}, True, True),
        ({"Fn::If": ["C", SELF, {"Ref": "AWS::NoValue"}]}, True, True),
        ({"Ref": "Other"}, True, False),
        ("f:1", True, False),
    ],
)
def test_exec_is_on_where_a_service_of_the_task_says_so(task: Any, value: Any, on: bool) -> None:
    found = around(S=service(task, EnableExecuteCommand=value)).execute_command()
    assert (found is not None) is on


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param([], (), id="no service"),
        pytest.param(["FARGATE", "FARGATE"], ("FARGATE",), id="all ask for one"),
        pytest.param(["FARGATE", "EC2"], (), id="services differ"),
        pytest.param(["FARGATE", None], (), id="one asks for none"),
        pytest.param([{"Ref": "P"}], (), id="a parameter"),
    ],
)
def test_a_launch_type_is_known_where_every_service_asks_for_it(
    asked: list[Any], expected: tuple[str, ...]
) -> None:
    rows = {
        f"S{index}": service(**({} if each is None else {"LaunchType": each}))
        for index, each in enumerate(asked)
    }
    assert around(**rows).launch_types() == expected


def strategy(*names: Any) -> list[Any]:
    return [{"CapacityProvider": name} for name in names]


DEFAULT = {"DefaultCapacityProviderStrategy": strategy("FARGATE_SPOT")}
IN_CLUSTER = service(Cluster={"Ref": "C"})


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            {"S": service(CapacityProviderStrategy=strategy("FARGATE", "FARGATE_SPOT"))},
            ("FARGATE",),
            id="capacity providers of Fargate",
        ),
        pytest.param(
            {"S": service(CapacityProviderStrategy=strategy("FARGATE", {"Ref": "P"}))},
            (),
            id="a capacity provider that is not known",
        ),
        pytest.param(
            {"S": service(CapacityProviderStrategy=strategy("own"))}, (), id="one of its own"
        ),
        pytest.param(
            {"S": IN_CLUSTER, "C": of("AWS::ECS::Cluster", **DEFAULT)},
            ("FARGATE",),
            id="the default of the cluster",
        ),
        pytest.param(
            {
                "S": IN_CLUSTER,
                "C": of("AWS::ECS::Cluster"),
                "A": of(
                    "AWS::ECS::ClusterCapacityProviderAssociations", Cluster={"Ref": "C"}, **DEFAULT
                ),
            },
            ("FARGATE",),
            id="the default that is associated with the cluster",
        ),
        pytest.param(
            {"S": service(), "C": of("AWS::ECS::Cluster", **DEFAULT)}, (), id="another cluster"
        ),
        pytest.param(
            {
                "S": service(Cluster={"Ref": "C"}, LaunchType="EC2"),
                "C": of("AWS::ECS::Cluster", **DEFAULT),
            },
            ("EC2",),
            id="a launch type in a cluster with a default",
        ),
    ],
)
def test_a_launch_type_is_known_by_the_capacity_providers(
    rows: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert around(**rows).launch_types() == expected


@pytest.mark.parametrize(
    ("key", "encrypted"),
    [
        pytest.param(KEY, ["Uploads"], id="a key"),
        pytest.param({"Ref": "P"}, ["Uploads"], id="a key that is not known"),
        pytest.param("", [], id="no key"),
        pytest.param("alias/aws/s3", [], id="the key of AWS"),
        pytest.param("alias/our-aws/s3", ["Uploads"], id="a key of a name like it"),
        pytest.param(f"{KEY[:40]}:alias/aws/s3", [], id="the key of AWS by its ARN"),
    ],
)
def test_what_is_encrypted_is_under_a_key_of_the_customer(key: Any, encrypted: list[str]) -> None:
    rule = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    configuration = {"ServerSideEncryptionConfiguration": [rule]}
    rows = {"Uploads": of("AWS::S3::Bucket", BucketEncryption=configuration)}
    template = {"Resources": rows, "Parameters": {"P": {"Type": "String"}}}
    found = encrypted_of(ResolvedTemplate(template, Environment(), missing_is_unknown=True))
    assert [each.logical_id for each in found] == encrypted


def cluster(**log: Any) -> dict[str, Any]:
    command = {"KmsKeyId": KEY, "LogConfiguration": log}
    return of("AWS::ECS::Cluster", Configuration={"ExecuteCommandConfiguration": command})


def sessions(**resources: Any) -> ExecuteCommand:
    found = around(S=service(EnableExecuteCommand=True), **resources).execute_command()
    assert found is not None
    return found


def test_sessions_are_logged_where_the_one_cluster_says() -> None:
    found = sessions(
        C=cluster(CloudWatchLogGroupName="g", S3BucketName={"Ref": "P"}, S3KeyPrefix="p")
    )
    assert found.log_group is not None
    assert (found.log_group.value, found.bucket_prefix) == ("g", "p")
    assert found.bucket is not None
    assert isinstance(found.bucket.value, Unknown)
    assert found.key is not None
    assert found.key.value == KEY


@pytest.mark.parametrize(
    "clusters",
    [{}, {"A": cluster(S3BucketName="b"), "B": cluster()}, {"A": of("AWS::ECS::Cluster")}],
)
def test_without_one_cluster_nothing_is_known_of_sessions(clusters: dict[str, Any]) -> None:
    assert sessions(**clusters) == ExecuteCommand()


@pytest.mark.parametrize(
    ("connect", "tls"),
    [
        ({}, False),
        ({"Services": []}, False),
        ({"Services": [{"PortName": "p"}]}, False),
        ({"Services": [{"PortName": "p"}, {"Tls": {"KmsKey": "k"}}]}, True),
        ({"Services": {"Ref": "P"}}, False),
        ({"Ref": "P"}, False),
    ],
)
def test_traffic_is_encrypted_where_a_service_says_so(connect: Any, tls: bool) -> None:
    found = around(S=service(ServiceConnectConfiguration=connect))
    assert found.service_connect_tls() is tls


def test_the_proxy_has_the_log_of_its_service() -> None:
    log = {"LogDriver": "awslogs", "Options": {"awslogs-group": "g"}}
    services = {
        "A": service(),
        "S": service(ServiceConnectConfiguration={"LogConfiguration": log}),
    }
    (found,) = around(**services).service_connect_logs()
    assert found.driver.path == (
        *("Resources", "S", "Properties", "ServiceConnectConfiguration"),
        *("LogConfiguration", "LogDriver"),
    )
    assert found.options["awslogs-group"].value == "g"


def test_without_a_log_the_proxy_has_none() -> None:
    assert not list(around(S=service(ServiceConnectConfiguration={})).service_connect_logs())


def test_a_log_of_another_shape_is_an_error() -> None:
    log = {"LogDriver": ["awslogs"]}
    with pytest.raises(TemplateError, match="LogConfiguration"):
        list(
            around(
                S=service(ServiceConnectConfiguration={"LogConfiguration": log})
            ).service_connect_logs()
        )


def test_every_service_has_a_proxy_of_its_own() -> None:
    rows = {
        name: service(ServiceConnectConfiguration={"LogConfiguration": {"LogDriver": name}})
        for name in ("none", "awslogs")
    }
    found = around(**rows).service_connect_logs()
    assert [each.driver.value for each in found] == ["none", "awslogs"]


@pytest.mark.parametrize(("enabled", "depends"), [({"Ref": "P"}, True), (True, False)])
def test_where_it_is_not_known_whether_exec_is_on_the_calls_depend_on_it(
    enabled: Any, depends: bool
) -> None:
    found = around(A=service(), S=service(EnableExecuteCommand=enabled)).execute_command()
    assert found is not None
    assert bool(found.only_if) is depends


def test_caches_are_those_whose_prefix_is_known() -> None:
    rule = "AWS::ECR::PullThroughCacheRule"
    rows = {name: of(rule, EcrRepositoryPrefix=name) for name in ("b", "a")}
    found = around(**rows, C=of(rule, EcrRepositoryPrefix={"Ref": "P"}))
    assert found.cache_prefixes() == ("a", "b")


@pytest.mark.parametrize(
    ("key", "found"),
    [
        (None, None),
        ("", None),
        ("alias/aws/secretsmanager", None),
        (KEY, KEY),
        ("alias/own", "alias/own"),
    ],
)
def test_a_secret_has_its_key_by_name_and_arn(key: Any, found: str | None) -> None:
    properties = {"Name": "s", **({} if key is None else {"KmsKeyId": key})}
    keys = around(S=of("AWS::SecretsManager::Secret", **properties)).keys()
    assert keys == {"S": found, SECRET: found}


def test_a_key_that_is_not_known_is_unknown() -> None:
    keys = around(S=of("AWS::SecretsManager::Secret", KmsKeyId={"Ref": "P"})).keys()
    assert isinstance(keys["S"], Unknown)


@pytest.mark.parametrize(
    ("name", "keys"),
    [("/p", {"S": None, "/p": None}), ({"Ref": "P"}, {"S": None})],
)
def test_a_parameter_of_a_template_has_no_key(name: Any, keys: dict[str, None]) -> None:
    assert around(S=of("AWS::SSM::Parameter", Name=name)).keys() == keys


NAMED = {"Fn::Sub": "agent-${P}"}


@pytest.mark.parametrize(
    ("name", "value_from", "value"),
    [
        ("agent", "agent", "text"),
        ("agent", {"Ref": "Config"}, "text"),
        (NAMED, NAMED, "text"),
        ("agent", "other", None),
        (NAMED, {"Fn::Sub": "other-${P}"}, None),
        (None, {"Ref": "P"}, None),
        (None, {"Ref": "Config"}, "text"),
    ],
    ids=[
        "its name",
        "a reference",
        "a part to come",
        "another",
        "another part",
        "not known",
        "a name that CloudFormation makes up",
    ],
)
def test_a_variable_has_the_value_of_the_templates_parameter(
    name: Any, value_from: Any, value: str | None
) -> None:
    properties = {"Type": "String", "Value": "text", **({"Name": name} if name else {})}
    container = {"Name": "a", "Secrets": [{"Name": "CONFIG", "ValueFrom": value_from}]}
    template = {
        "Parameters": {"P": {"Type": "String"}},
        "Resources": {
            "Task": of("AWS::ECS::TaskDefinition", ContainerDefinitions=[container]),
            "Config": of("AWS::SSM::Parameter", **properties),
        },
    }
    (found,) = task_definitions_of(Document(template, "t.yaml"), Environment())
    given = found.containers[0].environment.get("CONFIG")
    assert (given.value if given else None) == value
