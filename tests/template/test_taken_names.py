"""The part of an app that takes a parameter's name is told by its key path."""

from __future__ import annotations

import re

import pytest

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.errors import AppError
from influmojo_cfn.template.ecs_parameters import service_rows
from influmojo_cfn.template.nesting import build_nest, build_root
from influmojo_cfn.template.taken_names import owner_of_parameter

WEB = Service(name="web", repository=parameter("Image", default="a-b"), port=80)


def buckets(*names: str, **more: object) -> App:
    """Return an app that reads a bucket of each parameter."""
    uses = [grant("s3.read_objects", bucket=parameter(name, default="abc")) for name in names]
    return App(project="shop", grants=uses, **more)  # type: ignore[arg-type]


def refused(words: str) -> pytest.RaisesExc[AppError]:
    return pytest.raises(AppError, match=f"^{re.escape(words)}$")


def test_the_first_value_that_names_it_is_the_owner() -> None:
    app = buckets("One", "Two", services=[WEB])
    assert owner_of_parameter(app, "Two") == "grants[1].bucket"
    assert owner_of_parameter(app, "Image") == "services[0].repository"
    assert owner_of_parameter(app, "EnvironmentName") == "the roles' template itself"


def test_a_parameter_of_an_environment_is_no_other_parameter() -> None:
    with refused(
        "--per-environment Name: makes the parameter QaName of qa, which is also of "
        "grants[1].bucket; rename one of them"
    ):
        build_nest(buckets("Name", "QaName"), "x.yaml", ["qa"], ["Name"])


def test_two_environments_have_no_parameter_together() -> None:
    with refused(
        "--per-environment Name: makes the parameter ABName of a-b, which is also of "
        "--per-environment BName, a; rename one of them"
    ):
        build_nest(buckets("BName", "Name"), "x.yaml", ["a", "a-b"], ["BName", "Name"])


def test_two_environments_have_no_output_together() -> None:
    services = [
        Service(name=name, repository=f"shop-{name}", port=80, priority=number, roles="own")
        for number, name in enumerate(("b-c", "c"), 1)
    ]
    with refused(
        "--environment a-b: makes the output ABCTaskExecutionRoleArn, which is also of a; "
        "rename one of them"
    ):
        build_nest(App(project="shop", services=services), "x.yaml", ["a", "a-b"])


def test_the_roots_own_parameter_is_none_of_the_app() -> None:
    app = buckets("TemplatesUrl", services=[WEB])
    with refused(
        "parameter TemplatesUrl: is the name of a parameter of the root template itself; rename "
        "the one of grants[0].bucket"
    ):
        build_root(app, "s.yaml")


def test_a_parameter_of_the_services_template_names_whose_it_is() -> None:
    with refused(
        "parameter VpcId: is the name of a parameter of the services' template itself; rename the "
        "one of grants[0].bucket"
    ):
        service_rows(buckets("VpcId", services=[WEB]))
