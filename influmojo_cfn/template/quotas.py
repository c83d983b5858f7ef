"""What IAM allows, how much of it an app uses at the longest values its parameters allow.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (2026-11-23).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from influmojo_cfn.app.limits import ENVIRONMENT_NAME_MAX
from influmojo_cfn.app.services import PREFIX_NAME
from influmojo_cfn.errors import Problem, QuotaError
from influmojo_cfn.template.statements import GrantStatement, SubText

POLICY_CHARACTERS = 6144
ATTACHED_POLICIES = 10
ROLE_NAME_CHARACTERS = 64
POLICY_NAME_CHARACTERS = 128
PARAMETERS, RESOURCES, OUTPUTS = 200, 500, 200
INLINE_BYTES = 51_200
"""The size of a template that is passed in a request, and not in a bucket.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
"""

TEMPLATE_BYTES = 1_000_000
"""The size of a template in a bucket, 1 MB: the same page."""

_OWN_APP = "give some of the services an app of their own"

LONGEST_PSEUDO: Mapping[str, int] = {
    "AWS::Partition": len("aws-us-gov"),
    "AWS::Region": len("us-isof-south-1"),
    "AWS::AccountId": 12,
    "AWS::URLSuffix": len("amazonaws.com.cn"),
    PREFIX_NAME: ENVIRONMENT_NAME_MAX + 1,
}
"""The longest value of each pseudo parameter, and of the like, that a policy can hold."""

_FRAME = len('{"Version":"2012-10-17","Statement":[]}')
_REFERENCE = re.compile(r"\$\{(!?)([^}]*)\}")


class QuotaUse(NamedTuple):
    """What is used of a quota: ``used`` of ``allowed``, both of ``unit``."""

    what: str
    used: int
    allowed: int
    unit: str


def check_parameter_count(count: int) -> None:
    """Reject more parameters than a template can have.

    Raises:
        QuotaError: there are too many.
    """
    _refuse(count, PARAMETERS, "parameters", "give literals in place of some")


def check_resource_count(count: int) -> None:
    """Reject more resources than a template can have; see :func:`check_parameter_count`."""
    _refuse(count, RESOURCES, "resources", _OWN_APP)


def check_output_count(count: int, fix: str = _OWN_APP) -> None:
    """Reject more outputs than a template can have; ``fix`` is what to do then."""
    _refuse(count, OUTPUTS, "outputs", fix)


def _refuse(count: int, most: int, what: str, fix: str) -> None:
    if count > most:
        raise QuotaError(
            f"the template needs {count} {what}, {count - most} more than the {most} that "
            f"CloudFormation allows: {fix}"
        )


def split(
    statements: list[GrantStatement], lengths: Mapping[str, int], role: str, attached: int
) -> list[list[GrantStatement]]:
    """Share statements out over as few policies as their order allows, each within the quota.

    ``lengths`` gives the longest value of each parameter, ``attached`` is how many other policies
    the role has. A statement that is too long for one policy is divided. No policy has a Sid twice.

    Raises:
        QuotaError: a statement cannot be divided so that it fits, or the role would have too many
            policies.
    """
    policies: list[list[GrantStatement]] = []
    room = -1
    for statement in statements:
        for part in _parts(statement, lengths, role):
            size = statement_size(part, lengths) + 1
            if size > room or any(part.sid == each.sid for each in policies[-1]):
                policies.append([])
                room = POLICY_CHARACTERS - _FRAME + 1
            policies[-1].append(part)
            room -= size
    if len(policies) + attached > ATTACHED_POLICIES:
        raise QuotaError(
            Problem(
                role,
                f"needs {len(policies) + attached} attached policies, "
                f"{len(policies) + attached - ATTACHED_POLICIES} more than the "
                f"{ATTACHED_POLICIES} that IAM allows: grant paths or prefixes in place of "
                "single names",
            )
        )
    return policies


def _parts(
    statement: GrantStatement, lengths: Mapping[str, int], role: str
) -> Iterator[GrantStatement]:
    """Yield a statement, or parts of it that each fit into a policy of their own.

    What a statement allows is what it allows for each resource, and for each action, alone. So it
    is divided by its resources, and by its actions where one resource is too much. A NotResource is
    kept whole.
    """
    allowed = POLICY_CHARACTERS - _FRAME
    size = statement_size(statement, lengths)
    if size <= allowed:
        yield statement
    elif len(statement.resources) > 1 and not statement.not_resource:
        parts = [replace(statement, resources=(each,)) for each in statement.resources]
        yield from _joined(parts, lengths, role)
    elif len(statement.actions) > 1:
        actions = statement.actions.items()
        parts = [replace(statement, actions={name: action}) for name, action in actions]
        yield from _joined(parts, lengths, role)
    else:
        raise QuotaError(
            Problem(
                f"{role}.{statement.sid}",
                f"the statement takes {size + _FRAME:,} characters at the longest parameter "
                f"values, {size - allowed:,} more than the {POLICY_CHARACTERS:,} that a managed "
                "policy may have, and cannot be divided",
            )
        )


def _joined(
    parts: list[GrantStatement], lengths: Mapping[str, int], role: str
) -> Iterator[GrantStatement]:
    """Join parts of one statement, which differ in resources or in actions, as long as they fit."""
    known: GrantStatement | None = None
    for part in parts:
        longer = part
        if known is not None:
            resources = tuple(dict.fromkeys((*known.resources, *part.resources)))
            actions = {**known.actions, **part.actions}
            longer = replace(known, resources=resources, actions=actions)
        if known is None or statement_size(longer, lengths) <= POLICY_CHARACTERS - _FRAME:
            known = longer
        else:
            yield from _parts(known, lengths, role)
            known = part
    if known is not None:
        yield from _parts(known, lengths, role)


def policy_size(statements: list[GrantStatement], lengths: Mapping[str, int]) -> int:
    """Return the most characters that a policy of these statements can have, white space aside."""
    inner = sum(statement_size(statement, lengths) + 1 for statement in statements)
    return _FRAME + max(0, inner - 1)


def statement_size(statement: GrantStatement, lengths: Mapping[str, int]) -> int:
    """Return the most characters that a statement can have, white space aside."""
    data = statement.elements(lambda texts: [_longest(text, lengths) for text in texts])
    data["Action"] = list(statement.actions)
    return len("".join(json.dumps(data, separators=(",", ":"), ensure_ascii=False).split()))


def _longest(text: SubText, lengths: Mapping[str, int]) -> str:
    def longest_value(found: re.Match[str]) -> str:
        if found[1]:
            return "${" + found[2] + "}"
        return "x" * (LONGEST_PSEUDO.get(found[2]) or lengths[found[2]])

    return _REFERENCE.sub(longest_value, text.text)
