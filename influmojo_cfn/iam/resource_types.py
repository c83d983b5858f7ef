"""Which resources the requests of an action can name, as far as AWS lists their types."""

from __future__ import annotations

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.patterns import matcher, type_pattern


def types_other_than(action: str, resource: str) -> tuple[str, ...]:
    """Return the resource types that an action takes, where an ARN is of none of them.

    Nothing for an action that is not known, or that takes no resource.
    """
    found = service_authorization.action(action)
    types = service_authorization.action_resource_types(found) if found else ()
    if any(_is_of(kind.arn, resource) for kind in types):
        types = types if is_of_another_type(action, resource) else ()
    return tuple(dict.fromkeys(kind.name for kind in types))


def is_of_another_type(action: str, resource: str) -> bool:
    """Return whether an ARN is that of a type that an action does not take, below one that it does.

    An object is below its bucket, and an index below its table.
    """
    found = service_authorization.action(action)
    service = service_authorization.service(action.partition(":")[0])
    if found is None or service is None:
        return False
    own = [kind.arn for kind in service_authorization.action_resource_types(found)]
    others = [arn for arn in service.arns if arn not in own]
    return any(
        other.startswith(f"{arn}/") and _is_of(other, resource) for other in others for arn in own
    )


def _is_of(arn: str, resource: str) -> bool:
    return matcher(type_pattern(arn))(resource)
