"""What an OpenTelemetry collector calls, by its configuration where a task definition holds it.

Sources (read 2026-11-27):
https://github.com/aws-observability/aws-otel-collector/blob/main/docs/developers/ecs-demo.md
(AOT_CONFIG_CONTENT), https://aws-otel.github.io/docs/components (exporters),
https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter (their keys)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.log_calls import TASK_ID, WORKSPACE, Named
from influmojo_cfn.service_roles.field_values import Reading, ReadingContext, part_of
from influmojo_cfn.task_definition.bare_words import is_to_come
from influmojo_cfn.task_definition.model import Container, Field

_PROMETHEUS = "AWS_PROMETHEUS_ENDPOINT"

Row = tuple[str, Mapping[str, Text]]
Exporter = Callable[[Mapping[str, Any]], Iterator[Row]]


def collector_calls(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield what AWS's collector exports: by its configuration, or as its default one for ECS."""
    if any(map(configuration_of, container.environment.values())):
        yield from exported_calls(where, container, asked)
        return
    yield from _fetched(container)
    yield "traces", where, Reading(names={}, only_if="its configuration exports to X-Ray")
    group = Unknown("its configuration names the log group")
    only_if = "its configuration exports metrics to CloudWatch"
    yield "agent logs", where, Reading(names={"group": group}, only_if=only_if)
    endpoint = container.environment.get(_PROMETHEUS)
    if endpoint:
        yield "routed metrics", endpoint, Reading(names=_workspace(covered(endpoint.value)))


def exported_calls(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield the calls of the exporters in the configurations that the environment holds."""
    yield from _fetched(container)
    for field in container.environment.values():
        configuration = configuration_of(field)
        if configuration is None:
            continue
        for name, options in _exporters(configuration):
            exporter = _EXPORTERS.get(name.partition("/")[0])
            for row, names in exporter(options) if exporter else ():
                yield row, field, Reading(names=names)


_OBJECT = re.compile(
    r"(?:--config=)?s3://(?P<bucket>[^/]+?)\.s3\.[^./]+\.amazonaws\.com(?:\.cn)?/(?P<key>.+)"
)
"""How a collector is told to read its configuration from S3, which it does itself.

https://aws-otel.github.io/docs/components/confmap-providers (read 2026-11-28)
"""


def _fetched(container: Container) -> Named:
    """Yield the reading of the configurations in S3 that the command names."""
    for argument in container.arguments:
        value = argument.value
        if found := _OBJECT.fullmatch(covered(value)):
            names = {name: part_of(text, value) for name, text in found.groupdict().items()}
            yield "collector configuration", argument, Reading(names=names)


def configuration_of(field: Field) -> Mapping[str, Any] | None:
    """Return the collector's configuration in a string, None where it holds none."""
    from influmojo_cfn.cloudformation import parse
    from influmojo_cfn.errors import Error

    text = covered(field.value)
    if not re.search(r"^\s*[\"']?exporters[\"']?\s*:", text, re.M):
        return None
    try:
        data = parse(text, "the collector's configuration").data
    except Error:
        return None
    return data if isinstance(data, Mapping) else None


def _exporters(configuration: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the exporters that a pipeline uses, or all where no pipeline is read."""
    exporters = section(configuration, "exporters")
    pipelines = section(configuration.get("service"), "pipelines")
    listed = (section(pipelines, name).get("exporters") for name in pipelines)
    used = {str(name) for names in listed if isinstance(names, list) for name in names}
    for name in exporters:
        if not used or str(name) in used:
            yield str(name), section(exporters, name)


def _traces(options: Mapping[str, Any]) -> Iterator[Row]:
    yield "traces", {}


def _embedded_metrics(options: Mapping[str, Any]) -> Iterator[Row]:
    yield "agent logs", {"group": _name(options.get("log_group_name", "/metrics/default"))}


def _logs(options: Mapping[str, Any]) -> Iterator[Row]:
    yield "agent logs", {"group": _name(options.get("log_group_name"))}


def _remote_write(options: Mapping[str, Any]) -> Iterator[Row]:
    endpoint = str(options.get("endpoint", ""))
    if "auth" in options or "aws_auth" in options or "aps-workspaces" in endpoint:
        yield "routed metrics", _workspace(endpoint)


def _objects(options: Mapping[str, Any]) -> Iterator[Row]:
    bucket = section(options, "s3uploader").get("s3_bucket")
    yield "routed objects", {"bucket": _name(bucket), "key": TASK_ID}


def _stream(options: Mapping[str, Any]) -> Iterator[Row]:
    yield "routed data stream", {"stream": _name(section(options, "aws").get("stream_name"))}


_EXPORTERS: Mapping[str, Exporter] = {
    "awsxray": _traces,
    "awsemf": _embedded_metrics,
    "awscloudwatchlogs": _logs,
    "prometheusremotewrite": _remote_write,
    "awsprometheusremotewrite": _remote_write,
    "awss3": _objects,
    "awskinesis": _stream,
}
"""The exporters that call AWS; others send elsewhere."""


def _workspace(endpoint: str) -> Mapping[str, Text]:
    found = WORKSPACE.search(endpoint)
    if found is None:
        return {"workspace": Unknown("its endpoint names the workspace")}
    return {"workspace": found["name"], "region": found["region"]}


def _name(value: Any) -> Text:
    if isinstance(value, str) and value and not any(mark in value for mark in "{}$*?"):
        return Unknown(f"{value} is to come") if is_to_come(value) else value
    return Unknown("its configuration fills in the name")
