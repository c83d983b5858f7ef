from __future__ import annotations

import pytest

from influmojo_cfn.task_definition.image import docker_hub_name, parse_image

ECR = {  # after the account: partition, Region, repository
    "dkr.ecr.ap-south-1.amazonaws.com/app": ("aws", "ap-south-1", "app"),
    "dkr.ecr.ap-south-1.amazonaws.com/a/b/c:1.2": ("aws", "ap-south-1", "a/b/c"),
    "dkr.ecr.ap-south-1.amazonaws.com/app@sha256:abc": ("aws", "ap-south-1", "app"),
    "dkr.ecr.ap-south-1.amazonaws.com/app:1@sha256:abc": ("aws", "ap-south-1", "app"),
    "dkr.ecr-fips.us-east-1.amazonaws.com/app:1": ("aws", "us-east-1", "app"),
    "dkr-ecr.us-east-1.on.aws/app:1": ("aws", "us-east-1", "app"),
    "dkr-ecr-fips.us-east-1.on.aws/app:1": ("aws", "us-east-1", "app"),
    "dkr.ecr.cn-north-1.amazonaws.com.cn/app:1": ("aws-cn", "cn-north-1", "app"),
    "dkr.ecr.us-gov-east-1.amazonaws.com/app:1": ("aws-us-gov", "us-gov-east-1", "app"),
    "dkr.ecr.eusc-de-east-1.amazonaws.eu/app:1": ("aws-eusc", "eusc-de-east-1", "app"),
    "dkr.ecr.us-iso-east-1.c2s.ic.gov/app:1": ("aws-iso", "us-iso-east-1", "app"),
}
OTHERS = [
    "nginx",
    "library/nginx:1",
    "public.ecr.aws/nginx/nginx:1",
    "ghcr.io/acme/app:1",
    "registry.example.com:5000/app",
    "11112222333.dkr.ecr.ap-south-1.amazonaws.com/app",
    "111122223333.dkr.ecr.ap-south-1.example.com/app",
    "",
]


@pytest.mark.parametrize("image", ECR)
def test_the_repository_of_an_ecr_image(image: str) -> None:
    found = parse_image(f"111122223333.{image}")
    partition, region, repository = ECR[image]
    assert found is not None
    assert found.arn == f"arn:{partition}:ecr:{region}:111122223333:repository/{repository}"


@pytest.mark.parametrize("image", OTHERS)
def test_other_registries_need_no_permission(image: str) -> None:
    assert parse_image(image) is None


@pytest.mark.parametrize(
    ("image", "name"),
    [
        ("nginx", "nginx"),
        ("nginx:1.27@sha256:0", "nginx"),
        ("docker.io/library/nginx", "nginx"),
        ("index.docker.io/acme/web:1", "acme/web"),
        ("localhost/web", ""),
        ("ghcr.io/web", ""),
        ("registry:5000/web", ""),
        ("*:1", ""),
        ("nginx:*", "nginx"),
        ("", ""),
    ],
)
def test_an_image_of_docker_hub_has_its_name(image: str, name: str) -> None:
    assert docker_hub_name(image) == name


def test_an_image_may_be_written_as_an_address() -> None:
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1"
    assert parse_image(f"https://{image}") == parse_image(image) is not None


@pytest.mark.parametrize(
    "image",
    [
        "111122223333.dkr.ecr.cn-north-1.amazonaws.com/web:1",
        "111122223333.dkr.ecr.us-east-1.amazonaws.com.cn/web:1",
        "111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1:2",
    ],
)
def test_a_host_of_another_partition_and_two_tags_are_no_image(image: str) -> None:
    assert parse_image(image) is None
