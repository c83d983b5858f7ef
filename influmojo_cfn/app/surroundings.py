"""What an app's services share: their cluster, and the namespace of ECS Service Connect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.app import model
from influmojo_cfn.app.parameters import image_tags
from influmojo_cfn.app.roles import image_tag_of
from influmojo_cfn.app.uses import workloads_of
from influmojo_cfn.errors import Problem

_NAMESPACE = re.compile(r"[!-~]{1,1024}")
"""https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html"""


def connected(app: model.AppFields) -> list[model.Service]:
    """Return the services that take part in ECS Service Connect."""
    return [service for service in app.services if service.service_connect]


def problems_of_surroundings(app: model.AppFields) -> Iterator[Problem]:
    """Yield what is wrong with the cluster and namespace of an app, and with image tags."""
    if app.cluster is not None and not (app.services or app.jobs):
        yield Problem("cluster", "runs nothing: the app has no services or jobs; add them")
    yield from _namespace(app)
    yield from _image_tags(app)


def _namespace(app: model.AppFields) -> Iterator[Problem]:
    if isinstance(app.namespace, str) and not _NAMESPACE.fullmatch(app.namespace):
        words = f"{app.namespace!r} must be the name or ARN of a Cloud Map namespace"
        yield Problem("namespace", words)
    elif app.namespace is not None and not connected(app):
        yield Problem("namespace", "is used by no service; give one a service_connect")
    elif app.namespace is None and all(s.service_connect == "client" for s in connected(app)):
        for index, service in enumerate(app.services):
            if service.service_connect:
                yield Problem(
                    f"services[{index}].service_connect",
                    "reaches nothing: no service is a server; make one, or name a namespace",
                )


def _image_tags(app: model.AppFields) -> Iterator[Problem]:
    """Reject containers whose image tags would be one parameter by chance."""
    tags = image_tags(app)
    for where, workload in workloads_of(app):
        for index, container in enumerate(workload.containers):
            path = f"{where}.containers[{index}]"
            if container.repository and container.repository != workload.repository:
                name = image_tag_of(workload, container)
                if tags[name] != path:
                    words = f"makes the parameter {name}, which is that of {tags[name]}"
                    yield Problem(f"{path}.name", f"{words}; name it otherwise")
