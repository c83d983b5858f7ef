"""W9218: a Region written into a template."""

from __future__ import annotations

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.shape import REGION
from influmojo_cfn.rules.resources.variables import is_of_a_principal, portable, written_arns
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import services_let_in

ONLY_THERE = frozenset(
    ("us-east-1", service) for service in ("acm", "aws-marketplace", "ecr-public", "wafv2")
)
"""Services whose resources for CloudFront, or for all, live in one Region."""
ELSEWHERE = ("event-bus/", "log-group:/aws/route53/")
"""Resources that are in another Region by design: buses that events are forwarded to, query logs.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html and
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/query-logs.html (read 2026-11-27)
"""

AT_THE_EDGE = "edgelambda.amazonaws.com"
"""What a role of functions at the edge trusts: these are in us-east-1, with the stack of each.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-edge.html (read 2026-11-28)
"""


@rule(
    id="W9218",
    shortdesc="The Region is written into the ARN",
    description="An ARN of a template names its Region by `${AWS::Region}`.",
    why="Deployed elsewhere, the policy still names resources of the old Region.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
    needs="of-template",
)
def fixed_region(statement: PolicyStatement) -> Findings:
    if not portable(statement, "AWS::Region"):
        return
    also = {arn for _, arn in written_arns(statement)}  # as well as in the template's own Region
    for value, arn in written_arns(statement):
        if not REGION.match(arn.region) or arn.resource.startswith(ELSEWHERE):
            continue
        if is_of_a_principal(statement, arn) or arn._replace(region=t.REGION) in also:
            continue
        is_there = (arn.region, arn.service) in ONLY_THERE
        if not is_there and not (
            arn.region == "us-east-1" and _trusts_the_edge(statement.policy.resolver)
        ):
            yield value.path, f"the Region {arn.region} is fixed: write ${{AWS::Region}}"
    for condition in statement.on("kms:viaservice"):
        for value in condition.values:
            parts = value.text.split(".")
            if len(parts) > 2 and REGION.match(parts[1]):
                yield value.path, f"the Region {parts[1]} is fixed: write ${{AWS::Region}}"


@remembered
def _trusts_the_edge(resolver: Resolver) -> bool:
    """Return whether a role of the template is for functions at the edge."""
    roles = resolver.resources_of("AWS::IAM::Role", "AWS::Serverless::Function")
    return any(AT_THE_EDGE in services_let_in(resolver, each) for each in roles)
