"""The calls of log drivers: awslogs with the execution role, a log router with the task role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.field_values import Mistake, Reading, fill
from influmojo_cfn.task_definition.model import Field, LogConfiguration

TASK_ID = "0123456789abcdef0123456789abcdef"
"""The end of what is named when a task runs, such as its log streams: any task's."""

_GROUP_NAME = re.compile(r"[A-Za-z0-9._/#-]{1,512}")
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html

(read 2026-11-28)
"""
_NO_GROUP = "is not a log group's name, which has letters, digits and . - _ / #; an ARN is not one"

FARGATE_DRIVERS = ("awsfirelens", "awslogs", "splunk")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html

(read 2026-11-28)
"""

Named = Iterator[tuple[str, Field, Reading] | Mistake]
"""Rows by their names, each with its field and what fills it in."""


def log_calls(log: LogConfiguration, container: Text) -> Named:
    """Yield the calls of a container's log configuration."""
    if isinstance(log.driver.value, Unknown):
        yield from _of_any_driver(log, log.driver.value, container)
    elif log.driver.value == "awslogs":
        yield from _awslogs(log, container)
    elif log.driver.value == "awsfirelens":
        yield from _routed(log)


def driver_mistakes(
    log: LogConfiguration, *, on_fargate: bool, has_router: bool, needs_region: bool = False
) -> Iterator[Mistake]:
    """Yield why ECS registers no task definition with a container's log driver.

    Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html,
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
    (read 2026-11-28).
    """
    driver = log.driver.value
    if isinstance(driver, Unknown) or has_unknown(driver):
        return
    if on_fargate and driver not in FARGATE_DRIVERS:
        message = f"Fargate has no log driver {driver!r}; it has {', '.join(FARGATE_DRIVERS)}"
        yield Mistake(field=log.driver, message=message)
    elif driver == "awsfirelens" and not has_router:
        message = "awsfirelens needs a container with firelensConfiguration, and there is none"
        yield Mistake(field=log.driver, message=message)
    elif needs_region and driver == "awslogs" and _is_without_region(log.options):
        message = "the option 'awslogs-region' is missing or empty; Fargate needs it"
        yield Mistake(field=log.driver, message=message)


def _is_without_region(options: Mapping[str, Field]) -> bool:
    return "awslogs-group" in options and "awslogs-region" not in options


def _of_any_driver(log: LogConfiguration, driver: Unknown, container: Text) -> Named:
    """Yield the calls of a driver to come, by the options that are given next to it."""
    options = {key.lower() for key in log.options}
    if options & {"name", "@type"}:
        found, name = _routed(log), "awsfirelens"
    elif not options or any(key.startswith("awslogs") for key in options):
        group = {"awslogs-group": Field(value=driver, path=log.driver.path), **log.options}
        found, name = _awslogs(replace(log, options=group), container), "awslogs"
    else:
        return
    for each in found:
        if not isinstance(each, Mistake):
            row, where, reading = each
            only_if = f"the log driver is {name} ({driver.reason})"
            yield row, where, reading._replace(only_if=only_if)


def _awslogs(log: LogConfiguration, container: Text) -> Named:
    group = log.options.get("awslogs-group")
    if group is None:
        yield Mistake(field=log.driver, message="the option 'awslogs-group' is missing")
        return
    name = group.value
    if isinstance(name, str) and not has_unknown(name) and not _GROUP_NAME.fullmatch(name):
        yield Mistake(field=group, message=f"{name!r} {_NO_GROUP}")
        return
    prefix = log.options.get("awslogs-stream-prefix")
    stream: Text = TASK_ID
    if prefix:
        names: dict[str, Text] = {"prefix": prefix.value, "container": container}
        stream = fill(f"{{prefix}}/{{container}}/{TASK_ID}", names)
    subject: dict[str, Text] = {"group": group.value, "stream": stream}
    region = log.options.get("awslogs-region")
    if region:
        subject["region"] = region.value
    create = log.options.get("awslogs-create-group")
    if create and covered(create.value).lower() in {"true", "*"}:
        unsure = "awslogs-create-group is true" if isinstance(create.value, Unknown) else ""
        yield "log group", create, Reading(names=subject, only_if=unsure)
    yield "log stream", group, Reading(names=subject)


