"""What a change of a template or a policy adds and takes away, by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import TemplateError, did_you_mean
from influmojo_cfn.iam.budget import Allowance
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access, Excess, ProofAnswer
from influmojo_cfn.proof.assignments import (
    MOST_CASES,
    Assignment,
    assigned,
    assignments,
    check_texts,
    open_parameters,
)
from influmojo_cfn.proof.deployment_cases import DeploymentCase, Deployments, deployments
from influmojo_cfn.proof.parameter_variations import ParameterVariations, parameter_variations
from influmojo_cfn.proof.question import ask
from influmojo_cfn.proof.shared_values import with_shared_values
from influmojo_cfn.proof.targets import (
    NOBODY,
    POLICY,
    Target,
    is_policy,
    is_template,
    other_policies,
    policies_of_roles,
    policy_kind,
    targets_of,
)
from influmojo_cfn.proof.unread_changes import unread_changes

Outcome = Literal["unchanged", "narrowed", "widened", "both", "unknown"]
Part = Literal["permissions", "trust", "policy"]
"""What of a role is compared; or that it is another policy, such as a bucket's."""
Presence = Literal["both", "added", "removed"]


@dataclass(frozen=True)
class AccessChange:
    """How the permissions or the trust of one role changed, or another policy of a template.

    ``presence`` tells of what is only in one of the two.
    """

    role: str
    part: Part
    gained: ProofAnswer
    lost: ProofAnswer
    presence: Presence = "both"

    @property
    def outcome(self) -> Outcome:
        """The change in one word; unknown when a side is not known and the other shows nothing."""
        gained, lost = self.gained.verdict, self.lost.verdict
        if gained == "refuted":
            return "both" if lost == "refuted" else "widened"
        if gained == "unknown" or lost == "unknown":
            return "unknown"
        return "narrowed" if lost == "refuted" else "unchanged"

    @property
    def may_be_wider(self) -> bool:
        """Return whether new access was found or cannot be excluded."""
        return self.gained.verdict != "proven"


