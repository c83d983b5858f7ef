"""W9838: what a macro or an included snippet puts into the template."""

from __future__ import annotations

from influmojo_cfn.cloudformation.transforms import unread_transforms
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9838",
    shortdesc="The output of a transform was not checked",
    description="A macro can change every resource. An included snippet can be a role, a policy or a statement.",
    why="No rule has read what it makes: check the template as CloudFormation processes it.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html",
)
def unread_transform(model: Model) -> Findings:
    for path, name in unread_transforms(model.template):
        yield path, f"the output of {name} was not checked: check the processed template"
