"""How long the names of an app can be, and how a project's is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

ENVIRONMENT_NAME_MAX = 20
"""The longest EnvironmentName; every role and policy name must fit with it."""

ROLE_NAME_MAX = 64
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""

LONGEST_OWN_ROLE_SUFFIX = "-task-execution-role"
"""Behind a service's name, where the service has roles of its own."""

ENVIRONMENT_NAME_LEAST = len("production")
"""The fewest characters that long names of services can leave for EnvironmentName."""

LONGEST_ROLE_SUFFIX = "-ecs-task-execution-role"

PROJECT_MAX = ROLE_NAME_MAX - len(LONGEST_ROLE_SUFFIX) - ENVIRONMENT_NAME_MAX - 1
"""The longest project name."""

PROJECT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

BOUNDARY_PATTERN = r"^arn:aws(-[a-z]{1,4}){0,3}:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$"
BOUNDARY_MAX = 256
"""The ARN of a managed policy. Source (read 2026-11-27):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

DESCRIPTION_MAX = 1000
PATH_PATTERN = r"/|/[!-~]+/"
PATH_MAX = 512
SESSION_SECONDS = range(3600, 43200 + 1)
"""Descriptions and paths of roles and policies, and how long a role can be assumed.

Source (read 2026-11-27): https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
"""

TAGS_MAX = 50
"""Source (read 2026-11-27): https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"""


def environment_name_max(project: str, services: Iterable[str]) -> int:
    """Return the longest EnvironmentName, where these services have roles of their own."""
    longest = max((len(name) for name in services), default=None)
    if longest is None:
        return ENVIRONMENT_NAME_MAX
    fixed = len(f"{project}--") + longest + len(LONGEST_OWN_ROLE_SUFFIX)
    return min(ENVIRONMENT_NAME_MAX, ROLE_NAME_MAX - fixed)