@dataclass(frozen=True)
class Difference:
    """All changes, and what was assumed."""

    changes: tuple[AccessChange, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def may_be_wider(self) -> bool:
        """Return whether new access was found or cannot be excluded."""
        return any(change.may_be_wider for change in self.changes)


def compare(
    old: Access,
    new: Access,
    *,
    role: str = POLICY,
    part: Part = "permissions",
    allowance: Allowance | None = None,
) -> AccessChange:
    """Compare two accesses in both directions, each within a budget of its own."""
    allowance = allowance or Allowance()
    if old == new:
        return AccessChange(role, part, ProofAnswer(), ProofAnswer())
    gained = ask(*_without_common(old, new), budget=allowance.budget())
    lost = ask(*_without_common(new, old), budget=allowance.budget())
    return AccessChange(role, part, gained, lost)


def _without_common(over: Access, within: Access) -> tuple[Access, list[Access]]:
    """Return both without the unknown policies that they have in common.

    What both have of the same policy is no excess, unless ``over`` denies more of it.
    """
    common = {p for p in over.identity if p.unknown and not p.statements and p in within.identity}
    if (
        not common
        or over.boundary != within.boundary
        or over.layers[1:] != within.layers[1:]
        or not _denials(over) <= _denials(within)
    ):
        return over, [within]
    first, second = (
        replace(access, identity=tuple(p for p in access.identity if p not in common))
        for access in (over, within)
    )
    return first, [second]


def _denials(access: Access) -> set[str]:
    """Return the Denies of an access, each by what it says."""
    return {
        repr((policy.version, replace(statement, path=(), sid=None)))
        for policy in access.identity
        for statement in policy.statements
        if statement.effect == "Deny"
    }


_ALL = parse_policy(
    {"Version": "2012-10-17"}
    | {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}},
    kind="resource",
    name="everything",
)
_OF_CALLERS = parse_policy(
    {"Version": "2012-10-17"} | {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
    name="everything",
)


def _limits(target: Target) -> Access:
    """Return what a policy lets through that others allow: all but what it denies."""
    denials = tuple(
        replace(policy, statements=tuple(s for s in policy.statements if s.effect == "Deny"))
        for policy in target.permissions.identity
    )
    named = any(s.principals for policy in denials for s in policy.statements)
    return Access((_ALL if named else _OF_CALLERS, *denials))


def _denies(target: Target) -> bool:
    return any(s.effect == "Deny" for p in target.permissions.identity for s in p.statements)


def _compared_apart(
    one: Target, other: Target, *, role: str, part: Part, allowance: Allowance
) -> AccessChange:
    """Compare a policy that may be attached to another resource, and limits what others allow."""
    limits = one.limits or other.limits
    nothing = Access(())
    if limits:
        texts = [p for side in (one, other) for p in side.permissions.identity]
        named = any(s.principals for policy in texts for s in policy.statements)
        nothing = Access((_ALL if named else _OF_CALLERS,))
    sides = [nothing if side is NOBODY else side.permissions for side in (one, other)]
    moved = one is not NOBODY and other is not NOBODY and one.attached != other.attached
    pairs = [(sides[0], nothing), (nothing, sides[1])] if moved else [(sides[0], sides[1])]
    if not limits and (_denies(one) or _denies(other)):
        before, after = _limits(one), _limits(other)
        free = before if before.identity[:1] == after.identity[:1] else after
        free = Access((_ALL,)) if _ALL in (*before.identity, *after.identity) else free
        before, after = (Access((*free.identity[:1], *a.identity[1:])) for a in (before, after))
        bare = Access(free.identity[:1])
        pairs += [(before, bare), (bare, after)] if moved else [(before, after)]
    found = [compare(a, b, role=role, part=part, allowance=allowance) for a, b in pairs]
    change = found[0]
    for more in found[1:]:
        change = _merged(change, more)
    return change


def compare_documents(
    old: Document,
    new: Document,
    *,
    environment: Environment | None = None,
    deployed: Environment | None = None,
    role: str | None = None,
) -> Difference:
    """Compare two templates or two policy documents.

    Parameters are at the values that ``environment`` gives, else at each template's own defaults;
    those with neither are left open, and the comparison covers every value of them. What conditions
    leave out at the defaults is compared as well, with one parameter at a time at another value
    that they ask about; the ``note`` of what is found there says which.

    ``deployed`` is the environment of the old document where that is another one: a stack as it is
    deployed, at values of its own.

    Raises:
        TemplateError: a document cannot be read, the two are of different kinds, or there is no
            role of that name.
    """
    given = environment or Environment()
    old, new = processed(old, deployed or given), processed(new, given)
    shared = {*given.parameters, *(deployed.parameters if deployed else ())}
    old, new = with_shared_values((old, new), shared)
    before = given if deployed is None else deployed
    known = {**before.parameters, **given.parameters}
    if is_template(old) != is_template(new) and _is_either(old) and _is_either(new):
        raise TemplateError(
            f"{old.source} and {new.source}: cannot compare a template with a policy document"
        )
    kinds = {
        policy_kind(document.data)
        for document in (old, new)
        if is_policy(document) and document.data["Statement"]
    }
    if "identity" in kinds and len(kinds) > 1:
        raise TemplateError(
            f"{old.source} and {new.source}: cannot compare a policy that names principals with one"
            " that names none"
        )
    check_parameters(given, (old, new))
    for document in (old, new):
        check_texts(document.data, document.source)
    templates = [document.data for document in (old, new) if is_template(document)]
    names = set(open_parameters(templates, known))
    cases = assignments([old.data, new.data], names)
    if cases is None:
        raise TemplateError(
            f"the parameters {', '.join(sorted(names))} have more than {MOST_CASES} cases"
            " that matter; give values with --parameter"
        )
    away = ParameterVariations()
    elsewhere = Deployments()
    if templates and (old.data, before) != (new.data, given):
        away = parameter_variations(templates, names, known)
        fixed = replace(given, parameters=known)
        elsewhere = deployments(templates, names, fixed)
    comparison = _Comparison((old, before), (new, given), role)
    for case in cases:
        comparison.add(case)
    for variation in away.cases:
        moved = [variation.name in declared(data) for data in templates]
        comparison.add(variation.case, variation.where, moved)
    for place in elsewhere.cases:
        moved = [
            bool(place.changes) or not place.names.isdisjoint(declared(data)) for data in templates
        ]
        comparison.add(place.case, place.where, moved, place)
    comparison.add_unknown(elsewhere.unknown)
    assumed = [*_moved(old, before, given), *_assumptions(names, given, templates, away)]
    return Difference(comparison.changes(), tuple(assumed))


def _is_either(document: Document) -> bool:
    return isinstance(document.data, Mapping) and bool(
        {"Resources", "Statement"} & set(document.data)
    )


def check_parameters(given: Environment, documents: Iterable[Document]) -> None:
    """Raise :class:`TemplateError` if a given parameter is in none of the templates."""
    names = {
        name for document in documents if is_template(document) for name in declared(document.data)
    }
    for name in sorted(given.parameters):
        if name not in names:
            raise TemplateError(
                f"parameter {name}: is not in the template{did_you_mean(name, names)}"
            )


def _moved(old: Document, before: Environment, after: Environment) -> Iterable[str]:
    """Name the values of the old side that are others on the new side."""
    moved = {
        name: value
        for name, value in sorted(before.parameters.items())
        if after.parameters.get(name, value) != value
    }
    if moved:
        yield f"{old.source} with " + ", ".join(f"{name}={value}" for name, value in moved.items())


def _assumptions(
    names: set[str],
    given: Environment,
    templates: Iterable[Mapping[str, Any]],
    away: ParameterVariations,
) -> Iterable[str]:
    """Say for which values of parameters the comparison holds."""
    if names:
        yield f"for every value of {', '.join(sorted(names))}"
    rows = [declared(template) for template in templates]
    other = {
        name: value
        for name, value in sorted(given.parameters.items())
        if any(name in row and str(row[name].get("Default")) != value for row in rows)
    }
    if other:
        yield "with " + ", ".join(f"{name}={value}" for name, value in other.items())
    if {name for row in rows for name in row} - names - other.keys():
        others = "every other parameter" if names or other else "every parameter"
        yield f"{others} at the default of each side{away.besides}"
    yield from away.exceptions


class _Comparison:
    """Compares two documents in one case after the other, and puts together what they show.

    What no case changes is compared once.
    """

    def __init__(
        self,
        old: tuple[Document, Environment],
        new: tuple[Document, Environment],
        role: str | None,
    ) -> None:
        self.sides = (old, new)
        self.same = (old[0].data, old[1]) == (new[0].data, new[1])
        self.role = role
        self.allowance = Allowance()
        self.found: dict[tuple[str, Part], AccessChange] = {}
        self.called: set[str] = set()
        self.compared: dict[tuple[str, Part], list[tuple[Access, Access, bool]]] = {}

    def add(
        self,
        case: Assignment,
        where: str = "",
        moved: Sequence[bool] = (True, True),
        place: DeploymentCase | None = None,
    ) -> None:
        """Compare the documents with parameters as a case says; ``where`` says it to people.

        ``moved`` says of each document whether the case changes it. With the old one alone only
        what is lost counts, and with the new one alone only what is gained: the other stays at its
        defaults. With ``place`` both are deployed elsewhere.
        """
        sides = [(document, place.of(given) if place else given) for document, given in self.sides]
        before, after = (
            targets_of(document, assigned(document, given, case))
            if is_template(document)
            else targets_of(document, given)
            for document, given in sides
        )
        for pair in _pairs(before, after):
            self.called |= _names(pair)
            if self.role is None or self.role in _names(pair):
                self._add(pair, case, where, moved)
        if self.role is None and all(is_template(document) for document, _ in self.sides):
            taken = policies_of_roles((*before.values(), *after.values()))
            earlier, later = (
                other_policies(document, assigned(document, given, case), taken)
                for document, given in sides
            )
            for pair in _pairs(earlier, later):
                self._add(pair, case, where, moved, policy=True)
            self._add_unread(sides, case, where)

    def add_unknown(self, reasons: Sequence[str]) -> None:
        """Say of the whole comparison what was not compared, unless nothing differs."""
        if reasons and not self.same:
            known = self.found.get(("template", "policy"))
            unknown = ProofAnswer(unknown=tuple(reasons))
            change = AccessChange("template", "policy", unknown, ProofAnswer())
            merged = change if known is None else _merged(known, change)
            self.found["template", "policy"] = merged

    def _add_unread(
        self, sides: Sequence[tuple[Document, Environment]], case: Assignment, where: str
    ) -> None:
        """Say of what changed and is not read that it may give access."""
        if self.same:
            return
        old, new = (
            ResolvedTemplate(document.data, environment, missing_is_unknown=True)
            for document, environment in (
                (document, assigned(document, given, case)) for document, given in sides
            )
        )
        for name, reason in unread_changes(old, new):
            presence: Presence = "both"
            if name not in old.resources or name not in new.resources:
                presence = "added" if name in new.resources else "removed"
            shown = case.shown(f"{where}: {reason}" if where else reason)
            change = AccessChange(name, "policy", ProofAnswer(unknown=(shown,)), ProofAnswer())
            change = replace(change, presence=presence)
            known = self.found.get((name, "policy"))
            if known is None:
                self.found[name, "policy"] = change
            elif not any(text.endswith(reason) for text in known.gained.unknown):
                self.found[name, "policy"] = _merged(known, change)

    def _add(
        self,
        pair: tuple[Target, Target],
        case: Assignment,
        where: str,
        moved: Sequence[bool],
        *,
        policy: bool = False,
    ) -> None:
        one, other = pair
        name = (other if other is not NOBODY else one).name
        presence: Presence = "added" if one is NOBODY else "removed" if other is NOBODY else "both"
        sides: list[tuple[Part, Access, Access]] = [
            ("policy" if policy else "permissions", one.permissions, other.permissions)
        ]
        of_role = not policy and name != POLICY
        if of_role and one.trust is not None and other.trust is not None:
            sides.append(("trust", one.trust, other.trust))
        for part, first, second in sides:
            seen = self.compared.setdefault((name, part), [])
            key = (first, second, one.attached == other.attached)
            if key in seen:
                continue
            if all(moved):
                seen.append(key)
            change = (
                AccessChange(name, part, ProofAnswer(), ProofAnswer())
                if self.same
                else _compared_apart(one, other, role=name, part=part, allowance=self.allowance)
                if part == "policy" and (one.is_partial or other.is_partial)
                else compare(first, second, role=name, part=part, allowance=self.allowance)
            )
            change = _noted(_shown(replace(change, presence=presence), case), where)
            change = _of_sides(change, moved)
            known = self.found.get((name, part))
            self.found[name, part] = change if known is None else _merged(known, change)

    def changes(self) -> tuple[AccessChange, ...]:
        """Return what was found.

        Raises:
            TemplateError: neither document has the role that is asked about.
        """
        if self.role is not None and self.role not in self.called:
            known = sorted(self.called)
            hint = did_you_mean(self.role, known)
            hint = hint or (f"; there are {', '.join(known)}" if known else "")
            raise TemplateError(f"no role {self.role!r} in either{hint}")
        return tuple(self.found.values())


def _pairs(
    before: Mapping[str, Target], after: Mapping[str, Target]
) -> Iterable[tuple[Target, Target]]:
    """Pair the roles of two templates: by logical ID, and by name those that have no namesake."""
    left = {name: target for name, target in before.items() if name not in after}
    for name, target in after.items():
        if name in before:
            yield before[name], target
            continue
        twin = next((n for n, s in left.items() if _role_name(s) == _role_name(target)), None)
        yield (left.pop(twin) if twin is not None and _role_name(target) else NOBODY), target
    for target in left.values():
        yield target, NOBODY


def _role_name(target: Target) -> str | None:
    if target.role is None:
        return None
    return target.role.name if isinstance(target.role.name, str) else None


def _names(pair: tuple[Target, Target]) -> set[str]:
    names = {target.name for target in pair} | {_role_name(s) or "" for s in pair}
    return names - {""}


def _noted(change: AccessChange, where: str) -> AccessChange:
    """Say at what was found, and at what is not known, where it is so."""
    if not where:
        return change
    gained, lost = (
        ProofAnswer(
            answer.noted(where).excesses, tuple(f"{where}: {why}" for why in answer.unknown)
        )
        for answer in (change.gained, change.lost)
    )
    return replace(change, gained=gained, lost=lost)


def _of_sides(change: AccessChange, moved: Sequence[bool]) -> AccessChange:
    """Keep of a change what the documents show that a case changes."""
    gained = change.gained if moved[1] else ProofAnswer()
    return replace(change, gained=gained, lost=change.lost if moved[0] else ProofAnswer())


def _merged(one: AccessChange, other: AccessChange) -> AccessChange:
    return replace(one, gained=_both(one.gained, other.gained), lost=_both(one.lost, other.lost))


def _both(one: ProofAnswer, other: ProofAnswer) -> ProofAnswer:
    """Put together what two cases show; the same excess is said once."""
    known = {_key(e) for e in one.excesses}
    more = tuple(e for e in other.excesses if _key(e) not in known)
    unknown = tuple(dict.fromkeys((*one.unknown, *other.unknown)))
    return ProofAnswer((*one.excesses, *more), unknown)


def _key(found: Excess) -> tuple[object, ...]:
    return found.statement.path, found.statement.sid, found.actions


def _shown(change: AccessChange, case: Assignment) -> AccessChange:
    """Write letters of parameters as people know them."""
    if not case.letters:
        return change
    return replace(change, gained=_legible(change.gained, case), lost=_legible(change.lost, case))


def _legible(answer: ProofAnswer, case: Assignment) -> ProofAnswer:
    return ProofAnswer(
        tuple(legible(found, case) for found in answer.excesses),
        tuple(case.shown(reason) for reason in answer.unknown),
    )


def legible(found: Excess, case: Assignment) -> Excess:
    """Write an excess for people: letters that stand for parameters as ``${Parameter}``."""
    request = found.counterexample.request
    context = {
        key: tuple(map(case.shown, values)) if isinstance(values, tuple) else values
        for key, values in request.context.items()
    }
    shown = replace(request, resource=case.shown(request.resource), context=context)
    return replace(
        found,
        resources=tuple(map(case.shown, found.resources)),
        counterexample=replace(found.counterexample, request=shown),
    )
