"""Compose files in the spellings that people use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.compose import HOLE, ComposeService, read_compose


def service(folder: Path, **data: Any) -> ComposeService:
    (folder / "compose.yaml").write_text(yaml.safe_dump({"services": {"api": data}}))
    (found,) = read_compose(folder / "compose.yaml")
    return found


@pytest.mark.parametrize(
    ("build", "context", "dockerfile"),
    [
        (".", ".", None),
        ("./api", "./api", None),
        ({"context": "./api", "dockerfile": "Dockerfile.prod"}, "./api", "Dockerfile.prod"),
        ({"dockerfile": "api.Dockerfile"}, ".", "api.Dockerfile"),
        (None, None, None),
    ],
)
def test_what_is_built(
    tmp_path: Path, build: Any, context: str | None, dockerfile: str | None
) -> None:
    found = service(tmp_path, build=build)
    assert (found.context, found.dockerfile) == (context, dockerfile)


@pytest.mark.parametrize(
    ("data", "port"),
    [
        ({"ports": ["8080:3000"]}, 3000),
        ({"ports": ["127.0.0.1:8080:3000/tcp"]}, 3000),
        ({"ports": ["3000-3005:4000-4005"]}, 4000),
        ({"ports": [3000]}, 3000),
        ({"ports": ["${PORT:-8080}:${INNER:-3000}"]}, 3000),
        ({"ports": [{"target": 3000, "published": "8080"}]}, 3000),
        ({"expose": ["3000"]}, 3000),
        ({"ports": ["8080:${INNER}"], "expose": [3000]}, 3000),
        ({"ports": "3000"}, None),
        ({"ports": ["70000"]}, None),
        ({"ports": ["8080:0"]}, None),
        ({"ports": ["8080:1"]}, 1),
        ({"ports": ["65535"]}, 65535),
        ({}, None),
    ],
)
def test_the_port_is_the_containers(tmp_path: Path, data: dict[str, Any], port: int | None) -> None:
    assert service(tmp_path, **data).port == port


@pytest.mark.parametrize(
    ("written", "image"),
    [
        ("postgres:16", "postgres:16"),
        ("${REGISTRY:-registry.example.com}/api:${TAG:-1}", "registry.example.com/api:1"),
        ("${REGISTRY}/api:1", None),
        ("$REGISTRY/api:1", None),
        (7, None),
    ],
)
def test_an_image_with_a_variable_without_default_is_not_known(
    tmp_path: Path, written: Any, image: str | None
) -> None:
    assert service(tmp_path, image=written).image == image


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("postgres:${VERSION}", "postgres:*"),
        ("${REGISTRY}/api:${TAG:-1}", "*/api:1"),
        ("localhost:5000/api:1", "*:5000/api:1"),
        ("localhosted/api", "localhosted/api"),
        (None, ""),
    ],
)
def test_variables_without_a_default_are_wildcards_of_the_pattern(
    tmp_path: Path, written: Any, pattern: str
) -> None:
    assert service(tmp_path, image=written).shown_image == pattern


@pytest.mark.parametrize(
    ("volumes", "mounts"),
    [
        (["./src:/app:ro", "data:/data", "/var/run/docker.sock:/var/run/docker.sock"], ("./src",)),
        ([{"type": "bind", "source": "../conf", "target": "/etc"}], ("../conf",)),
        ([7, "/data"], ()),
        ("./src:/app", ()),
    ],
)
def test_what_lies_beside_the_file_is_mounted(
    tmp_path: Path, volumes: Any, mounts: tuple[str, ...]
) -> None:
    assert service(tmp_path, volumes=volumes).mounts == mounts


@pytest.mark.parametrize(
    ("written", "command"),
    [
        ("python -m worker 'a b'", ("python", "-m", "worker", "a b")),
        (["python", "-m", "worker"], ("python", "-m", "worker")),
        ("run $${HOME}", ("run", "${HOME}")),
        ("run ${WHAT}", ()),
        ("run 'open", ()),
        (None, ()),
    ],
)
def test_a_command_is_its_words(tmp_path: Path, written: Any, command: tuple[str, ...]) -> None:
    assert service(tmp_path, command=written).command == command


@pytest.mark.parametrize(
    "written", [{"A": 1, "B": None, "C": "x=y"}, ["A=1", "B", "C=x=y"]], ids=["mapping", "list"]
)
def test_an_environment_is_a_mapping_or_a_list(tmp_path: Path, written: Any) -> None:
    assert service(tmp_path, environment=written).environment == {"A": "1", "B": "", "C": "x=y"}


def test_a_value_has_the_defaults_of_its_variables(tmp_path: Path) -> None:
    written = {"A": "${REPORTS:-reports}", "B": "${STAGE}-jobs"}
    assert service(tmp_path, environment=written).environment == {
        "A": "reports",
        "B": f"{HOLE}-jobs",
    }


def test_anchors_and_merges_are_read(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "x-app: &app {build: ., environment: {A: b}}\n"
        "services:\n  api: {<<: *app, ports: ['80']}\n  worker: *app\n"
    )
    found = read_compose(tmp_path / "compose.yaml")
    assert [(each.name, each.context, each.port) for each in found] == [
        ("api", ".", 80),
        ("worker", ".", None),
    ]


@pytest.mark.parametrize("text", ["services: []\n", "[]\n", "{}\n"])
def test_what_is_no_compose_file_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "compose.yaml").write_text(text)
    with pytest.raises(Error):
        read_compose(tmp_path / "compose.yaml")
