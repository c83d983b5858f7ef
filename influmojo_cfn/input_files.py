"""The types of files that commands read: what tells them apart, and which command reads each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class InputFile(NamedTuple):
    """A type of file: its name in a sentence, the key that it must have, what reads it.

    ``source`` tells where one comes from.
    """

    name: str
    key: str
    reader: str
    source: str
    is_one: Callable[[Mapping[str, Any]], bool]


_OF_AN_APP = {"execution_role", "task_role", "grants", "services", "jobs", "deployment"}

APP = InputFile(
    "an app file",
    "project",
    "influmojo-cfn build --app reads it",
    "influmojo-cfn init writes one",
    lambda data: "project" in data and bool(data.keys() & _OF_AN_APP),
)
TEMPLATE = InputFile(
    "a CloudFormation template",
    "Resources",
    "influmojo-cfn check reads it",
    "influmojo-cfn build writes one",
    lambda data: "Resources" in data,
)
CLAIMS = InputFile(
    "a claims file",
    "claims",
    "influmojo-cfn prove --claims reads it",
    "influmojo-cfn prove TEMPLATE --init writes one",
    lambda data: "claims" in data,
)
POLICY = InputFile(
    "a policy document",
    "Statement",
    "influmojo-cfn check reads it",
    "the IAM console shows that of a role",
    lambda data: "Statement" in data,
)
TASK_DEFINITION = InputFile(
    "a task definition",
    "containerDefinitions",
    "influmojo-cfn derive writes an app file from it",
    "aws ecs describe-task-definition prints one",
    lambda data: "containerDefinitions" in data or "taskDefinition" in data,
)
COMPOSE = InputFile(
    "a Compose file",
    "services",
    "influmojo-cfn init writes an app file from it",
    "docker compose config prints one",
    lambda data: isinstance(data.get("services"), Mapping),
)
_TYPES = (APP, TEMPLATE, CLAIMS, POLICY, TASK_DEFINITION, COMPOSE)


def other_type(data: Any, expected: InputFile) -> str:
    """Return what a file is that is of another type than the expected one; nothing if unknown.

    >>> other_type({"Resources": {}}, CLAIMS)
    'is a CloudFormation template, not a claims file; influmojo-cfn check reads it'
    """
    if not isinstance(data, Mapping) or expected.is_one(data):
        return ""
    found = next((each for each in _TYPES if each.is_one(data)), None)
    return f"is {found.name}, not {expected.name}; {found.reader}" if found else ""


def not_one(data: Any, expected: InputFile) -> str:
    """Return why a file is not of the type that is expected, with what to do.

    >>> not_one(None, TEMPLATE)
    'is empty; give a CloudFormation template: influmojo-cfn build writes one'
    """
    if data is None:
        return f"is empty; give {expected.name}: {expected.source}"
    lacks = f"is not {expected.name}: it has no {expected.key}; {expected.source}"
    return other_type(data, expected) or lacks
