"""What an app sets for its roles and policies in IAM besides permissions, and what is wrong there.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from influmojo_cfn.app import model
from influmojo_cfn.app.granted import RoleProperties
from influmojo_cfn.app.infrastructure import infrastructure_roles
from influmojo_cfn.app.limits import (
    DESCRIPTION_MAX,
    PATH_MAX,
    PATH_PATTERN,
    SESSION_SECONDS,
    TAGS_MAX,
)
from influmojo_cfn.app.roles import logical_prefix
from influmojo_cfn.app.tags import OWN_TAGS, problems_of_tags
from influmojo_cfn.app.uses import has_own_roles, has_shared_roles, workloads_of
from influmojo_cfn.errors import Problem, did_you_mean

SHARED = {"TaskExecutionRole": "execution_role", "TaskRole": "task_role"}
"""The shared roles by logical ID, with their keys in an app file."""


def role_ids(app: model.AppFields) -> tuple[str, ...]:
    """Return the logical IDs of the roles of an app."""
    found = list(SHARED) if has_shared_roles(app) else []
    for _, each in workloads_of(app):
        if has_own_roles(app, each):
            prefix = logical_prefix(each.name)
            found += [f"{prefix}{shared}" for shared in SHARED]
            if isinstance(each, model.Job):
                found.append(f"{prefix}{'RuleRole' if each.event_pattern else 'ScheduleRole'}")
    if app.deployment:
        found.append("DeploymentRole")
    found += [f"{each.prefix}Role" for each in infrastructure_roles(app.infrastructure)]
    return tuple(found)


def properties_of(app: model.AppFields, logical_id: str) -> RoleProperties:
    """Return what an app says of the role of a logical ID and of its policies."""
    if logical_id in app.role_properties:
        return app.role_properties[logical_id]
    return _of_shared(app).get(logical_id) or RoleProperties()


def _of_shared(app: model.AppFields) -> Mapping[str, RoleProperties | None]:
    return {logical_id: getattr(app, key) for logical_id, key in SHARED.items()}


def problems_of_role_properties(app: model.AppFields) -> Iterator[Problem]:
    """Yield what is wrong with the properties of the roles and policies of an app."""
    for logical_id, properties in _of_shared(app).items():
        if properties is not None:
            yield from _problems(SHARED[logical_id], properties, app.tags)
            yield from _of_no_profile(SHARED[logical_id], properties)
            yield from _of_policies(SHARED[logical_id], logical_id, properties, app.tags)
    known = role_ids(app)
    infrastructure = infrastructure_roles(app.infrastructure)
    of_instances = {f"{each.prefix}Role" for each in infrastructure if each.profile}
    for logical_id, properties in app.role_properties.items():
        path = f"role_properties.{logical_id}"
        if logical_id not in known:
            nearest = did_you_mean(logical_id, known, "the app has")
            yield Problem(path, f"is not a role of the app{nearest}")
        elif _of_shared(app).get(logical_id) is not None:
            yield Problem(path, f"is the role of {SHARED[logical_id]}; write it there")
        if logical_id not in of_instances:
            yield from _of_no_profile(path, properties)
        yield from _problems(path, properties, app.tags)
        yield from _of_policies(path, logical_id, properties, app.tags)


def _of_no_profile(where: str, properties: RoleProperties) -> Iterator[Problem]:
    """Yield what is said of the instance profile of a role that has none."""
    if properties.instance_profile_path is not None:
        words = "is for roles of EC2 instances, and this one has no instance profile; remove it"
        yield Problem(f"{where}.instance_profile_path", words)


def _of_policies(
    where: str, role_id: str, properties: RoleProperties, of_all: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what is wrong with what is said of single policies of a role."""
    first = f"{role_id.removesuffix('Role')}Policy"
    for logical_id, own in properties.policies.items():
        path = f"{where}.policies.{logical_id}"
        if logical_id not in (first, *(f"{first}{number}" for number in range(2, 11))):
            words = f"is not a policy of {role_id}; these are {first}, {first}2 and so on"
            yield Problem(path, words)
        yield from _path(f"{path}.path", own.path)
        yield from _description(f"{path}.description", own.description)
        yield from _tags(f"{path}.tags", own.tags, {*of_all, *properties.policy_tags})


def _problems(
    where: str, properties: RoleProperties, of_all: Mapping[str, str]
) -> Iterator[Problem]:
    for name in ("path", "instance_profile_path", "policy_path"):
        yield from _path(f"{where}.{name}", getattr(properties, name))
    seconds = properties.max_session_duration
    if seconds is not None and seconds not in SESSION_SECONDS:
        words = f"{SESSION_SECONDS[0]:,} to {SESSION_SECONDS[-1]:,} seconds"
        yield Problem(f"{where}.max_session_duration", f"{seconds:,} must be {words}")
    yield from _description(f"{where}.policy_description", properties.policy_description)
    for name in ("tags", "policy_tags"):
        yield from _tags(f"{where}.{name}", getattr(properties, name), of_all)


def _path(where: str, path: str | None) -> Iterator[Problem]:
    if path is not None and (not re.fullmatch(PATH_PATTERN, path) or len(path) > PATH_MAX):
        message = f"{path!r} must begin and end with a slash, such as /team/, and have at most"
        yield Problem(where, f"{message} {PATH_MAX} ASCII characters, no spaces")


def _description(where: str, words: str | None) -> Iterator[Problem]:
    if words is not None and len(words) > DESCRIPTION_MAX:
        message = f"is {len(words):,} characters long; IAM allows {DESCRIPTION_MAX:,}"
        yield Problem(where, message)


def _tags(where: str, own: Mapping[str, str], others: Collection[str]) -> Iterator[Problem]:
    yield from problems_of_tags(where, own)
    count = len({*OWN_TAGS, *others, *own})
    if own and count > TAGS_MAX:
        message = f"make {count} tags with the app's own; IAM allows {TAGS_MAX}"
        yield Problem(where, message)
