"""W9625: NotResource in an Allow."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9625",
    shortdesc="NotResource with Allow allows everything else",
    description="NotResource names the exceptions; with Allow, every other resource is granted.",
    why="Resources that nobody thought of are within reach, now and whenever one is made.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
    needs="grants",
    width=3,
)
def not_resource_with_allow(statement: PolicyStatement) -> Findings:
    if "NotResource" in statement.raw and not _is_all(statement):
        yield (*statement.path, "NotResource"), "NotResource with Allow allows every other resource"


def _is_all(statement: PolicyStatement) -> bool:
    """Return whether all that has an ARN is omitted, as for text messages of SNS, which have none."""
    arns = [read_arn(value.text) for value in statement.not_resources]
    return all(arn is not None and arn.resource == "*" for arn in arns)
