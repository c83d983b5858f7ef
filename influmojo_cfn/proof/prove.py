"""Claims proven about the roles of a template, for every value of the parameters left open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.derived_parameters import is_derived, with_derived_parameters
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import REFERENCE
from influmojo_cfn.cloudformation.nested_names import those_named
from influmojo_cfn.cloudformation.parameter_uses import assumed_defaults, declared, said_values
from influmojo_cfn.cloudformation.parameters import is_read
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.shared_values import whole_list, with_shared_values
from influmojo_cfn.errors import Path, Problem, TemplateError, did_you_mean
from influmojo_cfn.evaluation.notes import notes_on_keys
from influmojo_cfn.iam.text import PSEUDO
from influmojo_cfn.proof.access import NOTHING, ProofAnswer
from influmojo_cfn.proof.access_change import legible
from influmojo_cfn.proof.arn_formats import example_arns
from influmojo_cfn.proof.assignments import (
    Assignment,
    check_texts,
    example_values,
    open_parameters,
)
from influmojo_cfn.proof.claim_cases import ClaimCase, ClaimCases, claim_cases
from influmojo_cfn.proof.claim_judge import AppTemplate, ClaimJudge
from influmojo_cfn.proof.claim_results import SAYS_NOTHING, ClaimResult, ProofReport, together
from influmojo_cfn.proof.claims import Claim, Claims
from influmojo_cfn.proof.deployment_cases import varied_together
from influmojo_cfn.proof.difference import check_parameters
from influmojo_cfn.proof.loop_variations import limited_lists
from influmojo_cfn.proof.targets import Target, is_template

_CONFIRMING = 6
_COMPARED = {"conditions": "Condition", "actions": "Action"}
"""What of a claim's requests tells values of parameters apart."""


