"""E9807: Sids with characters that IAM does not take."""

from __future__ import annotations

import re

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9807",
    shortdesc="The Sid holds other characters than letters and digits",
    description="In the policies of roles, users and groups a Sid is letters and digits only.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
)
def sid_characters(statement: PolicyStatement) -> Findings:
    sid = statement.raw.get("Sid") if statement.policy.kind != "resource" else None
    if isinstance(sid, str) and sid and not re.fullmatch(r"[A-Za-z0-9]*", sid):
        yield (*statement.path, "Sid"), f"{sid!r} holds other characters than letters and digits"