def _routed(log: LogConfiguration) -> Named:
    """Yield the calls of the log router for the destinations that its options name."""
    options = {key.lower(): field for key, field in log.options.items()}
    role = options.get("role_arn") or options.get("aws_role_arn")
    if role:
        # What follows is called with that role, not with the task role.
        yield "routed role", role, Reading(names={"assumed_role": _routed_name(role.value)})
        return
    plugin = options.get("name") or options.get("@type")
    target = _DESTINATIONS.get(covered(plugin.value).lower()) if plugin else None
    if target is None:
        yield from _signed(options)
        return
    row, option_names = target
    option = _first(options, option_names)
    if option is None:
        return
    if covered(option.value).startswith("arn:"):
        message = f"{covered(option.value)!r} is an ARN; the log router takes a name"
        yield Mistake(field=option, message=message)
        return
    subject: dict[str, Text] = {}
    if "region" in options:
        subject["region"] = _routed_name(options["region"].value)
    named = _routed_name(option.value)
    if row == "routed log stream":
        subject |= {"group": named, "stream": TASK_ID}
        is_older = plugin is not None and covered(plugin.value).lower() == "cloudwatch"
        yield from _routed_group(options, option, subject, is_older=is_older)
        if "@type" in options:
            yield "fluentd log groups", option, Reading(names=subject)
    elif row == "routed objects":
        subject |= {"bucket": named, "key": TASK_ID}
        yield from _fluentd_bucket(options, option, subject)
    else:
        subject |= {"stream": named}
    yield row, option, Reading(names=subject)


def _signed(options: Mapping[str, Field]) -> Named:
    """Yield the call of an output that signs its requests with the task role."""
    host = options.get("host")
    target = _SIGNED.get(signing_service(options))
    if target is None or host is None:
        return
    row, name, endpoint = target
    text = " ".join(covered(options[key].value) for key in ("host", "uri") if key in options)
    found = endpoint.search(text.lower())
    named: Text = found["name"] if found else Unknown(f"{covered(host.value)!r} is the host")
    subject: dict[str, Text] = {name: named}
    if found and found["region"]:
        subject["region"] = found["region"]
    elif "aws_region" in options:
        subject["region"] = _routed_name(options["aws_region"].value)
    auth = _routed_name(options["aws_auth"].value)
    unsure = f"AWS_Auth is On ({auth.reason})" if isinstance(auth, Unknown) else None
    yield row, host, Reading(subject, unsure)


def _first(options: Mapping[str, Field], names: tuple[str, ...]) -> Field | None:
    return next((options[name] for name in names if name in options), None)


def signing_service(options: Mapping[str, Field]) -> str:
    """Return the service for which an output signs its requests; nothing where it signs none.

    ``options`` are by their names in lowercase.
    """
    signed = options.get("aws_auth")
    if signed is None or covered(_routed_name(signed.value)).lower() not in {
        "on",
        "true",
        "yes",
        "*",
    }:
        return ""
    service = options.get("aws_service_name") or options.get("aws_service")
    plugin = covered(options["name"].value).lower() if "name" in options else ""
    return covered(service.value).lower() if service else _SIGNED_BY.get(plugin, "es")


def unread_output(log: LogConfiguration) -> str:
    """Return what an output can call that is not known here; nothing where it calls no AWS."""
    options = {key.lower(): field for key, field in log.options.items()}
    plugin = options.get("name") or options.get("@type")
    if log.driver.value != "awsfirelens" or plugin is None or "role_arn" in options:
        return ""
    service = signing_service(options)
    if service:
        return "" if service in _SIGNED else f"signs requests for the service {service!r}"
    written = _routed_name(plugin.value)
    if isinstance(written, Unknown):
        return f"writes to an output that is not known ({written.reason})"
    name = written.lower()
    if name in _DESTINATIONS:
        names = _DESTINATIONS[name][1]
        return "" if _first(options, names) else f"writes to {name!r} without {names[0]!r}"
    return "" if name in NO_AWS_OUTPUTS else f"writes to {name!r}"


def _routed_group(
    options: Mapping[str, Field], group: Field, subject: Mapping[str, Text], *, is_older: bool
) -> Named:
    """Yield what a log router does with a log group in addition to writing to its streams."""
    create = options.get("auto_create_group")
    creates = _routed_name(create.value) if create else ""
    if create and covered(creates).lower() in {"true", "on", "*"}:
        unsure = "auto_create_group is true" if isinstance(creates, Unknown) else None
        yield "routed log group", create, Reading(subject, unsure)
    if is_older or "@type" in options:
        yield "routed log streams", group, Reading(names=subject)
    keep = options.get("log_retention_days") or options.get("retention_in_days")
    if keep:
        yield "routed log retention", keep, Reading(names=subject)


