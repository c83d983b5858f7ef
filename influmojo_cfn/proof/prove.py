"""Claims proven about the roles of a template, for every value of the parameters left open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath

from influmojo_cfn.errors import TemplateError, did_you_mean
from influmojo_cfn.evaluation.aws_managed import aws_managed_policy, is_aws_managed
from influmojo_cfn.evaluation.intrinsics import Environment, ResolvedTemplate
from influmojo_cfn.proof.access import Access, Answer, Excess, Verdict, excess
from influmojo_cfn.proof.assignments import (
    MOST_CASES,
    Assignment,
    assigned,
    assignments,
    example_values,
    open_parameters,
)
from influmojo_cfn.proof.claims import Claim, Claims, filler
from influmojo_cfn.proof.difference import check_parameters, legible
from influmojo_cfn.proof.subjects import POLICY, Subject, is_template, subjects_of
from influmojo_cfn.yaml import Document, Path, read_document

AppTemplate = Callable[[str | None], Document]
"""Builds the template of an app file, or of the Influmojo app where there is none."""

NOTHING = Access(())
_CONFIRMING = 6


@dataclass(frozen=True)
class Finding:
    """What was found out of one claim about one role."""

    claim: Claim
    role: str
    answer: Answer
    where: str = ""

    @property
    def verdict(self) -> Verdict:
        """``proven``, ``refuted`` or ``unknown``."""
        return self.answer.verdict


@dataclass(frozen=True)
class Report:
    """All findings, and what was assumed."""

    findings: tuple[Finding, ...]
    assumptions: tuple[str, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether every claim is proven."""
        return all(finding.verdict == "proven" for finding in self.findings)


