"""W9227: names of buckets and keys of objects that can hardly be meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

_NEVER = re.compile("[A-Z_]")
_IS_PLACEHOLDER = re.compile("^[^a-z]*$|<|PLACEHOLDER")
"""What another tool, or the reader, fills in: ``CODE_BUCKET``."""
_AFTER_BUCKET = re.compile("[A-Za-z0-9]")


@rule(
    id="W9227",
    shortdesc="The bucket's name or the object's key is hardly meant",
    description="Buckets have small letters, digits, dots and hyphens, and an object's key begins right after one slash.",
    why="The statement names a bucket or objects that do not exist: the calls are denied.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
)
def s3_name(statement: PolicyStatement) -> Findings:
    for value in (*statement.resources, *statement.not_resources):
        arn = read_arn(value.text) if ":s3:" in value.text else None
        if arn is not None and arn.service == "s3" and not arn.region and not arn.account:
            message = _problem(statement, arn.resource)
            if message:
                yield value.path, f"{statement.policy.show(value.text)!r}: {message}"
    for condition in statement.conditions:
        if condition.key.lower() == "s3:prefix" and not condition.negated:
            for value in condition.values:
                if value.text.startswith("/") and value.text != "/":
                    yield value.path, "no key begins with a slash: write the prefix without it"


def _problem(statement: PolicyStatement, resource: str) -> str:
    """Return what is wrong with the part of an ARN that names bucket and object."""
    bucket, _, key = resource.partition("/")
    if key.startswith("/"):
        return "two slashes follow the bucket's name"
    if "{" not in bucket and _NEVER.search(bucket) and not _IS_PLACEHOLDER.search(bucket):
        return "a bucket's name has small letters, digits, '.' and '-'"
    for name in _bucket_names(statement):
        if bucket.startswith(name) and _AFTER_BUCKET.match(bucket[len(name) :]):
            return "a slash is missing after the bucket's name"
    return ""


def _bucket_names(statement: PolicyStatement) -> Iterator[str]:
    """Yield the names of the template's buckets that end in what is not known."""
    resolver = statement.policy.resolver
    for logical_id in resolver.resources_of("AWS::S3::Bucket"):
        name = resolver.named(logical_id)
        if name and t.has_unknown(name[-1]):
            yield name