def _fluentd_bucket(
    options: Mapping[str, Field], bucket: Field, subject: Mapping[str, Text]
) -> Named:
    """Yield what Fluentd's plugin looks for before it writes objects, unless told not to.

    Source: https://github.com/fluent/fluent-plugin-s3 (IAM policy), read 2026-11-27; of
    fluent-plugin-cloudwatch-logs its README asks for DescribeLogGroups and DescribeLogStreams.
    """
    if "@type" not in options:
        return
    for option, row in (("check_bucket", "fluentd bucket"), ("check_object", "fluentd objects")):
        told = options.get(option)
        if told is None or covered(told.value).lower() != "false":
            yield row, bucket, Reading(names=subject)


WORKSPACE = re.compile(
    r"aps-workspaces\.(?P<region>[a-z0-9-]+)\..*/workspaces/(?P<name>ws-[a-z0-9-]+)"
)
"""The endpoint of a workspace of Amazon Managed Service for Prometheus."""

_SIGNED: Mapping[str, tuple[str, str, re.Pattern[str]]] = {
    "es": (
        "routed documents",
        "domain",
        re.compile(
            r"^(?:https://)?(?:search|vpc)-(?P<name>[a-z0-9-]+)-[a-z0-9]{20,}"
            r"\.(?P<region>[a-z0-9-]+)\.es\.amazonaws\.com(?:\.cn)?/?(?: |$)"
        ),
    ),
    "aoss": (
        "routed collection",
        "collection",
        re.compile(r"^(?:https://)?(?P<name>[a-z0-9]{12,40})\.(?P<region>[a-z0-9-]+)\.aoss\."),
    ),
    "aps": (
        "routed metrics",
        "workspace",
        WORKSPACE,
    ),
    "osis": (
        "routed pipeline",
        "pipeline",
        re.compile(
            r"^(?:https://)?(?P<name>[a-z][a-z0-9-]+)-[a-z0-9]{20,}\.(?P<region>[a-z0-9-]+)\.osis\."
        ),
    ),
}
"""The service that requests are signed for: its row, what that names, and the endpoint with it.

Sources (read 2026-11-27): https://docs.fluentbit.io/manual/pipeline/outputs/opensearch,
https://docs.fluentbit.io/manual/pipeline/outputs/prometheus-remote-write
"""

_SIGNED_BY = {"prometheus_remote_write": "aps", "opentelemetry": "logs"}
"""The service that a plugin signs for unless told, other than es."""

NO_AWS_OUTPUTS = frozenset(
    (
        "azure",
        "azure_blob",
        "azure_kusto",
        "azure_logs_ingestion",
        "bigquery",
        "calyptia",
        "chronicle",
        "copy",
        "counter",
        "datadog",
        "elasticsearch",
        "es",
        "file",
        "flowcounter",
        "forward",
        "gelf",
        "grafana-loki",
        "http",
        "influxdb",
        "kafka",
        "kafka-rest",
        "logdna",
        "loki",
        "nats",
        "newrelic",
        "nrlogs",
        "null",
        "opensearch",
        "opentelemetry",
        "pgsql",
        "plot",
        "prometheus_exporter",
        "prometheus_remote_write",
        "relabel",
        "skywalking",
        "slack",
        "splunk",
        "splunk_hec",
        "stackdriver",
        "stdout",
        "syslog",
        "tcp",
        "td",
        "udp",
        "vivo_exporter",
        "websocket",
    )
)
"""Outputs that call nothing of AWS, unless they sign (AWS_Auth).

Source: https://docs.fluentbit.io/manual/pipeline/outputs (read 2026-11-27), with the plugins of
Datadog, New Relic and Grafana, and those of Fluentd's own.
"""

# A log router's output plugin, its row, and the options that name the destination.
_DESTINATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "cloudwatch": ("routed log stream", ("log_group_name",)),
    "cloudwatch_logs": ("routed log stream", ("log_group_name",)),
    "firehose": ("routed delivery stream", ("delivery_stream",)),
    "kinesis_firehose": ("routed delivery stream", ("delivery_stream", "delivery_stream_name")),
    "kinesis": ("routed data stream", ("stream",)),
    "kinesis_streams": ("routed data stream", ("stream", "stream_name")),
    "s3": ("routed objects", ("bucket", "s3_bucket")),
}


def _routed_name(text: Text) -> Text:
    """Return a name in a log router's options, unknown where the router fills a variable in."""
    if isinstance(text, str) and re.search(r"\$\(|\$\{|\$[A-Z]", text):
        return Unknown(f"the log router fills in {text!r}", re.sub(r"\$.*", "*", text))
    return text
