"""Where else a template can be deployed, as far as its conditions and mappings tell it apart.

Region, account, partition and stack name are parameters like others. The parameters and these that
conditions combine (in one condition, in nested choices, or next to a Deny) are varied together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.derived_parameters import called, said
from influmojo_cfn.cloudformation.environment import Environment, url_suffix_of
from influmojo_cfn.cloudformation.intrinsics import LOOKUP
from influmojo_cfn.cloudformation.parameter_groups import combined_parameters
from influmojo_cfn.cloudformation.parameter_uses import (
    declared,
    has_default,
    lookup_keys,
    lookups,
)
from influmojo_cfn.cloudformation.parameters import default_text
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.data.regions import REGIONS_OF
from influmojo_cfn.errors import Error
from influmojo_cfn.iam.arn import PARTITIONS, is_region
from influmojo_cfn.proof.assignments import (
    Assignment,
    assignments,
    compared_strings_in,
    rows_of,
)
from influmojo_cfn.proof.parameter_variations import told_apart

MOST_DEPLOYMENTS = 256
"""How many combinations of one group are compared; beyond, the answer is unknown."""

PSEUDO = {
    "AWS::AccountId": "account",
    "AWS::Partition": "partition",
    "AWS::Region": "region",
    "AWS::StackName": "stack_name",
    "AWS::URLSuffix": "partition",
}
"""The pseudo parameters that tell deployments apart, and what of an environment they are."""

_OTHERS = {
    "account": ("444455556666", "777788889999", "123456789012"),
    "partition": PARTITIONS,
    "region": ("eu-west-3", "ap-south-2", "sa-east-1", "ca-west-1"),
    "stack_name": ("another-stack", "some-other-stack"),
}
_REGION_OF = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
}
"""The partitions that are looked at in any case, the isolated ones where a template names them."""


@dataclass(frozen=True, kw_only=True)
class DeploymentCase:
    """A case of several parameters, or of another place, at once; ``where`` says which."""

    case: Assignment
    where: str
    names: frozenset[str] = frozenset()
    changes: Mapping[str, str] = field(default_factory=dict)

    @property
    def varied(self) -> frozenset[str]:
        """What differs from a deployment at the defaults, in words."""
        places = (key.replace("_", " ").replace("region", "Region") for key in self.changes)
        return frozenset({*map(called, self.names), *places})

    def of(self, environment: Environment) -> Environment:
        """Return an environment with the values that differ."""
        return changed(environment, self.changes)


def changed(environment: Environment, changes: Mapping[str, str]) -> Environment:
    """Return an environment in another place, as far as that differs."""
    if not changes:
        return environment
    return replace(
        environment,
        account=changes.get("account", environment.account),
        region=changes.get("region", environment.region),
        partition=changes.get("partition", environment.partition),
        stack_name=changes.get("stack_name", environment.stack_name),
    )


class Deployments(NamedTuple):
    """The cases, and why some are not among them."""

    cases: tuple[DeploymentCase, ...] = ()
    unknown: tuple[str, ...] = ()


def varied_together(found: Iterable[Deployments]) -> Iterator[str]:
    """Yield the sentence on the parameters and places that cases vary, if there are any."""
    groups = {each.varied for deployments in found for each in deployments.cases}
    widest = [group for group in groups if not any(group < other for other in groups)]
    if widest:
        yield f"at other values together: {'; '.join(sorted(', '.join(sorted(g)) for g in widest))}"


def deployments(
    templates: Collection[Any],
    open_names: Collection[str],
    given: Environment,
    groups: Collection[set[str]] = (),
    *,
    of_claims: bool = False,
    only_groups: bool = False,
) -> Deployments:
    """Return the deployments that the templates tell apart from the one that is given.

    Args:
        templates: the templates that are compared.
        open_names: parameters that a letter represents in every case.
        given: the values that are fixed.
        groups: sets of parameters that are varied together for another reason.
        of_claims: whether the cases are those of claims. Then those of ``open_names`` that a group
            does not have are compared elsewhere, and have one value here; a parameter keeps its
            default where that is told apart from nothing.
        only_groups: whether those that conditions combine are looked at elsewhere.
    """
    found: list[DeploymentCase] = []
    unknown: list[str] = []
    combined = combined_parameters(templates, PSEUDO)
    more = [group for group in groups if not any(group <= other for other in combined)]
    for group in more if only_groups else (*combined, *more):
        fixed = {name for name in group if name in given.parameters or name in open_names}
        names = {name for name in group - fixed if name not in PSEUDO and _varies(templates, name)}
        places = {PSEUDO[name] for name in group if name in PSEUDO}
        if not places and len(names) < 2:
            continue
        apart = {*open_names} - group if of_claims else set()
        try:
            cases = (
                _represented(templates, open_names, names, apart, only_told_apart=True)
                if of_claims
                else assignments(templates, {*open_names, *names}, apart=apart)
            )
        except Error as error:
            if of_claims:
                cases = None
            elif group in more:
                cases = _represented(templates, open_names, names, apart)
            else:
                if places or any(section(t, "Conditions") for t in templates):
                    reasons = [problem.message for problem in error.problems]
                    unknown += [f"combinations are not followed: {each}" for each in reasons]
                names, cases = set(), assignments(templates, set(open_names))
        deployed = templates if of_claims else [*templates][-1:]
        choices = list(_place_changes(templates, places, given, deployed))
        if cases is None or len(cases) * len(choices) > MOST_DEPLOYMENTS:
            listed = ", ".join(sorted(group))
            unknown.append(f"there are more combinations of {listed} than are compared")
            continue
        for case, changes in product(cases, choices):
            if changes or names:
                found.append(_deployment(case, changes, names))
    return Deployments(cases=tuple(found), unknown=tuple(dict.fromkeys(unknown)))


def _represented(
    templates: Collection[Any],
    open_names: Collection[str],
    names: Collection[str],
    apart: Collection[str],
    *,
    only_told_apart: bool = False,
) -> list[Assignment] | None:
    """Return cases in which a string that the templates do not name represents all such strings.

    It is so of each parameter that no letter can represent, and ``only_told_apart`` leaves out
    the letters of those whose default is such a string.
    """
    letters, values = set(open_names), list[tuple[str, list[str]]]()
    for name in sorted(names):
        rows = rows_of(templates, name)
        defaults = {text for row in rows if (text := default_text(row)) is not None}
        try:
            compared = compared_strings_in(templates, name) if only_told_apart else []
            is_letter = not only_told_apart or not defaults.isdisjoint(compared)
            if is_letter:
                assignments(templates, {name})
        except Error:
            is_letter = False
        if is_letter:
            letters.add(name)
        else:
            texts = compared_strings_in(templates, name, by_a_letter=False)
            values.append((name, told_apart(templates, name, texts, defaults)))
    cases = assignments(templates, letters, apart=apart)
    for name, each in values:
        cases = cases and [
            *cases,
            *(c._replace(values={**c.values, name: value}) for c in cases for value in each),
        ]
        if cases is None or len(cases) > MOST_DEPLOYMENTS:
            return None
    return cases


def _deployment(case: Assignment, changes: Mapping[str, str], names: set[str]) -> DeploymentCase:
    texts = [f"{key.replace('_', ' ')} is {value}" for key, value in changes.items()]
    for name in sorted(names):
        value = case.values.get(name)
        texts.append(said(name, "another string" if value is None else value))
    where = f"where {' and '.join(texts)}"
    return DeploymentCase(case=case, where=where, names=frozenset(names), changes=changes)


def _varies(templates: Collection[Any], name: str) -> bool:
    return any("Default" in declared(template).get(name, {}) for template in templates)


def _place_changes(
    templates: Collection[Any], kinds: set[str], given: Environment, deployed: Collection[Any]
) -> Iterator[dict[str, str]]:
    """Yield the changes of an environment, the given one (without any) first.

    One of those that are ``deployed`` excludes other places where its mappings list all of them.
    """
    own = {
        "account": given.account,
        "partition": given.known_partition,
        "region": given.region,
        "stack_name": given.stack_name,
    }
    choices: list[list[dict[str, str]]] = []
    for kind in sorted(kinds):
        texts = [text for text in _texts(templates, kind) if _is_of(kind, text)]
        other = [text for text in _OTHERS[kind] if text not in texts and text != own[kind]]
        if kind == "partition":
            texts, other = [text for text in PARTITIONS if _is_looked_at(text, texts)], []
        if any(_is_listed(template, kind) for template in deployed):
            other = []  # a stack elsewhere, where a mapping has no key, cannot be deployed
        rows = [{kind: text} for text in (*texts, *other[:1]) if text != own[kind]]
        choices.append([{}, *rows])
    for row in product(*choices):
        changes = {key: value for each in row for key, value in each.items()}
        if "partition" in changes and "region" not in changes:
            partition = changes["partition"]
            changes["region"] = _REGION_OF.get(partition, REGIONS_OF[partition][0])
        elif "region" in changes and given.partition and "partition" not in changes:
            changes["partition"] = ""
        yield changes


def _is_listed(template: Any, kind: str) -> bool:
    """Return whether mappings without a default list all places where a template is deployed."""
    rows = lookups([template.get("Conditions"), template.get("Resources")])
    required = [{LOOKUP: row} for row in rows if not has_default(row)]
    listing = {"Mappings": template.get("Mappings"), "Resources": required}
    return any(any(lookup_keys(listing, name)) for name in _names_of(kind))


def _is_looked_at(partition: str, named: Collection[str]) -> bool:
    """Return whether deployments in a partition are compared, by the strings that are asked for."""
    return partition in _REGION_OF or partition in named or url_suffix_of(partition) in named


def _is_of(kind: str, text: str) -> bool:
    if kind == "region":
        return is_region(text)
    return len(text) == 12 and text.isdigit() if kind == "account" else bool(text)


def _names_of(kind: str) -> list[str]:
    return [name for name, of in PSEUDO.items() if of == kind]


def _texts(templates: Collection[Any], kind: str) -> list[str]:
    """Return the strings that a place is compared with, or looked up by."""
    found: set[str] = set()
    for name in _names_of(kind):
        for template in templates:
            for part in section(template, "Conditions").values():
                try:
                    found |= set(compared_strings_in([{"Conditions": part}], name))
                except Error:  # it is taken apart there: the keys of mappings remain
                    continue
            found |= set(lookup_keys(template, name))
    return sorted(found)
