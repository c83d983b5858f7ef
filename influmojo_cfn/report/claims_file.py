"""The first claims file of a template: claims that hold, with what each one is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.proof.held_claims import HeldClaims
from influmojo_cfn.report.line_width import comment_lines
from influmojo_cfn.report.printable import in_one_line

SCHEMA = "claims.schema.json"
_FOR_EVERY = "These parameters can have any value; others are at defaults."
_WHY = {
    "only-trusted-by": "Fails when another principal can assume the role, or a condition is gone.",
    "not-actions": "Fails when an action is added. List the actions that you expect to come.",
    "not-resources": "Fails when the role reaches a resource that is not in this list.",
    "actions": "Fails when one of the roles can pass a role on, or change what roles can do.",
}
"""What a claim is for, by its kind or by what it names."""


def claims_file(held: HeldClaims, template: str) -> str:
    """Return the text of a claims file."""
    from influmojo_cfn.cloudformation import dump

    lines = [
        f"# yaml-language-server: $schema={SCHEMA}",
        *comment_lines(
            f"Claims about the roles of {template}. Each of them is proven today. Keep those that "
            "must stay true, remove those that are true by chance, and add your own."
        ),
        f"# influmojo-cfn prove {in_one_line(template)}",
    ]
    if held.for_every:
        lines += [
            "",
            *comment_lines(_FOR_EVERY),
        ]
        lines += dump({"for-every": list(held.for_every)}).splitlines()
    lines += ["", "claims:"]
    for claim in held.claims:
        lines += [f"  {line}" for line in comment_lines(_why(claim))]
        lines += [*dump({"claims": [claim]}).splitlines()[1:], ""]
    for text in held.not_proven:
        lines += comment_lines(f"Not claimed, because it is not proven: {text}.")
    return "\n".join(lines).rstrip() + "\n"


def _why(claim: Mapping[str, Any]) -> str:
    if "only-trusted-by" in claim:
        return _WHY["only-trusted-by"]
    kinds = ("not-actions", "not-resources", "actions")
    return next(_WHY[kind] for kind in kinds if kind in claim["never"])
