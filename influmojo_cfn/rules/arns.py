"""Which resource types an ARN of a policy can name, by the service authorization data."""

from __future__ import annotations

from functools import cache

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.patterns import arn_pattern_of, may_meet, type_pattern
from influmojo_cfn.iam.service_authorization import Action, ResourceType, action_resource_types
from influmojo_cfn.rules.memory import remembered

WITHOUT_SLASH = frozenset(
    {
        ("codepipeline", "pipeline"),
        ("ecs", "cluster"),
        ("ecs", "task-definition"),
        ("kinesis", "stream"),
        ("lambda", "function"),
        ("s3", "bucket"),
        ("dynamodb", "table"),
        ("dynamodb", "index"),
        ("dynamodb", "stream"),
        ("sqs", "queue"),
        ("sns", "topic"),
    }
)
"""Resource types whose names take no slash.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html,
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html and
https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html (read 2026-11-28)
"""


@remembered
def may_be(text: str, kind: ResourceType) -> bool:
    """Return whether the partly known ARN ``text`` can name a resource of a type."""
    if text == "*":
        return True
    found = read_arn(text)
    if not _same_shape(found, text, kind.arn):
        return False
    if found and (found.service.lower(), kind.name.lower()) in WITHOUT_SLASH:
        return _parts_fit(found.resource, kind.arn)
    return True


def _parts_fit(resource: str, type_arn: str) -> bool:
    """Compare what stands between slashes, up to the first wildcard, which can span them."""
    expected = _type_arn(type_arn)
    theirs = expected.resource.split("/") if expected else []
    mine = resource.split("/")
    if len(mine) > len(theirs):
        return False
    for part, kind in zip(mine, theirs, strict=False):
        shape = arn_pattern_of(part)
        if not may_meet(type_pattern(kind), shape):
            return False
        if "*" in shape:
            return True
    return len(mine) == len(theirs)


def may_name(text: str, type_arn: str) -> bool:
    """Return whether the partly known ARN ``text`` can name what a type's ARN describes."""
    return _same_shape(read_arn(text), text, type_arn)


def _same_shape(found: Arn | None, text: str, type_arn: str) -> bool:
    """Compare part by part, and as a whole where a part's last ``*`` can reach beyond its colon."""
    expected = _type_arn(type_arn)
    if found and expected:
        pairs = zip(expected, found, strict=True)
        if all(may_meet(type_pattern(theirs), arn_pattern_of(mine)) for theirs, mine in pairs):
            return True
        if not any(arn_pattern_of(part).endswith("*") for part in found[:4]):
            return _names_fit(found, expected)
    return may_meet(type_pattern(type_arn), arn_pattern_of(text))


def _names_fit(found: Arn, expected: Arn) -> bool:
    """Compare what stands between slashes where an unknown name can bring a fixed beginning: o-."""
    mine, theirs = found.resource.split("/"), expected.resource.split("/")
    if len(mine) != len(theirs) or not t.NAME_SYMBOL.search(found.resource):
        return False
    around = zip((*expected[:4], *theirs), (*found[:4], *mine), strict=True)
    return all(may_meet(type_pattern(kind), _opened(part, kind)) for kind, part in around)


def _opened(part: str, kind: str) -> str:
    """Return the pattern of a part; a name can be all of what a type varies, not a fixed word."""
    return arn_pattern_of(t.NAME_SYMBOL.sub("*", part) if "${" in kind else part)


@cache
def _type_arn(arn: str) -> Arn | None:
    return parse_arn(arn)


def takes(action: Action, text: str) -> bool:
    """Return whether an action has a resource type that the ARN ``text`` can name."""
    return text == "*" or any(may_be(text, kind) for kind in action_resource_types(action))


@remembered
def read_arn(text: str) -> Arn | None:
    """Split partly known text into an ARN; policy variables count as unknown."""
    return parse_arn(t.POLICY_VARIABLE.sub(t.ANY, text) if "${" in text else text)


def starts_unknown(text: str) -> bool:
    """Return whether nothing is known of what ``text`` begins with, so that it can be any ARN."""
    return bool(text) and (t.UNKNOWN.match(text) is not None or text.startswith("${"))


def is_every(text: str, *parts: str) -> bool:
    """Return whether a resource is ``*``, or an ARN of that or of one of some resource parts."""
    arn = read_arn(text)
    return text == "*" or (arn is not None and arn.resource in ("*", *parts))


def examples(action: Action) -> str:
    """Write the ARNs that an action takes, for a message."""
    shown = sorted({kind.arn for kind in action_resource_types(action)})
    return " or ".join(shown[:3]) + (" or others" if len(shown) > 3 else "")
