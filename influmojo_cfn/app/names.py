"""What is wrong with names and strings of an app: its project, title, tags and descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.app import model
from influmojo_cfn.app.limits import (
    BOUNDARY_MAX,
    BOUNDARY_PATTERN,
    DESCRIPTION_MAX,
    ENVIRONMENT_NAME_MAX,
    LONGEST_ROLE_SUFFIX,
    PROJECT,
    PROJECT_MAX,
    ROLE_NAME_MAX,
    TAGS_MAX,
)
from influmojo_cfn.app.role_properties import SHARED
from influmojo_cfn.app.roles import own_role_names
from influmojo_cfn.app.tags import OWN_TAGS, TAG_TEXT, TAG_VALUE_MAX, problems_of_tags
from influmojo_cfn.errors import Problem

GRANTING = ("grants", "execution_role", "task_role", "services", "jobs", "infrastructure")
"""The fields of an app that grant something: one of them at least."""

# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
_DESCRIPTION_CHARACTER = re.compile("[\t\n\r\x20-\x7e\xa1-\xff]")


def problems_of_names(app: model.AppFields) -> Iterator[Problem]:
    """Yield what is wrong with the names and strings of an app."""
    yield from _project(app)
    yield from _boundary(app.permissions_boundary)
    yield from _tags(app.tags)
    yield from _roles(app)


def _project(app: model.AppFields) -> Iterator[Problem]:
    if not PROJECT.fullmatch(app.project):
        yield Problem(
            "project",
            f"{app.project!r} must be lowercase letters, digits and single hyphens, beginning "
            "with a letter",
        )
    too_long = len(app.project) - PROJECT_MAX
    if too_long > 0:
        yield Problem(
            "project",
            f"{app.project!r} makes the role name {app.project}-<EnvironmentName>"
            f"{LONGEST_ROLE_SUFFIX} {ROLE_NAME_MAX + too_long} characters long with the longest "
            f"EnvironmentName ({ENVIRONMENT_NAME_MAX} characters); IAM allows {ROLE_NAME_MAX}: "
            f"shorten the project by {too_long}",
        )
    yield from _title(app)


def _title(app: model.AppFields) -> Iterator[Problem]:
    title = app.title
    if title is None:
        return
    if not (title.strip() and TAG_TEXT.fullmatch(title) and len(title) <= TAG_VALUE_MAX):
        yield Problem(
            "title",
            f"{title!r} must be 1 to {TAG_VALUE_MAX} letters, digits, spaces and _ . : / = + - @",
        )
    own = own_role_names(app)
    undescribed = own or not all(
        role and role.description for role in (app.execution_role, app.task_role)
    )
    strange = _strange(title)
    if undescribed and strange:
        yield Problem(
            "title",
            f"{strange!r} is not allowed in a role's description, which takes Latin-1 "
            "characters alone: give both roles their own description, or the app another "
            "title",
        )


def _boundary(arn: str | None) -> Iterator[Problem]:
    if arn is not None and not (re.match(BOUNDARY_PATTERN, arn) and len(arn) <= BOUNDARY_MAX):
        yield Problem(
            "permissions_boundary",
            f"{arn!r} must be the ARN of a managed policy: arn:aws:iam::ACCOUNT:policy/NAME, at "
            f"most {BOUNDARY_MAX} characters",
        )


def _strange(text: str) -> str:
    """Return the first character that the description of a role cannot hold; else nothing."""
    return next((each for each in text if not _DESCRIPTION_CHARACTER.fullmatch(each)), "")


def _tags(tags: Mapping[str, str]) -> Iterator[Problem]:
    count = len({*OWN_TAGS, *tags})
    if count > TAGS_MAX:
        own = " and ".join(OWN_TAGS)
        yield Problem("tags", f"make {count} tags of a role with {own}; IAM allows {TAGS_MAX}")
    yield from problems_of_tags("tags", tags)


def _roles(app: model.AppFields) -> Iterator[Problem]:
    for logical_id, name in SHARED.items():
        role = getattr(app, name)
        if role is not None and not role.grants:
            is_bare = role == type(role)(grants=role.grants)
            instead = "" if is_bare else f"; role_properties.{logical_id} takes the rest of it"
            yield Problem(f"{name}.grants", f"is empty: add a grant, or omit {name}{instead}")
        description = role.description if role and role.description else ""
        if len(description) > DESCRIPTION_MAX:
            yield Problem(
                f"{name}.description",
                f"is {len(description):,} characters long; IAM allows {DESCRIPTION_MAX:,}",
            )
        if strange := _strange(description):
            yield Problem(
                f"{name}.description",
                f"contains {strange!r}; IAM takes Latin-1 characters alone in a description",
            )
    declared_grants = [getattr(app, name) for name in GRANTING]
    # Two roles that are trusted and can do nothing are said so: nothing is attached to them either.
    if not any(declared_grants) and app.attach_execution_policy is not False:
        yield Problem("", "the app grants nothing; give grants, execution_role or task_role")
