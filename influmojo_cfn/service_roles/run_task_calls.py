"""What a principal needs in order to run a task of ECS.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html (read 2026-11-27).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.cloudformation.attachments import ROLE
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import (
    Property,
    arn_of,
    properties_of,
    resource_named,
    resources,
    service_of,
)
from influmojo_cfn.task_definition.task_resources import TASK_DEFINITION

PASSED = "iam:passedtoservice"
PASS_ROLE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"
_COMPUTED = re.compile(r"[${]")
"""What tells that a string is computed by the state machine or the pipeline."""
_OPEN = re.compile(f"{t.UNKNOWN.pattern}|{_COMPUTED.pattern}")
"""What tells that a string is not known, or computed."""
ROLE_FIELDS = {"ExecutionRoleArn": "the task execution role", "TaskRoleArn": "the task role"}


def run_task_calls(
    role: Property, *, definition: str, cluster: str, path: Path, page: str
) -> Iterator[ServiceCall]:
    """Yield ecs:RunTask on the task definition, and iam:PassRole on each of its roles."""
    resolver = role.resolver
    known = definition_named(resolver, definition)
    if known and len(families := _families(resolver, known)) > 1:
        tasks = tuple(arn_of("ecs", f"task-definition/{each}:{t.ANY}") for each in families)
    else:
        tasks = (_task_of(resolver, definition, known),)
    context = (("ecs:cluster", cluster),) if service_of(cluster) == "ecs" else ()
    call = ServiceCall.one(role, "ecs:RunTask", tasks[0], "run the task", page, path)
    yield call._replace(resources=tasks, context=context)
    if known:
        yield from pass_role_calls(role, known, path)


def _families(resolver: Resolver, logical_id: str) -> list[str]:
    """Return the names that a task definition's family can have, none where one is not known."""
    named = [v.text for v in properties_of(resolver, logical_id).values("Family")]
    return [] if any(t.has_unknown(name) for name in named) else named


def _task_of(resolver: Resolver, definition: str, known: str) -> str:
    """Return the ARN of a task definition, by its logical ID, else by what names it."""
    if known:
        return resolver.named(known)
    if service_of(definition) == "ecs":
        return definition if definition.count(":") > 5 else f"{definition}:{t.ANY}"
    if not definition or _OPEN.search(definition):
        return ANYTHING
    revision = "" if ":" in definition else f":{t.ANY}"
    return arn_of("ecs", f"task-definition/{definition}{revision}")


def pass_role_calls(role: Property, definition: str, path: Path) -> Iterator[ServiceCall]:
    """Yield iam:PassRole on each role of a task definition of the template."""
    properties = properties_of(role.resolver, definition)
    for key, what in ROLE_FIELDS.items():
        for value in properties.values(key):
            passed = role_arn(role.resolver, value.text)
            yield passing(role, passed, ECS_TASKS, f"hand over {what}", path)


def passing(
    role: Property, passed: str, service: str, purpose: str, path: Path = ()
) -> ServiceCall:
    """Return the call that passes a role to a service."""
    call = ServiceCall.one(role, "iam:PassRole", passed, purpose, PASS_ROLE, path)
    return call._replace(context=((PASSED, service),))


def role_arn(resolver: Resolver, text: str) -> str:
    """Return the ARN of the role that an ARN or a name is of, if it is not computed later."""
    known = resource_named(resolver, text, ROLE)
    if known:
        return resolver.get_att(known, "Arn")
    if text.startswith("arn:") or t.UNKNOWN.match(text):
        return text
    if _COMPUTED.search(text):
        return ANYTHING
    return arn_of("iam", f"role/{text}", region="")


def tasks_of_cluster(resolver: Resolver, text: str) -> str:
    """Return the ARN of the tasks of the cluster that a string names, as far as it is known."""
    found = resource_named(resolver, text, "AWS::ECS::Cluster")
    if not found and (not text or _OPEN.search(text)):
        return ANYTHING
    name = resolver.named(found) if found else text.rpartition(":cluster/")[2]
    return arn_of("ecs", f"task/{name}/{t.ANY}")


def definition_named(resolver: Resolver, text: str) -> str:
    """Return the task definition of the template that an ARN, a Ref or a family is of."""
    found = resource_named(resolver, text, TASK_DEFINITION)
    if found or not text:
        return found
    family = text.rpartition("task-definition/")[2].partition(":")[0]
    for each in resources(resolver, TASK_DEFINITION):
        own = each.text("Family")
        if own and own != t.ANY and own == family:
            return each.logical_id
    return ""
