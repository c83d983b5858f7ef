"""What an OpenTelemetry collector exports, by the configuration in its environment."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.log_calls import TASK_ID
from influmojo_cfn.service_roles.ecs.otel_collector import (
    collector_calls,
    configuration_of,
    exported_calls,
)
from influmojo_cfn.service_roles.field_values import Home, Mistake, ReadingContext
from influmojo_cfn.task_definition.model import Container, Field

ASKED = ReadingContext(home=Home(partition="aws", account="111122223333", region="eu-west-1"))
WORKSPACES = "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/"


def exported(*texts: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rows of configurations, each with its names."""
    variables = {f"C{n}": Field(value=text) for n, text in enumerate(texts)}
    container = Container(name="a", path=(), environment=variables)
    found = exported_calls(Field(value="x"), container, ASKED)
    return [
        (each[0], {key: covered(text) for key, text in each[2].names.items()})
        for each in found
        if not isinstance(each, Mistake)
    ]


@pytest.mark.parametrize(
    ("exporter", "row", "names"),
    [
        ("awsxray: {}", "traces", {}),
        ("awsxray/more:", "traces", {}),
        ("awsemf:", "agent logs", {"group": "/metrics/default"}),
        ("awsemf: {log_group_name: /a}", "agent logs", {"group": "/a"}),
        ("awsemf: {log_group_name: '/a/{TaskId}'}", "agent logs", {"group": "*"}),
        ("awscloudwatchlogs: {log_group_name: g}", "agent logs", {"group": "g"}),
        ("awscloudwatchlogs: {log_group_name: LOG_GROUP}", "agent logs", {"group": "*"}),
        ("awscloudwatchlogs: {log_group_name: '${GROUP}'}", "agent logs", {"group": "*"}),
        (
            f"prometheusremotewrite: {{endpoint: '{WORKSPACES}ws-1/api/v1/remote_write'}}",
            "routed metrics",
            {"workspace": "ws-1", "region": "eu-west-1"},
        ),
        (
            "prometheusremotewrite: {endpoint: '${E}', auth: {authenticator: sigv4auth}}",
            "routed metrics",
            {"workspace": "*"},
        ),
        ("awss3: {s3uploader: {s3_bucket: b}}", "routed objects", {"bucket": "b", "key": TASK_ID}),
        ("awskinesis: {aws: {stream_name: s}}", "routed data stream", {"stream": "s"}),
    ],
)
def test_an_exporter_calls_aws(exporter: str, row: str, names: dict[str, str]) -> None:
    assert exported(f"exporters:\n  {exporter}\n") == [(row, names)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "exporters: {otlp: {}, debug: }",
        "exporters: [awsxray]",
        "exporters: {prometheusremotewrite: {endpoint: 'https://example.com'}}",
        "exporters:\n  awsxray: {}\nservice: {pipelines: {traces: {exporters: [otlp]}}}",
        "exporters: {awsxray: {",
    ],
)
def test_others_call_nothing(text: str) -> None:
    assert exported(text) == []


def test_a_pipeline_says_what_is_used() -> None:
    text = """
exporters: {awsxray: {}, awsemf: {log_group_name: g}}
service:
  pipelines:
    metrics: {exporters: [awsemf]}
"""
    assert exported(text) == [("agent logs", {"group": "g"})]
    assert exported(text, "exporters: {awsxray: {}}") == [
        ("agent logs", {"group": "g"}),
        ("traces", {}),
    ]


def test_a_pipeline_that_names_no_list_says_nothing() -> None:
    text = "exporters: {awsxray: {}}\nservice: {pipelines: {traces: {exporters: 3}}}"
    assert exported(text) == [("traces", {})]


def test_awss_collector_exports_by_default() -> None:
    endpoint = Field(value=f"{WORKSPACES}ws-2/api/v1/remote_write")
    container = Container(name="a", path=(), environment={"AWS_PROMETHEUS_ENDPOINT": endpoint})
    rows = [each[0] for each in collector_calls(endpoint, container, ASKED) if type(each) is tuple]
    assert rows == ["traces", "agent logs", "routed metrics"]
    own = Container(name="a", path=(), environment={"C": Field(value="exporters: {awsxray: {}}")})
    assert [each[0] for each in collector_calls(endpoint, own, ASKED) if type(each) is tuple] == [
        "traces"
    ]


def test_a_configuration_is_told_from_other_texts() -> None:
    assert configuration_of(Field(value="my exporters: none")) is None
    assert configuration_of(Field(value='{"exporters": {}}')) is None
    assert configuration_of(Field(value='{\n"exporters": {}}')) == {"exporters": {}}


WHY = Unknown("${BUCKET} is to come", "--config=s3://*.s3.eu-west-1.amazonaws.com/otel.yaml")


@pytest.mark.parametrize(
    ("argument", "bucket"),
    [
        ("--config=s3://acme.s3.us-east-1.amazonaws.com/otel.yaml", ["acme"]),
        ("s3://acme.s3.us-east-1.amazonaws.com/otel.yaml", ["acme"]),
        (WHY, [Unknown(WHY.reason, "*")]),
        ("--config=/etc/otel.yaml", []),
    ],
    ids=["with its option", "by itself", "to come", "a file"],
)
@pytest.mark.parametrize("calls", [collector_calls, exported_calls], ids=["AWS's", "another"])
def test_a_configuration_in_s3_is_read_with_the_task_role(
    calls: Any, argument: Text, bucket: list[Text]
) -> None:
    container = Container(name="a", path=(), arguments=(Field(value=argument),))
    found = calls(Field(value="x"), container, ASKED)
    rows = [each[2].names for each in found if each[0] == "collector configuration"]
    assert rows == [{"bucket": each, "key": "otel.yaml"} for each in bucket]
