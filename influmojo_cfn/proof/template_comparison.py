"""Two documents compared case by case: pairs of roles, other policies, and what is not read."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import MANAGED_POLICY
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import CHOICE
from influmojo_cfn.cloudformation.principals import NOT_READ
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.retained_resources import kept_policies
from influmojo_cfn.cloudformation.role_readings import has_many_roles
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import TemplateError, did_you_mean
from influmojo_cfn.iam.budget import Allowance
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.proof.access import NOTHING, Access, ProofAnswer
from influmojo_cfn.proof.access_change import (
    AccessChange,
    Part,
    Presence,
    merged,
    noted,
    of_sides,
    shown,
)
from influmojo_cfn.proof.access_comparison import compare, compare_apart, meaning_of
from influmojo_cfn.proof.assignments import Assignment, assigned
from influmojo_cfn.proof.changed_passed_roles import changed_passed_roles
from influmojo_cfn.proof.deployment_cases import DeploymentCase
from influmojo_cfn.proof.made_up_names import MadeUpNames
from influmojo_cfn.proof.reached_by_changes import reached_by_changes
from influmojo_cfn.proof.renamed_resources import newly_reached
from influmojo_cfn.proof.targets import (
    NOBODY,
    POLICY,
    SharedTargets,
    Target,
    default_policies,
    is_template,
    policies_of,
    policies_of_nobody,
    principal_targets,
    targets_of,
)
from influmojo_cfn.proof.unread_changes import IS_NOT_READ, UnreadChanges


class TemplateComparison:
    """Compares two documents in one case after the other, and puts together what they show.

    What no case changes is compared once.
    """

    def __init__(
        self,
        old: tuple[Document, Environment],
        new: tuple[Document, Environment],
        role: str | None,
        *,
        read: Callable[..., Sequence[Document]] | None = None,
        looped: bool = False,
    ) -> None:
        """Take both sides.

        ``read`` gives their documents in environments and a case, ``derived`` or not. That differs
        where they are ``looped``, and where a value is given to a parameter alone.
        """
        self.sides = (old, new)
        self.read = read
        self.looped = looped
        self.same = not looped and (old[0].data, old[1]) == (new[0].data, new[1])
        self.role = role
        self.allowance = Allowance()
        self.found: dict[tuple[str, Part], AccessChange] = {}
        self.called: set[str] = set()
        self.compared: dict[tuple[str, Part], list[tuple[Access, Access, bool]]] = {}
        self.handed: dict[str, AccessChange] = {}
        self._by_policies: dict[Hashable, tuple[Access, Access, AccessChange]] = {}
        self.names = MadeUpNames()
        self._unread = UnreadChanges(old[0].data, new[0].data)
        self.policies: list[Policy] = []
        """The policies of the case that was compared last."""
        self._shared = {
            id(document): SharedTargets(document)
            for document, _ in (old, new)
            if has_many_roles(document)
        }

    def add(
        self,
        case: Assignment,
        where: str = "",
        moved: Sequence[bool] = (True, True),
        place: DeploymentCase | None = None,
        admitted: Mapping[str, str] | None = None,
    ) -> None:
        """Compare the documents with parameters as a case says; ``where`` says it to people.

        ``moved`` says of each document whether the case changes it. With the old one alone only
        what is lost counts, and with the new one alone only what is gained. The other stays at its
        defaults. With ``place`` both are deployed elsewhere. ``admitted`` are values of parameters
        for the new one alone.
        """
        sides = self._sides(case, place, admitted)
        documents = [document for document, _ in sides]
        assumed = [
            (document, assigned(document, given, case) if is_template(document) else given)
            for document, given in sides
        ]
        before, after = (
            self.names.targets(found) if is_template(document) else found
            for document, found in ((side[0], self._targets(*side)) for side in assumed)
        )
        before, after = self.names.completed(before), self.names.completed(after)
        resolved = _resolved(assumed)
        unread = self._unread.between(*resolved) if resolved and not self.same else []
        if unread:
            before = {name: _apart(target) for name, target in before.items()}
        self.policies = []
        for pair in _pairs(before, after):
            if self._is_asked(pair):
                self._add(pair, case, where, moved)
        if self.role not in self.called and resolved:
            taken = [policies_of(each.values()) for each in (before, after)]
            for pair in self._policy_pairs(documents, resolved, taken, is_apart=bool(unread)):
                if self._is_asked(pair):
                    self._add(pair, case, where, moved, policy=True)
            renamed = newly_reached(resolved, (before, after))
            for name, reason in (*unread, *renamed) if self.role is None else ():
                self._add_unread(name, reason, resolved, (before, after), case, where)
            if resolved is not None:
                self._add_kept(*(each.template for each in resolved))

    def narrow(self) -> None:
        """Compare in later cases what a change reaches; of few roles it takes as long to find it.

        The rest gives the same on both sides in each case that is the same for both. What
        conditions omitted so far stays: that it is the same is told too.
        """
        (old, here), (new, there) = self.sides
        if self.same or self.looped or here != there or len(self._shared) < len(self.sides):
            return
        told = {name for name, _ in self.found}
        omitted = {
            name
            for side in (old, new)
            for name, row in section(side.data, "Resources").items()
            if name not in told and _is_chosen(row)
        }
        first, second = reached_by_changes(old.data, new.data, omitted)
        old, new = replace(old, data=first), replace(new, data=second)
        self.sides = (old, here), (new, there)
        self._unread = UnreadChanges(first, second)
        self._shared = {id(each): SharedTargets(each) for each in (old, new)}

    def _is_asked(self, pair: tuple[Target, Target]) -> bool:
        """Return whether a pair is compared: all are, or the one principal that is asked about."""
        if all(target.principal is None for target in pair):
            return self.role is None
        self.called |= _names(pair)
        return self.role is None or self.role in _names(pair)

    def _targets(self, document: Document, environment: Environment) -> dict[str, Target]:
        """Return the roles of a document; of many, those that cases do not tell apart once."""
        shared = self._shared.get(id(document))
        return shared.targets(environment) if shared else targets_of(document, environment)

    def _sides(
        self, case: Assignment, place: DeploymentCase | None, admitted: Mapping[str, str] | None
    ) -> list[tuple[Document, Environment]]:
        """Return both documents as they are in a case, each with where it is deployed."""
        sides = [(document, place.of(given) if place else given) for document, given in self.sides]
        if admitted:
            document, given = sides[1]
            values = {**given.parameters, **admitted}
            sides[1] = document, replace(given, parameters=values)
        if self.read is None or not (self.looped or admitted):
            return sides
        environments = [given for _, given in sides]
        documents = self.read(environments, case, derived=not admitted)
        return [*zip(documents, environments, strict=True)]

    def _policy_pairs(
        self,
        documents: Sequence[Document],
        resolved: tuple[ResolvedTemplate, ResolvedTemplate],
        of_roles: Sequence[set[str | int]],
        *,
        is_apart: bool,
    ) -> Iterable[tuple[Target, Target]]:
        """Yield pairs of the policies that no role has; without one, what holds by default."""
        sides = [*zip(documents, resolved, strict=True)]
        principals = [principal_targets(*side) for side in sides]
        if is_apart:
            principals[0] = {name: _apart(target) for name, target in principals[0].items()}
        taken = [
            ids | policies_of(own.values()) for ids, own in zip(of_roles, principals, strict=True)
        ]
        shared = (taken[0] | taken[1]) - _detached(resolved, taken[0] ^ taken[1])
        both = [
            self.names.targets(own | policies_of_nobody(*side, shared | {*own}))
            for own, side in zip(principals, sides, strict=True)
        ]
        earlier, later = map(self.names.completed, both)
        before, after = (
            self.names.targets(default_policies(*side, at_least=side is sides[0])) for side in sides
        )
        yield from _pairs(
            {**{name: each for name, each in before.items() if name in later}, **earlier},
            {**{name: each for name, each in after.items() if name in earlier}, **later},
        )

    def add_unknown(self, reasons: Sequence[str]) -> None:
        """Return of the whole comparison what was not compared, unless nothing differs."""
        if reasons and not self.same:
            known = self.found.get(("template", "policy"))
            unknown = ProofAnswer(unknown=tuple(reasons))
            change = AccessChange("template", "policy", unknown, ProofAnswer())
            self.found["template", "policy"] = change if known is None else merged(known, change)

    def _named(self, case: Assignment) -> Assignment:
        """Return a case in which people can read the letters of made-up names too."""
        return case._replace(letters={**self.names.letters, **case.letters})

    def _add_unread(
        self,
        name: str,
        reason: str,
        resolved: tuple[ResolvedTemplate, ResolvedTemplate],
        targets: tuple[Mapping[str, Target], Mapping[str, Target]],
        case: Assignment,
        where: str,
    ) -> None:
        """Return of what changed and is not read that it can give access."""
        old, new = resolved
        presence: Presence = "both"
        if name not in old.resources or name not in new.resources:
            presence = "added" if name in new.resources else "removed"
        handed = changed_passed_roles(resolved, targets, name) if IS_NOT_READ in reason else None
        if handed == []:
            return
        if handed is not None:
            each = [replace(self._handed(*pair), role=name) for pair in handed]
            found = reduce(merged, each)
            if found.gained.unknown:  # the role itself says why
                found = replace(found, gained=replace(found.gained, unknown=(reason,)))
            change = noted(shown(found, self._named(case)), where)
        else:
            text = case.shown(f"{where}: {reason}" if where else reason)
            change = AccessChange(name, "policy", ProofAnswer(unknown=(text,)), ProofAnswer())
        change = replace(change, presence=presence)
        known = self.found.get((name, "policy"))
        if known is None:
            self.found[name, "policy"] = change
        elif not any(text.endswith(reason) for text in known.gained.unknown):
            self.found[name, "policy"] = merged(known, change)

    def _add_kept(self, *templates: Mapping[str, object]) -> None:
        """Return of a policy that is removed and kept that it can still allow what it did."""
        for name in kept_policies(*templates):
            reason = "its DeletionPolicy keeps it, and what it decides then is not known"
            change = AccessChange(name, "policy", ProofAnswer(), ProofAnswer(unknown=(reason,)))
            known = self.found.get((name, "policy"), change)
            self.found[name, "policy"] = replace(merged(known, change), presence="removed")

    def _handed(self, old: Access, new: Access) -> AccessChange:
        """Return what receivers of roles gain and lose; many receive the same role."""
        key = repr((old, new))  # equal policies of other roles are at other places
        if key not in self.handed:
            self.handed[key] = compare(old, new, part="policy", allowance=self.allowance)
        return self.handed[key]

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
        self.policies += [
            policy
            for target in pair
            for access in (target.permissions, target.trust or NOTHING)
            for policy in access.identity
        ]
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
            if key in seen or _without_common_limit(*key) in seen:
                continue
            if all(moved):
                seen.append(key)
            change = (
                AccessChange(name, part, ProofAnswer(), ProofAnswer())
                if self.same
                else compare_apart(one, other, role=name, part=part, allowance=self.allowance)
                if part == "policy" and (one.is_partial or other.is_partial)
                else self._compared(first, second, name, part)
            )
            change = self.names.settled(change, first, second)
            change = noted(shown(replace(change, presence=presence), self._named(case)), where)
            change = of_sides(change, moved)
            known = self.found.get((name, part))
            self.found[name, part] = change if known is None else merged(known, change)

    def _compared(self, old: Access, new: Access, role: str, part: Part) -> AccessChange:
        """Return what differs; principals that have the very same policies differ alike."""
        key = (part, _same_policies(old), _same_policies(new))
        if key not in self._by_policies:
            found = compare(old, new, role=role, part=part, allowance=self.allowance)
            self._by_policies[key] = old, new, found  # no other policy gets the ID of a kept one
        return replace(self._by_policies[key][2], role=role)

    def changes(self) -> tuple[AccessChange, ...]:
        """Return what was found.

        Raises:
            TemplateError: neither document has the role that is asked about.
        """
        if self.role is not None and self.role not in self.called:
            known = sorted(self.called)
            hint = did_you_mean(self.role, known)
            hint = hint or (f"; there are {', '.join(known)}" if known else "")
            raise TemplateError(f"role {self.role!r}: is in neither{hint}")
        return tuple(self.found.values())


def _is_chosen(row: object) -> bool:
    """Return whether a condition decides whether a resource is there, or what of it."""
    return isinstance(row, Mapping) and ("Condition" in row or CHOICE in repr(row))


def _same_policies(access: Access) -> Hashable:
    """Return what two accesses have in common that are of the same policies at the same places."""
    groups = (access.identity, access.boundary, access.session, *access.service_control)
    return tuple(None if group is None else tuple(map(id, group)) for group in groups)


def _without_common_limit(
    first: Access, second: Access, same_place: bool
) -> tuple[Access, Access, bool]:
    """Return both without the boundary that both have: under it no more changes than without."""
    if first.boundary == second.boundary:
        first, second = replace(first, boundary=None), replace(second, boundary=None)
    return first, second, same_place


def _detached(resolved: Sequence[ResolvedTemplate], names: Iterable[str | int]) -> set[str | int]:
    """Return what changes of the managed policies of both sides that only one side attaches."""
    found: set[str | int] = set()
    for name in map(str, names):
        kinds = {str(side.resource(name).get("Type")) for side in resolved}
        documents = [side.property(name, "PolicyDocument") for side in resolved]
        if kinds == {MANAGED_POLICY} and documents[0] != documents[1]:
            found.add(name)
    return found


def _resolved(
    sides: Sequence[tuple[Document, Environment]],
) -> tuple[ResolvedTemplate, ResolvedTemplate] | None:
    """Return both templates where they are deployed; None where one is a policy document."""
    if not all(is_template(document) for document, _ in sides):
        return None
    old, new = (
        ResolvedTemplate(document.data, environment, missing_is_unknown=True)
        for document, environment in sides
    )
    return old, new


def _apart(target: Target) -> Target:
    """Return a target whose policies that are not read equal none of the other side."""
    identity = tuple(
        replace(policy, name=f"{policy.name} before") if policy.name in NOT_READ else policy
        for policy in target.permissions.identity
    )
    return replace(target, permissions=replace(target.permissions, identity=identity))


def _pairs(
    before: Mapping[str, Target], after: Mapping[str, Target]
) -> Iterable[tuple[Target, Target]]:
    """Pair the roles of two templates: by logical ID, and by name those that have no namesake.

    Who uses a role by its name gets another role where the name goes from one to another. Policies
    of resources that have no namesake are paired where they grant the same.
    """
    left = {name: target for name, target in before.items() if name not in after}
    twins: dict[Any, list[str]] = {}
    if left.keys() and after.keys() - before.keys():
        for name, target in left.items():
            twins.setdefault(_known_by(target), []).append(name)
    for name, target in after.items():
        if name in before:
            yield before[name], target
            if target.fixed_name and target.fixed_name != before[name].fixed_name:
                others = (each for each in before.values() if each.fixed_name == target.fixed_name)
                yield from ((other, target) for other in others)
            continue
        known = _known_by(target)
        same = twins.get(known) if known else None
        yield (left.pop(same.pop(0)) if same else NOBODY), target
    for target in left.values():
        yield target, NOBODY


def _known_by(target: Target) -> Any:
    """Return what is the same where a target is under another logical ID; nothing if none is."""
    return target.fixed_name or meaning_of(target)


def _names(pair: tuple[Target, Target]) -> set[str]:
    names = {target.name for target in pair}
    names |= {target.fixed_name[1] for target in pair if target.fixed_name}
    return names - {""}
