"""The calls of log drivers: awslogs with the execution role, a log router with the task role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.field_values import Mistake, Reading, fill
from influmojo_cfn.task_definition.model import Field, LogConfiguration

TASK_ID = "0123456789abcdef0123456789abcdef"
"""The end of what is named when a task runs, such as its log streams: any task's."""

Named = Iterator[tuple[str, Field, Reading] | Mistake]
"""Rows by their names, each with its field and what fills it in."""


def log_calls(log: LogConfiguration, container: Text) -> Named:
    """Yield the calls of a container's log configuration."""
    if log.driver.value == "awslogs":
        yield from _awslogs(log, container)
    elif log.driver.value == "awsfirelens":
        yield from _routed(log)


def _awslogs(log: LogConfiguration, container: Text) -> Named:
    group = log.options.get("awslogs-group")
    if group is None:
        yield Mistake(field=log.driver, message="the option 'awslogs-group' is missing")
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
    plugin = options.get("name") or options.get("@type")
    target = _DESTINATIONS.get(covered(plugin.value).lower()) if plugin else None
    if target is None:
        yield from _signed(options)
        return
    row, option_names = target
    option = next((options[name] for name in option_names if name in options), None)
    if option is None:
        return
    subject: dict[str, Text] = {}
    if "region" in options:
        subject["region"] = options["region"].value
    named = _routed_name(option.value)
    if row == "routed log stream":
        subject |= {"group": named, "stream": TASK_ID}
        is_older = plugin is not None and covered(plugin.value).lower() == "cloudwatch"
        yield from _routed_group(options, option, subject, is_older=is_older)
    elif row == "routed objects":
        subject |= {"bucket": named, "key": TASK_ID}
    else:
        subject |= {"stream": named}
    yield row, option, Reading(names=subject)


def _signed(options: Mapping[str, Field]) -> Named:
    """Yield the call of an output that signs its requests with the task role: of OpenSearch."""
    signed = options.get("aws_auth")
    host = options.get("host")
    if signed is None or host is None or covered(signed.value).lower() not in {"on", "true"}:
        return
    found = _DOMAIN.fullmatch(covered(host.value).lower())
    domain: Text = found["name"] if found else Unknown(f"{covered(host.value)!r} is the host")
    subject: dict[str, Text] = {"domain": domain}
    if found:
        subject["region"] = found["region"]
    elif "aws_region" in options:
        subject["region"] = options["aws_region"].value
    yield "routed documents", host, Reading(names=subject)


def _routed_group(
    options: Mapping[str, Field], group: Field, subject: Mapping[str, Text], *, is_older: bool
) -> Named:
    """Yield what a log router does with a log group beside writing to its streams."""
    create = options.get("auto_create_group")
    if create and covered(create.value).lower() in {"true", "on"}:
        yield "routed log group", create, Reading(names=subject)
    if is_older:
        yield "routed log streams", group, Reading(names=subject)
    keep = options.get("log_retention_days") or options.get("retention_in_days")
    if keep:
        yield "routed log retention", keep, Reading(names=subject)


_DOMAIN = re.compile(
    r"(?:https://)?(?:search|vpc)-(?P<name>[a-z0-9-]+)-[a-z0-9]{20,}\.(?P<region>[a-z0-9-]+)"
    r"\.es\.amazonaws\.com(?:\.cn)?/?"
)
"""The endpoint of an OpenSearch domain, which holds its name."""

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
