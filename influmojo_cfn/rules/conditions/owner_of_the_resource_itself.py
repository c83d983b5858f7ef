"""I9337: keys about the owner of a bucket in the bucket's own policy."""

from __future__ import annotations

from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9337",
    shortdesc="The policy tests the owner of its own resource",
    description="s3:ResourceAccount, aws:ResourceAccount and their kin are for the policies of callers.",
    why="In the resource's own policy the answer is always the same: the condition limits nothing.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html",
    needs="conditions",
)
def owner_of_the_resource_itself(statement: PolicyStatement) -> Findings:
    if statement.policy.resource_type in OF_STORAGE:
        for condition in statement.conditions:
            if is_about_the_owner(condition):
                yield (
                    condition.path,
                    f"{condition.key} is the bucket's own, for every caller the same",
                )


def is_about_the_owner(condition: WrittenCondition) -> bool:
    """Return whether a condition tests a resource's owner, without comparing it with the caller."""
    compared = any("${" in value.text for value in condition.values)
    return condition.key.lower() in OF_OWNERS and not compared


OF_STORAGE = frozenset(
    {"AWS::S3::BucketPolicy", "AWS::S3::AccessPoint", "AWS::S3Express::BucketPolicy"}
)
OF_OWNERS = frozenset(
    {"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount"}
)
