"""The kinds of value that arguments of grants take, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from influmojo_cfn.grants.argument_types import clients, policies, services, stores, tasks
from influmojo_cfn.grants.argument_types.model import PARAMETER_MAX_LENGTH, ArgumentType

__all__ = ["ARGUMENT_TYPES", "PARAMETER_MAX_LENGTH", "ArgumentType"]

ARGUMENT_TYPES: Mapping[str, ArgumentType] = MappingProxyType(
    {
        kind.name: kind
        for module in (policies, stores, services, tasks, clients)
        for kind in module.ARGUMENT_TYPES
    }
)
"""Every kind by its name."""
