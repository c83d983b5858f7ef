"""E9610: a Deny of calls over TLS, or an Allow of calls without."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9610",
    shortdesc="The demand for TLS is the wrong way round",
    description="A Deny needs Bool aws:SecureTransport false: it denies calls without TLS.",
    why="The statement denies every call over TLS and lets those without TLS pass.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
    needs="conditions of-resource",
)
def transport_the_wrong_way(statement: PolicyStatement) -> Findings:
    alone = len(statement.conditions) == 1
    for condition in statement.on("aws:securetransport") if alone else ():
        if statement.denies and condition.texts == {"true"}:
            yield condition.path, "denies every call over TLS: write false"
        elif statement.allows and condition.texts == {"false"}:
            yield condition.path, "allows calls without TLS alone: write true"
