"""The cases of a template in which claims are judged, whatever the claims are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import CHOICE
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.cloudformation.principals import attached_by_name, can_attach_by_name
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.unread_resources import unread_of
from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.assignments import Assignment, all_assignments, assigned
from influmojo_cfn.proof.claims import Claim, filler
from influmojo_cfn.proof.deployment_cases import PSEUDO, Deployments, changed, deployments
from influmojo_cfn.proof.granted_by_resources import (
    GrantedByResource,
    granted_by_resources,
    is_open,
    open_pattern,
    trust_policies,
)
from influmojo_cfn.proof.parameter_variations import ParameterVariations, parameter_variations
from influmojo_cfn.proof.statement_groups import combined_by_claim, listed_parameters
from influmojo_cfn.proof.targets import (
    SharedTargets,
    Target,
    is_template,
    principal_targets,
    resource_targets,
)

_MOST_KEPT = 4
"""Of how many environments the cases are kept: as many as claims files name."""


class ClaimCase:
    """Values of the parameters, and what the template and the claims are with them.

    ``document`` is the template, in which what only a deployment knows has a name.
    ``changes`` are what differs in the place of the deployment.
    """

    def __init__(
        self,
        values: Assignment,
        shared: SharedTargets,
        environment: Environment,
        changes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.values = values
        self.changes = changes
        self.environment = environment
        self.targets = shared.targets(environment)
        self.document = shared.document
        self._granted: dict[str, tuple[GrantedByResource, ...]] = {}
        self._permissions: dict[str, Access] = {}

    @cached_property
    def others(self) -> dict[str, Target]:
        """The principals that are no roles of the template, which a claim can name."""
        return principal_targets(self.document, self._resolved) if self._is_template else {}

    @cached_property
    def _resource_policies(self) -> list[tuple[Target, str]]:
        """The policies of resources that let callers in, each with the service that it is about."""
        if not self._is_template:
            return []
        found = resource_targets(self.document, self._resolved)
        return [
            *(
                (each, service_of_policy(str(self._resolved.resource(each.name).get("Type"))))
                for each in found.values()
                if not each.limits
            ),
            *((each, "sts") for each in trust_policies(self.targets.values())),
        ]

    def granted(self, target: Target) -> tuple[GrantedByResource, ...]:
        """Return what the policies of resources grant a principal, asked for once."""
        if target.principal is None:
            return ()
        if target.name not in self._granted:
            found = granted_by_resources(target.principal, target, self._resource_policies)
            self._granted[target.name] = tuple(found)
        return self._granted[target.name]

    def permissions(self, target: Target) -> Access:
        """Return what a principal can do, with what an open name perhaps attaches to it."""
        if target.name not in self._permissions:
            own, found = target.permissions, tuple(self._perhaps_attached(target))
            if found:
                own = replace(own, identity=(*own.identity, *found))
            self._permissions[target.name] = own
        return self._permissions[target.name]

    def _perhaps_attached(self, target: Target) -> Iterator[Policy]:
        who = target.principal
        for kind, name, policy in self._open_attachments if who is not None else ():
            if who is None or kind != who.kind or name == who.name:
                continue
            if may_meet(open_pattern(name), open_pattern(covered(who.name))):
                reason = f"whether {target.name} is named, which has {policy.name}"
                yield policy.in_doubt(Unknown(reason))

    @cached_property
    def _open_attachments(self) -> list[tuple[str, str, Policy]]:
        """The policies that the name of any principal attaches, each with type and name."""
        if not self.values.letters or not self._is_template:
            return []
        if not can_attach_by_name(self.document):
            return []
        return [*attached_by_name(self.document, self._resolved, is_open)]

    @cached_property
    def named_others(self) -> dict[str, Target]:
        """The same by each of the names that a claim can give them."""
        return {name: each for each in self.others.values() for name in each.names}

    @property
    def unread(self) -> tuple[str, ...]:
        """What of the template can grant access and is not read."""
        return unread_of(self._resolved) if self._is_template else ()

    @property
    def _is_template(self) -> bool:
        return is_template(self.document)

    @cached_property
    def _resolved(self) -> ResolvedTemplate:
        return ResolvedTemplate(
            self.document.data,
            self.environment,
            missing_is_unknown=True,
            admitted=self.document.memo.setdefault(parameter_values, {}),
        )

    @cached_property
    def fill(self) -> Callable[[str], str]:
        """What puts the values of this case in the place of parameters."""
        return filler(_texts(self.document, self.environment))


class _Combined(NamedTuple):
    """Cases of parameters that statements combine, each with where that is, and what they are."""

    cases: tuple[tuple[ClaimCase, str], ...] = ()
    deployments: Deployments = Deployments()


class _MadeCases:
    """The cases of a template in one environment that were made, for all claims about it."""

    def __init__(self, template: Document, environment: Environment) -> None:
        self.environment = environment
        self._template = template
        if SharedTargets not in template.memo:
            template.memo[SharedTargets] = SharedTargets(template)
        self._targets: SharedTargets = template.memo[SharedTargets]
        self._known: dict[Hashable, ClaimCase] = {}

    def case(self, values: Assignment, changes: Mapping[str, str]) -> ClaimCase:
        """Return the case of values of parameters, and of what differs in the place."""
        key = tuple(frozenset(each.items()) for each in (*values, changes))
        if key not in self._known:
            here = changed(self.environment, changes)
            here = assigned(self._template, here, values) if is_template(self._template) else here
            self._known[key] = ClaimCase(values, self._targets, here, changes)
        return self._known[key]


def _made_cases(template: Document, environment: Environment) -> _MadeCases:
    """Return the cases of a template in an environment; those of the last ones are kept with it."""
    known: list[_MadeCases] = template.memo.setdefault(_MadeCases, [])
    for each in known:
        if each.environment == environment:
            return each
    known.append(_MadeCases(template, environment))
    del known[:-_MOST_KEPT]
    return known[-1]


@dataclass
class ClaimCases:
    """The cases of a template in one environment, with some parameters left open.

    ``open`` are those of the open parameters. ``varied`` has one other parameter away from its
    default, several that conditions combine, or another place, and where that is. ``unknown`` tells
    which of these there are too many of, ``unknown_open`` of the first. ``claimed`` is what claims
    compare, in the shape of a template; ``bounds`` are templates that they name.
    """

    template: Document
    environment: Environment
    open_names: set[str]
    claimed: Mapping[str, Any]
    bounds: Sequence[Mapping[str, Any]] = ()
    open: list[ClaimCase] = field(init=False)
    variations: ParameterVariations = field(init=False)
    varied: list[tuple[ClaimCase, str]] = field(init=False)
    unknown_open: tuple[str, ...] = field(init=False)
    unknown: tuple[str, ...] = field(init=False)
    elsewhere: Deployments = field(init=False)

    def __post_init__(self) -> None:
        templates, names = [self.template.data, self.claimed, *self.bounds], self.open_names
        self._made = _made_cases(self.template, self.environment)
        cases, self.unknown_open = all_assignments(templates, names)
        self.open = [self.case(each) for each in cases]
        self.variations, self.listed = ParameterVariations(), set[str]()
        if is_template(self.template):
            given = self.environment.parameters
            self.listed = listed_parameters(self.template.data)
            self.variations = parameter_variations(
                templates, names, given, self.listed, is_each_open_apart=True
            )
        self.elsewhere = self._elsewhere()
        self.unknown = (*self.variations.unknown, *self.elsewhere.unknown)
        self.varied = [
            *((self.case(each.case), each.where) for each in self.variations.cases),
            *((self.case(each.case, each.changes), each.where) for each in self.elsewhere.cases),
        ]

        self._combined: dict[tuple[tuple[str, ...], bool], _Combined] = {}

    def combined_by(self, claim: Claim) -> _Combined:
        """Return the combinations that decide a claim, in addition to those of conditions."""
        key = (claim.actions, claim.kind == "always")
        if key not in self._combined:
            self._combined[key] = self._combined_by_statements(*key)
        return self._combined[key]

    def _combined_by_statements(self, actions: tuple[str, ...], is_always: bool) -> _Combined:
        if not is_template(self.template):
            return _Combined()
        data = self.template.data
        groups = combined_by_claim(data, PSEUDO, actions, is_always=is_always, listed=self.listed)
        if not groups:
            return _Combined()
        found = self._elsewhere(groups)
        more = [each for each in found.cases if each not in self.elsewhere.cases]
        return _Combined(
            tuple((self.case(each.case, each.changes), each.where) for each in more),
            found._replace(cases=tuple(more)),
        )

    def _elsewhere(self, groups: Collection[set[str]] = ()) -> Deployments:
        """Return the combinations of parameters, and the places, that the template tells apart."""
        if not is_template(self.template):
            return Deployments()
        compared = [_with_choices(each) for each in (self.template.data, *self.bounds)]
        return deployments(
            compared,
            self.open_names,
            self.environment,
            groups,
            of_claims=True,
            only_groups=bool(groups),
        )

    @property
    def all(self) -> list[ClaimCase]:
        """Return the cases of both kinds."""
        return [*self.open, *(case for case, _ in self.varied)]

    def case(
        self, values: Assignment, changes: Mapping[str, str] = MappingProxyType({})
    ) -> ClaimCase:
        """Return what the template is with values of its parameters, perhaps in another place."""
        return self._made.case(values, changes)


def _with_choices(template: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a template in which a resource's Condition chooses between its properties and none."""
    resources = {
        name: {**row, "Properties": {CHOICE: [row["Condition"], row.get("Properties", {}), {}]}}
        if isinstance(row, Mapping) and isinstance(row.get("Condition"), str)
        else row
        for name, row in section(template, "Resources").items()
    }
    return {**template, "Resources": resources}


