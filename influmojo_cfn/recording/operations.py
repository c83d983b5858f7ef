"""Which operation of which service a request calls, where the emulator's tables do not tell it.

The models of botocore tell it: https://github.com/boto/botocore/tree/develop/botocore/data.
"""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from influmojo_cfn.iam.sdk_operations import services_of_prefix
from influmojo_cfn.recording.http_request import HttpRequest

_SCOPE = re.compile(r"[^/]+/\d{8}/[^/]+/(?P<service>[\w-]+)/aws4_request")
_RPC = re.compile(r"/service/\w+/operation/(?P<name>\w+)")


def action_called(request: HttpRequest) -> str | None:
    """Return the service that a request is signed for and its operation, as an action."""
    signed = [request.headers.get("authorization", ""), *request.query.get("X-Amz-Credential", ())]
    scope = _SCOPE.search(" ".join(signed))
    name = _operation_named(request)
    if scope is None:
        return None
    prefix = scope["service"]
    if name is None:
        called = (each for service in services_of_prefix(prefix) for each in _routes(service))
        name = next(
            (
                name
                for method, path, name in called
                if method == request.method and _leads_to(path, request.path)
            ),
            None,
        )
    return f"{prefix}:{name}" if name else None


def _operation_named(request: HttpRequest) -> str | None:
    """Return the operation that a request names in its header, its path or its form."""
    target = request.headers.get("x-amz-target", "").rpartition(".")[2]
    path = _RPC.fullmatch(request.path)
    form = request.parameters.get("Action", ())
    return target or (path["name"] if path else None) or next(iter(form), None)


@cache
def _routes(service: str) -> tuple[tuple[str, str, str], ...]:
    """Return the method, path and name of each operation of a service whose paths tell them."""
    from botocore.exceptions import UnknownServiceError
    from botocore.loaders import Loader

    try:
        model = Loader().load_service_model(service, "service-2")
    except UnknownServiceError:
        return ()
    called = [(name, row["http"]) for name, row in model["operations"].items()]
    paths = [(row["method"], urlsplit(row["requestUri"]).path, name) for name, row in called]
    return tuple(each for each in paths if each[1] != "/")


def _leads_to(route: str, path: str) -> bool:
    """Return whether a path is of an operation's: a label is one part, or the last ones."""
    parts, given = route.split("/"), path.split("/")
    if parts[-1].endswith("+}"):
        given[len(parts) - 1 :] = ["/".join(given[len(parts) - 1 :])]
    return len(parts) == len(given) and all(
        bool(value) if part.startswith("{") else part == value
        for part, value in zip(parts, given, strict=True)
    )
