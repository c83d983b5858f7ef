"""E9225: ARNs in the policy of a resource that name another one."""

from __future__ import annotations

import re
from typing import Any

from influmojo_cfn.cloudformation.symbols import Symbol
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.patterns import has_wildcard, may_meet
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9225",
    shortdesc="The policy is about another resource than its own",
    description="A policy of a bucket, queue, topic, stream or secret can only be about the one that it is attached to.",
    why="AWS rejects the policy, or the statement never applies.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
)
def another_resource(statement: PolicyStatement) -> Findings:
    service, key = _attached_by(statement.policy.resource_type)
    own = _names(statement.policy, service, key) if key else []
    for value in statement.resources if own else ():
        arn = read_arn(value.text)
        if arn is None or arn.service != service:
            continue
        name = _name_in(arn)
        if not any(may_meet(name, each) and not _differ(statement, name, each) for each in own):
            shown = statement.policy.show(value.text)
            yield value.path, f"{shown!r} is not what the policy is attached to"


_BY_NAME = {
    "AWS::Elasticsearch::Domain": ("es", "DomainName"),
    "AWS::Events::EventBusPolicy": ("events", "EventBusName"),
    "AWS::OpenSearchService::Domain": ("es", "DomainName"),
}
"""Types whose policy is about the resource with the name in a property, of a service's ARNs."""


def _attached_by(kind: str) -> tuple[str, str]:
    """Return the service of what policies of a type are about, and the property that names it."""
    row = RESOURCE_POLICIES.get(kind)
    if row is not None and row.service and row.attached_to and row.about:
        return row.service, row.attached_to[0]
    return _BY_NAME.get(kind, ("", ""))


def _differ(statement: PolicyStatement, one: str, other: str) -> bool:
    """Return whether a name is another than the one that CloudFormation makes up for a resource.

    No two that it makes up are alike, and none is written out.
    """
    symbols = statement.policy.resolver.symbols
    theirs = symbols.get(other[0]) if _MADE_UP.fullmatch(other) else None
    if theirs is None or not _is_name(theirs):
        return False
    one = one.removesuffix("-??????")
    if not t.has_unknown(one) and "${" not in one and not has_wildcard(one):
        return theirs.identity[0] == "name"
    mine = symbols.get(one[0]) if _MADE_UP.fullmatch(one) else None
    return mine is not None and _is_name(mine) and mine.identity != theirs.identity


def _is_name(symbol: Symbol) -> bool:
    """Return whether an unknown is the whole name of a resource, made up or one of several."""
    return symbol.identity[:1] in (("name",), ("given",))


_MADE_UP = re.compile(f"{t.UNKNOWN.pattern}(?:-{t.UNKNOWN.pattern})?")
"""A name, of a secret with AWS's suffix."""


def _name_in(arn: Arn) -> str:
    """Return the name of what an ARN is of: a bucket of its objects, a stream of its consumers."""
    kind, slash, name = arn.resource.partition("/")
    if arn.service in ("es", "events", "kinesis") and slash:
        return name.partition("/")[0]
    return arn.resource.removeprefix("secret:") if arn.service == "secretsmanager" else kind


def _names(policy: TemplatePolicy, service: str, key: str) -> list[str]:
    """Return the names of what a policy is attached to; none where one is not known at all."""
    given: Any = policy.resolver.properties(policy.logical_id).get(key, [])
    texts = [value.text for value in policy.resolver.values(given, ())]
    arns = [parse_arn(text) for text in texts]
    if service in ("kinesis", "secretsmanager"):
        names = [_name_in(arn) if arn else t.ANY for arn in arns]
    else:
        names = [text.rpartition(":" if service == "sns" else "/")[2] for text in texts]
    return [] if any(name in ("", t.ANY) for name in names) else names
