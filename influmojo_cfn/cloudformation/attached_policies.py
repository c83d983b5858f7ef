"""The policies of resources by what they are attached to, and those of one resource."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_arns import attached_arns
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import (
    ResourceGrant,
    default_grants,
    resource_grants,
)
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.unknown import Text


class AttachedPolicy(NamedTuple):
    """A policy that a resource of a type has or is, and the ARNs that it is attached to.

    There are none where it is attached to the account.
    """

    resource_type: str
    grant: ResourceGrant
    arns: tuple[Text, ...]


def attached_policies(document: Document, resolved: ResolvedTemplate) -> list[AttachedPolicy]:
    """Return the policies that a template's resources have; see :func:`.resource_grants`."""
    return _attached(resource_grants(document, resolved), resolved)


def default_policies(
    document: Document, resolved: ResolvedTemplate, resource_type: str
) -> list[AttachedPolicy]:
    """Return what holds of a type's resources without a policy; see :func:`.default_grants`."""
    found = _attached(default_grants(document, resolved), resolved)
    return [each for each in found if each.resource_type == resource_type]


def _attached(
    grants: Mapping[str, ResourceGrant], resolved: ResolvedTemplate
) -> list[AttachedPolicy]:
    found: list[AttachedPolicy] = []
    for name, grant in grants.items():
        kind = str(resolved.resource(name).get("Type"))
        found.append(AttachedPolicy(kind, grant, attached_arns(resolved, name, kind)))
    return found


def of_one_resource(
    attached: Iterable[AttachedPolicy], is_its_arn: Callable[[Text], bool | None]
) -> tuple[list[Policy], list[Policy]]:
    """Return the policies of a resource, and those that might be of it.

    ``is_its_arn`` says of an ARN whether it is the resource's, None where that is not known.
    """
    surely: list[Policy] = []
    maybe: list[Policy] = []
    for each in attached:
        answers = {is_its_arn(arn) for arn in each.arns}
        if True in answers or not each.arns:
            surely.append(each.grant.policy)
        elif None in answers:
            maybe.append(each.grant.policy)
    return surely, maybe
