"""I9322: private values of aws:SourceIp next to public ones."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.operators import is_private
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9322",
    shortdesc="The private address changes nothing",
    description="aws:SourceIp is the public address of a caller; calls through an endpoint carry aws:VpcSourceIp.",
    why="Next to public ranges, a private range suggests that calls from inside the VPC pass.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip",
    needs="conditions",
)
def private_address_beside_public(statement: PolicyStatement) -> Findings:
    for condition in statement.on("aws:sourceip"):
        if condition.family != "IPAddress":
            continue
        private = [value for value in condition.values if is_private(value.text)]
        if len(private) < len(condition.values):
            for value in private:
                yield value.path, f"{value.text!r} is private: compare aws:VpcSourceIp with it"
