"""E9230: actions of another service where no ARN tells already that they never apply."""

from __future__ import annotations

from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9230",
    shortdesc="The resource has no such action",
    description="The policy of a key is about actions of KMS, that of a queue about actions of SQS.",
    why="AWS rejects the policy, or the action is never allowed.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    needs="principals",
)
def action_of_another_service(statement: PolicyStatement) -> Findings:
    own = service_of_policy(statement.policy.resource_type)
    if not own or any(value.text != "*" for value in statement.resources):
        return
    for value, prefix, _ in statement.written:
        if prefix.lower() != own and service(prefix) is not None:
            yield value.path, f"{value.text!r} is not about what the policy is attached to"
