"""What a change of a template or a policy adds and takes away, by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError, did_you_mean
from influmojo_cfn.iam.budget import Allowance
from influmojo_cfn.proof.access import Access, Excess, ProofAnswer
from influmojo_cfn.proof.assignments import (
    MOST_CASES,
    Assignment,
    assigned,
    assignments,
    check_texts,
    open_parameters,
)
from influmojo_cfn.proof.parameter_variations import Departures, departures
from influmojo_cfn.proof.question import ask
from influmojo_cfn.proof.targets import (
    NOBODY,
    POLICY,
    Subject,
    is_policy,
    is_template,
    other_policies,
    policies_of_roles,
    policy_kind,
    subjects_of,
)

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
    gained = ask(old, [new], budget=allowance.budget())
    lost = ask(new, [old], budget=allowance.budget())
    return AccessChange(role, part, gained, lost)


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
    away = Departures()
    if templates and (old.data, before) != (new.data, given):
        away = departures(templates, names, known)
    comparison = _Comparison((old, before), (new, given), role)
    for case in cases:
        comparison.add(case)
    for departure in away.cases:
        moved = [departure.name in (data.get("Parameters") or {}) for data in templates]
        comparison.add(departure.case, departure.where, moved)
    assumed = [*_moved(old, before, given), *_assumptions(names, given, templates, away)]
    return Difference(comparison.changes(), tuple(assumed))


def _is_either(document: Document) -> bool:
    return isinstance(document.data, Mapping) and bool(
        {"Resources", "Statement"} & set(document.data)
    )


def check_parameters(given: Environment, documents: Iterable[Document]) -> None:
    """Raise :class:`TemplateError` if a given parameter is in none of the templates."""
    declared = {
        name
        for document in documents
        if is_template(document)
        for name in (document.data.get("Parameters") or {})
    }
    for name in sorted(given.parameters):
        if name not in declared:
            raise TemplateError(
                f"parameter {name}: is not in the template{did_you_mean(name, declared)}"
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
    away: Departures,
) -> Iterable[str]:
    """Say for which values of parameters the comparison holds."""
    if names:
        yield f"for every value of {', '.join(sorted(names))}"
    rows = [template.get("Parameters") or {} for template in templates]
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
        self.compared: dict[tuple[str, Part], list[tuple[Access, Access]]] = {}

    def add(self, case: Assignment, where: str = "", moved: Sequence[bool] = (True, True)) -> None:
        """Compare the documents with parameters as a case says; ``where`` says it to people.

        ``moved`` says of each document whether the case changes it. With the old one alone only
        what is lost counts, and with the new one alone only what is gained: the other stays at its
        defaults.
        """
        before, after = (
            subjects_of(*assigned(document, given, case))
            if is_template(document)
            else subjects_of(document, given)
            for document, given in self.sides
        )
        for pair in _pairs(before, after):
            self.called |= _names(pair)
            if self.role is None or self.role in _names(pair):
                self._add(pair, case, where, moved)
        if self.role is None and all(is_template(document) for document, _ in self.sides):
            taken = policies_of_roles((*before.values(), *after.values()))
            earlier, later = (
                other_policies(*assigned(document, given, case), taken)
                for document, given in self.sides
            )
            for pair in _pairs(earlier, later):
                self._add(pair, case, where, moved, policy=True)

    def _add(
        self,
        pair: tuple[Subject, Subject],
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
            if (first, second) in seen:
                continue
            if all(moved):
                seen.append((first, second))
            change = (
                AccessChange(name, part, ProofAnswer(), ProofAnswer())
                if self.same
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
    before: Mapping[str, Subject], after: Mapping[str, Subject]
) -> Iterable[tuple[Subject, Subject]]:
    """Pair the roles of two templates: by logical ID, and by name those that have no namesake."""
    left = {name: subject for name, subject in before.items() if name not in after}
    for name, subject in after.items():
        if name in before:
            yield before[name], subject
            continue
        twin = next((n for n, s in left.items() if _role_name(s) == _role_name(subject)), None)
        yield (left.pop(twin) if twin is not None and _role_name(subject) else NOBODY), subject
    for subject in left.values():
        yield subject, NOBODY


def _role_name(subject: Subject) -> str | None:
    if subject.role is None:
        return None
    return subject.role.name if isinstance(subject.role.name, str) else None


def _names(pair: tuple[Subject, Subject]) -> set[str]:
    names = {subject.name for subject in pair} | {_role_name(s) or "" for s in pair}
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
    request = found.witness.request
    context = {
        key: tuple(map(case.shown, values)) if isinstance(values, tuple) else values
        for key, values in request.context.items()
    }
    shown = replace(request, resource=case.shown(request.resource), context=context)
    return replace(
        found,
        resources=tuple(map(case.shown, found.resources)),
        witness=replace(found.witness, request=shown),
    )
