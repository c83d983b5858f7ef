"""Claims proven in each environment of their file, with the values that parameters have there.

A claim about deployments with certain values of parameters is proven with these alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path as FilePath

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.proof.claim_judge import AppTemplate
from influmojo_cfn.proof.claim_results import ClaimResult, ProofReport, together
from influmojo_cfn.proof.claims import Claim, Claims
from influmojo_cfn.proof.prove import Prover


def prove_everywhere(
    template: Document,
    claims: Claims,
    *,
    environment: Environment | None = None,
    base: FilePath = FilePath(),
    app_template: AppTemplate | None = None,
) -> ProofReport:
    """Prove claims as :class:`.Prover` does, and again in each environment of their file.

    Values of ``environment`` take precedence over those of the file, those of a claim over both.
    A claim is refuted where one environment refutes it, unless the claim is about other values than
    the environment has.

    Raises:
        TemplateError: see :meth:`.Prover.prove`; or the template has no such parameter, or it
            rejects a value of an environment.
    """
    here = environment or Environment()

    def proven(which: Claims, values: Mapping[str, str]) -> ProofReport:
        where = replace(here, parameters={**here.parameters, **values})
        found = Prover(template, which, environment=where, base=base, app_template=app_template)
        return found.prove()

    reports: dict[str, ProofReport] = {}
    for given, alike in _by_parameters(claims):
        found = proven(alike, given)
        for name, values in claims.environments.items():
            there = {**values, **here.parameters}
            if any(there.get(key, value) != value for key, value in given.items()):
                continue  # the claims are about other deployments
            try:
                found = _with(found, name, values, proven(alike, {**there, **given}))
            except TemplateError as error:
                raise TemplateError([_in(name, problem) for problem in error.problems]) from None
        reports[_shown(given)] = found
    return _of_all(reports)


def _by_parameters(claims: Claims) -> Iterator[tuple[Mapping[str, str], Claims]]:
    """Yield values of parameters with the claims about them, first the claims about any."""
    by_values: dict[tuple[tuple[str, str], ...], list[Claim]] = {}
    for claim in sorted(claims.claims, key=lambda each: bool(each.parameters)):
        by_values.setdefault(tuple(sorted(claim.parameters.items())), []).append(claim)
    for values, alike in by_values.items():
        yield dict(values), replace(claims, claims=tuple(alike))


def _of_all(reports: Mapping[str, ProofReport]) -> ProofReport:
    """Return what reports say together, each by the values of parameters that it is about."""
    first = next(iter(reports.values()))
    said = dict.fromkeys(reports.get("", ProofReport(())).assumptions)
    for shown, report in reports.items():
        own = (text for text in report.assumptions if text not in (*said, f"with {shown}"))
        said |= dict.fromkeys([f"with {shown}: {text}" for text in own])
    findings = [each for report in reports.values() for each in report.findings]
    return replace(
        first,
        findings=tuple(sorted(findings, key=lambda each: each.claim.path[1:])),
        assumptions=tuple(said),
        unread=tuple(dict.fromkeys(text for r in reports.values() for text in r.unread)),
    )


def _in(name: str, problem: Problem) -> Problem:
    where = f"environments.{name}"
    return replace(problem, place=f"{where}: {problem.place}" if problem.place else where)


def _with(
    report: ProofReport, name: str, values: Mapping[str, str], there: ProofReport
) -> ProofReport:
    """Return a report that says as well what was found in one environment."""
    found = {(each.claim.path, each.role): each for each in report.findings}
    for each in there.findings:
        key = (each.claim.path, each.role)
        found[key] = together(found.get(key), _said_of(each, name, values))
    return replace(
        report,
        findings=tuple(sorted(found.values(), key=lambda each: each.claim.path[1:])),
        assumptions=(*report.assumptions, f"and in {name}: {_shown(values)}"),
        unread=tuple(dict.fromkeys((*report.unread, *there.unread))),
    )


def _shown(values: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value or '(empty)'}" for key, value in values.items())


def _said_of(found: ClaimResult, name: str, values: Mapping[str, str]) -> ClaimResult:
    """Return a finding with the environment in which it was made."""
    refuted = {**values, **dict(found.values)} if found.verdict == "refuted" else {}
    return replace(found, answers=((name, found.answer),), values=tuple(sorted(refuted.items())))
