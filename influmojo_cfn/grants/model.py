"""What a row of the catalogue is: data that says what a grant allows, on what, and why.

A row holds no logic. Texts in ``resources`` and condition values are ARN templates: ``{name}``
stands for an argument of the grant, ``${AWS::Region}`` and its like for CloudFormation's pseudo
parameters. A resource or condition that names an argument which is not given is left out; a
statement whose every resource is left out does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from awacs.aws import Action

Role = Literal["execution", "task"]


@dataclass(frozen=True, kw_only=True)
class Argument:
    """An argument of a grant.

    ``kind`` names a row of :data:`influmojo_cfn.grants.kinds.KINDS`, which holds its pattern,
    length and words. A ``repeated`` argument takes a list fixed when the template is generated;
    each element may be a parameter. ``default`` is used where the argument is not given.
    """

    name: str
    kind: str
    description: str
    required: bool = True
    repeated: bool = False
    default: str | bool | None = None


@dataclass(frozen=True, kw_only=True)
class ConditionRow:
    """One condition: operator, condition key, and the value's template.

    It is left out when an argument in ``value`` is not given.
    """

    operator: str
    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """One statement of a grant.

    ``sid`` is the statement's verb, to which the renderer adds the resource. ``roles`` says for
    which role it is rendered, ``when`` names the arguments without which it is not there.
    ``forced_star`` is the reason why ``*`` cannot be narrower, required wherever it is used.
    """

    sid: str
    actions: tuple[Action, ...]
    resources: tuple[str, ...]
    conditions: tuple[ConditionRow, ...] = ()
    roles: tuple[Role, ...] = ("execution", "task")
    when: tuple[str, ...] = ()
    forced_star: str | None = None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One row of the catalogue.

    ``roles`` are the roles it is meant for, in the order of preference: a declaration that names
    no role lands on the first. ``source`` is the AWS documentation page. ``notes`` are printed by
    ``influmojo-cfn grants NAME``.
    """

    name: str
    purpose: str
    roles: tuple[Role, ...]
    source: str
    arguments: tuple[Argument, ...] = ()
    statements: tuple[StatementRow, ...] = ()
    notes: tuple[str, ...] = field(default=())
