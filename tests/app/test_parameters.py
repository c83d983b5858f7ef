"""Which parameters an app asks for, and what each stands for."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.app.model import AppFields, GrantUse, Job, Service, grant, parameter
from influmojo_cfn.app.parameters import image_tags, parameters_of, parameters_of_services
from influmojo_cfn.app.workloads import EnvironmentFile, SideContainer

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"


def app(*grants: GrantUse, **values: Any) -> AppFields:
    return AppFields(**{"project": "shop", "grants": grants, **values})


def test_parameters_are_found_in_lists_and_alone() -> None:
    written = app(
        grant("sns.publish", topic=parameter("A", default="a")),
        grant("ecr.pull_images", repositories=["b-c", parameter("D")]),
        grant("s3.read_object", bucket=parameter("E")),
    )
    found = [
        (path, each.name, argument.name) for path, each, argument, *_ in parameters_of(written)
    ]
    assert found == [
        ("grants[0].topic", "A", "topic"),
        ("grants[1].repositories[1]", "D", "repositories"),
    ]


def test_parameters_of_services_are_what_their_defaults_are() -> None:
    service = Service(
        name="web",
        repository=parameter("Repository", default="a-b"),
        port=80,
        secrets={
            "URL": parameter("Url", default="/url"),
            "KEY": parameter("Key", default=ARN),
            "NONE": "/none",
        },
    )
    found = [
        (path, argument.kind)
        for path, _, argument, _ in parameters_of_services(app(services=[service]))
    ]
    assert found == [
        ("services[0].repository", "repository_name"),
        ("services[0].secrets.URL", "parameter_name"),
        ("services[0].secrets.KEY", "secret_arn"),
    ]


def test_an_app_without_services_has_no_parameters_of_them() -> None:
    assert list(parameters_of_services(app(grant("xray.write_traces")))) == []


def test_parameters_of_jobs_are_found_too() -> None:
    job = Job(name="night", schedule="rate(1 day)", repository=parameter("Image", default="a-b"))
    assert [path for path, *_ in parameters_of_services(app(jobs=[job]))] == ["jobs[0].repository"]


def test_the_parameters_of_every_container_are_found() -> None:
    seed = SideContainer(
        name="seed",
        repository=parameter("SeedImage", default="a-seed"),
        essential=False,
        secrets={
            "URL": parameter("SeedUrl", default="arn:aws:ssm:eu-west-1:444455556666:parameter/a")
        },
        environment_files=[
            EnvironmentFile(bucket=parameter("Config", default="acme-config"), object_key="a.env")
        ],
    )
    service = Service(name="web", repository="a-b", port=80, containers=[seed])
    cluster = parameter("ClusterName", default="acme")
    assert [
        (path, value.name, argument.kind)
        for path, value, argument, _ in parameters_of_services(
            app(cluster=cluster, services=[service])
        )
    ] == [
        ("cluster", "ClusterName", "cluster_name"),
        ("services[0].containers[0].repository", "SeedImage", "repository_name"),
        ("services[0].containers[0].secrets.URL", "SeedUrl", "parameter_arn"),
        ("services[0].containers[0].environment_files[0].bucket", "Config", "bucket_name"),
    ]


def test_containers_with_the_first_ones_image_have_its_tag() -> None:
    same = SideContainer(name="migrate", repository="a-b")
    other = SideContainer(name="log-router", repository="a-logs")
    whole = SideContainer(name="proxy", image="nginx:1")
    service = Service(name="web", repository="a-b", port=80, containers=[same, other, whole])
    assert image_tags(app(services=[service])) == {
        "WebImageTag": "services[0]",
        "WebLogRouterImageTag": "services[0].containers[1]",
    }
