"""E9230: actions of another service where no ARN tells already that they never apply."""

from __future__ import annotations

from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.iam.service_authorization import service, service_prefixes
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.template_fields import properties_of

_ENDPOINT = "AWS::EC2::VPCEndpoint"
_TOKENS = "sts"
"""The service whose tokens others ask for on the way: CodeArtifact's endpoint takes its action.

https://docs.aws.amazon.com/codeartifact/latest/ug/create-vpc-endpoint-policy.html (read 2026-11-28)
"""


@rule(
    id="E9230",
    shortdesc="The resource has no such action",
    description="The policy of a key is about actions of KMS, that of a queue about actions of SQS.",
    why="AWS rejects the policy, or the action is never allowed.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    needs="principals",
)
def action_of_another_service(statement: PolicyStatement) -> Findings:
    if statement.policy.resource_type == _ENDPOINT:
        yield from _of_endpoint(statement)
        return
    own = service_of_policy(statement.policy.resource_type)
    if not own or any(value.text != "*" for value in statement.resources):
        return
    for value, prefix, _ in statement.written:
        if prefix.lower() != own and service(prefix) is not None:
            yield value.path, f"{value.text!r} is not about what the policy is attached to"


def _of_endpoint(statement: PolicyStatement) -> Findings:
    """Find an Allow of which no action is of the service that a VPC endpoint leads to."""
    resolver = statement.policy.resolver
    name = properties_of(resolver, statement.policy.logical_id).text("ServiceName")
    behind_region = name.partition("amazonaws.")[2].partition(".")[2]
    own = behind_region.partition(".")[0]
    others = {prefix.lower() for _, prefix, _ in statement.written} & service_prefixes()
    if statement.allows and service(own) and statement.services == others - {own, _TOKENS}:
        value = statement.actions[0]
        yield value.path, f"{value.text!r} is not an action of {own}, which the endpoint leads to"
