"""What the CloudWatch agent calls, by its configuration where a task definition holds it.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Agent-Configuration-File-Details.html
(sections and namespace),
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/deploy_servicelens_CloudWatch_agent_deploy_ECS.html
(CW_CONFIG_CONTENT, and the policy of the task role),
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/CloudWatchAgentServerPolicy.html
and, of service discovery (read 2026-11-28),
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-Setup-autodiscovery-ecs.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.log_calls import TASK_ID, Named
from influmojo_cfn.service_roles.field_values import Reading, ReadingContext, part_of
from influmojo_cfn.task_definition.bare_words import is_to_come
from influmojo_cfn.task_definition.model import Container, Field

_CONFIGURATION = "CW_CONFIG_CONTENT"
_PROMETHEUS = "PROMETHEUS_CONFIG_CONTENT"
"""The variable of what to collect Prometheus metrics of, which the agent can find in a cluster."""
_IN_PARAMETER = re.compile(r"ssm:/?(?P<name>[A-Za-z0-9_.*\-][A-Za-z0-9_.*\-/]*)")
"""How the agent is told to fetch its configuration from Parameter Store, which it does itself.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html
(read 2026-11-28)
"""
_NAMESPACE = "CWAgent"
"""The namespace of metrics whose configuration names none."""
_IF = "its configuration collects {}"


def agent_calls(where: Field, container: Container, asked: ReadingContext) -> Named:
    """Yield the calls of the agent: those that its configuration asks for, or all that it can."""
    for argument in container.arguments:
        if found := _IN_PARAMETER.fullmatch(covered(argument.value)):
            name = part_of(found["name"], argument.value)
            yield "agent parameter", argument, Reading(names={"name": name})
    field = container.environment.get(_CONFIGURATION)
    configuration = _configuration(field)
    if field is None or configuration is None:
        yield from _possible(where)
        if _PROMETHEUS in (*container.environment, *container.other_variables):
            names = {"cluster": Unknown("its configuration names the cluster")}
            yield from _discovered(where, names, _IF.format("metrics of tasks"))
        return
    metrics = configuration.get("metrics")
    if isinstance(metrics, Mapping):
        yield "agent metrics", field, Reading(names={"namespace": _name(metrics, "namespace")})
    for group in _log_groups(configuration.get("logs")):
        yield "agent logs", field, Reading(names={"group": group})
    if configuration.get("traces"):
        yield "traces", field, Reading(names={})
    discovery = _discovery(configuration)
    if discovery is not None:
        is_named = "sd_target_cluster" in discovery
        cluster = (
            _name(discovery, "sd_target_cluster") if is_named else Unknown("no cluster is named")
        )
        named: dict[str, Text] = {"cluster": cluster}
        if "sd_cluster_region" in discovery:
            named["region"] = _name(discovery, "sd_cluster_region")
        yield from _discovered(field, named)


_DISCOVERING = (
    "agent discovery",
    "discovered instances",
    "discovered services",
    "discovered tasks",
)


def _discovered(field: Field, names: Mapping[str, Text], only_if: str | None = None) -> Named:
    """Yield the calls with which the agent finds what to collect Prometheus metrics of."""
    for row in _DISCOVERING:
        yield row, field, Reading({**names, "id": TASK_ID}, only_if)


def _discovery(configuration: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return how the agent finds the tasks of a cluster, None where it looks for none."""
    found: Any = configuration
    for key in ("logs", "metrics_collected", "prometheus", "ecs_service_discovery"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _possible(where: Field) -> Named:
    namespace = Unknown("its configuration names the namespace")
    group = Unknown("its configuration names the log group")
    yield "agent metrics", where, _only_if("metrics", namespace=namespace)
    yield "agent logs", where, _only_if("metrics or logs", group=group)
    yield "traces", where, _only_if("traces")


def _only_if(what: str, **names: Text) -> Reading:
    return Reading(names=names, only_if=_IF.format(what))


def _configuration(field: Field | None) -> Mapping[str, Any] | None:
    """Return the agent's configuration, None where the task definition does not hold it."""
    try:
        data = json.loads(covered(field.value)) if field else None
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, Mapping) else None


def _name(data: Mapping[str, Any], key: str) -> Text:
    value = data.get(key, _NAMESPACE)
    if isinstance(value, str) and value and not any(mark in value for mark in "{}$*?"):
        return Unknown(f"{value} is to come") if is_to_come(value) else value
    return Unknown(f"the agent fills in {key}")


def _log_groups(logs: Any) -> Iterator[Text]:
    """Yield the log groups that a configuration writes to; one not known represents the rest."""
    if not isinstance(logs, Mapping):
        return
    collected = logs.get("logs_collected")
    files = collected.get("files") if isinstance(collected, Mapping) else None
    rows = files.get("collect_list") if isinstance(files, Mapping) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            named = "log_group_name" in row
            yield _name(row, "log_group_name") if named else Unknown("the agent names the group")
    if logs.get("metrics_collected"):
        yield Unknown("the log group is named after the metrics or the cluster")
