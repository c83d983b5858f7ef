"""I9614: APIs and VPC endpoints that everyone can use, as without a policy."""

from __future__ import annotations

from influmojo_cfn.rules.danger.callers import everyone
from influmojo_cfn.rules.danger.everyone_reaches_resource import is_limited, is_open_by_nature
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule

_OPEN = {
    "AWS::EC2::VPCEndpoint": "everyone in the VPC can reach resources of any account through it",
    "AWS::ApiGateway::RestApi": "everyone can call the API",
    "AWS::Serverless::Api": "everyone can call the API",
}


@rule(
    id="I9614",
    shortdesc="Everyone can use the API or the VPC endpoint",
    description="The policy of a public API or of a VPC endpoint allows everything to everyone.",
    why="It limits no one: it is the same without a policy, and others must authorize the callers.",
    source_url="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    follows="E9230/statement",
)
def open_by_nature(model: Model) -> Findings:
    for policy in model.policies:
        what = _OPEN.get(policy.resource_type) if is_open_by_nature(policy) else None
        for statement in policy.statements if what else ():
            if not statement.allows or is_limited(statement):
                continue
            if policy.resource_type == "AWS::EC2::VPCEndpoint" and not statement.everywhere:
                continue
            for path in everyone(statement):
                yield path, f"{what}: the policy limits nothing"
