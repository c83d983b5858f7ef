"""The shape of an app is said once: its dataclasses. What follows from them covers every field."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from influmojo_cfn.app import (
    App,
    AppEnvironment,
    Bitbucket,
    DeploymentPipeline,
    EnvironmentFile,
    FileSystemMount,
    GitHub,
    GitLab,
    GrantUse,
    Job,
    Parameter,
    Role,
    Service,
    SideContainer,
)
from influmojo_cfn.app.fields import fields_of
from influmojo_cfn.app.model import AppFields
from influmojo_cfn.config import dump, loads
from influmojo_cfn.config.reader import file_type
from influmojo_cfn.errors import AppError
from scripts.app_schema import schema

PARTS = (AppFields, Role, GrantUse, Parameter, Service, Job)
MORE = (
    *(AppEnvironment, EnvironmentFile, FileSystemMount, SideContainer),
    *(DeploymentPipeline, GitHub, GitLab, Bitbucket),
)
FIELDS = [(part, field) for part in PARTS for field in fields_of(part)]
NAMES = [f"{part.__name__}.{field.name}" for part, field in FIELDS]


@pytest.mark.parametrize("part", [*PARTS, *MORE])
def test_every_field_of_a_part_is_known_with_words(part: type) -> None:
    assert [field.name for field in fields_of(part)] == [each.name for each in fields(part)]
    assert all(field.key.words or field.key.rest for field in fields_of(part))
    assert fields_of(App) == fields_of(AppFields)


SERVICE = Service(name="web", repository="shop-web", port=80)
USE = GrantUse(grant="xray.write_traces")
WRONG = object()


def app_with(part: type, name: str, value: object) -> dict[str, Any]:
    """Return the values of an app in one part of which one field has a value."""
    given: dict[str, Any] = {name: value}
    if part is AppFields:
        return {"project": "shop", "grants": [USE], **given}
    if part is Role:
        return {"project": "shop", "task_role": Role(**{"grants": [USE], **given})}
    if part is GrantUse:
        return {"project": "shop", "grants": [GrantUse(**{"grant": USE.grant, **given})]}
    if part is Parameter:
        topic = Parameter(**{"name": "Topic", "default": "a", **given})
        return {
            "project": "shop",
            "grants": [GrantUse(grant="sns.publish", arguments={"topic": topic})],
        }
    if part is Job:
        job = {"name": "night", "schedule": "rate(1 day)", "repository": "shop-job"}
        return {"project": "shop", "jobs": [Job(**{**job, **given})]}
    values: dict[str, Any] = {"name": "web", "repository": "shop-web", "port": 80} | given
    return {"project": "shop", "services": [Service(**values)]}


@pytest.mark.parametrize(("part", "field"), FIELDS, ids=NAMES)
def test_a_value_of_another_type_is_told_of_every_field(part: type, field: Any) -> None:
    with pytest.raises(AppError) as caught:
        App(**app_with(part, field.name, WRONG))
    assert f"{field.name}: is of type object; expected " in str(caught.value)


def properties(part: type) -> dict[str, Any]:
    found = schema()
    row = found["$defs"]["grant"]["allOf"][0]["then"]
    schemas: dict[type, Any] = {
        AppFields: found,
        Role: found["$defs"]["role"],
        GrantUse: row,
        Parameter: found["$defs"]["parameter"],
        Service: found["properties"]["services"]["items"],
        Job: found["properties"]["jobs"]["items"],
    }
    return dict(schemas[part]["properties"])


@pytest.mark.parametrize(("part", "field"), FIELDS, ids=NAMES)
def test_the_schema_completes_every_field(part: type, field: Any) -> None:
    found = properties(part)
    if field.key.within:
        found = found[field.key.within]["properties"]
    assert field.key.rest or field.file_key in found


@pytest.mark.parametrize(("part", "field"), FIELDS, ids=NAMES)
def test_the_reader_knows_the_type_of_every_field(part: type, field: Any) -> None:
    if field.key.rest:
        return
    inner = f"{field.file_key}: [[]]" if file_type(field) != "list" else f"{field.file_key}: x"
    if field.key.within:
        inner = f"{field.key.within}: {{{inner}}}"
    text = {
        AppFields: inner,
        Role: f"task_role: {{{inner}}}",
        GrantUse: f"grants: [{{{inner}}}]",
        Parameter: f"grants: [{{grant: sns.publish, topic: {{parameter: A, {inner}}}}}]",
        Service: f"services: [{{{inner}}}]",
        Job: f"jobs: [{{{inner}}}]",
    }[part]
    if field.name == "name" and part is Parameter:
        text = "grants: [{grant: sns.publish, topic: {parameter: []}}]"
    with pytest.raises(AppError) as caught:
        loads(text)
    found = "string" if file_type(field) == "list" else "list"
    assert f"{field.file_key}: unexpected {found} (expected {file_type(field)})" in str(
        caught.value
    )


def test_what_is_at_its_default_is_left_out_of_the_file() -> None:
    app = App(project="shop", services=[SERVICE, Service(name="a", repository="b-c", paths=())])
    assert dump(app) == (
        "project: shop\nservices:\n  - name: web\n    repository: shop-web\n    port: 80\n"
        "  - name: a\n    repository: b-c\n    paths: []\n"
    )


def test_a_key_of_a_mapping_that_is_no_text_is_told() -> None:
    with pytest.raises(AppError, match=r"tags\.5: the key is of type int; expected str"):
        App(project="shop", grants=[USE], tags={5: "a"})  # type: ignore[dict-item]


def test_a_service_of_another_type_is_told() -> None:
    with pytest.raises(AppError, match=r"services\[1\]: is of type dict; expected Service"):
        App(project="shop", services=[SERVICE, {"name": "b"}])  # type: ignore[list-item]
