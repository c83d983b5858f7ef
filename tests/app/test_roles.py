"""Whose roles an app asks for, and what is wrong with the choice."""

from __future__ import annotations

import pytest

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.app.roles import image_tag_of
from influmojo_cfn.app.uses import has_own_roles, has_shared_roles, uses_of
from influmojo_cfn.config import dump, loads
from influmojo_cfn.errors import AppError

QUEUE = grant("sqs.send_messages", queue="orders")
WEB = "{name: web, repository: shop-web, port: 80}"


def app(**more: object) -> App:
    values: dict[str, object] = {
        "project": "shop",
        "services": [
            Service(name="web", repository="shop-web", port=80, secrets={"URL": "/shop/web"}),
            Service(name="job", repository="shop-job", paths=(), roles="own", grants=[QUEUE]),
        ],
    }
    return App(**{**values, **more})  # type: ignore[arg-type]


def landed(of: App) -> set[tuple[str, str, str]]:
    return {(each.owner, each.role, each.use.grant) for each in uses_of(of)}


def test_one_service_may_have_roles_of_its_own() -> None:
    assert landed(app()) == {
        ("", "execution", "ecr.pull_images"),
        ("", "execution", "ssm.read_parameters"),
        ("", "execution", "logs.write_logs"),
        ("job", "execution", "ecr.pull_images"),
        ("job", "execution", "logs.write_logs"),
        ("job", "task", "sqs.send_messages"),
    }


def test_a_services_grants_land_on_the_shared_roles_where_it_has_those() -> None:
    of = app(services=[Service(name="job", repository="shop-job", paths=(), grants=[QUEUE])])
    assert ("", "task", "sqs.send_messages") in landed(of)


def test_with_per_service_every_service_has_its_own_but_who_shares() -> None:
    of = app(
        roles="per_service",
        services=[
            Service(name="web", repository="shop-web", port=80),
            Service(name="job", repository="shop-job", paths=(), roles="shared"),
        ],
    )
    assert [has_own_roles(of, each) for each in of.services] == [True, False]
    assert has_shared_roles(of)


def test_a_services_own_grant_is_not_said_again() -> None:
    named = grant("ssm.read_parameters", path="/shop/web")
    service = Service(
        name="web", repository="a-b", port=80, secrets={"U": "/shop/web/u"}, grants=[named]
    )
    of = App(project="shop", roles="per_service", services=[service])
    reads = [each.use for each in uses_of(of) if each.use.grant == "ssm.read_parameters"]
    assert reads == [named]


def test_an_app_with_own_roles_survives_its_file() -> None:
    assert loads(dump(app(roles="shared"))) == app(roles="shared")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "roles: per_servise\nservices: [" + WEB + "]",
            "roles: unknown 'per_servise'; did you mean 'per_service'?",
        ),
        (
            "services: [{name: web, repository: shop-web, port: 80, roles: mine}]",
            "services[0].roles: unknown 'mine'; known are shared, own",
        ),
        (
            "roles: per_service\ngrants: [{grant: xray.write_traces}]",
            "roles: is per_service, and the app has no services; add them, or remove it",
        ),
        (
            "roles: per_service\ngrants: [{grant: xray.write_traces}]\nservices: [" + WEB + "]",
            "grants: is for the shared roles, which no service has; give each service its own: "
            "services[0].grants",
        ),
        (
            "roles: per_service\nservices: [{name: ecs, repository: a-b, port: 80}]",
            "services[0].name: makes the names of the shared roles; name the service otherwise",
        ),
        (
            "roles: per_service\nservices: [{name: web, repository: a-b, port: 80, "
            "grants: [{grant: sqs.send_message, queue: a}]}]",
            "services[0].grants[0].grant: unknown 'sqs.send_message'; did you mean "
            "'sqs.send_messages'?",
        ),
        (
            "roles: per_service\nservices: [{name: web, repository: a-b, port: 80, grants: "
            "[{grant: sqs.send_messages, queue: {parameter: WebTaskRole, default: a}}]}]",
            "services[0].grants[0].queue.parameter: 'WebTaskRole' is a logical ID of the template "
            "itself",
        ),
    ],
)
def test_the_message_of_a_mistake(text: str, message: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(f"project: shop\n{text}")
    assert message in map(str, caught.value.problems)


def test_names_that_leave_no_room_for_an_environment_are_refused() -> None:
    service = Service(name="nightly-reports1", repository="a-b", paths=())
    App(project="acme-12345-abcd", roles="per_service", services=[service])
    with pytest.raises(AppError) as caught:
        App(project="acme-12345-abcdefg", roles="per_service", services=[service])
    assert str(caught.value) == (
        "services[0].name: makes the role name acme-12345-abcdefg-<EnvironmentName>-"
        "nightly-reports1-task-execution-role, which leaves 8 of the 64 characters that IAM allows "
        "for EnvironmentName; 10 are needed: shorten it, or the project, by 2"
    )


def test_a_parameter_may_have_a_name_like_a_role_of_no_service() -> None:
    queue = grant("sqs.send_messages", queue=parameter("OtherTaskRole", default="a"))
    assert app(grants=[queue]).grants == (queue,)


def test_the_parameter_of_an_image_tag_is_named_after_its_workload() -> None:
    service = Service(name="night-run", repository="a-b", paths=())
    assert image_tag_of(service, service) == "NightRunImageTag"
