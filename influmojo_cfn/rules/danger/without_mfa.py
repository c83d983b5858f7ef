"""W9623: an Allow for whoever has not used MFA."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="W9623",
    shortdesc="The Allow is for sessions without MFA",
    description="Bool true asks for multi-factor authentication; false asks that it was not used.",
    why="Who signs in with a second factor is refused, and a stolen password is enough.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
    tags=("iam", "danger"),
    needs="conditions",
)
def without_mfa(statement: PolicyStatement) -> Iterator[Found]:
    """Find an Allow that wants MFA not to be used."""
    if not statement.allows:
        return
    for condition in statement.conditions:
        if condition.key.lower() != "aws:multifactorauthpresent" or condition.family != "Bool":
            continue
        values = {value.text.lower() for value in condition.values}
        if values == {"false"}:
            yield condition.path, "allows sessions without MFA: write true"
