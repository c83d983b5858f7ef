"""The roles that a request passes, by the names of its arguments.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html (read 2026-11-28)
"""

from __future__ import annotations

from influmojo_cfn.iam.sdk_operations import letters

_NOT_PASSED = frozenset({"iam", "sts"})
_OF_TASKS = frozenset({"ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:StartTask"})


def passed_to(action: str, argument: str) -> str:
    """Return the principal of the service that a request passes a role to, by its argument.

    Returns:
        Nothing where the argument names no role, or one that is not passed.
    """
    prefix = action.partition(":")[0]
    if prefix in _NOT_PASSED or not letters(argument).endswith(("role", "rolearn")):
        return ""
    return f"{'ecs-tasks' if action in _OF_TASKS else prefix}.amazonaws.com"
