"""What a change of a template or a policy adds and removes, semantically."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.derived_parameters import is_derived, with_derived_parameters
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.language_extensions import has_loops, with_conditions_expanded
from influmojo_cfn.cloudformation.parameter_uses import assumed_defaults, declared, said_values
from influmojo_cfn.cloudformation.parameters import default_text, problem_of
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.replacements import Replacement, replacements
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.retained_resources import with_retained
from influmojo_cfn.cloudformation.shared_values import with_shared_values
from influmojo_cfn.errors import TemplateError, did_you_mean
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.admitted_values import admitted_values, matters
from influmojo_cfn.proof.assignments import (
    Assignment,
    all_assignments,
    assigned,
    assignments,
    check_texts,
    is_admitted,
    open_parameters,
    takes,
)
from influmojo_cfn.proof.deployment_cases import (
    PSEUDO,
    Deployments,
    deployments,
    varied_together,
)
from influmojo_cfn.proof.loop_variations import loop_variations
from influmojo_cfn.proof.parameter_variations import (
    ParameterVariations,
    introduced_parameters,
    parameter_variations,
)
from influmojo_cfn.proof.principal_values import principal_values
from influmojo_cfn.proof.reached_by_changes import reached_by_changes
from influmojo_cfn.proof.renamed_events import with_events_named_as_in
from influmojo_cfn.proof.statement_groups import combined_by_statements, listed_parameters
from influmojo_cfn.proof.targets import is_policy, is_template, judged, policy_kind
from influmojo_cfn.proof.template_comparison import TemplateComparison

_MOST_WITH_PRINCIPALS = 128
"""How many cases are added where parameters are principals."""


@dataclass(frozen=True)
class Difference:
    """All changes, what an update fails to replace, and what was assumed.

    ``account`` is that of the new side's deployment. It is empty where a parameter's value names
    it, so that an ARN with it need not be the deployment's own.
    """

    changes: tuple[AccessChange, ...]
    assumptions: tuple[str, ...] = ()
    account: str = ""
    replacements: tuple[Replacement, ...] = ()

    @property
    def may_be_wider(self) -> bool:
        """Return whether new access was found or cannot be excluded."""
        return any(change.may_be_wider for change in self.changes)


def compare_documents(
    old: Document,
    new: Document,
    *,
    environment: Environment | None = None,
    deployed: Environment | None = None,
    role: str | None = None,
    nested: bool = True,
) -> Difference:
    """Compare two templates or two policy documents.

    Parameters are at the values that ``environment`` gives, else at each template's own defaults.
    Those with neither are left open, and the comparison covers every value of them. What conditions
    omit at the defaults is compared as well, with one parameter at a time at another value that
    they ask about. The ``note`` of what is found there names the parameter.

    ``deployed`` is the environment of the old document where that is another one: a stack as it is
    deployed, at values of its own. With ``nested`` the nested stacks whose files are next to a
    template are a part of it.

    Raises:
        TemplateError: a document cannot be read, the kinds differ, or no role has that name.
    """
    given = environment or Environment()
    before = given if deployed is None else deployed
    old = with_events_named_as_in(new, old)
    reader = _PairReader((old, new), (before, given), nested=nested)
    old, new = reader.documents((before, given))
    _check(old, new, given)
    templates = [document.data for document in (old, new) if is_template(document)]
    cases = _cases(reader, (old, new), (before, given))
    comparison = TemplateComparison(
        (old, before), (new, given), role, read=reader.in_a_case, looped=reader.differs
    )
    _compare(comparison, cases, templates)
    if len(templates) == 2:
        plain = reader.documents((before, given), derived=False)
        _compare_admitted(comparison, cases.plain, plain, given)
    assumed = [*_moved(old, before, given), *_assumptions(cases, (before, given), templates)]
    named = any(given.account in value for value in given.parameters.values())
    account = "" if named else given.account
    replaced: Iterable[Replacement] = ()
    if len(templates) == 2:
        replaced = replacements(
            {"": resolved_for_update(new, given)}, {"": resolved_for_update(old, before)}
        )
    return Difference(comparison.changes(), tuple(assumed), account, tuple(sorted(replaced)))


class _Cases(NamedTuple):
    """In which cases documents are compared, with what values of the ``open_names``."""

    open_names: set[str]
    plain: Sequence[Assignment]
    away: ParameterVariations
    elsewhere: Deployments


def _cases(
    reader: _PairReader,
    documents: tuple[Document, Document],
    environments: tuple[Environment, Environment],
) -> _Cases:
    """Return the cases of a pair; of two large templates those of what a change reaches."""
    before, given = environments
    known = {**before.parameters, **given.parameters}
    templates = [document.data for document in documents if is_template(document)]
    names = set(open_parameters(templates, known))
    compared: Sequence[Any] = [document.data for document in documents]
    same = compared[0] == compared[1] and before == given and not reader.differs
    varied = [] if same else [*templates, *reader.loops]
    both = len(templates) == 2 and bool(varied)
    introduced = [*introduced_parameters(*templates), *_listed(templates)] if both else ()
    plain = assignments(compared, names)
    away, elsewhere = _variations(varied, names, known, introduced, given)
    is_too_much = plain is None or away.omitted or elsewhere.unknown
    if is_too_much and both and not reader.loops and before == given:
        compared = reached_by_changes(*templates)
        away, elsewhere = _variations(compared, names, known, introduced, given)
        plain = None
    if plain is None:
        plain, unknown = all_assignments(compared, names)
        elsewhere = elsewhere._replace(unknown=(*elsewhere.unknown, *unknown))
    looped = tuple(loop_variations(reader.loops, plain, known)) if varied else ()
    return _Cases(names, plain, away._replace(cases=(*away.cases, *looped)), elsewhere)


def _listed(templates: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the parameters with a few values on which statements that a change reaches depend."""
    if not all(map(listed_parameters, templates)):
        return set()
    return set.intersection(*map(listed_parameters, reached_by_changes(*templates)))