class Prover:
    """Proves the claims of a file about a template.

    Args:
        template: the template.
        claims: the claims, which are about the same values of ``parameters``.
        environment: values of parameters, account, Region and partition.
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
        self.environment = environment or Environment()
        loops = limited_lists(template.data) if is_template(template) else set[str]()
        self._for_every = {*claims.for_every, *loops}
        open_names = self._for_every - set(self.environment.parameters)
        written = with_derived_parameters(
            processed(template, self.environment, open_names), self.environment, open_names
        )
        (self.template,) = with_shared_values((written,), self.environment.parameters)
        self.claims = claims
        self._judge = ClaimJudge(written, claims.source, self.environment, base, app_template)

    def prove(self) -> ProofReport:
        """Prove each claim for each of its roles.

        Raises:
            TemplateError: the template, a claim, or a file that it names cannot be read.
        """
        check_parameters(self.environment, [self.template])
        check_texts(self.template.data, self.template.source)
        for claim in self.claims.claims:
            check_texts(claim.argument, claim.title)
        names = self._open_names()
        self._check_references()
        self._cases = cases = claim_cases(
            self.template,
            self.environment,
            names,
            self._claimed(names),
            self._judge.bounds(self.claims.claims),
        )
        self._check_roles(cases.all)
        merged = self._merged()
        empty = {
            claim.path for claim in self.claims.claims if self._judge.says_nothing(claim, cases.all)
        }
        findings = tuple(
            replace(found, answer=SAYS_NOTHING, values=()) if path in empty else found
            for (path, _), found in sorted(merged.items(), key=lambda row: row[0][0][1:])
        )
        unread = self._unread(cases.all)
        return ProofReport(
            tuple(_unless_unread(_unless_left_out(found, cases), unread) for found in findings),
            (
                *self._assumptions(names, cases),
                *self._left_out(cases.open[0]),
                *self._absent(findings),
            ),
            unread,
            self.environment.place,
        )

    def _merged(self) -> dict[tuple[Path, str], ClaimResult]:
        """Judge each claim about each role in each case, until one refutes it."""
        merged: dict[tuple[Path, str], ClaimResult] = {}
        every = self.claims.claims
        cases = [(case, "", every) for case in self._cases.open]
        cases += [(case, where, every) for case, where in self._cases.varied]
        for claim in every:
            combined = self._cases.combined_by(claim).cases
            cases += [(case, where, (claim,)) for case, where in combined]
        for case, where, claims in cases:
            for claim, target in self._asked(case, claims):
                before = merged.get((claim.path, target.name))
                if before is not None and before.verdict == "refuted":
                    continue
                answer = self._judge.judge(claim, target, case)
                if before is None or not answer.is_nothing:
                    found = self._judged(claim, target.name, case, answer, where)
                    merged[claim.path, target.name] = together(before, found)
        return merged

    def _check_roles(self, cases: Sequence[ClaimCase]) -> None:
        """Raise :class:`TemplateError` if a claim is about a principal that is in no case."""
        targets = [target for case in cases for target in case.targets.values()]
        roles = {name for target in targets for name in target.names}
        asked = {name for claim in self.claims.claims for name in claim.roles}
        others = {name for case in cases for name in case.named_others} if asked - roles else set()
        self._others = others & asked - roles
        if not targets and not self._others:
            raise TemplateError(
                f"{self.template.source}: has no roles, so nothing can be claimed; "
                "give a template with roles"
            )
        known = sorted(roles | others)
        where = self.claims.source
        problems: list[Problem] = []
        for claim in self.claims.claims:
            path = (*claim.path, "role")
            problems.extend(
                Problem.at(where, path, f"role {name!r} doesn't exist{did_you_mean(name, known)}")
                for name in claim.roles
                if name not in known
            )
            if claim.kind != "only-trusted-by":
                continue
            problems.extend(
                Problem.at(where, path, f"{name} is not a role: nobody assumes it")
                for name in claim.roles
                if name in self._others
            )
            if targets and all(s.trust is None for s in targets):
                message = (
                    f"{self.template.source or 'the document'} names no principals; "
                    "give a trust policy, or a template"
                )
                problems.append(Problem.at(where, path, message))
        if problems:
            raise TemplateError(problems)

    def _check_references(self) -> None:
        """Raise :class:`TemplateError` if a ``${Name}`` of a claim represents nothing."""
        known = [*declared(self.template.data), *PSEUDO]
        problems = [
            Problem.at(
                self.claims.source,
                claim.path,
                f"${{{name}}} is neither a parameter of the template nor a policy variable"
                f"{did_you_mean(name, known)}",
            )
            for claim in self.claims.claims
            for name in claim.references
            if name not in known
        ]
        if problems:
            raise TemplateError(problems)

    def _claimed(self, names: Iterable[str]) -> Mapping[str, Any]:
        """Return what the claims compare; any value of a parameter where they name a document."""
        arguments = [claim.argument for claim in self.claims.claims]
        if all(isinstance(each, Mapping) for each in arguments):
            compared = [
                {key: each[name] for name, key in _COMPARED.items() if name in each}
                for each in arguments
            ]
        else:
            compared = [{REFERENCE: name} for name in sorted(names)]
        return {"Resources": {"claims": compared}} if any(compared) else {}

    def _open_names(self) -> set[str]:
        declared = section(self.template.data, "Parameters")
        for name in self.claims.for_every:
            if name not in declared:
                hint = did_you_mean(name, declared) or "; remove it from for-every"
                raise TemplateError(f"for-every: {name!r} is not a parameter of the template{hint}")
        given = self.environment.parameters
        wanted = {name for name in self._for_every if name not in given}
        return wanted | set(open_parameters([self.template.data], given))

    def _assumptions(self, names: set[str], cases: ClaimCases) -> Iterable[str]:
        named = (key for claim in self.claims.claims for key in claim.condition_keys)
        yield from notes_on_keys(dict.fromkeys(named))
        if not is_template(self.template):
            return
        said = sorted(name for name in names if not is_derived(name))
        if said:
            yield f"for every admitted value of {', '.join(said)} without *, ? and ${{"
        declared = section(self.template.data, "Parameters")
        others = [name for name in declared if name not in names]
        given = {n: v for n, v in self.environment.parameters.items() if n in others}
        if given:
            yield "with " + ", ".join(said_values(self.template.data, dict(sorted(given.items()))))
        unknown = [
            name
            for name in others
            if name not in given
            and "Default" not in declared[name]
            and whole_list(name) not in names
        ]
        if unknown:
            yield f"{', '.join(sorted(unknown))} not known: --parameter gives a value"
        if len(others) > len(given) + len(unknown):
            listed = " or AllowedValues lists" if cases.listed and cases.variations.cases else ""
            other = "every other" if names or given or unknown else "every"
            yield f"{other} parameter at its default{cases.variations.besides}{listed}"
            at_default = [name for name in others if name not in (*given, *unknown)]
            if said := assumed_defaults(self.template.data, at_default):
                yield f"where the default is {', '.join(said)}"
        combined = [cases.combined_by(claim).deployments for claim in self.claims.claims]
        yield from varied_together([cases.elsewhere, *combined])

    def _left_out(self, case: ClaimCase) -> Iterable[str]:
        """Yield which principals claims about every role are not about."""
        named = {name for claim in self.claims.claims for name in claim.roles}
        others = [name for name in case.others if name not in named]
        if others and not all(claim.roles for claim in self.claims.claims):
            yield f"claims about every role are not about {', '.join(others)}, which are not roles"

    def _absent(self, findings: Iterable[ClaimResult]) -> dict[str, None]:
        """Return where a principal does not exist of which it is proven what it always can do."""
        several = len(self._cases.open) > 1
        opened = [
            (case, f"with {case.values.described()}" if several else "at the defaults")
            for case in self._cases.open
        ]
        absent: dict[str, None] = {}
        for found in findings:
            if found.claim.kind != "always" or found.verdict != "proven":
                continue
            combined = self._cases.combined_by(found.claim).cases
            for case, where in (*opened, *self._cases.varied, *combined):
                if found.role not in case.targets and found.role not in case.others:
                    absent[f"{found.role} doesn't exist {where}: nothing is claimed of it"] = None
                    break
        return absent

    def _asked(self, case: ClaimCase, claims: Sequence[Claim]) -> Iterable[tuple[Claim, Target]]:
        """Yield each of some claims with each role that it is about."""
        for claim in claims:
            targets = dict(case.targets)
            named = self._others.intersection(claim.roles)
            for name in named.intersection(case.named_others) if named else ():
                targets[case.named_others[name].name] = case.named_others[name]
            if claim.kind == "nothing-beyond-the-app" and not claim.roles:
                for name in self._judge.of_the_app(claim, case):
                    if not those_named(targets, name):
                        targets[name] = Target(name, NOTHING, NOTHING)
            for target in targets.values():
                if not claim.roles or target.names & set(claim.roles):
                    yield claim, target

    def _unread(self, cases: Iterable[ClaimCase]) -> tuple[str, ...]:
        """Return what of the template can grant access and is not read, in any case."""
        found: dict[str, None] = {}
        for case in cases:
            for target in case.targets.values():
                found |= dict.fromkeys(target.principal.unread if target.principal else ())
            found |= dict.fromkeys(case.unread if self._others else ())
        return tuple(found)

    def _judged(
        self, claim: Claim, role: str, case: ClaimCase, answer: ProofAnswer, away: str
    ) -> ClaimResult:
        """Return what an answer says of a claim about a role, with values that show it."""
        source = self.claims.source
        where = source.where(claim.path) if source else ""
        found = ClaimResult(claim, role, answer, where)
        values = case.values
        if found.verdict == "refuted" and (values.letters or values.values or case.changes):
            return self._confirmed(found, case)
        refuted = self._refuted(found, case) if found.answer.suggested else None
        unknown = tuple(map(case.values.shown, found.answer.unknown))
        unknown = tuple(f"{away}: {reason}" for reason in unknown) if away else unknown
        return refuted or replace(found, answer=replace(found.answer, unknown=unknown))

    def _confirmed(self, found: ClaimResult, case: ClaimCase) -> ClaimResult:
        """Show a claim to be wrong with values that the parameters admit, or leave it unknown."""
        values = case.values
        refuted = self._refuted(found, case)
        if refuted is not None:
            return refuted
        shown = (legible(one, values).counterexample.request for one in found.answer.excesses)
        requests = ", ".join(f"{request.action} on {request.resource}" for request in shown)
        reason = f"for {values.described()} no admissible value was found for {requests}"
        return replace(found, answer=ProofAnswer((), (reason,)))

    def _refuted(self, found: ClaimResult, case: ClaimCase) -> ClaimResult | None:
        """Show a claim to be wrong with values that the parameters admit, if some are found."""
        for values in self._admitted(case.values, found.answer):
            answer = self._with(found, values, case)
            if answer.verdict == "refuted":
                for name in sorted(values):
                    fewer = {n: v for n, v in values.items() if n != name}
                    if (
                        "Default" in self._written(name)
                        and self._with(found, fewer, case).verdict == "refuted"
                    ):
                        values = fewer
                said = sorted((self._called(name), value) for name, value in values.items())
                said += [(key.replace("_", " "), value) for key, value in case.changes.items()]
                answer = self._with(found, values, case)
                return replace(found, answer=answer, values=tuple(said))
        return None

    def _admitted(self, case: Assignment, answer: ProofAnswer) -> Iterable[dict[str, str]]:
        """Yield values for the open parameters of a case that their own limits admit."""
        options: dict[str, list[str]] = {}
        requests = [each.counterexample.request for each in answer.excesses]
        for letter, name in case.letters.items():
            likely = [
                case.value(letter, text) for other, text in answer.suggested if other == letter
            ]
            for request in requests:
                if request.resource.startswith(case.value(letter)):
                    likely += example_arns(request.action)
            examples = example_values(self.template.data, name, likely)
            options[name] = [] if is_derived(name) else list(islice(examples, _CONFIRMING))
        if all(options.values()):
            for index in range(_CONFIRMING if options else 1):
                texts = {n: texts[min(index, len(texts) - 1)] for n, texts in options.items()}
                yield {**case.values, **texts}

    def _written(self, name: str) -> Mapping[str, Any]:
        """Return a parameter as the template declares it; one that is made here as with a value."""
        return declared(self._judge.template.data).get(name, {"Default": ""})

    def _called(self, name: str) -> str:
        """Return what the value of a parameter is called where people give another in its place."""
        return f"what {name} reads" if is_read(self._written(name)) else name

    def _with(self, found: ClaimResult, values: Mapping[str, str], case: ClaimCase) -> ProofAnswer:
        """Judge a claim about a role with values of the open parameters, others at defaults."""
        looked_at = self._cases.case(Assignment(values, {}), case.changes)
        for claim, target in self._asked(looked_at, [found.claim]):
            if target.name == found.role:
                return self._judge.judge(claim, target, looked_at)
        return ProofAnswer()


def _unless_unread(found: ClaimResult, unread: tuple[str, ...]) -> ClaimResult:
    """Leave open a claim that what is not read can refute, for it can allow more."""
    if not unread or found.verdict != "proven" or found.claim.kind in ("always", "only-trusted-by"):
        return found
    return replace(found, answer=ProofAnswer(unknown=unread))


def _unless_left_out(found: ClaimResult, cases: ClaimCases) -> ClaimResult:
    """Leave open a claim that cases which were not looked at can refute."""
    combined = cases.combined_by(found.claim).deployments
    unknown = tuple(dict.fromkeys((*cases.unknown_open, *cases.unknown, *combined.unknown)))
    if not unknown or found.verdict != "proven":
        return found
    return replace(found, answer=ProofAnswer(unknown=unknown))
