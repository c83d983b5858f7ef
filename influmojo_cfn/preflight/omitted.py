"""Statements that would allow what is missing, and that a parameter's value omits."""

from __future__ import annotations

import re
from dataclasses import replace

from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.preflight.result import Preflight
from influmojo_cfn.preflight.roles_template import RolesTemplate
from influmojo_cfn.proof.omitted_statements import OmittedStatement
from influmojo_cfn.service_roles.judge import CallAnswer


def with_omitted_statements(found: Preflight, template: RolesTemplate) -> Preflight:
    """Return what preflight found, with the parameter to give where one brings what is missing."""
    if not found.missing:
        return found
    rows = template.omitted

    def named(answer: CallAnswer) -> CallAnswer:
        if answer.verdict != "missing":
            return answer
        role = found.roles[answer.call.role].logical_id
        row = next((row for row in rows if row.role == role and _would_allow(row, answer)), None)
        if row is None:
            return answer
        sid = row.statement.sid or f"a statement of {row.policy.name}"
        return replace(
            answer, hint=f"{sid} would allow it, and is omitted; it is included {row.where}"
        )

    return replace(found, answers=tuple(map(named, found.answers)))


def _would_allow(row: OmittedStatement, answer: CallAnswer) -> bool:
    call = answer.call
    if row.statement.effect != "Allow":
        return False
    resources = [re.sub(r"\$\{[^}]*\}", "*", text) for text in row.resources]
    return any(may_meet(text.lower(), call.action.lower()) for text in row.actions) and any(
        may_meet(text, covered(call.resource)) for text in resources
    )
