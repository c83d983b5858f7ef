"""What was found out of claims, in one case and in several together."""

from __future__ import annotations

from dataclasses import dataclass, replace

from influmojo_cfn.proof.access import ProofAnswer, ProofVerdict
from influmojo_cfn.proof.claim_judge import combined
from influmojo_cfn.proof.claims import Claim


@dataclass(frozen=True)
class ClaimResult:
    """What was found out of one claim about one role.

    ``values`` are the parameters' values that a refuted claim needs to fail; all others can be at
    their defaults. ``answers`` are those that ``answer`` combines, by the environment of the claims
    file, which is empty outside any; none where there is only ``answer``.
    """

    claim: Claim
    role: str
    answer: ProofAnswer
    where: str = ""
    values: tuple[tuple[str, str], ...] = ()
    answers: tuple[tuple[str, ProofAnswer], ...] = ()

    @property
    def unknown(self) -> tuple[tuple[str, str], ...]:
        """Why it is not known: each reason with its environment, which is empty outside any."""
        answers = self.answers or (("", self.answer),)
        pairs = ((name, reason) for name, answer in answers for reason in answer.unknown)
        return tuple(dict.fromkeys(pairs))

    @property
    def verdict(self) -> ProofVerdict:
        """``proven``, ``refuted`` or ``unknown``."""
        return self.answer.verdict


@dataclass(frozen=True)
class ProofReport:
    """All findings, and what was assumed.

    ``unread`` names what of the template can grant access and is not read; ``place`` is where
    the template is deployed.
    """

    findings: tuple[ClaimResult, ...]
    assumptions: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    place: str = ""

    @property
    def proven(self) -> bool:
        """Return whether every claim is proven, and the template wholly read."""
        return not self.unread and all(each.verdict == "proven" for each in self.findings)


SAYS_NOTHING = ProofAnswer(
    (), ("the claim is empty: no request has its shape, whatever the role can do",)
)


def together(one: ClaimResult | None, other: ClaimResult) -> ClaimResult:
    """Return what two cases show of one claim about one role; the first that refutes it counts."""
    if one is None or (other.verdict == "refuted" and one.verdict != "refuted"):
        return other
    if one.verdict == "refuted":
        return one
    answers = [each.answers or (("", each.answer),) for each in (one, other)]
    return replace(
        one, answer=combined(one.answer, other.answer), answers=(*answers[0], *answers[1])
    )
