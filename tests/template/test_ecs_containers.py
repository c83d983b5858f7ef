"""A container of a task definition: what it runs, waits for, reads, mounts and writes."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import EnvironmentFile, FileSystemMount, Job, Service, SideContainer
from influmojo_cfn.app import parameter as deploy_time
from influmojo_cfn.app.workloads import containers_of
from influmojo_cfn.template.ecs_containers import container_definition, log_configuration

STORED = "arn:aws:ssm:eu-west-1:444455556666:parameter/acme/key"
OWN = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/"
HERE = "${AWS::Region}:${AWS::AccountId}"
MOUNT = FileSystemMount(
    path="/data", file_system="fs-0123456789abcdef0", access_point="fsap-0123456789abcdef0"
)
SEED: dict[str, Any] = {"name": "seed", "repository": "shop-web"}


def definitions(side: SideContainer, **values: Any) -> list[dict[str, Any]]:
    web = Service(name="web", repository="shop-web", port=80, containers=[side], **values)
    volumes = {(MOUNT.file_system, MOUNT.access_point): "efs-1"}
    return [
        container_definition(web, container, volumes).to_dict()
        for _, container in containers_of(web)
    ]


CASES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "the first one's image": ({}, "Image", {"Fn::Sub": f"{OWN}shop-web:${{WebImageTag}}"}),
    "an image of its own": (
        {"repository": deploy_time("SeedImage", default="a-seed")},
        "Image",
        {"Fn::Sub": f"{OWN}${{SeedImage}}:${{WebSeedImageTag}}"},
    ),
    "an image of any registry": ({"repository": None, "image": "nginx:1"}, "Image", "nginx:1"),
    "essential unless it says otherwise": ({}, "Essential", True),
    "one that may end": ({"essential": False}, "Essential", False),
    "what it waits for": (
        {"depends_on": {"web": "START"}},
        "DependsOn",
        [{"ContainerName": "web", "Condition": "START"}],
    ),
    "a file": (
        {"environment_files": [EnvironmentFile(bucket="acme-config", object_key="a/b.env")]},
        "EnvironmentFiles",
        [{"Type": "s3", "Value": {"Fn::Sub": "arn:${AWS::Partition}:s3:::acme-config/a/b.env"}}],
    ),
    "a file of a bucket by parameter": (
        {
            "environment_files": [
                EnvironmentFile(bucket=deploy_time("Config"), object_key=deploy_time("File"))
            ]
        },
        "EnvironmentFiles",
        [{"Type": "s3", "Value": {"Fn::Sub": "arn:${AWS::Partition}:s3:::${Config}/${File}"}}],
    ),
    "an ARN as it is": (
        {"secrets": {"A": STORED}},
        "Secrets",
        [{"Name": "A", "ValueFrom": STORED}],
    ),
    "an ARN by parameter": (
        {"secrets": {"A": deploy_time("Key", default=STORED)}},
        "Secrets",
        [{"Name": "A", "ValueFrom": {"Ref": "Key"}}],
    ),
    "a name in the stack's account": (
        {"secrets": {"A": "secretsmanager:acme/partner:key::"}},
        "Secrets",
        [
            {
                "Name": "A",
                "ValueFrom": {
                    "Fn::Sub": f"arn:${{AWS::Partition}}:secretsmanager:{HERE}:secret:acme/partner"
                    ":key::"
                },
            }
        ],
    ),
    "a volume": (
        {"volumes": [MOUNT]},
        "MountPoints",
        [{"SourceVolume": "efs-1", "ContainerPath": "/data", "ReadOnly": False}],
    ),
    "no port": ({}, "PortMappings", None),
}


@pytest.mark.parametrize(("values", "key", "expected"), CASES.values(), ids=CASES)
def test_what_a_side_container_has(values: dict[str, Any], key: str, expected: Any) -> None:
    _, side = definitions(SideContainer(**{**SEED, **values}))
    assert side.get(key) == expected


def test_containers_write_to_streams_of_their_own_in_the_services_group() -> None:
    found = [each["LogConfiguration"]["Options"] for each in definitions(SideContainer(**SEED))]
    assert [each["awslogs-stream-prefix"] for each in found] == ["web", "seed"]
    assert [each["awslogs-group"] for each in found] == [{"Ref": "WebLogGroup"}] * 2


def test_the_port_of_a_server_has_a_name() -> None:
    web, _ = definitions(SideContainer(**SEED), service_connect="server")
    assert web["PortMappings"] == [{"ContainerPort": 80, "Protocol": "tcp", "Name": "web"}]


def test_a_job_has_a_log_group_of_its_own() -> None:
    night = Job(name="night-run", repository="a-b", schedule="rate(1 day)")
    options = log_configuration(night, "a").to_dict()["Options"]
    assert options["awslogs-group"] == {"Ref": "NightRunLogGroup"}