class Prover:
    """Proves the claims of a file about a template.

    Args:
        template: the template.
        claims: the claims.
        environment: values of parameters, account, region and partition.
        base: the folder that names of files in the claims start from.
        app_template: builds an app's template, for nothing-beyond-the-app.
    """

    def __init__(
        self,
        template: Document,
        claims: Claims,
        *,
        environment: Environment | None = None,
        base: FilePath = FilePath(),
        app_template: AppTemplate | None = None,
    ) -> None:
        self.template = template
        self.claims = claims
        self.environment = environment or Environment()
        self.base = base
        self.app_template = app_template
        self._apps: dict[str | None, Document] = {}

    def prove(self) -> Report:
        """Prove each claim for each of its roles.

        Raises:
            TemplateError: the template, a claim, or a file that it names cannot be read.
        """
        check_parameters(self.environment, [self.template])
        names = self._open_names()
        cases = assignments([self.template.data], names)
        if cases is None:
            raise TemplateError(
                f"{', '.join(sorted(names))} have more than {MOST_CASES} cases that matter;"
                " give values with --parameter"
            )
        merged: dict[tuple[Path, str], tuple[Claim, Answer]] = {}
        for case in cases:
            for claim, role, answer in self._case(case):
                before = merged.get((claim.path, role))
                both = _both(before[1], answer) if before else answer
                merged[claim.path, role] = claim, both
        where = self.claims.source
        findings = tuple(
            Finding(claim, role, _settled(answer), where.where(claim.path) if where else "")
            for (_, role), (claim, answer) in sorted(merged.items(), key=lambda row: row[0][0][1:])
        )
        return Report(findings, tuple(self._assumptions(names)))

    def _open_names(self) -> set[str]:
        declared = self.template.data.get("Parameters", {}) if is_template(self.template) else {}
        for name in self.claims.for_every:
            if name not in declared:
                hint = did_you_mean(name, declared)
                raise TemplateError(f"for-every: {name!r} is not a parameter of the template{hint}")
        given = self.environment.parameters
        wanted = {name for name in self.claims.for_every if name not in given}
        return wanted | set(open_parameters(self.template.data, given))

    def _assumptions(self, names: set[str]) -> Iterable[str]:
        if not is_template(self.template):
            return
        if names:
            yield f"for every value of {', '.join(sorted(names))}, whatever its pattern admits"
        declared = self.template.data.get("Parameters", {})
        others = [name for name in declared if name not in names]
        given = {n: v for n, v in self.environment.parameters.items() if n in others}
        if given:
            yield "with " + ", ".join(f"{name}={value}" for name, value in sorted(given.items()))
        if len(others) > len(given):
            yield "every other parameter at its default"

    def _case(self, case: Assignment) -> Iterable[tuple[Claim, str, Answer]]:
        document, environment = self._in(case)
        subjects = subjects_of(document, environment)
        fill = filler(_texts(document, environment))
        for claim in self.claims.claims:
            for subject in self._subjects(claim, subjects):
                answer = self._judge(claim, subject, fill, case)
                if answer.verdict == "refuted" and case.letters:
                    answer = self._confirmed(claim, subject.name, answer, case)
                yield claim, subject.name, answer

    def _in(self, case: Assignment) -> tuple[Document, Environment]:
        if not is_template(self.template):
            return self.template, self.environment
        return assigned(self.template, self.environment, case)

    def _subjects(self, claim: Claim, subjects: Mapping[str, Subject]) -> Iterable[Subject]:
        if not claim.roles:
            return subjects.values()
        found: list[Subject] = []
        for name in claim.roles:
            known = {s.name: s for s in subjects.values()}
            known.update(
                {
                    s.role.name: s
                    for s in subjects.values()
                    if s.role and isinstance(s.role.name, str)
                }
            )
            if name not in known:
                raise TemplateError(
                    f"{claim.title}: no role {name!r} in the template{did_you_mean(name, known)}"
                )
            found.append(known[name])
        return found

    def _judge(
        self, claim: Claim, subject: Subject, fill: Callable[[str], str], case: Assignment
    ) -> Answer:
        source = self.claims.source
        if claim.kind == "never":
            return excess(NOTHING, [subject.permissions, Access((claim.policy(fill, source),))])
        if claim.kind == "always":
            return excess(subject.permissions, [Access((claim.policy(fill, source),))])
        if claim.kind == "only-trusted-by":
            allowed = Access((claim.policy(fill, source),))
            return excess(allowed, [subject.trust or NOTHING])
        if claim.kind == "no-wider-than":
            return excess(self._other(claim, subject, case), [subject.permissions])
        return self._beyond_the_app(claim, subject, case)

    def _other(self, claim: Claim, subject: Subject, case: Assignment) -> Access:
        """Give the bound that a no-wider-than claim names."""
        if is_aws_managed(claim.argument):
            return Access((aws_managed_policy(claim.argument),))
        document = read_document(self.base / claim.argument)
        if not is_template(document):
            return subjects_of(document, self.environment)[POLICY].permissions
        other = subjects_of(*assigned(document, self.environment, case))
        if subject.name not in other:
            raise TemplateError(f"{claim.argument}: has no role {subject.name!r}")
        return other[subject.name].permissions

    def _beyond_the_app(self, claim: Claim, subject: Subject, case: Assignment) -> Answer:
        """Compare with what the app file declares, both inclusions, permissions and trust."""
        if self.app_template is None:
            raise TemplateError(f"{claim.title}: an app file cannot be built here")
        name = claim.argument if isinstance(claim.argument, str) else None
        if name not in self._apps:
            self._apps[name] = self.app_template(str(self.base / name) if name else None)
        document = self._apps[name]
        other = subjects_of(*assigned(document, self.environment, case)).get(subject.name)
        if other is None:
            raise TemplateError(f"{claim.title}: the app has no role {subject.name!r}")
        answer = excess(other.permissions, [subject.permissions])
        answer = _both(answer, excess(subject.permissions, [other.permissions]))
        if subject.trust and other.trust:
            answer = _both(answer, excess(other.trust, [subject.trust]))
            answer = _both(answer, excess(subject.trust, [other.trust]))
        return answer

    def _confirmed(self, claim: Claim, role: str, answer: Answer, case: Assignment) -> Answer:
        """Show a claim to be wrong with values that the parameters admit, or leave it unknown."""
        options = {
            name: list(example_values(self.template.data, name))[:_CONFIRMING]
            for name in case.letters.values()
        }
        for index in range(_CONFIRMING):
            values = {n: texts[min(index, len(texts) - 1)] for n, texts in options.items() if texts}
            if len(values) < len(options):
                break
            concrete = Assignment({**case.values, **values}, {})
            document, environment = assigned(self.template, self.environment, concrete)
            subject = subjects_of(document, environment)[role]
            fill = filler(_texts(document, environment))
            found = self._judge(claim, subject, fill, concrete)
            if found.verdict == "refuted":
                return found
        shown = tuple(legible(one, case) for one in answer.excesses)
        requests = ", ".join(
            f"{one.witness.request.action} on {one.witness.request.resource}" for one in shown
        )
        return Answer((), (f"for {case.described()} no admissible value was found for {requests}",))


def _texts(document: Document, environment: Environment) -> dict[str, str]:
    """Give the texts that ``${...}`` in a claim may name: parameters and pseudo parameters."""
    texts = {
        "AWS::AccountId": environment.account,
        "AWS::Region": environment.region,
        "AWS::Partition": environment.known_partition,
        "AWS::URLSuffix": environment.url_suffix,
    }
    if is_template(document):
        resolved = ResolvedTemplate(document.data, environment)
        texts.update({n: v for n, v in resolved.parameters.items() if isinstance(v, str)})
    return texts


def _settled(answer: Answer) -> Answer:
    """Leave out what is not known of a claim that is refuted anyway."""
    return Answer(answer.excesses) if answer.excesses else answer


def _both(one: Answer, other: Answer) -> Answer:
    """Put together what two cases show; the same excess is said once."""
    known = {_key(found) for found in one.excesses}
    more = tuple(found for found in other.excesses if _key(found) not in known)
    unknown = tuple(dict.fromkeys((*one.unknown, *other.unknown)))
    return Answer((*one.excesses, *more), unknown)


def _key(found: Excess) -> tuple[object, ...]:
    return found.policy.name, found.statement.path, found.actions, found.resources
