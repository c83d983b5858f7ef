"""W9902: sensitive parameters without NoEcho."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.parameters.sensitive import is_sensitive
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9902",
    shortdesc="The sensitive parameter lacks NoEcho",
    description="NoEcho keeps a parameter's value out of the console and of DescribeStacks.",
    why="An identity that can describe the stack can read the secret.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
)
def without_no_echo(model: Model) -> Findings:
    for name, parameter in model.resolver.section("Parameters").items():
        if isinstance(parameter, Mapping) and is_sensitive(name, parameter):
            if str(parameter.get("NoEcho", "false")).lower() != "true":
                yield ("Parameters", name), f"{name} takes a secret: add NoEcho: true"