def _variations(
    templates: Sequence[Any],
    names: Collection[str],
    known: Mapping[str, str],
    introduced: Collection[str],
    given: Environment,
) -> tuple[ParameterVariations, Deployments]:
    """Return the cases of one parameter away from its default, and of several and other places."""
    away = parameter_variations(templates, names, known, introduced)
    groups: list[set[str]] = []
    if len(templates) == 2:
        rows = [{*declared(template)} for template in templates]
        made = filter(is_derived, rows[0] | rows[1])
        varied = {*PSEUDO, *introduced, *(rows[0] & rows[1]), *made}
        found = combined_by_statements(templates[0], templates[1], PSEUDO, introduced)
        groups = [group & varied for group in found]
    return away, deployments(templates, names, replace(given, parameters=known), groups)


def resolved_for_update(document: Document, environment: Environment) -> ResolvedTemplate:
    """Return a template at those values of an environment that it takes."""
    rows = declared(document.data)
    kept = {key: value for key, value in environment.parameters.items() if key in rows}
    return ResolvedTemplate(
        document.data, replace(environment, parameters=kept), missing_is_unknown=True
    )


class _PairReader:
    """Reads the documents that are compared as they are where they are deployed."""

    def __init__(
        self,
        written: tuple[Document, Document],
        environments: tuple[Environment, Environment],
        *,
        nested: bool,
    ) -> None:
        self.written = written
        self.environments = environments
        self.nested = nested
        self.loops = [
            with_conditions_expanded(document).data
            for document in written
            if has_loops(document.data)
        ]
        self._read: dict[str, tuple[Document, ...]] = {}

    @property
    def differs(self) -> bool:
        """Return whether loops can make the documents differ where they are the same here."""
        return bool(self.loops) and self.written[0].data != self.written[1].data

    def documents(
        self, environments: Sequence[Environment], *, derived: bool = True
    ) -> tuple[Document, ...]:
        """Return both documents, with their loops expanded as the environments say.

        What conditions make of parameters is not ``derived`` where one of these has another value.
        """
        key = repr((environments, derived))
        if key not in self._read:
            found = [
                processed(document, where, nested=self.nested)
                for document, where in zip(self.written, environments, strict=True)
            ]
            found = [*with_retained(found[0], found[1], self.environments)]
            if derived:
                found = [*map(with_derived_parameters, found, self.environments)]
            known = {name for given in self.environments for name in given.parameters}
            self._read[key] = with_shared_values(found, known)
        return self._read[key]

    def in_a_case(
        self, environments: Sequence[Environment], case: Assignment, *, derived: bool
    ) -> tuple[Document, ...]:
        """Return both documents as they are in a case."""
        literal = case._replace(letters={})
        return self.documents(
            [
                assigned(document, given, literal)
                for document, given in zip(self.written, environments, strict=True)
            ],
            derived=derived,
        )


def _compare(
    comparison: TemplateComparison, cases: _Cases, templates: Iterable[Mapping[str, Any]]
) -> None:
    """Compare in each case, at other values of parameters, and in other places."""
    templates = [*templates]
    unknown = [*_compare_with_principals(comparison, cases.plain, templates)]
    names = [set(declared(data)) for data in templates]
    comparison.narrow()
    for variation in cases.away.cases:
        own = is_derived(variation.name)  # others decide it, and those move both
        moved = [own or takes(data, variation.case, variation.name) for data in templates]
        comparison.add(variation.case, variation.where, moved)
    for place in cases.elsewhere.cases:
        moved = [bool(place.changes) or not place.names.isdisjoint(each) for each in names]
        if len(names) == 2 and not all(map(is_derived, place.names & names[1] - names[0])):
            moved[0] = False
        comparison.add(place.case, place.where, moved, place)
    comparison.add_unknown((*cases.elsewhere.unknown, *cases.away.unknown, *unknown))


