"""What is wrong with containers: their names, images, files, and what they wait for."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app.container_problems import problems_of_containers
from influmojo_cfn.app.granted import Parameter
from influmojo_cfn.app.workloads import EnvironmentFile, Job, Service, SideContainer
from influmojo_cfn.config import loads
from influmojo_cfn.errors import AppError


def side(name: str = "seed", **values: Any) -> SideContainer:
    return SideContainer(**{"name": name, "image": "busybox:1", "essential": False, **values})


def service(*containers: SideContainer, **values: Any) -> Service:
    given = {"name": "web", "repository": "a-b", "port": 80, "containers": containers}
    return Service(**{**given, **values})


def problems(of: Service | Job) -> list[str]:
    return [str(problem) for problem in problems_of_containers("services[0]", of)]


FILE = EnvironmentFile(bucket="acme-config", object_key="web.env")
RIGHT: dict[str, Service | Job] = {
    "one container": service(),
    "one that ends first": service(side(), depends_on={"seed": "SUCCESS"}),
    "one that is healthy first": service(
        side(health_command="true", essential=True), depends_on={"seed": "HEALTHY"}
    ),
    "one that starts after the first": service(side(depends_on={"web": "START"})),
    "one after the other": service(side("a"), side("b", depends_on={"a": "COMPLETE"})),
    "two that wait for one": service(
        side("a"), side("b", depends_on={"a": "START"}), side("c", depends_on={"a": "START"})
    ),
    "a job": Job(
        name="night",
        schedule="rate(1 day)",
        repository="a-b",
        containers=[side()],
        depends_on={"seed": "COMPLETE"},
    ),
    "a file": service(environment_files=[FILE]),
    "a file of a parameter": service(
        environment_files=[
            EnvironmentFile(bucket="acme", object_key=Parameter(name="EnvironmentFile"))
        ]
    ),
}


@pytest.mark.parametrize("of", RIGHT.values(), ids=RIGHT)
def test_nothing_is_wrong(of: Service | Job) -> None:
    assert problems(of) == []


WRONG: dict[str, tuple[Service | Job, str]] = {
    "a name of capitals": (
        service(side("Seed")),
        "services[0].containers[0].name: 'Seed' must be 1 to 64 lowercase letters, digits and "
        "single hyphens",
    ),
    "the name of the first": (
        service(side("web")),
        "services[0].containers[0].name: 'web' is given twice; remove one",
    ),
    "no image": (
        service(side(image=None)),
        "services[0].containers[0].repository: is missing: a container needs its repository, or "
        "an image",
    ),
    "two images": (
        service(side(repository="a-b")),
        "services[0].containers[0].image: excludes a repository; give one of both",
    ),
    "an unknown container": (
        service(side(), depends_on={"sed": "START"}),
        "services[0].depends_on.sed: is not another container of the task; did you mean 'seed'?",
    ),
    "itself": (
        service(depends_on={"web": "START"}),
        "services[0].depends_on.web: is not another container of the task; the task has one "
        "container",
    ),
    "an unknown condition": (
        service(side(), depends_on={"seed": "SUCESS"}),
        "services[0].depends_on.seed: 'SUCESS' is not a condition; did you mean 'SUCCESS'?",
    ),
    "no health": (
        service(side(), depends_on={"seed": "HEALTHY"}),
        "services[0].depends_on.seed: is never HEALTHY: give seed a health_command",
    ),
    "an essential one that ends": (
        service(side(essential=True), depends_on={"seed": "COMPLETE"}),
        "services[0].depends_on.seed: ends the task where it ends: give seed essential: false",
    ),
    "the end of the first": (
        service(side(depends_on={"web": "SUCCESS"})),
        "services[0].containers[0].depends_on.web: ends the task where it ends: give web "
        "essential: false",
    ),
    "a circle": (
        service(
            side("a", depends_on={"b": "START"}),
            side("b", depends_on={"c": "START"}),
            side("c", depends_on={"a": "START"}),
        ),
        "services[0].depends_on: goes in a circle, and no container starts: a -> b -> c -> a; "
        "remove one of them",
    ),
    "another ending": (
        service(side(environment_files=[EnvironmentFile(bucket="abc", object_key="a.txt")])),
        "services[0].containers[0].environment_files[0].key: 'a.txt' must end in .env, as ECS "
        "requires",
    ),
    "a file twice": (
        service(environment_files=[FILE, FILE]),
        "services[0].environment_files[1]: is given twice; remove one",
    ),
    "eleven files": (
        service(
            environment_files=[
                EnvironmentFile(bucket="abc", object_key=f"{number}.env") for number in range(11)
            ]
        ),
        "services[0].environment_files: are 11; ECS allows 10 in a container",
    ),
    "a secret that is a variable": (
        service(side(environment={"A": "1"}, secrets={"A": "/a"})),
        "services[0].containers[0].secrets.A: is in environment as well",
    ),
}


@pytest.mark.parametrize(("of", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_path(of: Service | Job, message: str) -> None:
    assert message in problems(of)


def test_a_key_that_a_container_has_not_is_said_with_its_path() -> None:
    with pytest.raises(AppError) as caught:
        loads(
            "project: shop\n"
            "services:\n"
            "  - name: web\n"
            "    repository: shop-web\n"
            "    port: 80\n"
            "    containers: [{name: a, image: b}, {name: b, image: c, dependsOn: {}}]\n"
        )
    assert list(map(str, caught.value.problems)) == [
        "services[0].containers[1].dependsOn: unknown key; did you mean 'depends_on'?"
    ]
