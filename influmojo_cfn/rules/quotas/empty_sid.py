"""I9833: Sids without a character."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9833",
    shortdesc="The Sid is empty",
    description="A Sid names a statement; an empty Sid can be omitted.",
    why="Tools that find statements by their Sid find this one under nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
)
def empty_sid(statement: PolicyStatement) -> Findings:
    if statement.raw.get("Sid") == "":
        yield (*statement.path, "Sid"), "name the statement, or leave Sid out"