def _compare_with_principals(
    comparison: TemplateComparison, cases: Iterable[Assignment], templates: Sequence[Any]
) -> Iterator[str]:
    """Compare in each case, and where a parameter is a principal that policies name.

    Yield why that is not done where there are too many.
    """
    pending = [(case, "") for case in cases]
    most = len(pending) + _MOST_WITH_PRINCIPALS
    for count, (case, where) in enumerate(pending):
        if count == most:
            yield "which principals parameters are: there are too many cases"
            return
        comparison.add(case, where)
        for name, value in principal_values(case, comparison.policies) if case.letters else ():
            if is_admitted(templates, name, value):
                place = f"{where} and" if where else "where"
                pending.append((case.with_value(name, value), f"{place} {name} is {value}"))


def _compare_admitted(
    comparison: TemplateComparison,
    cases: Iterable[Assignment],
    documents: Sequence[Document],
    given: Environment,
) -> None:
    """Compare with the values that parameters take now and did not take before."""
    old, new = documents
    for name, value, limit in admitted_values(old.data, new.data, given.parameters):
        try:
            for case in cases if value is not None else ():
                where = f"where {name} is {value or 'empty'}, which {limit} has now"
                comparison.add(case, where, (False, True), admitted={name: str(value)})
        except TemplateError:
            value = None
        if value is None and matters(new, given, name):
            reason = f"the parameter {name} takes values that it did not take before ({limit})"
            comparison.add_unknown((f"{reason}, and policies depend on it",))


def _check(old: Document, new: Document, given: Environment) -> None:
    """Raise :class:`TemplateError` unless two documents can be compared."""
    for document in (old, new):
        judged(document)
    if is_template(old) != is_template(new) and _is_either(old) and _is_either(new):
        raise TemplateError(
            f"{_named(old, new)}: cannot compare a template with a policy document; "
            "give two of a type"
        )
    kinds = {
        policy_kind(document.data)
        for document in (old, new)
        if is_policy(document) and document.data["Statement"]
    }
    if "identity" in kinds and len(kinds) > 1:
        raise TemplateError(
            f"{_named(old, new)}: cannot compare a policy that names principals with one"
            " that names none"
        )
    check_parameters(given, (old, new))
    for document in (old, new):
        check_texts(document.data, document.source)


def _is_either(document: Document) -> bool:
    return isinstance(document.data, Mapping) and bool(
        {"Resources", "Statement"} & set(document.data)
    )


def _named(old: Document, new: Document) -> str:
    """Return what two documents are called in an error; data in Python has no name."""
    return f"{old.source or 'the old document'} and {new.source or 'the new document'}"


def check_parameters(given: Environment, documents: Iterable[Document]) -> None:
    """Raise :class:`TemplateError` if a given parameter is in none of the templates."""
    names = {
        name for document in documents if is_template(document) for name in declared(document.data)
    }
    for name in sorted(given.parameters):
        if name not in names:
            raise TemplateError(
                problem_of(name, f"is not in the template{did_you_mean(name, names)}")
            )


def _moved(old: Document, before: Environment, after: Environment) -> Iterable[str]:
    """Name the values of the old side that are others on the new side."""
    moved = {
        name: value
        for name, value in sorted(before.parameters.items())
        if after.parameters.get(name) != value
    }
    if moved:
        yield f"{old.source} with {', '.join(said_values(old.data, moved))}"


def _defaults(sides: Sequence[Collection[str]]) -> Iterator[str]:
    """Yield the defaults of both sides, and what only one of them has."""
    both = [text for text in sides[0] if all(text in side for side in sides)]
    if both:
        yield f"where the default is {', '.join(both)}"
    for text, side in zip(("before", "now"), sides, strict=False):
        if own := [each for each in side if each not in both]:
            yield f"where the default {text} is {', '.join(own)}"


def _assumptions(
    cases: _Cases,
    environments: Sequence[Environment],
    templates: Sequence[Mapping[str, Any]],
) -> Iterable[str]:
    """Yield for which values of parameters the comparison holds."""
    names, given = cases.open_names, environments[-1]
    if names:
        yield f"for every value of {', '.join(sorted(names))}"
    rows = [declared(template) for template in templates]
    other = {
        name: value
        for name, value in sorted(given.parameters.items())
        if any(name in row and default_text(row[name]) != value for row in rows)
    }
    if other:
        said = (text for template in templates for text in said_values(template, other))
        yield f"with {', '.join(dict.fromkeys(said))}"
    if {name for row in rows for name in row} - names - other.keys():
        others = "every other parameter" if names or other else "every parameter"
        yield f"{others} at the default of each side{cases.away.besides}"
        at_default = [
            [
                n
                for n in row
                if n not in names and each.parameters.get(n) in (None, default_text(row[n]))
            ]
            for row, each in zip(rows, environments, strict=True)
        ]
        yield from _defaults([*map(assumed_defaults, templates, at_default)])
    yield from varied_together([cases.elsewhere])
