"""A call that CloudFormation makes for a resource, and what it does with a resource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OPERATIONS: Mapping[str, tuple[str, ...]] = {
    "create": ("create", "read"),
    "update": ("read", "update"),
    "replace": ("create", "read", "delete"),
    "import": ("read", "update"),
    "rollback": ("create", "read", "update", "delete"),
    "delete": ("read", "delete"),
}
"""What CloudFormation does with a resource, and the handlers that it calls for it."""


@dataclass(frozen=True, kw_only=True)
class ResourceCall:
    """A call for one resource of a template: on these ARNs, in these handlers.

    Without a ``resource_type`` it is for something else of the template, and ``logical_id`` its
    place.
    ``passed_to`` are the services that a role is passed to, ``linked_to`` the one whose
    service-linked role is created, ``attached`` the policies that can be attached.
    """

    logical_id: str
    resource_type: str
    action: str
    resources: tuple[str, ...]
    handlers: tuple[str, ...]
    passed_to: tuple[str, ...] = ()
    linked_to: str = ""
    attached: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """What it is made for, as a place of the template."""
        return f"Resources.{self.logical_id}" if self.resource_type else self.logical_id

    @property
    def condition(self) -> dict[str, Any]:
        """The condition that narrows it."""
        if self.passed_to:
            return {"StringEquals": {"iam:PassedToService": _one_or_all(self.passed_to)}}
        if self.linked_to:
            return {"StringLike": {"iam:AWSServiceName": self.linked_to}}
        if self.attached:
            return {"ArnEquals": {"iam:PolicyARN": _one_or_all(self.attached)}}
        return {}

    @property
    def operations(self) -> tuple[str, ...]:
        """What CloudFormation makes it for: create, update, replace, and so on."""
        called = set(self.handlers)
        return tuple(name for name, handlers in OPERATIONS.items() if called & set(handlers))


def _one_or_all(values: tuple[str, ...]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
