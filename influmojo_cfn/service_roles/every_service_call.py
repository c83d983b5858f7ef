"""Every call that the services of a template make with the roles that it gives them."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam.text import REGION
from influmojo_cfn.service_roles.api_gateway_calls import api_gateway_calls
from influmojo_cfn.service_roles.automation_calls import automation_calls
from influmojo_cfn.service_roles.codebuild_calls import codebuild_calls
from influmojo_cfn.service_roles.ecs.exec_calls import exec_calls
from influmojo_cfn.service_roles.encrypted_calls import KEY_ACTIONS, key_of
from influmojo_cfn.service_roles.field_calls import field_calls
from influmojo_cfn.service_roles.glue_calls import glue_calls
from influmojo_cfn.service_roles.instance_calls import instance_calls
from influmojo_cfn.service_roles.named_calls import named_calls
from influmojo_cfn.service_roles.pipeline_calls import pipeline_calls
from influmojo_cfn.service_roles.service_call import ServiceCall
from influmojo_cfn.service_roles.stack_set_calls import stack_set_calls
from influmojo_cfn.service_roles.state_machine_calls import state_machine_calls
from influmojo_cfn.service_roles.target_calls import target_calls
from influmojo_cfn.service_roles.template_fields import service_of

VIA = "kms:viaservice"

COLLECTORS = (
    field_calls,
    api_gateway_calls,
    automation_calls,
    codebuild_calls,
    exec_calls,
    glue_calls,
    instance_calls,
    named_calls,
    pipeline_calls,
    stack_set_calls,
    state_machine_calls,
    target_calls,
)


def service_calls(resolver: Resolver) -> tuple[ServiceCall, ...]:
    """Return the calls of every resource of a template, each once."""
    found: dict[object, ServiceCall] = {}
    for collector in COLLECTORS:
        for call in collector(resolver):
            for each in (call, *_with_key(resolver, call)):
                key = (each.logical_id, each.role.path, each.actions, each.resources, each.path)
                found.setdefault(key, each)
    return tuple(found.values())


def _with_key(resolver: Resolver, call: ServiceCall) -> Iterator[ServiceCall]:
    """Yield what a call takes of the key that encrypts what it acts on."""
    action = KEY_ACTIONS.get(call.actions[0].lower())
    for resource in call.resources if action else ():
        key = key_of(resolver, resource)
        if action and key:
            purpose = f"{call.purpose}, which is encrypted"
            via = ((VIA, f"{service_of(resource)}.{REGION}.amazonaws.com"),)
            yield call._replace(actions=(action,), resources=(key,), purpose=purpose, context=via)
