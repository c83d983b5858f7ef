"""E9610: a Deny of calls over TLS, or an Allow of calls without."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9610",
    shortdesc="The demand for TLS is the wrong way round",
    description="A Deny needs Bool aws:SecureTransport false, or NumericLessThan s3:TlsVersion: it denies what is not safe.",
    why="The statement denies calls over TLS, or over its newest version, and lets the others pass.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    needs="conditions of-resource",
)
def transport_the_wrong_way(statement: PolicyStatement) -> Findings:
    if len(statement.conditions) > 1:
        return
    for condition in statement.on("aws:securetransport"):
        if statement.denies and condition.texts == {"true"}:
            yield condition.path, "denies every call over TLS: write false"
        elif statement.allows and condition.texts == {"false"}:
            yield condition.path, "allows calls without TLS alone: write true"
    for condition in statement.on("s3:tlsversion"):
        comparison = condition.use.operator.comparison if condition.use else ""
        if statement.denies and "greater" in comparison:
            yield condition.path, "denies the newer versions of TLS: write NumericLessThan"
        elif statement.allows and "less" in comparison:
            yield (
                condition.path,
                "allows older versions of TLS alone: write NumericGreaterThanEquals",
            )
