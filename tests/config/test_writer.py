"""An app's file reads back as the same app, and holds nothing that is at its default."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import (
    App,
    DeploymentPipeline,
    GitHub,
    GrantUse,
    Job,
    Role,
    Service,
    grant,
    parameter,
)
from influmojo_cfn.config import loads
from influmojo_cfn.config.writer import SCHEMA_HINT, dump, to_document
from influmojo_cfn.influmojo import APP

USE = grant("xray.write_traces")
ARN = "arn:aws:iam::111122223333:policy/limits"


def app(**values: Any) -> App:
    return App(**{"project": "shop", "grants": [USE], **values})


def written(use: GrantUse) -> dict[str, Any]:
    (found,) = to_document(app(grants=[use]))["grants"]
    return dict(found)


WRITTEN: dict[str, tuple[App, dict[str, Any]]] = {
    "nothing more": (app(), {}),
    "false where nothing is the default": (
        app(attach_execution_policy=False),
        {"attach_execution_policy": False},
    ),
    "a text": (app(permissions_boundary=ARN), {"permissions_boundary": ARN}),
    "a mapping": (app(tags={"Team": "a"}), {"tags": {"Team": "a"}}),
    "a part": (
        app(task_role=Role(description="a", grants=[USE])),
        {"task_role": {"description": "a", "grants": [{"grant": "xray.write_traces"}]}},
    ),
    "a mapping of two fields": (
        app(services=[Service(name="web", repository="a-b", port=80, min_tasks=2)]),
        {
            "services": [
                {"name": "web", "repository": "a-b", "port": 80, "tasks": {"min": 2}},
            ]
        },
    ),
    "a list of texts": (
        app(jobs=[Job(name="a", repository="a-b", schedule="rate(1 day)", command=["x", "y"])]),
        {
            "jobs": [
                {
                    "name": "a",
                    "schedule": "rate(1 day)",
                    "repository": "a-b",
                    "command": ["x", "y"],
                }
            ]
        },
    ),
    "one of several parts": (
        app(
            services=[Service(name="web", repository="a-b", port=80)],
            deployment=DeploymentPipeline(github=GitHub(repository="a/b", branch="c")),
        ),
        {
            "services": [{"name": "web", "repository": "a-b", "port": 80}],
            "deployment": {"github": {"repository": "a/b", "branch": "c"}},
        },
    ),
}


@pytest.mark.parametrize(("of", "expected"), WRITTEN.values(), ids=WRITTEN)
def test_what_is_written_beside_project_and_grants(of: App, expected: dict[str, Any]) -> None:
    kept = {"project": "shop", "grants": [{"grant": "xray.write_traces"}]}
    assert to_document(of) == {**kept, **expected}


@pytest.mark.parametrize("of", [each for each, _ in WRITTEN.values()], ids=list(WRITTEN))
def test_a_file_reads_back_as_the_same_app(of: App) -> None:
    assert loads(dump(of)) == of


def test_the_influmojo_app_reads_back() -> None:
    assert loads(dump(APP)) == APP


def test_arguments_stand_beside_the_name_of_the_grant() -> None:
    use = grant("ecr.pull_images", repositories=["a-b", parameter("Image", default="c-d")])
    assert written(use) == {
        "grant": "ecr.pull_images",
        "repositories": ["a-b", {"parameter": "Image", "default": "c-d"}],
    }


def test_conditions_are_written_as_they_are() -> None:
    conditions = {"StringEquals": {"ses:FromAddress": ["a", "b"]}}
    use = grant(
        "custom.statement",
        actions=["ses:SendEmail"],
        resources=["*"],
        reason="Both.",
        conditions=conditions,
    )
    assert written(use)["conditions"] == conditions


def test_an_empty_default_of_a_parameter_is_written() -> None:
    use = grant("sns.publish", topic=parameter("Topic"))
    assert written(use)["topic"] == {"parameter": "Topic", "default": ""}


def test_a_file_names_its_schema_where_one_is_given() -> None:
    assert dump(app(), schema="app.schema.json").startswith(
        f"{SCHEMA_HINT}app.schema.json\nproject: shop\n"
    )
    assert dump(app()).startswith("project: ")
