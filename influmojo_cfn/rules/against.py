"""What an update from one template to another would break: ``check --against OLD``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.replacements import replacements
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.rules.rule import RuleFinding

RULE_ID = "E9851"


def check_against(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[RuleFinding]:
    """Find what in ``new`` cannot be updated from ``old``, by resources of the same logical ID."""
    return sorted(_found(Resolver(new), Resolver(old)))


def _found(new: Resolver, old: Resolver) -> Iterator[RuleFinding]:
    for each in replacements({"": new}, {"": old}):
        place = ("Resources", each.logical_id, "Properties", each.key)
        path = place if each.key in new.properties(each.logical_id) else place[:-1]
        yield RuleFinding(RULE_ID, path, each.message)
