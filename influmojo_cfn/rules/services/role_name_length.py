"""W9734: role names in which little room is left for the stack's name or the Region."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.quotas.sizes import NAMES
from influmojo_cfn.rules.rule import Findings, rule

LONGEST_REGION = 14
"""Characters of ap-northeast-1 and ap-southeast-1, the longest names but for those of GovCloud."""

LEAST_LEFT = 24
"""Characters that are left at least for the name of a stack; a stack's name has up to 128.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
(read 2026-11-27)
"""


@rule(
    id="W9734",
    shortdesc="The stack's name can make the role's name too long",
    description="A role's name has up to 64 characters; a stack's name has up to 128, a Region up to 14.",
    why="The stack fails where its name is long, or in another Region than the one it was tried in.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
    tags=("iam", "services", "quotas"),
)
def role_name_length(model: Model) -> Findings:
    key, longest = NAMES["AWS::IAM::Role"]
    for role in model.resources("AWS::IAM::Role"):
        place = (*role.path, key)
        for value in role.values(key):
            least = t.shortest(value.text)
            regions = value.text.count(t.REGION)
            most = least + regions * (LONGEST_REGION - t.SHORTEST[t.REGION])
            stacks = value.text.count(t.STACK_NAME)
            left = longest - (most - stacks)
            if least > longest:
                continue
            if regions and most > longest:
                yield place, f"in a Region with a long name it has {most} characters of {longest}"
            elif stacks and left < LEAST_LEFT * stacks:
                yield place, f"{max(left, 0)} characters of {longest} are left for the stack's name"
