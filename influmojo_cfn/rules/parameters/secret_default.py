"""E9901: secrets in the default of a parameter."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.parameters.sensitive import (
    holds_something,
    is_sensitive,
    looks_secret,
    names_itself,
)
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9901",
    shortdesc="A parameter's default holds a secret",
    description="Every reader of the template can read the default of a password, token or key.",
    why="The secret is in version control, in the console and in every copy of the template.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html",
)
def secret_default(model: Model) -> Findings:
    for name, parameter in model.resolver.section("Parameters").items():
        if not isinstance(parameter, Mapping):
            continue
        default = parameter.get("Default")
        if default is None or isinstance(default, (Mapping, list)):
            continue
        text = str(default)
        looks = looks_secret(text)
        if looks or (
            is_sensitive(name, parameter) and holds_something(text) and not names_itself(name, text)
        ):
            yield (
                ("Parameters", name, "Default"),
                f"the default of {name} is a secret that everyone can read",
            )
