"""W9534: unique IDs of roles and users as principals."""

from __future__ import annotations

import re

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9534",
    shortdesc="The principal is a unique ID",
    description="AROA... and AIDA... are IDs of one role or user; made anew, it has another.",
    why="IAM shows such an ID after the principal is deleted: the policy allows nobody.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids",
    needs="principals",
)
def unique_id(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        if principal.kind == "AWS" and UNIQUE_ID.fullmatch(principal.value.text):
            yield principal.value.path, f"{principal.value.text!r} is an ID: name the ARN"


UNIQUE_ID = re.compile("A(?:ROA|IDA)[A-Z0-9]{12,28}")
