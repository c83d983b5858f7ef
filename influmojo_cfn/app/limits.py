"""How long the names of an app may be, and how a project's is written."""

from __future__ import annotations

import re

ENVIRONMENT_NAME_MAX = 20
"""The longest EnvironmentName; every role and policy name must fit with it."""

ROLE_NAME_MAX = 64
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""

LONGEST_ROLE_SUFFIX = "-ecs-task-execution-role"

PROJECT_MAX = ROLE_NAME_MAX - len(LONGEST_ROLE_SUFFIX) - ENVIRONMENT_NAME_MAX - 1
"""The longest project name."""

PROJECT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

BOUNDARY_PATTERN = r"^arn:aws(-[a-z]{1,4}){0,3}:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$"
BOUNDARY_MAX = 256
"""The ARN of a managed policy. Source (read 2026-11-27):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""
