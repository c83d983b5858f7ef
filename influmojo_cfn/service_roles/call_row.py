"""The shape of a call that ECS makes with a role it is given: one row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

RoleKind = Literal["execution", "task"]
ValueReading = Literal[
    "image", "registry secret", "secret or parameter", "S3 object", "credential spec"
]

DEVELOPER_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"


class Cause(NamedTuple):
    """A field of a task definition, in the words of the ECS API, that causes calls.

    Attributes:
        field: its path, such as ``containerDefinitions[].image``.
        value: how the value is read, by its entry in
            :data:`influmojo_cfn.service_roles.field_values.READERS`; empty where a call needs
            several fields together, which the collector puts together.
    """

    field: str
    value: ValueReading | Literal[""] = ""


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """The calls of one field of a task definition.

    Texts in ``resource`` and ``context`` hold ``{name}`` for what is read from the field. A row
    applies where its resource can be filled in. A context key that cannot be filled in is omitted.

    Attributes:
        name: the row's name.
        role: the role that ECS uses.
        causes: the fields that cause the calls.
        actions: one call for each.
        resource: template of the ARN that the calls act on.
        purpose: what the calls do, to complete "in order to".
        page: the AWS page that asks for these permissions.
        error: a row of :data:`influmojo_cfn.service_roles.ecs.error_messages.ERRORS`.
        grant: the grant of the catalog that allows the calls; a statement of its own where empty,
            None where no grant does but the role's trust policy.
        context: condition keys that the request carries in addition to the usual ones.
        only_if: what the task definition does not tell and the calls depend on.
        by_default: what lets everyone make the calls on a resource without a policy of its own.
    """

    name: str
    role: RoleKind
    causes: tuple[Cause, ...]
    actions: tuple[str, ...]
    resource: str
    purpose: str
    page: str
    error: str
    grant: str | None = ""
    context: Mapping[str, str] = field(default_factory=dict)
    only_if: str = ""
    by_default: str = ""
