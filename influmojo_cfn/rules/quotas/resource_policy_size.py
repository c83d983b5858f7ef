"""W9832: policies of resources over their size."""

from __future__ import annotations

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.sizes import too_large
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9832",
    shortdesc="The policy is larger than the resource takes",
    description="Each service limits the size of its policies: a queue's is 8,192 characters, a bucket's 20 KB.",
    why="The service rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html",
)
def resource_policy_size(policy: TemplatePolicy) -> Findings:
    limit = SIZES.get(policy.resource_type)
    if limit:
        yield from too_large(policy, limit)


SIZES = {
    "AWS::ECR::RegistryPolicy": 10_240,
    "AWS::ECR::Repository": 10_240,
    "AWS::EFS::FileSystem": 20_000,
    "AWS::KMS::Key": 32_768,
    "AWS::Logs::ResourcePolicy": 5_120,
    "AWS::S3::BucketPolicy": 20_480,
    "AWS::SNS::TopicPolicy": 30_720,
    "AWS::SQS::QueuePolicy": 8_192,
    "AWS::SecretsManager::ResourcePolicy": 20_480,
}
"""Characters that a policy of each type can hold.

https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html and the API reference of
each service's action that puts the policy (read 2026-11-27)
"""
