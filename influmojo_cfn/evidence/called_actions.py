"""The actions that a declaration keeps: those of its grant that were called."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from influmojo_cfn.app.granted import GrantUse
from influmojo_cfn.app.selected_actions import selectable_actions
from influmojo_cfn.grants import grant


def with_only(declaration: dict[str, Any], called: Collection[str]) -> dict[str, Any]:
    """Return a declaration of the task role with ``only`` the actions that were called.

    It stays as it is where they are all that its grant has.
    """
    arguments = {key: each for key, each in declaration.items() if key not in ("grant", "use")}
    row = grant(declaration["grant"])
    use = GrantUse(grant=row.name, arguments=arguments)
    known = selectable_actions(row, use, "task")
    kept = [action for action in known if action in called]
    return {**declaration, "only": kept} if len(kept) < len(known) else declaration
