"""Every call that ECS makes with a role of a task: the one table that all questions ask."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.service_roles.call_row import CallRow
from influmojo_cfn.service_roles.ecs.execution_role_calls import EXECUTION_ROLE_CALLS
from influmojo_cfn.service_roles.ecs.key_calls import KEY_CALLS
from influmojo_cfn.service_roles.ecs.task_role_calls import TASK_ROLE_CALLS

ROWS: tuple[CallRow, ...] = (*EXECUTION_ROLE_CALLS, *TASK_ROLE_CALLS, *KEY_CALLS)

ROW: Mapping[str, CallRow] = {row.name: row for row in ROWS}
"""Every row by its name."""
