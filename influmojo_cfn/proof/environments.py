"""Claims proven in each environment of their file, with the values that parameters have there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as FilePath

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.proof.claim_judge import AppTemplate
from influmojo_cfn.proof.claims import Claims
from influmojo_cfn.proof.prove import ClaimResult, ProofReport, Prover, together


def prove_everywhere(
    template: Document,
    claims: Claims,
    *,
    environment: Environment | None = None,
    base: FilePath = FilePath(),
    app_template: AppTemplate | None = None,
) -> ProofReport:
    """Prove claims as :class:`.Prover` does, and again in each environment of their file.

    Values of ``environment`` take precedence over those of the file. A claim is refuted where one
    environment refutes it.

    Raises:
        TemplateError: see :meth:`.Prover.prove`; or the template has no such parameter, or it
            rejects a value of an environment.
    """
    here = environment or Environment()

    def proven(where: Environment) -> ProofReport:
        found = Prover(template, claims, environment=where, base=base, app_template=app_template)
        return found.prove()

    report = proven(here)
    for name, values in claims.environments.items():
        try:
            there = proven(replace(here, parameters={**values, **here.parameters}))
        except TemplateError as error:
            raise TemplateError([_in(name, problem) for problem in error.problems]) from None
        report = _with(report, name, values, there)
    return report


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
    shown = ", ".join(f"{key}={value or '(empty)'}" for key, value in values.items())
    return replace(
        report,
        findings=tuple(sorted(found.values(), key=lambda each: each.claim.path[1:])),
        assumptions=(*report.assumptions, f"and in {name}: {shown}"),
        unread=tuple(dict.fromkeys((*report.unread, *there.unread))),
    )


def _said_of(found: ClaimResult, name: str, values: Mapping[str, str]) -> ClaimResult:
    """Return a finding with the environment in which it was made."""
    refuted = {**values, **dict(found.values)} if found.verdict == "refuted" else {}
    return replace(found, answers=((name, found.answer),), values=tuple(sorted(refuted.items())))
