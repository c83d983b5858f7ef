"""Runs ministack until the process that started it is gone.

Standard input is a pipe that the starter holds and never writes to. When the starter ends, however
it ends, the pipe closes, and this process takes its whole group and its folder along. That works
where the starter is killed with SIGKILL, and on every system with processes and pipes.

ministack 1.5.33 judges calls of Amazon ECS on the cluster or on ``*``, whatever they act on. Here
it is told the resource and the condition key that AWS judges them by. The control calls of a
rehearsal show whether it then does. Source (read 2026-11-27):
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
"""

from __future__ import annotations

import json
import os
import runpy
import shutil
import signal
import sys
import threading
from typing import Any

_ON_SERVICES = frozenset(("CreateService", "DeleteService", "DescribeServices", "UpdateService"))
_ON_TASK_DEFINITIONS = frozenset(("RegisterTaskDefinition", "RunTask", "StartTask"))


def _end_with_the_starter(folder: str) -> None:
    while os.read(0, 1024):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def ecs_resource(operation: str, body: dict[str, Any], region: str, account: str) -> str | None:
    """Return the ARN that AWS judges a call of Amazon ECS by; None for other operations."""
    begin = f"arn:aws:ecs:{region}:{account}:"
    if operation in _ON_SERVICES:
        named = body.get("services") or [body.get("service") or body.get("serviceName") or ""]
        name = str(named[0])
        cluster = str(body.get("cluster") or "default").rpartition("/")[2]
        return name if name.startswith("arn:") else f"{begin}service/{cluster}/{name}"
    if operation in _ON_TASK_DEFINITIONS:
        named = body.get("taskDefinition") or body.get("family")
        if str(named).startswith("arn:"):
            return str(named)
        # A new revision, and the latest one, have a number that the call does not name.
        return f"{begin}task-definition/{named}{'' if ':' in str(named) else ':*'}"
    return None


def ecs_condition_keys(body: dict[str, Any], region: str, account: str) -> dict[str, str]:
    """Return the condition keys that a call of Amazon ECS brings."""
    cluster = str(body.get("cluster") or "default")
    if not cluster.startswith("arn:"):
        cluster = f"arn:aws:ecs:{region}:{account}:cluster/{cluster}"
    return {"ecs:cluster": cluster}


def _judge_calls_of_ecs() -> None:
    """Return ministack what calls of Amazon ECS act on."""
    try:
        from ministack.core import iam_actions, responses
    except ImportError:  # Another version, whose own answers count.
        return
    its_resource, its_keys = iam_actions.extract_resource_arn, iam_actions.request_tag_context

    def resource(
        service: str, method: str, path: str, headers: Any, body: bytes, query: Any, *place: str
    ) -> str:
        found = None
        if service == "ecs":
            operation = str(headers.get("x-amz-target", "")).rpartition(".")[2]
            found = ecs_resource(operation, _data(body), *place)
        return found or str(its_resource(service, method, path, headers, body, query, *place))

    def keys(service: str, action: str, body: bytes, query: Any) -> dict[str, Any]:
        found: dict[str, Any] = its_keys(service, action, body, query)
        if service == "ecs":
            place = responses.get_region(), responses.get_account_id()
            found = {**found, **ecs_condition_keys(_data(body), *place)}
        return found

    iam_actions.extract_resource_arn, iam_actions.request_tag_context = resource, keys


def _data(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def read_yaml_by_libyaml() -> None:
    """Have ministack, once it is imported, read YAML in a tenth of the time that pyyaml takes."""
    import yaml

    vars(yaml)["SafeLoader"] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def main(folder: str) -> None:
    """Run ministack in this process; ``folder`` is removed when the starter is gone."""
    del sys.path[0]  # the folder of this file, whose modules are not ministack's
    threading.Thread(target=_end_with_the_starter, args=(folder,), daemon=True).start()
    sys.argv = ["ministack"]
    read_yaml_by_libyaml()
    _judge_calls_of_ecs()
    runpy.run_module("ministack", run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1])
