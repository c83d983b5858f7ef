"""E9806: names that IAM does not take."""

from __future__ import annotations

import re

from influmojo_cfn.cloudformation.attachments import attachments
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.quotas.sizes import NAMES, name_problem
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9806",
    shortdesc="IAM does not take the name",
    description="Role and user names hold 64 characters, policy names 128: letters, digits and +=,.@_-.",
    why="IAM rejects it, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def names(model: Model) -> Findings:
    for kind, (key, longest) in NAMES.items():
        for properties in model.resources(kind):
            for value in properties.values(key):
                message = name_problem(value.text, longest)
                if message and not _is_placeholder(model.resolver, value.text):
                    yield (*properties.path, key), f"{model.resolver.show(value.text)!r} {message}"
    for entity in model.entities.values():
        yield from _of_entity(entity)
    for profile in model.resources("AWS::IAM::InstanceProfile"):
        for value in profile.values("Roles"):
            if value.text.startswith("arn:"):
                yield value.path, "Roles takes names, not ARNs: use Ref"
    for found in attachments(model.resolver):
        if found.name.text.startswith("arn:"):
            yield found.name.path, f"{found.key} takes names, not ARNs: use Ref"


def _of_entity(entity: Entity) -> Findings:
    path = entity.properties.get("Path")
    text = entity.resolver.leaf(path) if isinstance(path, str) else "/"
    if not entity.resolver.is_unknown(text) and not re.fullmatch(r"/|/[!-~]{1,510}/", text):
        yield (
            (*entity.path, "Properties", "Path"),
            f"the path {path!r} does not begin and end in a slash",
        )
    for policy in entity.inline:
        if policy.name and policy.logical_id == entity.logical_id:
            message = name_problem(policy.name.text, 128)
            if message and not _is_placeholder(entity.resolver, policy.name.text):
                yield policy.name.path, f"{entity.resolver.show(policy.name.text)!r} {message}"


def _is_placeholder(resolver: Resolver, text: str) -> bool:
    """Return whether another tool fills a name in: ``${Env}`` names nothing of the template."""
    names = _BRACED.findall(text)
    of_template = {*resolver.section("Parameters"), *resolver.section("Resources")}
    return bool(names) and not any(
        name.startswith("AWS::") or name.partition(".")[0] in of_template for name in names
    )


_BRACED = re.compile(r"\$\{([^}]+)\}")
