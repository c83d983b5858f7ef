"""IAM patterns: wildcards, policy variables, and the two readings of ``*`` in an ARN.

What AWS's pages say, and how it is read here:

* ``*`` represents any combination of characters, none included, and ``?`` for any single one;
  several can stand anywhere. Actions are matched without regard to case, resources with it.
* In an ARN the wildcards belong "within the individual segments", but a ``*`` that is the last
  character of a segment "can expand to match beyond the colon boundaries". So a pattern has two
  readings. The *narrow* one matches each of the six segments by itself (the sixth, the resource,
  keeps its own colons). The *wide* one is a plain wildcard match of the whole text, which nothing
  that AWS matches can exceed. Say "can" by the narrow one and "cannot" by the wide one.
* "You can't use a wildcard in the service segment": a pattern that does names nothing in the narrow
  reading.
* An incomplete ARN is completed "by adding wildcard characters (*) to all missing fields":
  ``arn:aws:sqs`` is ``arn:aws:sqs:*:*:*``. The permissive matching takes it as it is written too.
* ``${key}`` and ``${key, 'default'}`` are policy variables, ``${*}``, ``${?}`` and ``${$}`` the
  characters themselves. What a variable represents is text, not a pattern.

Whether one pattern covers another and whether two can match the same text is answered here by
comparing both. That is quick and never wrong, but can miss a cover. The exact answers, by automata,
are in :mod:`influmojo_cfn.iam.pattern_questions`.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
"""

from influmojo_cfn.iam.patterns.arns import (
    SEGMENTS,
    ArnPattern,
    arn_pattern,
    compile_arn,
    compile_segments,
    completed,
    has_service_wildcard,
    resource_matches,
    split_segments,
    with_replaced_variables,
)
from influmojo_cfn.iam.patterns.comparison import (
    arn_pattern_of,
    covers,
    has_wildcard,
    literal_prefix,
    matches_partly_known,
    may_meet,
    pattern_of,
    type_pattern,
    widest,
)
from influmojo_cfn.iam.patterns.matching import (
    Matcher,
    action_matches,
    compile_tokens,
    matcher,
    matches,
)
from influmojo_cfn.iam.patterns.tokens import Token, Variable, Wildcard, tokenize, variables_of

__all__ = [
    "SEGMENTS",
    "ArnPattern",
    "Matcher",
    "Token",
    "Variable",
    "Wildcard",
    "action_matches",
    "arn_pattern",
    "arn_pattern_of",
    "compile_arn",
    "compile_segments",
    "compile_tokens",
    "completed",
    "covers",
    "has_service_wildcard",
    "has_wildcard",
    "literal_prefix",
    "matcher",
    "matches",
    "matches_partly_known",
    "may_meet",
    "pattern_of",
    "resource_matches",
    "split_segments",
    "tokenize",
    "type_pattern",
    "variables_of",
    "widest",
    "with_replaced_variables",
]
