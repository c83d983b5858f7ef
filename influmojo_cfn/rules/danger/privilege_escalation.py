"""W9602: combinations of actions that lead to any permission, once for each statement."""

from __future__ import annotations

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.service_authorization import action
from influmojo_cfn.rules.danger.escalation import combinations, grants
from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9602",
    shortdesc="The actions together lead to any permission",
    description="Some actions, alone or together, let their holder get whatever the account allows.",
    why="Least privilege ends where a policy can be rewritten or a stronger role be put to work.",
    source_url="https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/",
    follows="E9201 W9107",
    width=7,
    once="resource",
)
def privilege_escalation(model: Model) -> Findings:
    for group in groups(model):
        granted = grants(group)
        found: dict[Path, list[tuple[Path, str]]] = {}
        for row in combinations() if granted else ():
            places = [granted.get(name) for name in row["actions"]]
            if places and all(places):
                first = next(place for place in places if place)
                names = " with ".join(map(_as_listed, row["actions"]))
                statement = first[: len(first) - first[::-1].index("Action")]
                found.setdefault(statement, []).append((first, f"{names}: {row['leads_to']}"))
        for rows in found.values():
            more = f"; and {len(rows) - MOST} more ways" if len(rows) > MOST else ""
            yield rows[0][0], "; ".join(message for _, message in rows[:MOST]) + more


MOST = 3
"""Ways to any permission that one finding spells out."""


def _as_listed(name: str) -> str:
    """Write an action as the service authorization reference does."""
    found = action(name)
    return found.qualified_name if found else name
