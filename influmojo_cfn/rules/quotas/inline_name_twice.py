"""E9813: inline policies of one name."""

from __future__ import annotations

from influmojo_cfn.iam.branches import repeated
from influmojo_cfn.iam.text import ANY
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9813",
    shortdesc="Two inline policies have the same name",
    description="The inline policies of a role have different names.",
    why="The second one takes the place of the first, whose grants are gone.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
)
def inline_name_twice(entity: Entity) -> Findings:
    named = [(policy.name, policy.branch) for policy in entity.inline if policy.name]
    known = [(name, branch) for name, branch in named if ANY not in name.text]
    for name, _ in repeated((name.text, branch, name) for name, branch in known):
        shown = entity.resolver.show(name.text)
        yield name.path, f"another inline policy of {entity.logical_id} is {shown!r}"
