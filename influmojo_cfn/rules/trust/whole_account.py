"""I9538: whole accounts, without a condition on who of them, in a trust policy."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.accounts import whole_accounts


@rule(
    id="I9538",
    shortdesc="Everybody in the account can assume the role",
    description="The root of an account includes each of its users and roles that has sts:AssumeRole.",
    why="A wide sts:AssumeRole anywhere in the account reaches this role: name who needs it.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-accounts",
    needs="principals allows of-role",
)
def whole_account(statement: PolicyStatement) -> Findings:
    of_people = all(c.key.lower().startswith("aws:multifactorauth") for c in statement.conditions)
    if "Condition" in statement.raw and not (statement.conditions and of_people):
        return
    for value, account in whole_accounts(statement):
        if not statement.conditions:
            also = ", or add a condition on sts:ExternalId" if account.isdigit() else ""
            yield value.path, f"everyone there with sts:AssumeRole: name a role{also}"
        elif account.isdigit():
            yield value.path, "MFA tells of no third party: add sts:ExternalId where it is one"
