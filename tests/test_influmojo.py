"""The default app: the guide's two roles, its names as defaults, its three services."""

from __future__ import annotations

import pytest

from influmojo_cfn.app import Parameter, Service, warnings
from influmojo_cfn.app.parameters import parameters_of, parameters_of_services
from influmojo_cfn.influmojo import APP, SERVICES

GRANTED = {value.name: value for _, value, *_ in parameters_of(APP)}
DEFAULTS = {
    "ParameterStorePath": "/influmojo",
    "SecretNamePrefix": "influmojo/",
    "LogGroupNamePrefix": "/ecs/influmojo",
    "DatabaseResourceId": "",
    "DatabaseUserName": "influmojo",
    "UploadsBucketName": "influmojo-uploads",
    "AssetsBucketName": "influmojo-assets",
    "EmailIdentity": "influmojo.com",
    "NotificationsTopicName": "influmojo-notifications",
    "WebappRepositoryName": "influmojo-webapp",
    "AdminRepositoryName": "influmojo-admin",
    "BackendRepositoryName": "influmojo-backend",
}


def test_each_parameter_has_the_guides_name_as_its_default() -> None:
    assert {name: value.default for name, value in GRANTED.items()} == DEFAULTS


@pytest.mark.parametrize("name", GRANTED)
def test_each_parameter_has_words_of_its_own(name: str) -> None:
    assert GRANTED[name].label
    assert (GRANTED[name].description or "").endswith(".")


def test_nothing_of_it_looks_like_a_mistake() -> None:
    assert warnings(APP) == ()


def test_the_aws_managed_policy_is_attached_as_in_the_guide() -> None:
    assert APP.attach_execution_policy is True


@pytest.mark.parametrize("bucket", ["UploadsBucketName", "AssetsBucketName"])
def test_objects_of_a_bucket_are_read_written_and_deleted(bucket: str) -> None:
    assert APP.task_role is not None
    grants = {
        use.grant
        for use in APP.task_role.grants
        if isinstance(value := use.arguments.get("bucket"), Parameter) and value.name == bucket
    }
    assert grants == {"s3.read_objects", "s3.upload_objects", "s3.delete_objects"}


SIZES = {
    "webapp": (3000, 256, 512, 2, 10, ("/*",)),
    "admin": (3000, 256, 512, 1, 5, ("/admin", "/admin/*")),
    "backend": (5000, 512, 1024, 2, 8, ("/api/*",)),
}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_is_of_the_size_that_the_guide_says(service: Service) -> None:
    names = ("port", "cpu", "memory", "min_tasks", "max_tasks", "load_balanced_paths")
    assert tuple(getattr(service, name) for name in names) == SIZES[service.name]


def test_the_narrower_paths_are_asked_first() -> None:
    by_priority = {service.priority: service.name for service in SERVICES}
    assert by_priority == {100: "admin", 200: "backend", 300: "webapp"}


def test_services_read_their_secrets_below_the_path_of_the_execution_role() -> None:
    secrets = {
        value.default
        for _, value, argument, _ in parameters_of_services(APP)
        if argument.kind == "parameter_name"
    }
    assert secrets == {
        "/influmojo/production/database-url",
        "/influmojo/production/jwt-secret",
    }
