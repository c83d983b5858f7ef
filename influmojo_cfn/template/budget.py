"""How much of each quota an app uses, at the longest values its parameters allow."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.app import App
from influmojo_cfn.app.limits import environment_name_max
from influmojo_cfn.app.roles import own_role_names
from influmojo_cfn.template import quotas
from influmojo_cfn.template.assembly import lengths_of, policies_of
from influmojo_cfn.template.parameters import rows_of
from influmojo_cfn.template.quotas import QuotaUse
from influmojo_cfn.template.role_rows import roles_of


def budget_of(app: App) -> list[QuotaUse]:
    """Return what is used of each quota, role by role."""
    return list(_budget(app))


def _budget(app: App) -> Iterator[QuotaUse]:
    rows = rows_of(app)
    lengths = lengths_of(rows)
    policies = policies_of(app, rows)
    environment = environment_name_max(app.project, own_role_names(app))
    longest = len(app.project) + 1 + environment + 1
    for row in roles_of(app):
        yield QuotaUse(
            what=f"{row.logical_id} name",
            used=longest + len(row.name) + (len(row.begins) + 1 if row.begins else 0),
            allowed=quotas.ROLE_NAME_CHARACTERS,
            unit="characters",
        )
        own = [policy for policy in policies if policy.row == row]
        yield QuotaUse(
            what=f"{row.logical_id} policies attached",
            used=len(own) + (1 if row.role == "execution" else len(row.managed)),
            allowed=quotas.ATTACHED_POLICIES,
            unit="policies",
        )
        for policy in own:
            yield QuotaUse(
                what=f"{policy.logical_id} document",
                used=quotas.policy_size(list(policy.statements), lengths),
                allowed=quotas.POLICY_CHARACTERS,
                unit="characters",
            )
            yield QuotaUse(
                what=f"{policy.logical_id} name",
                used=longest + len(policy.name),
                allowed=quotas.POLICY_NAME_CHARACTERS,
                unit="characters",
            )


def table(budgets: list[QuotaUse]) -> str:
    """Return the budget as lines of text, one for each quota."""
    width = max(len(budget.what) for budget in budgets)
    lines = [
        f"{budget.what:<{width}}  {budget.used:>6,} of {budget.allowed:>6,} {budget.unit}"
        for budget in budgets
    ]
    return "\n".join(["At the longest parameter values:", *lines])
