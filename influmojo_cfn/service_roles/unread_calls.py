"""What services call with the roles of a template, where the tables do not tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES, RoleProperty
from influmojo_cfn.service_roles.api_gateway_calls import unread_documents, unread_integrations
from influmojo_cfn.service_roles.field_calls import unread_fields
from influmojo_cfn.service_roles.own_programs import OWN_PROGRAMS
from influmojo_cfn.service_roles.pipeline_calls import unread_actions
from influmojo_cfn.service_roles.service_call import ServiceCall, UnreadCall
from influmojo_cfn.service_roles.state_machine_calls import MACHINES, unread_states
from influmojo_cfn.service_roles.target_calls import unread_targets
from influmojo_cfn.service_roles.template_fields import resources
from influmojo_cfn.task_definition.task_resources import TASK_TYPES

_PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html"
_READERS = (
    unread_actions,
    unread_documents,
    unread_fields,
    unread_integrations,
    unread_states,
    unread_targets,
)


def unread_calls(resolver: Resolver, calls: Iterable[ServiceCall]) -> Iterator[UnreadCall]:
    """Yield each place that makes a service call what is not known.

    That is a value of a kind that no table has, and every role of which neither a table nor such
    a value tells anything. ``calls`` are those that the tables tell of the same template.
    """
    unread = [each for reader in _READERS for each in reader(resolver)]
    yield from unread
    told = {each.role.path for each in calls} | {each.role.path for each in unread if each.role}
    for row in ROLE_PROPERTIES:
        if not _may_call_nothing(row):
            yield from (
                each
                for each in _unread_roles(resolver, row)
                if each.role and each.role.path not in told
            )


def _may_call_nothing(row: RoleProperty) -> bool:
    """Return whether a role rightly has no calls here: it runs a program or a definition.

    The execution role of a task has the calls of its task definition.
    """
    programs = OWN_PROGRAMS.get(row.resource_type, {})
    starts_task = row.resource_type in TASK_TYPES and row.path[-1] == "ExecutionRoleArn"
    return starts_task or row.resource_type in MACHINES or ".".join(row.path) in programs


def _unread_roles(resolver: Resolver, row: RoleProperty) -> Iterator[UnreadCall]:
    reason = f"no table has what {row.service} calls for {row.resource_type}"
    for properties in resources(resolver, row.resource_type):
        for role in properties.below(*row.path):
            yield UnreadCall(role.logical_id, role, "act on the account", role.path, _PAGE, reason)
