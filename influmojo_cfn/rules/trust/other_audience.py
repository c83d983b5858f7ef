"""W9539: audiences other than the provider's, where the template has no provider that takes it."""

from __future__ import annotations

import re

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import client_ids, issuers, values_of

_ANYTHING_OF_ONES_OWN = re.compile("[A-Z_]{4,}")
_IN_CHINA = "sts.amazonaws.com.cn"


@rule(
    id="W9539",
    shortdesc="The audience is not the provider's own",
    description="Each provider signs its tokens for one audience unless a job asks for another, such as sts.amazonaws.com.",
    why="Unless each job asks for this audience, no token has it, and nobody can assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    tags=("iam", "trust", "conditions"),
)
def other_audience(model: Model) -> Findings:
    known = dict(client_ids(model))
    for statement in model.statements:
        if statement.policy.is_trust and not issuers(statement) & known.keys():
            yield from _other_audiences(statement)


def _other_audiences(statement: PolicyStatement) -> Findings:
    for tokens, value in values_of(statement, "aud"):
        own = _ANYTHING_OF_ONES_OWN.sub("*", tokens.audience)
        unknown = t.has_unknown(value.text) or value.text == _IN_CHINA
        if (
            tokens.is_asked
            or unknown
            or may_meet(value.text, own)
            or value.text.startswith(tokens.subject)
        ):
            continue
        yield (
            value.path,
            f"{value.text!r} is not the audience of this provider's tokens, {tokens.audience!r}, "
            "unless every job asks for it",
        )
