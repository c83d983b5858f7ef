"""Resources that get a name by which a principal can reach them, and could not reach them before.

The principal's policies can be the same: they allow whatever has such a name. Names of principals
are looked for in :mod:`.changed_names`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from influmojo_cfn.cloudformation.intrinsics import REFERENCE
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Statement
from influmojo_cfn.iam.patterns import covers, may_meet
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.proof.targets import Target

_BELOW = ("", "/*", ":*")
"""What can follow the ARN of a resource in those of what belongs to it."""


def newly_reached(
    sides: tuple[ResolvedTemplate, ResolvedTemplate],
    targets: tuple[Mapping[str, Target], Mapping[str, Target]],
) -> Iterator[tuple[str, str]]:
    """Yield each resource with a new name that statements of before cover, and who has those."""
    old, new = sides
    before, after = targets
    for name in new.resources:
        arns = [_arn(side, name) for side in sides] if name in old.resources else []
        if len(set(arns)) < 2 or None in arns:
            continue
        was, now = (str(arn) for arn in arns)
        for each in after.values():
            former = before.get(each.name)
            found = [*_of_new_name(former, each, was, now)] if former else []
            if found:
                yield name, f"{each.name} can use it by its new name ({', '.join(found)})"


def _arn(side: ResolvedTemplate, name: str) -> str | None:
    """Return the ARN of a resource that has a name of its own; None of any other."""
    known = IDENTIFIERS.get(str(side.resource(name).get("Type")), {})
    key = "Arn" if "Arn" in known else REFERENCE
    given = known.get("name")
    if key not in known or not given or side.property(name, given) is None:
        return None
    found = covered(side.identifier(name, key))
    return found if found.startswith("arn:") else None


def _of_new_name(former: Target, target: Target, was: str, now: str) -> Iterator[str]:
    """Yield the patterns that cover the new name, and covered others before, but not the old."""
    allows, own = _allows(former), _allows(target)
    reached = [each for each in allows if _reaches(each, was)]
    for statement in own:
        is_as_before = any(
            each.resources == statement.resources and _about(each, statement.actions)
            for each in allows
        )
        if is_as_before and _reaches(statement, now) and not _all_about(reached, statement):
            yield from dict.fromkeys(map(covered, statement.resources))


def _allows(target: Target) -> list[Statement]:
    policies = target.permissions.identity
    return [each for policy in policies for each in policy.statements if each.effect == "Allow"]


def _reaches(statement: Statement, arn: str) -> bool:
    reached = any(
        _meets(covered(text), arn + more) for text in statement.resources for more in _BELOW
    )
    return reached is not statement.not_resource


def _meets(pattern: str, arn: str) -> bool:
    """Return whether some ARN is within two patterns, part by part."""
    sides = parse_arn(pattern), parse_arn(arn)
    return pattern == "*" or (None not in sides and all(map(may_meet, *filter(None, sides))))


def _about(statement: Statement, actions: Collection[object]) -> bool:
    return statement.not_action or statement.actions == actions


def _all_about(reached: Collection[Statement], statement: Statement) -> bool:
    """Return whether other statements allow each of a statement's actions."""
    return all(
        any(
            each.not_action or any(covers(covered(own), covered(text)) for own in each.actions)
            for each in reached
        )
        for text in statement.actions
    )
