"""What the claims of an app come to on a template."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.template.claims import claims_of


def verdicts(template: dict[str, Any], app: App) -> dict[str, str]:
    """Return the verdict on each claim, by its title."""
    report = Prover(Document(template), parse_claims(Document(claims_of(app)))).prove()
    return {found.claim.title: found.verdict for found in report.findings}
