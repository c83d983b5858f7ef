"""Images that AWS's services take the place of, in the spellings of Compose files."""

from __future__ import annotations

from collections import Counter

import pytest

from influmojo_cfn.data.compose_images import COMPOSE_IMAGES, compose_images_of


@pytest.mark.parametrize(
    ("image", "kind"),
    [
        ("postgres", "a relational database"),
        ("postgres:16-alpine", "a relational database"),
        ("docker.io/library/postgres:16", "a relational database"),
        ("public.ecr.aws/docker/library/mysql@sha256:0123", "a relational database"),
        ("mcr.microsoft.com/mssql/server:2022-latest", "a relational database"),
        ("registry.example.com:5000/mirror/redis:7", "a cache"),
        ("confluentinc/cp-kafka:7.6.0", "Kafka or a part of it"),
        ("softwaremill/elasticmq-native", "an emulator of AWS"),
        ("vault", "a secret store"),
        ("hashicorp/vault:1.17", "a secret store"),
        ("docker:27-dind", "a tool of the Docker host"),
    ],
)
def test_an_image_is_found_by_its_name(image: str, kind: str) -> None:
    found = compose_images_of(image)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "image", ["nginx:1.27", "shop/web", "acme/vault", "acme/server:1", "postgres-exporter", ""]
)
def test_an_application_is_none_of_them(image: str) -> None:
    assert compose_images_of(image) is None


def test_each_name_stands_in_one_row() -> None:
    names = Counter(name for row in COMPOSE_IMAGES for name in row.names)
    assert [name for name, count in names.items() if count > 1] == []