def claim_cases(
    template: Document,
    environment: Environment,
    open_names: set[str],
    claimed: Mapping[str, Any] = MappingProxyType({}),
    bounds: Sequence[Mapping[str, Any]] = (),
) -> ClaimCases:
    """Return the cases of a template; those of the last environments are kept with it.

    Raises:
        TemplateError: the template is wrong, or has too many cases.
    """
    known: list[ClaimCases] = template.memo.setdefault(claim_cases, [])
    for each in known:
        asked = environment, open_names, claimed, bounds
        if (each.environment, each.open_names, each.claimed, each.bounds) == asked:
            return each
    known.append(ClaimCases(template, environment, open_names, claimed, bounds))
    del known[:-_MOST_KEPT]
    return known[-1]


def _texts(document: Document, environment: Environment) -> dict[str, str]:
    """Return the strings that ``${...}`` in a claim can name: parameters and pseudo parameters."""
    texts = {
        "AWS::AccountId": environment.account,
        "AWS::Region": environment.region,
        "AWS::Partition": environment.known_partition,
        "AWS::URLSuffix": environment.url_suffix,
    }
    if is_template(document):
        resolved = ResolvedTemplate(document.data, environment, missing_is_unknown=True)
        texts.update({n: v for n, v in resolved.parameters.items() if isinstance(v, str)})
    return texts
