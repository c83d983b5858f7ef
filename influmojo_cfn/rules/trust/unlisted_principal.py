"""I9518: service principals of AWS's form that are not known."""

from __future__ import annotations

from influmojo_cfn.iam.service_principals import is_unlisted
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9518",
    shortdesc="The service principal is not a known one",
    description="The name has the form of AWS's service principals, and is not among those that are known.",
    why="AWS publishes no complete list: the service can be new, or IAM rejects the policy.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services",
    needs="principals",
)
def unlisted_principal(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        if principal.kind == "Service" and is_unlisted(principal.value.text):
            yield (
                principal.value.path,
                f"{principal.value.text!r} is not a known service principal: look it up",
            )
